"""A team's workbook with every finding marked at its cell: its own file, or one written again when it is damaged."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pacom_xl.consolidation.review import Review
from pacom_xl.correction.flagged_package import Flagging, flagged, is_from_1904
from pacom_xl.correction.flags import Flag, flags_of
from pacom_xl.correction.package_parts import PACKAGE_ERRORS, PackageParts
from pacom_xl.correction.repair import repair
from pacom_xl.correction.repair_additions import Repaired
from pacom_xl.correction.restored_formulas import OVERWRITTEN, Restored, restored_formulas
from pacom_xl.correction.restored_lists import restored_lists
from pacom_xl.correction.sheet_part import SheetPart
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.workbook_reader import OpenReading, read_open
from pacom_xl.template.load import load_template
from pacom_xl.template.schema import Sheet, Template

#: ``own``: the team's own file with flags added; ``rewritten``: its contents in a new workbook.
Way = Literal["own", "rewritten"]
#: Findings about the shape of a workbook that flags alone do not put right, and the reason they give.
_DAMAGE: dict[str, Text] = {
    "PAC101": Text("une feuille manque", "a sheet is missing"),
    "PAC102": Text("un champ manque", "a field is missing"),
    "PAC121": Text("des cellules ont été décalées", "cells were displaced"),
    "PAC127": Text("des cadres du classeur ont été recouverts", "frames of the workbook were typed over"),
}
_OTHER_FORMAT = Text("le fichier n’est pas au format .xlsx", "the file is not in .xlsx format")
_DAMAGED_PART = Text("une partie du fichier est endommagée", "a part of the file is damaged")
_UNUSUAL = Text("le fichier est d’une fabrication inhabituelle", "the file is of an unusual make")
_NO_FORMULAS = Text("des formules ont été remplacées", "formulas were overwritten")
_NO_LISTS = Text("des listes de choix ont disparu", "drop-down lists are gone")
_EARLIER = Text("il est d’une version antérieure du modèle", "it is of an earlier version of the template")
_SOUND = Text("la structure du classeur est intacte", "the structure of the workbook is sound")

#: Findings that go when lists and formulas are put back into a team's own file.
RESTORABLE = (*OVERWRITTEN, "PAC111")

#: What is wrong with one reading, at a date: the rules run on it alone.
Check = Callable[[Reading], Review]


@dataclass(frozen=True)
class Corrected:
    """The marked workbook. ``way`` and ``why``: whether it is the team's own file, and the reason."""

    data: bytes
    way: Way
    why: Text
    flags: Sequence[Flag]
    #: Tabs at whose cells no notes could be left.
    without_notes: Sequence[str]
    #: How many ranges of drop-down lists were restored.
    restored: int = 0
    #: Formulas that were restored, with what was typed over them.
    formulas: Sequence[Restored] = ()
    #: What became of the contents, when the workbook was written again.
    repaired: Repaired | None = None


def correct(
    found: OpenReading, data: bytes, template: Template, as_of: date, check: Check, *, frozen: bool
) -> Corrected:
    """Flag the findings of a workbook that was read (``found``, from ``data``)."""
    damage = _EARLIER if found.steps else _damage(found.reading.findings)
    if damage is None:
        corrected = _in_place(found, data, template, as_of, check, frozen=frozen)
        if isinstance(corrected, Corrected):
            return corrected
        damage = corrected
    return _rewritten(found, data, template, as_of, check, damage, frozen=frozen)


def _damage(findings: Sequence[Finding]) -> Text | None:
    """The reason to write a workbook again, ``None`` when it is sound."""
    return next((_DAMAGE[finding.code] for finding in findings if finding.code in _DAMAGE), None)


def _in_place(
    found: OpenReading, data: bytes, template: Template, as_of: date, check: Check, *, frozen: bool
) -> Corrected | Text:
    """The team's own file with flags, or the reason why that cannot be done safely."""
    assert found.workbook is not None and found.reading.plan is not None
    try:
        parts = PackageParts(data)
    except LookupError:
        return _OTHER_FORMAT
    except PACKAGE_ERRORS:
        return _DAMAGED_PART
    try:
        if frozen:
            _freeze(parts, found.reading.plan, as_of)
        restored = restored_lists(parts, found, template)
        if restored is None:
            return _NO_LISTS
        formulas = restored_formulas(parts, found, template, as_of)
        if formulas is None:
            return _NO_FORMULAS
        settled = (*OVERWRITTEN, *(("PAC111",) if restored else ()))
        found.reading.findings = [f for f in found.reading.findings if f.code not in settled]
        lang = found.reading.plan.lang
        flags = flags_of(check(found.reading), found.workbook, lang)
        flagging = flagged(parts, found.workbook, flags, sheet_of(template), lang)
    except PACKAGE_ERRORS:
        return _UNUSUAL
    return Corrected(flagging.data, "own", _SOUND, flags, flagging.without_notes, restored, formulas)


def _freeze(parts: PackageParts, plan: Plan, as_of: date) -> None:
    """Write the reference date into the workbook, so that what it computes stays as it was checked."""
    cell = plan.form("plan").cell("ref_date_forced")
    path = parts.sheet_path(cell.sheet) if cell else None
    if cell and path:
        SheetPart(parts.tree(path)).put((cell.row, cell.column), as_of, from_1904=is_from_1904(parts))


def _rewritten(
    found: OpenReading, data: bytes, template: Template, as_of: date, check: Check, why: Text, *, frozen: bool
) -> Corrected:
    repaired = repair(found, data, template, as_of, frozen=frozen)
    other = _read_again(repaired.data, found.reading.path, template)
    assert other.workbook is not None and other.reading.plan is not None
    lang = other.reading.plan.lang
    flags = flags_of(check(other.reading), other.workbook, lang)
    flagging: Flagging = flagged(PackageParts(repaired.data), other.workbook, flags, sheet_of(template), lang)
    return Corrected(flagging.data, "rewritten", why, flags, flagging.without_notes, repaired=repaired)


def _read_again(data: bytes, path: Path, template: Template) -> OpenReading:
    """Read a workbook that was just written, under the name of the file it comes from."""
    with tempfile.TemporaryDirectory(prefix="pacom-") as folder:
        copy = Path(folder, path.with_suffix(".xlsx").name)
        copy.write_bytes(data)
        return read_open(copy, template)


def sheet_of(template: Template) -> Sheet:
    """The sheet « Corrections »; that of the standard template for one that has none."""
    return template.by_key.get("corrections") or load_template().by_key["corrections"]
