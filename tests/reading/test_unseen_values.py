"""Values that are struck through (PAC132) or stand in hidden rows and tabs (PAC133) are read, and told."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from pacom_xl.model.findings import Finding
from pacom_xl.rules.messages import fix, message
from pacom_xl.xlsx.archive import Archive
from pacom_xl.xlsx.cells import Tab
from pacom_xl.xlsx.limits import Budget
from pacom_xl.xlsx.xlsx_workbook import read_xlsx
from tests.reading.one_row import tab_of
from tests.support.small_workbook import TEMPLATE, facts, read, write_small


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("unseen") / "small.xlsx"
    write_small(path)
    return path


def _edited(small: Path, folder: Path, edit: Callable[[Any], None]) -> list[Finding]:
    """What is told of the workbook after an edit that changes none of its values."""
    workbook = openpyxl.load_workbook(small)
    edit(workbook)
    path = folder / "edited.xlsx"
    workbook.save(path)
    before, after = read(small), read(path)
    assert before.plan
    assert after.plan
    assert facts(after.plan) == facts(before.plan)
    return [finding for finding in after.findings if finding.code in ("PAC132", "PAC133")]


def test_a_row_struck_through_is_one_line(small: Path, tmp_path: Path) -> None:
    def strike(workbook: Any) -> None:
        for cell in workbook["SWOT"][7][1:7]:
            cell.font = Font(strike=True)

    (found,) = _edited(small, tmp_path, strike)
    assert (found.code, found.subject, found.cell and found.cell.row) == ("PAC132", "swot", 6)
    text = message(found, "fr", TEMPLATE)
    assert re.search(r"B7.*\d valeurs de « SWOT » sont barrées", text.replace("\u00a0", " "))
    assert "read and counted" in message(found, "en", TEMPLATE)
    assert "barré" in fix(found, "fr", TEMPLATE)


def test_one_value_struck_through_is_shown(small: Path, tmp_path: Path) -> None:
    def strike(workbook: Any) -> None:
        workbook["SWOT"]["D8"].font = Font(strike=True)
        workbook["SWOT"]["D9"].font = Font(strike=False)

    (found,) = _edited(small, tmp_path, strike)
    assert found.field == "swot.statement"
    text = message(found, "fr", TEMPLATE)
    assert "D8" in text
    assert str(found.value)[:40] in text


def test_hidden_rows_of_a_table_are_one_line(small: Path, tmp_path: Path) -> None:
    def hide(workbook: Any) -> None:
        for row in (7, 9, 40):
            workbook["SWOT"].row_dimensions[row].hidden = True

    (found,) = _edited(small, tmp_path, hide)
    assert (found.code, found.detail) == ("PAC133", "swot")
    assert "2 lignes masquées ou filtrées (7, 9)" in message(found, "fr", TEMPLATE).replace("\xa0", " ")


def test_a_hidden_action_sheet_is_told_and_other_hidden_tabs_are_not(small: Path, tmp_path: Path) -> None:
    def hide(workbook: Any) -> None:
        workbook["ACT-NO-003"].sheet_state = "hidden"
        workbook["SWOT"].sheet_state = "veryHidden"

    (found,) = _edited(small, tmp_path, hide)
    assert (found.code, found.subject) == ("PAC133", "ACT-NO-003")
    assert "onglet" in message(found, "fr", TEMPLATE)


def test_the_workbook_as_written_has_none(small: Path, tmp_path: Path) -> None:
    assert not [f for f in read(small).findings if f.code in ("PAC132", "PAC133")]
    assert not _edited(small, tmp_path, lambda workbook: None)


# -- how files spell it ------------------------------------------------------------------------------------------


def _tab(fill: Callable[[Any], None]) -> Tab:
    """The tab that openpyxl writes: its rich texts are inline ones."""
    workbook, out = openpyxl.Workbook(), io.BytesIO()
    fill(workbook.active)
    workbook.save(out)
    return read_xlsx(Archive(out.getvalue()), Budget()).tabs[0]


def test_styles_and_parts_of_inline_texts_are_struck() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "kept"
        sheet["A2"], sheet["A2"].font = 8000, Font(strike=True)
        sheet["A3"], sheet["A3"].font = "plain", Font(strike=False, bold=True)
        sheet["A4"] = CellRichText(TextBlock(InlineFont(strike=True), "8 000"), " 9 000")
        sheet["A5"] = CellRichText(TextBlock(InlineFont(strike=False, b=True), "8 000"), " 9 000")

    tab = _tab(fill)
    assert tab.struck == {(1, 0), (3, 0)}
    assert [line[0] for line in tab.rows] == ["kept", 8000, "plain", "8 000 9 000", "8 000 9 000"]


def _shared(items: str) -> Tab:
    """A tab whose cells A1 and B1 show the first and the second of two shared strings."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        workbook.add_worksheet().write_row(0, 0, ["first", "second"])
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts["xl/sharedStrings.xml"] = f"<sst {space}>{items}</sst>".encode()
    return read_xlsx(Archive(_zipped(parts)), Budget()).tabs[0]


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(("strike", "is_struck"), [("<strike/>", True), ('<strike val="1"/>', True),
                                                   ('<strike val="0"/>', False), ("<b/>", False)])  # fmt: skip
def test_a_part_of_a_shared_text_is_struck(strike: str, is_struck: bool) -> None:
    tab = _shared(f"<si><r><rPr>{strike}</rPr><t>8 000</t></r><r><t>9 000</t></r></si><si><t>b</t></si>")
    assert tab.rows == [["8 0009 000", "b"]]
    assert tab.struck == ({(0, 0)} if is_struck else set())


@pytest.mark.parametrize(
    ("written", "is_struck"),
    [
        ('style:text-line-through-style="solid"', True),
        ('style:text-line-through-type="single"', True),
        ('style:text-line-through-style="none" style:text-line-through-type="none"', False),
        ('fo:font-weight="bold"', False),
    ],
)
def test_styles_of_opendocument_strike(written: str, is_struck: bool) -> None:
    style = f'<style:style style:name="ce1"><style:text-properties {written}/></style:style>'
    cell = '<table:table-cell table:style-name="{}" office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    span = '<text:span text:style-name="ce1">8</text:span>9'
    row = cell.format("ce1", "a") + cell.format("other", "b") + cell.format("other", span)
    tab = tab_of(row, styles=style)
    assert tab.values == {0: {0: "a", 1: "b", 2: "89"}}
    assert tab.struck == ({(0, 0), (0, 2)} if is_struck else set())


@pytest.mark.parametrize(("visibility", "hidden"), [("collapse", {0}), ("filter", {0}), ("visible", set())])
def test_rows_of_opendocument_are_hidden(visibility: str, hidden: set[int]) -> None:
    cell = "<table:table-cell><text:p>a</text:p></table:table-cell>"
    assert tab_of(cell, row=f'table:visibility="{visibility}"').hidden_rows == hidden
