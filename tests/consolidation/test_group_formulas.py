"""A constant typed over a formula of the consolidated workbook is told at its cell (PAC107)."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.support.command_line import AS_OF, run
from tests.support.workbook_files import PLAIN, merge, write_team

#: Sheets that add up, and a heading of a column of formulas.
_SHEETS = {
    "Équipes et axes": "Engagé",
    "Objectifs du groupe": "Cibles des équipes",
    "Budget du groupe": "Hors trimestres",
    "Trésorerie du groupe": "Décaissements TTC",
    "Enveloppe budgétaire": "Alloué aux actions",
}


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formulas")
    merge(folder / "group.xlsx", *(write_team(folder, team) for team in ("GR", "NO")), options=PLAIN)
    return folder / "group.xlsx"


def _told(file: Path) -> list[tuple[str, str]]:
    findings = json.loads(run("check", file, "--as-of", AS_OF, "--format", "json").out)["findings"]
    return [(f["sheet"], f["cell"]) for f in findings if f["code"] == "PAC107"]


def _formula_below(sheet: openpyxl.worksheet.worksheet.Worksheet, heading: str) -> openpyxl.cell.Cell:
    head = next(cell for row in sheet.iter_rows() for cell in row if cell.value == heading)
    below = (row[0] for row in sheet.iter_rows(head.row + 1, min_col=head.column, max_col=head.column))
    return next(cell for cell in below if isinstance(cell.value, str) and cell.value.startswith("="))


@pytest.mark.parametrize(("sheet", "heading"), _SHEETS.items())
def test_a_constant_over_a_formula_is_told(group: Path, tmp_path: Path, sheet: str, heading: str) -> None:
    book = openpyxl.load_workbook(group)
    cell = _formula_below(book[sheet], heading)
    cell.value = 12_345
    book.save(tmp_path / "group.xlsx")
    assert _told(tmp_path / "group.xlsx") == [(sheet, cell.coordinate)]


def test_nothing_is_told_of_a_workbook_nobody_touched(group: Path) -> None:
    assert _told(group) == []
