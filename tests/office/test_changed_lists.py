"""Labels changed and choices added in the sheet of lists: formulas still understand the cells filled in before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from pacom_xl.model.plan import Record
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.office.suite import edited
from tests.support.opened_workbook import open_workbook

_TEMPLATE = load_template()


def _at(record: Record, key: str, below: int = 0) -> tuple[str, str]:
    """Tab and address of a field of a record, or of a row below it."""
    cell = record.cell(key)
    assert cell
    return cell.sheet, cell._replace(row=cell.row + below).a1


def _renamed_lists(choices: Sequence[Record]) -> Iterator[list[Any]]:
    """Edits: other labels for lists no figure depends on, and for the quadrants of the SWOT."""
    for record in choices:
        if record.key.startswith(("swot", "unit", "objective_kind", "soncas", "target_type")):
            yield ["set", *_at(record, "fr"), f"Autre {record.get('fr')}"]


def _shown(sheet: Worksheet) -> list[tuple[str, object]]:
    """The filled cells of a sheet, but for the headings that show a label."""
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return [(cell.coordinate, _text(cell.value).removeprefix("Autre ")) for cell in cells]


def _text(value: object) -> str:
    """A value as text; an office saves 15 digits of a number."""
    return f"{value:.14g}" if isinstance(value, float) else str(value)


def _numbers(sheet: Worksheet) -> dict[str, float]:
    """The numbers of a sheet, by their cell."""
    cells = (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, (int, float)))
    return {cell.coordinate: round(float(cell.value), 9) for cell in cells}


def test_figures_survive_changed_labels_and_an_added_holiday_zone(tmp_path: Path) -> None:
    source = written("NO", "fr", MONDAY, tmp_path)
    plan = read_workbook(source, _TEMPLATE).plan
    assert plan
    choices, holidays = plan.table("choices"), plan.table("holidays")
    edits: list[list[Any]] = []
    for record in [*choices, *plan.table("natures")]:
        if record.key.startswith(("action_status", "measure_mode", "yes_no")) or record.table == "natures":
            edits.append(["set", *_at(record, "fr"), f"Autre {record.get('fr')}"])
    zone = {"list": "holiday_zone", "key": "corsica", "fr": "Corse", "en": "Corsica"}
    edits += [["set", *_at(choices[-1], key, below=1), value] for key, value in zone.items()]
    team = next(record for record in plan.table("teams") if record.key == "NO")
    edits.append(["set", *_at(team, "holiday_zone"), "Corse"])
    day = {"date": f"{MONDAY.year}-09-08"}
    edits += [["set", *_at(holidays[-1], key, below=1), v] for key, v in (("date", day), ("scope", "Corse"))]
    edits += _renamed_lists(choices)
    for measured in plan.table("performance"):
        edits.append(["set", *_at(measured, "subject"), f"{measured.get('subject')} – son nom dans la liste"])
    target, recalculated = edited(source, edits, tmp_path)
    before, after = (open_workbook(path, data_only=True) for path in (source, recalculated))
    for row in before["Enveloppe budgétaire"].iter_rows():
        for cell in row:
            if isinstance(cell.value, (int, float)) and cell.column > 4:
                assert after["Enveloppe budgétaire"][cell.coordinate].value == cell.value, cell.coordinate
    assert _shown(after["Sommaire"]) == _shown(before["Sommaire"]), "cells with earlier labels are not to be corrected"
    assert _shown(after["SWOT"]) == _shown(before["SWOT"]), "statements with earlier labels stand in the matrix"
    assert _numbers(after["Objectifs"]) == _numbers(before["Objectifs"]), "readings of codes with a name count"
    tab, scope = _at(holidays[-1], "scope", below=1)
    assert after[tab][scope].value == "Corse"
    shown = [cell.value for cell in after[tab][after[tab][scope].row] if cell.value is not None]
    assert sum(getattr(value, "month", None) == 9 for value in shown) == 2, "the date typed, and the day it applies on"
    reading = read_workbook(target, _TEMPLATE)
    assert not [f for f in reading.findings if f.code == "PAC516"]
