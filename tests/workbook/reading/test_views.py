"""Tabs that only show others are read without their formulas: nothing else may differ."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from pacom_xl.cli.samples import samples_folder
from pacom_xl.template.load import load_template
from pacom_xl.workbook import reader
from pacom_xl.workbook.reader import read_workbook
from pacom_xl.workbook.reading import Reading

TEMPLATE = load_template()
SAMPLES = sorted(samples_folder().glob("PAC_2026_*.xlsx"))


def both(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Reading, Reading]:
    """The reading as it is, and the one of the whole file."""
    light = read_workbook(path, TEMPLATE)
    monkeypatch.setattr(reader, "find_views", lambda parts, template: {})
    return light, read_workbook(path, TEMPLATE)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_reading_is_that_of_the_whole_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    light, whole = both(path, monkeypatch)
    assert light == whole
    assert light.account.filled > 1000


def edited(tmp_path: Path, edit: object) -> Path:
    book = openpyxl.load_workbook(samples_folder() / "PAC_2026_NO.xlsx")
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


@pytest.mark.parametrize("edit", [typed, renamed, doubled])
def test_what_people_do_there_is_found_all_the_same(
    edit: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    light, whole = both(edited(tmp_path, edit), monkeypatch)
    assert light.findings == whole.findings
    assert light.plans == whole.plans


def test_a_value_typed_over_the_register_is_told(tmp_path: Path) -> None:
    reading = read_workbook(edited(tmp_path, typed), TEMPLATE)
    told = {(f.code, f.cell.a1 if f.cell else None) for f in reading.findings}
    assert ("PAC107", "E12") in told
    assert ("PAC108", "B36") in told
    assert any(f.code == "PAC109" and "DZ9" in f.params.get("cells", ()) for f in reading.findings)
