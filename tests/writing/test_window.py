"""What people look at first is on a screen of 1366 × 768 pixels, from its left edge to its right one."""

from __future__ import annotations

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pacom_xl.writing.window import window_zoom
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.opened_workbook import open_workbook

#: Pixels LibreOffice shows of a sheet beside its bar of buttons, seen in a real window; how much wider it draws columns
#: than Excel; pixels of the signs of folded rows.
SCREEN, WIDER, SIGNS = 1304, 1.12, 28


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return open_workbook(written("NO", "fr", MONDAY, tmp_path_factory.mktemp("window")))


def _pixels(sheet: Worksheet) -> float:
    """Width of the columns people see, at the zoom the sheet opens at."""
    shown = (d for d in sheet.column_dimensions.values() if not d.hidden and d.width)
    width = sum(d.width * 7 * (d.max - d.min + 1) for d in shown)
    return float(width * WIDER * sheet.sheet_view.zoomScale / 100)


@pytest.mark.parametrize("name", ["Sommaire", "Tableau de bord", "Calendrier", "ACT-NO-002"])
def test_a_sheet_people_look_at_first_is_whole_on_a_small_screen(book: Workbook, name: str) -> None:
    assert _pixels(book[name]) <= SCREEN - SIGNS * name.startswith("ACT")


def test_a_narrow_sheet_opens_at_full_size_and_no_sheet_too_small_to_read() -> None:
    assert (window_zoom(500), window_zoom(9000)) == (100, 70)


def test_sheets_open_on_a_cell_people_fill_in(book: Workbook) -> None:
    readings = book["Suivi de performance"]
    heading = readings.cell(6, readings[readings.sheet_view.selection[-1].activeCell].column).value
    assert heading == "Objectif ou action *"
