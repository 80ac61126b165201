"""Hidden anchors never come up where people type: completion does not offer them, no sheet opens on one."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

import pacom_xl
from pacom_xl.layout.anchors import UNTYPED
from pacom_xl.reading.recognition.vocabulary import vocabulary_of
from pacom_xl.template.load import load_template
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.opened_workbook import open_workbook


@pytest.fixture(scope="module", params=["fr", "en"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written("NO", request.param, MONDAY, tmp_path_factory.mktemp("anchors"))


def _hidden_texts(sheet: Worksheet) -> list[str]:
    hidden = [number for number, row in sheet.row_dimensions.items() if row.hidden]
    cells = (cell for number in hidden for cell in sheet[number] if cell.column > 1)
    is_anchor = vocabulary_of(load_template()).is_anchor
    return [cell.value for cell in cells if isinstance(cell.value, str) and is_anchor(cell.value)]


def test_the_anchors_of_hidden_rows_begin_with_a_sign_nobody_types(path: Path) -> None:
    for sheet in open_workbook(path).worksheets:
        assert [text for text in _hidden_texts(sheet) if not text.startswith(UNTYPED)] == [], sheet.title


def test_every_sheet_opens_on_a_cell_people_see(path: Path) -> None:
    for sheet in open_workbook(path).worksheets:
        if sheet.sheet_state == "visible":
            cell = sheet[sheet.sheet_view.selection[-1].activeCell]
            assert not sheet.row_dimensions[cell.row].hidden, sheet.title
            assert not sheet.column_dimensions[cell.column_letter].hidden, sheet.title


def test_anchors_without_the_sign_are_still_read(path: Path, tmp_path: Path) -> None:
    book = open_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith(UNTYPED):
                    cell.value = cell.value.removeprefix(UNTYPED)
    older = tmp_path / "older.xlsx"
    book.save(older)
    (before,), (after,) = pacom_xl.read(older), pacom_xl.read(path)
    assert before.plan and after.plan
    assert before.plan.records == after.plan.records
