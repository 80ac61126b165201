"""The sheet of an action: its essentials on one screen, the rest folded, blank sheets for new actions."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pacom_xl.layout.workbook_layout import essential_fields
from pacom_xl.model.text import Lang
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.opened_workbook import open_workbook
from tests.support.sample_company import sample_plan

TEMPLATE = load_template()
FORM = TEMPLATE.tables["actions"]
#: What a window of 1366 × 768 pixels shows of a sheet, in points and in characters.
SCREEN_HEIGHT, SCREEN_WIDTH = 400, 179


@pytest.fixture(scope="module", params=["fr", "en"])
def lang(request: pytest.FixtureRequest) -> Lang:
    return "fr" if request.param == "fr" else "en"


@pytest.fixture(scope="module")
def path(lang: Lang, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written("NO", lang, MONDAY, tmp_path_factory.mktemp("actions"))


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return open_workbook(path, data_only=True)


def _shown_height(sheet: Worksheet, last: int) -> float:
    rows = (sheet.row_dimensions[number] for number in range(1, last + 1))
    return sum(row.height or 15 for row in rows if not row.hidden)


def _row_of(sheet: Worksheet, key: str) -> int:
    return next(int(c.row) for c in sheet["A"] if f"actions.{key}" in str(c.value or "").split())


def test_the_essentials_are_on_one_screen(book: openpyxl.Workbook) -> None:
    for name in ("ACT-NO-002", "ACT-NO-014"):
        sheet = book[name]
        last = max(_row_of(sheet, f.key) for f in essential_fields(FORM))
        zoom = sheet.sheet_view.zoomScale / 100
        assert _shown_height(sheet, last) * zoom <= SCREEN_HEIGHT, name
        columns = (d for d in sheet.column_dimensions.values() if not d.hidden)
        assert sum(d.width * (d.max - d.min + 1) for d in columns) * zoom <= SCREEN_WIDTH


def test_sections_are_folded_unless_something_stands_in_them(book: openpyxl.Workbook) -> None:
    filled, blank = book["ACT-NO-002"], book["ACT-NO-014"]
    assert not filled.row_dimensions[_row_of(filled, "contributors")].hidden
    assert filled.row_dimensions[_row_of(filled, "promo_depth")].hidden
    for key in ("contributors", "promo_depth", "lessons"):
        row = blank.row_dimensions[_row_of(blank, key)]
        assert row.hidden and row.outlineLevel == 1
    assert not blank.row_dimensions[_row_of(blank, "title")].hidden


def test_labels_say_what_is_required_and_when(book: openpyxl.Workbook, lang: Lang) -> None:
    sheet = book["ACT-NO-002"]
    texts = {c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str)}
    for field in essential_fields(FORM):
        mark = " *" if field.required else " °" if field.required_when == 'status_key<>"draft"' else ""
        assert f"{field.label.in_(lang)}{mark}" in texts


def test_the_situation_shows_its_symbol(book: openpyxl.Workbook, lang: Lang) -> None:
    texts = {c.value for row in book["ACT-NO-002"].iter_rows() for c in row if isinstance(c.value, str)}
    assert {"fr": "▲ En retard", "en": "▲ Overdue"}[lang] in texts


def test_three_blank_sheets_are_ready_and_read_as_no_action(path: Path, book: openpyxl.Workbook, lang: Lang) -> None:
    index = TEMPLATE.by_key["index"].label.in_(lang)
    told = {
        "fr": "Fiches vierges à remplir : 3 ; ouvrir ACT-NO-014 →",
        "en": "Blank cards to fill in: 3; open ACT-NO-014 →",
    }
    assert str(book[index]["B4"].value).replace("\u00a0", " ").replace("\u202f", " ") == told[lang]
    codes = [name for name in book.sheetnames if name.startswith("ACT-")]
    assert codes[-3:] == ["ACT-NO-014", "ACT-NO-015", "ACT-NO-016"]
    plan = read_workbook(path, TEMPLATE).plan
    assert plan
    assert plan.count("actions") == sample_plan("NO").count("actions") == 13
