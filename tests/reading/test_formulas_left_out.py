"""Tabs are read without their formulas wherever that is enough: nothing may differ from reading them whole."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from pacom_xl.cli.samples import samples_folder
from pacom_xl.layout.anchors import column_key
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.recognition import tab_recognition
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from tests.support.office.suite import convert
from tests.support.opened_workbook import open_workbook

TEMPLATE = load_template()
SAMPLES = sorted(samples_folder().glob("PAC_2026_*.xlsx"))


def both(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Reading, Reading]:
    """The reading as it is, and the one of the whole file."""
    light = read_workbook(path, TEMPLATE)
    monkeypatch.setattr(tab_recognition, "_needs_formulas", lambda sheet, template: True)
    return light, read_workbook(path, TEMPLATE)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_reading_is_that_of_the_whole_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    light, whole = both(path, monkeypatch)
    assert light == whole
    assert light.account.filled > 1000


def edited(tmp_path: Path, edit: object) -> Path:
    book = open_workbook(samples_folder() / "PAC_2026_NO.xlsx")
    edit(book)  # type: ignore[operator]
    path = tmp_path / "edited.xlsx"
    book.save(path)
    return path


def typed(book: openpyxl.Workbook) -> None:
    """A number over a formula, a note beside, an unknown code in a spare row."""
    register = book["Plan d’actions"]
    register["E12"] = 4321
    register["B36"] = "ACT-NO-077"
    register["DZ9"] = "à revoir"
    book["Tableau de bord"]["E9"] = "corrigé"
    book["Calendrier"]["F12"] = 17


def renamed(book: openpyxl.Workbook) -> None:
    """Two tabs exchange their names: none is what its name says."""
    book["Calendrier"].title = "x"
    book["SWOT"].title = "Calendrier"
    book["x"].title = "SWOT"


def doubled(book: openpyxl.Workbook) -> None:
    copy = book.copy_worksheet(book["Plan d’actions"])
    copy["E12"] = 99


def calculated(book: openpyxl.Workbook) -> None:
    """Formulas where values belong: one that counts, one that fails, one below a table."""
    fiche = book["ACT-NO-003"]
    row = next(cell.row for (cell,) in fiche["A1:A120"] if str(cell.value).startswith("actions.allocated"))
    fiche.cell(row, 4).value = "=1200*1.2"
    book["SWOT"]["D10"] = "=1/0"
    last = next(cell.row for (cell,) in book["SWOT"]["A1:A60"] if cell.value is None and cell.row > 8)
    book["SWOT"].cell(last, 4).value = '="Vu "&"en réunion"'
    book["SWOT"].cell(last, 3).value = "Forces"


def unmarked(book: openpyxl.Workbook) -> None:
    """The hidden columns cleared."""
    for name in ("SWOT", "ACT-NO-002", "Prévision de trésorerie", "Calendrier"):
        for (cell,) in book[name]["A1:A200"]:
            cell.value = None


def far(book: openpyxl.Workbook) -> None:
    book["SWOT"]["XFD1048576"] = "loin"


#: The office takes long for these, and other tests exchange names and write far away, too.
_LATER = [pytest.param(edit, marks=pytest.mark.long) for edit in (calculated, unmarked, renamed, doubled, far)]


@pytest.mark.parametrize("edit", [typed, *_LATER])
def test_what_people_do_there_is_found_all_the_same(
    edit: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    light, whole = both(convert(edited(tmp_path, edit), "xlsx", tmp_path / "saved"), monkeypatch)
    assert {(f.code, f.cell, f.subject) for f in light.findings} == {
        (f.code, f.cell, f.subject) for f in whole.findings
    }
    assert light.plans == whole.plans
    assert light.account == whole.account


def test_a_value_typed_over_the_register_is_told(tmp_path: Path) -> None:
    reading = read_workbook(edited(tmp_path, typed), TEMPLATE)
    told = {(f.code, f.cell.a1 if f.cell else None) for f in reading.findings}
    assert ("PAC107", "E12") in told
    assert ("PAC108", "B36") in told
    assert any(f.code == "PAC109" and "DZ9" in f.params.get("cells", ()) for f in reading.findings)


def test_a_note_beside_rows_the_tool_writes_for_itself_is_listed(tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["_pacom"]["J40"] = "à garder"

    reading = read_workbook(edited(tmp_path, edit), TEMPLATE)
    assert [f.params["cells"] for f in reading.findings if f.code == "PAC109"] == [["J40"]]
    assert reading.account.ignored == 1


def test_a_cell_that_tells_no_address_stands_beside_the_empty_one_before_it(tmp_path: Path) -> None:
    """Empty cells are cut out as formulas are, but not where they tell the place of another cell."""
    source, path = samples_folder() / "PAC_2026_NO.xlsx", tmp_path / "unplaced.xlsx"
    changed = 0
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(path, "w") as out:
        for name in archive.namelist():
            data = archive.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data, count = re.subn(
                    rb'(<c r="[A-Z]+[0-9]+" s="[0-9]+"/>)<c r="[A-Z]+[0-9]+"( [^>]*><v>)', rb"\1<c\2", data
                )
                changed += count
            out.writestr(name, data)
    assert changed > 100
    before, after = read_workbook(source, TEMPLATE), read_workbook(path, TEMPLATE)
    assert before.plan and after.plan
    assert [(r.table, r.key, r.values) for r in after.plan.records] == [
        (r.table, r.key, r.values) for r in before.plan.records
    ]
    assert after.account == before.account


def test_an_inserted_row_of_picked_labels_alone_is_read(tmp_path: Path) -> None:
    """All its texts are the tool's own; somebody picked them all the same."""

    def edit(book: openpyxl.Workbook) -> None:
        fiche = book["ACT-NO-006"]
        key_row = next(cell.row for (cell,) in fiche["A1:A200"] if cell.value == "[legal_checks]")
        columns = {column_key(cell.value): cell.column for cell in fiche[key_row] if cell.value}
        rows = [cell.row for (cell,) in fiche["A1:A250"] if str(cell.value).startswith("legal_checks#")]
        fiche.insert_rows(rows[-1] + 1)
        fiche.cell(rows[-1] + 1, columns["legal_checks.point"]).value = "Téléphone B2B\xa0: information, opposition"
        fiche.cell(rows[-1] + 1, columns["legal_checks.status"]).value = "Conforme"

    before = read_workbook(samples_folder() / "PAC_2026_NO.xlsx", TEMPLATE).plan
    after = read_workbook(edited(tmp_path, edit), TEMPLATE).plan
    assert before and after
    rows, were = ([r.values for r in p.table("legal_checks") if r.parent == "ACT-NO-006"] for p in (after, before))
    assert len(rows) == len(were) + 1
    assert {"point", "status"} == {key for key, value in rows[-1].items() if value is not None}
