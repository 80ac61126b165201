"""The corrected workbook of a team, joined to its manager's mail: their own file with the findings of the night."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pacom_xl.consolidation.review import Review, review
from pacom_xl.correction.correct import RESTORABLE, correct
from pacom_xl.model.plan import Plan
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.workbook_reader import read_open

#: Formats a team's own file is corrected in.
_SUFFIX = ".xlsx"


def is_correctable(plan: Plan) -> bool:
    """Whether the workbook of a plan can be given back as an .xlsx without losing a program it carries."""
    return plan.file is not None and Path(plan.file).suffix.lower() == _SUFFIX and Path(plan.file).is_file()


def write_correction(of_team: Review, plan: Plan, path: Path) -> None:
    """Write the workbook of ``plan`` with the findings of ``of_team``, the part of the night's review about it.

    Raises ``ValueError`` when the file is no longer what was read this night.
    """
    source = Path(plan.file or "")
    found = read_open(source, of_team.template)
    known = {reading.sha256 for reading in of_team.readings}
    if found.workbook is None or found.reading.sha256 not in known:
        raise ValueError(source.name)

    def check(reading: Reading) -> Review:
        if reading is not found.reading:
            return review([reading], of_team.template, of_team.as_of, lang=of_team.lang)
        # Lists and formulas that were put back meanwhile are no finding any more.
        remaining = {finding.code for finding in reading.findings}
        return replace(
            of_team, findings=[f for f in of_team.findings if f.code not in RESTORABLE or f.code in remaining]
        )

    corrected = correct(found, source.read_bytes(), of_team.template, of_team.as_of, check, frozen=False)
    path.write_bytes(corrected.data)
