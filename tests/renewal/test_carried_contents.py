"""``renew`` drops nothing people put beside the plan: their tabs and notes are carried over, the rest is listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.support.command_line import run
from tests.support.opened_workbook import open_workbook
from tests.support.small_workbook import read, write_small
from tests.support.typing_in import with_library

OWN = {"A1": "Suivi des visites", "B2": 42}


def _messy(book: openpyxl.Workbook) -> None:
    """A tab, two notes, a colour, a text beside the plan."""
    sheet = book.create_sheet("Mes visites")
    for cell, value in OWN.items():
        sheet[cell] = value
    sheet["A1"].comment = Comment("Vu avec Luc", "Luc")
    swot = book["SWOT"]
    swot["C9"].comment = Comment("À revoir en comité", "Luc")
    swot["C9"].fill = PatternFill("solid", fgColor="FF00B050")
    swot["M9"] = "mon calcul à part"


def test_tabs_notes_and_cells_beside_the_plan_are_carried_over_or_listed(tmp_path: Path) -> None:
    source = tmp_path / "NO.xlsx"
    write_small(source)
    with_library(source, _messy)
    before = source.read_bytes()
    ran = run("renew", source, "--year", "2027", "-d", tmp_path / "2027", "--as-of", "2026-12-15", "--lang", "fr")
    assert ran.code == 0, ran.err
    assert source.read_bytes() == before
    target = tmp_path / "2027" / "PAC_2027_NO.xlsx"
    reading = read(target)
    assert reading.plan and reading.plan.year == 2027
    assert reading.workbook_id and reading.workbook_id != read(source).workbook_id
    assert "« À replacer »" in ran.err.replace("\xa0", " ")
    book = open_workbook(target)
    assert {cell: book["Mes visites"][cell].value for cell in OWN} == OWN
    notes = [cell.comment.text for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    assert notes.count("Vu avec Luc") == notes.count("À revoir en comité") == 1
    assert "mon calcul à part" in _texts(book["À replacer"])
    assert "Bilan N-1" in book.sheetnames


def _texts(sheet: Any) -> set[str]:
    return {cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)}
