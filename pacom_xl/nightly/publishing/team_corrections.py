"""The corrected workbook of a team, joined to its manager's mail: their own file with the findings of the night."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pacom_xl.consolidation.review import Review, review
from pacom_xl.correction.correct import RESTORABLE, Corrected, correct
from pacom_xl.correction.package_parts import PACKAGE_ERRORS
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text
from pacom_xl.nightly.publishing.not_correctable import (
    CHANGED,
    FAULT,
    PROTECTED,
    UNUSUAL,
    NotCorrectableError,
    why_not_correctable,
)
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.workbook_reader import read_open
from pacom_xl.xlsx.decryption import is_closed

_UNUSUAL_ERRORS: tuple[type[Exception], ...] = (*PACKAGE_ERRORS, OSError)


def write_correction(of_team: Review, plan: Plan, path: Path) -> Text | None:
    """Write the workbook of ``plan`` with the findings of ``of_team``.

    Returns and raises what ``why_rewritten`` does; raises ``OSError`` when the disk refuses.
    """
    corrected = _team_correction(of_team, plan)
    path.write_bytes(corrected.data)
    return _why(corrected)


def why_rewritten(of_team: Review, plan: Plan) -> Text | None:
    """The reason why the correction is a workbook written again, ``None`` when it is the team's own file; writes none.

    Raises ``NotCorrectableError``, also about a fault of the program: one workbook must not end a night.
    """
    return _why(_team_correction(of_team, plan))


def _why(corrected: Corrected) -> Text | None:
    return corrected.why if corrected.way == "rewritten" else None


def _team_correction(of_team: Review, plan: Plan) -> Corrected:
    """The workbook of ``plan`` with the findings of ``of_team``, the part of the night's review about it."""
    if why := why_not_correctable(plan):
        raise NotCorrectableError(why)
    try:
        return _corrected(of_team, plan)
    except NotCorrectableError:
        raise
    except _UNUSUAL_ERRORS as error:
        raise NotCorrectableError(UNUSUAL) from error
    except Exception as error:
        raise NotCorrectableError(FAULT, is_fault=True) from error


def _corrected(of_team: Review, plan: Plan) -> Corrected:
    source = Path(plan.file or "")
    data = source.read_bytes()
    if is_closed(data):
        raise NotCorrectableError(PROTECTED)
    found = read_open(source, of_team.template)
    known = {reading.sha256 for reading in of_team.readings}
    if found.workbook is None or found.reading.sha256 not in known or source.read_bytes() != data:
        raise NotCorrectableError(CHANGED)

    def check(reading: Reading) -> Review:
        if reading is not found.reading:
            return review([reading], of_team.template, of_team.as_of, lang=of_team.lang)
        # Lists and formulas that were put back meanwhile are no finding any more.
        remaining = {finding.code for finding in reading.findings}
        return replace(
            of_team, findings=[f for f in of_team.findings if f.code not in RESTORABLE or f.code in remaining]
        )

    return correct(found, data, of_team.template, of_team.as_of, check, frozen=False)
