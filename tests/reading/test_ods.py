"""An OpenDocument file is looked at as closely as an Excel one: the same edits, saved both ways, tell the same."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl.comments import Comment

from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from pacom_xl.xlsx.archive import PROTECTED, Archive
from pacom_xl.xlsx.limits import TOO_BIG, Budget, DocumentError
from pacom_xl.xlsx.ods_workbook import read_ods
from pacom_xl.xlsx.package import Package, open_package
from tests.reading.one_row import tab_of
from tests.support.office.suite import convert
from tests.support.opened_workbook import open_workbook
from tests.support.small_workbook import write_small

TEMPLATE = load_template()
FICHE, OTHER = "ACT-NO-003", "ACT-NO-004"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One workbook with a bit of everything, as LibreOffice saves it."""
    folder = tmp_path_factory.mktemp("saved")
    write_small(folder / "NO.xlsx")
    book = open_workbook(folder / "NO.xlsx")
    sheet = book[FICHE]
    place = {str(cell.value).split(" ")[0]: cell.row for (cell,) in sheet["A1:A120"] if cell.value}
    status, allocated = place["actions.status"], place["actions.allocated"]
    sheet.cell(status, 4).value = "=1/0"
    sheet.cell(allocated, 4).number_format = "0%"
    sheet.cell(allocated + 1, 4).value = 999
    sheet.cell(place["actions.title"], 4).comment = Comment("à revoir", "CAU")
    book["SWOT"]["H9"] = "note en marge"
    book[OTHER].cell(place["actions.allocated"] + 1, 4).value = f"=2*D{allocated}"
    path = folder / "edited.xlsx"
    book.save(path)
    return {kind: convert(path, kind, folder / kind) for kind in ("xlsx", "ods")}


def read(path: Path) -> Reading:
    return read_workbook(path, TEMPLATE)


def told(reading: Reading) -> set[tuple[str, str, str]]:
    return {(f.code, f.cell.sheet if f.cell else "", f.cell.a1 if f.cell else "") for f in reading.findings}


def test_the_same_is_told_of_both(saved: dict[str, Path]) -> None:
    excel, open_document = read(saved["xlsx"]), read(saved["ods"])
    assert told(open_document) == told(excel)
    codes = {code for code, _, _ in told(open_document)}
    assert {"PAC107", "PAC109", "PAC112", "PAC116"} <= codes
    assert open_document.comments == excel.comments
    assert [(note.sheet, note.text) for note in open_document.comments] == [(FICHE, "à revoir")]


def test_a_formula_of_ones_own_over_the_templates_is_told(saved: dict[str, Path]) -> None:
    for path in saved.values():
        found = [f for f in read(path).findings if f.code == "PAC107" and f.subject == OTHER]
        assert [(f.field, f.cell.sheet if f.cell else "") for f in found] == [("actions.forecast", OTHER)]


def test_the_same_is_read_and_counted(saved: dict[str, Path]) -> None:
    excel, open_document = read(saved["xlsx"]), read(saved["ods"])
    assert open_document.account == excel.account
    assert [r.values for p in open_document.plans for r in p.records] == [
        r.values for p in excel.plans for r in p.records
    ]


def test_lists_that_are_gone_are_told(saved: dict[str, Path], tmp_path: Path) -> None:
    """What pasting over a column does to its drop-down lists."""
    with zipfile.ZipFile(saved["ods"]) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = parts["content.xml"]
    start = content.index(b'table:name="SWOT"')
    end = content.index(b"</table:table>", start)
    bare = content[start:end].replace(b"table:content-validation-name=", b"table:was=")
    parts["content.xml"] = content[:start] + bare + content[end:]
    path = tmp_path / "pasted.ods"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert [f.subject for f in read(path).findings if f.code == "PAC111"] == ["swot"]
    assert not [f for f in read(saved["ods"]).findings if f.code == "PAC111"]


def test_defined_names_are_the_same_in_both(saved: dict[str, Path]) -> None:
    def names(kind: str) -> dict[str, int]:
        package = open_package(saved[kind])
        assert isinstance(package, Package)
        return {name: at for name, at in package.workbook.columns_by_name["SWOT"].items() if name[0] != "_"}

    assert names("ods") == names("xlsx")
    assert "swot_statement" in names("ods")


def test_a_password_is_told_in_those_words(tmp_path: Path) -> None:
    """As LibreOffice writes them: the manifest says how each part is encrypted."""
    path = tmp_path / "closed.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml", '<manifest:manifest><manifest:encryption-data manifest:x=""/></manifest:manifest>'
        )
        archive.writestr("content.xml", b"\x93\x01\x7f" * 400)
    reading = read(path)
    assert (reading.status, reading.reason) == ("rejected", PROTECTED)


def repeated(cells: str, rows: str) -> Archive:
    """A file of two rows, the first repeated, its one cell too."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<a xmlns:table="{space}table:1.0" xmlns:office="{space}office:1.0"><table:table table:name="T">'
        f'<table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell table:formula="=1" table:number-columns-repeated="{cells}"/></table:table-row>'
        '<table:table-row><table:table-cell table:formula="=2"/></table:table-row></table:table></a>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", content)
    return Archive(out.getvalue())


@pytest.mark.parametrize("times", ["99999999999", "-3", "x", "0"])
def test_counts_of_no_sheet_count_as_one(times: str) -> None:
    (tab,) = read_ods(repeated(times, times), Budget()).tabs
    assert set(tab.formulas) == {(0, 0), (1, 0)}


def test_filled_cells_repeated_a_thousand_times_each_way_are_all_read() -> None:
    (tab,) = read_ods(repeated("1000", "1000"), Budget()).tabs
    assert len(tab.formulas) == 1_000_001


def test_filled_cells_repeated_over_a_whole_sheet_are_refused() -> None:
    with pytest.raises(DocumentError) as refused:
        read_ods(repeated("16384", "1048576"), Budget())
    assert refused.value.reason == TOO_BIG


def cells_of(content: str) -> dict[int, dict[int, object]]:
    """Values of that row, by row and column."""
    return {row: dict(line) for row, line in tab_of(content).values.items()}


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("<text:p>b<text:tab/>c<text:line-break/>d</text:p><text:p>e</text:p>", "b\tc\nd\ne"),
        ('<text:p>a<text:s text:c="2"/>b</text:p>', "a  b"),
        ("<text:p>\n   a\n   <text:span>b  c</text:span>\n  </text:p>", "a b c"),
        ("<text:p>a</text:p><draw:frame><draw:text-box><text:p>POST-IT</text:p></draw:text-box></draw:frame>", "a"),
        ("<office:annotation><text:p>note</text:p></office:annotation><text:p>a</text:p>", "a"),
        ("<text:p>a<text:note><text:p>foot</text:p></text:note>b</text:p>", "ab"),
        ('<text:p>a<text:s text:c="2147483648"/>b</text:p>', "a b"),
    ],
)
def test_the_text_of_a_cell_is_what_stands_in_it(content: str, value: str) -> None:
    assert cells_of(f'<table:table-cell office:value-type="string">{content}</table:table-cell>') == {0: {0: value}}


@pytest.mark.parametrize(
    ("attributes", "value"),
    [
        ('office:value-type="float" office:value="-12.5"', -12.5),
        ('office:value-type="float" office:value="NaN"', "NaN"),
        ('office:value-type="currency" office:currency="USD" office:value="3"', 3.0),
        ('office:value-type="percentage" office:value="0.5"', 0.5),
        ('office:value-type="boolean" office:boolean-value="true"', True),
        ('office:value-type="date" office:date-value="2026-06-20"', date(2026, 6, 20)),
        ('office:value-type="date" office:date-value="2026-06-20T08:30:00"', datetime(2026, 6, 20, 8, 30)),
        ('office:value-type="time" office:time-value="PT12H30M00S"', time(12, 30)),
        ('office:value-type="time" office:time-value="PT36H00M00S"', timedelta(hours=36)),
        ('office:value-type="string" office:string-value="a"', "a"),
    ],
)
def test_the_value_of_a_cell_is_of_its_type(attributes: str, value: object) -> None:
    assert cells_of(f"<table:table-cell {attributes}/>") == {0: {0: value}}


def test_merged_cells_are_a_range_whose_hidden_values_are_read() -> None:
    merged = 'table:number-columns-spanned="2" table:number-rows-spanned="3"'
    text = (
        "<text:p>a</text:p></table:table-cell><table:covered-table-cell><text:p>b</text:p></table:covered-table-cell>"
    )
    tab = tab_of(f"<table:table-cell/><table:table-cell {merged}>{text}")
    assert tab.merged == [((0, 1), (2, 2))]
    assert tab.values == {0: {1: "a", 2: "b"}}


def test_empty_cells_before_a_filled_one_count() -> None:
    cells = '<table:table-cell table:number-columns-repeated="3"/><table:covered-table-cell/><table:table-cell>'
    assert cells_of(f"{cells}<text:p>a</text:p></table:table-cell>") == {0: {4: "a"}}
