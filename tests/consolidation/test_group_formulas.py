"""A constant typed over a formula of the consolidated workbook is told at its cell (PAC107), wherever it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.model.plan import Cell
from tests.support.command_line import AS_OF, run
from tests.support.direct_workbook import DirectWorkbook, Spot
from tests.support.small_workbook import write_small
from tests.support.workbook_files import merge

_OVERVIEW, _VIEW, _ENVELOPE = "Synthèse du groupe", "ACT-NO-002", "Enveloppe budgétaire"


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> DirectWorkbook:
    folder = tmp_path_factory.mktemp("formulas")
    write_small(folder / "NO.xlsx")
    merge(folder / "group.xlsx", folder / "NO.xlsx")
    return DirectWorkbook(folder / "group.xlsx")


def _told(book: DirectWorkbook, folder: Path) -> list[dict[str, Any]]:
    """Findings about what stands where the program writes."""
    ran = run("check", book.save(folder / "group.xlsx"), "--as-of", AS_OF, "--format", "json")
    return [f for f in json.loads(ran.out)["findings"] if f["code"] in ("PAC107", "PAC109", "PAC128")]


def _formulas(book: DirectWorkbook, tab: str) -> list[Spot]:
    return [place for place, cell in sorted(book.cells(tab).items()) if cell.formula]


def test_a_constant_over_any_formula_is_told_and_nothing_else(group: DirectWorkbook, tmp_path: Path) -> None:
    """Over the first, the last and one more formula of every sheet: a number, a text, a word the program writes."""
    book, typed = group.copy(), set[tuple[str, str]]()
    for tab in book.part_of:
        formulas = _formulas(book, tab)
        places = {formulas[at] for at in (0, len(formulas) // 3, -1) if formulas}
        for (row, column), value in zip(sorted(places), (12345, "Vu avec Paul", "En cours"), strict=False):
            book.put(tab, row, column, value)
            typed.add((tab, Cell(tab, row, column).a1))
    assert {tab for tab, _ in typed} > {_OVERVIEW, _VIEW, _ENVELOPE, "Équipes et axes", "SWOT"}
    told = _told(book, tmp_path)
    assert {(f["sheet"], f["cell"]) for f in told} == typed
    assert {f["code"] for f in told} == {"PAC107"}
    assert all("pacom-xl merge" in f["fix"] for f in told)


def test_nothing_is_told_of_a_workbook_nobody_touched(group: DirectWorkbook, tmp_path: Path) -> None:
    assert _told(group.copy(), tmp_path) == []


def test_rows_and_columns_inserted_or_deleted_are_no_constants(group: DirectWorkbook, tmp_path: Path) -> None:
    """And what is typed over a formula there is told where it stands now, with the names of its row and column."""
    book = group.copy()
    for tab in (_OVERVIEW, _VIEW):
        book.shift(tab, lambda spot: spot[1] > 3, columns=1)
        book.shift(tab, lambda spot: spot[0] > 6, rows=2)
    place = next(p for p in reversed(_formulas(book, _VIEW)) if p[1] == 2)
    book.put(_VIEW, *place, 987.5)
    told = _told(book, tmp_path)
    assert [(f["code"], f["sheet"], f["cell"]) for f in told] == [("PAC107", _VIEW, Cell(_VIEW, *place).a1)]


def test_values_pasted_over_a_sheet_are_one_line(group: DirectWorkbook, tmp_path: Path) -> None:
    book = group.copy()
    for row, column in _formulas(book, _OVERVIEW):
        book.put(_OVERVIEW, row, column, book.content(_OVERVIEW, row, column))
    ((found,),) = [_told(book, tmp_path)]
    assert (found["code"], found["sheet"]) == ("PAC128", _OVERVIEW)
    assert "pacom-xl merge" in found["fix"]


def test_a_constant_is_named_by_its_row_and_column(group: DirectWorkbook, tmp_path: Path) -> None:
    book = group.copy()
    row, column = next(p for p in reversed(_formulas(book, "Équipes et axes")))
    book.put("Équipes et axes", row, column, 5)
    (found,) = _told(book, tmp_path)
    assert "Total" in found["message"], found["message"]
