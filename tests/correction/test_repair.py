"""``pacom-xl repair``: everything a workbook holds is in the new one, in its field or on « À replacer »."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from tests.support.command_line import run
from tests.support.opened_workbook import open_tab, open_workbook
from tests.support.small_workbook import facts, read
from tests.support.typing_in import add_note, add_tab, type_in, typed, with_library

#: Workbooks of teams of every released version.
FROZEN = [p for p in sorted(Path(__file__).parents[1].joinpath("frozen").glob("*.xlsx")) if "group" not in p.stem]


def _repair(source: Path, target: Path) -> dict[str, Any]:
    ran = run("repair", source, "-o", target, "--format", "json")
    assert ran.code == 0, ran.err
    data: dict[str, Any] = json.loads(ran.out)
    before, after = read(source), read(target)
    assert before.plan and after.plan
    assert facts(after.plan) & facts(before.plan) == facts(before.plan)
    return data


def _to_place(path: Path) -> list[tuple[Any, ...]]:
    """Content, tab and cell of each row of « À replacer »."""
    book = open_workbook(path)
    if "À replacer" not in book.sheetnames:
        return []
    sheet = book["À replacer"]
    heads = {cell.value: cell.column - 1 for row in sheet.iter_rows(max_row=9) for cell in row if cell.value}
    columns = [heads["‡to_place." + name] for name in ("value", "sheet", "cell")]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows() if str(row[0].value).startswith("to_place#")]
    return [tuple(row[column] for column in columns) for row in rows if row[columns[0]] is not None]


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_workbooks_of_every_version_are_repaired_without_loss(path: Path, tmp_path: Path) -> None:
    data = _repair(path, tmp_path / "new.xlsx")
    assert data["to_place"] == [] and data["lost"] == []
    assert read(tmp_path / "new.xlsx").findings == []


def test_an_own_column_is_to_be_placed_with_the_words_of_lists_in_it(tmp_path: Path) -> None:
    source = typed(tmp_path / "old.xlsx", {("SWOT", "I6"): "Avis", ("SWOT", "I7"): "Oui", ("SWOT", "I8"): "à revoir"})
    target = tmp_path / "new.xlsx"
    data = _repair(source, target)
    expected = [("Avis", "SWOT", "I6"), ("Oui", "SWOT", "I7"), ("à revoir", "SWOT", "I8")]
    assert [(left["value"], left["sheet"], left["cell"]) for left in data["to_place"]] == expected
    assert _to_place(target) == expected
    again = tmp_path / "again.xlsx"
    assert _repair(target, again)["to_place"] == []
    assert _to_place(again) == expected


def test_a_value_nobody_understands_is_typed_again_as_it_was(tmp_path: Path) -> None:
    source = typed(tmp_path / "old.xlsx", {})
    plan = read(source).plan
    assert plan
    cell = plan.table("actions")[0].cell("due")
    assert cell
    type_in(source, {(cell.sheet, cell.a1): "31/02/2026"})
    target = tmp_path / "new.xlsx"
    data = _repair(source, target)
    assert len(data["typed_again"]) == 1
    found = [f for f in read(target).findings if f.code == "PAC105"]
    assert [f.value for f in found] == ["31/02/2026"]


def test_tabs_and_notes_of_people_are_carried_along(tmp_path: Path) -> None:
    source = typed(tmp_path / "old.xlsx", {})
    with_library(source, add_tab("Brouillon", {"B2": "À voir", "C3": 12, "C4": "=C3*2", "C5": "=SWOT!B7"}))
    with_library(source, add_note("Brouillon", "B2", "de Luc"))
    with_library(source, add_note("SWOT", "D8", "à relire"))
    target = tmp_path / "new.xlsx"
    data = _repair(source, target)
    assert data["tabs"] == {"Brouillon": "Brouillon"} and data["notes"] == 2
    sheet = open_tab(target, "Brouillon")
    assert [sheet[cell].value for cell in ("B2", "C3", "C4")] == ["À voir", 12, "=C3*2"]
    assert sheet["C3"].fill.fgColor.rgb == "FF00B050"
    assert [left["cell"] for left in data["formulas_replaced"]] == ["C5"]
    comments = {(c.sheet, c.text) for c in read(target).comments}
    assert comments == {("Brouillon", "de Luc"), ("SWOT", "à relire")}


def test_what_was_typed_over_a_formula_is_to_be_placed(tmp_path: Path) -> None:
    source = typed(tmp_path / "old.xlsx", {})
    plan = read(source).plan
    assert plan
    cell = plan.table("actions")[0].cell("allocated")
    assert cell
    spent = f"D{cell.row + 3}"
    type_in(source, {(cell.sheet, spent): 999})
    data = _repair(source, tmp_path / "new.xlsx")
    assert [(left["cell"], left["value"]) for left in data["to_place"]] == [(spent, "999")]


def test_a_report_says_what_was_found_where(tmp_path: Path) -> None:
    source = typed(tmp_path / "old.xlsx", {("SWOT", "I6"): "Avis"})
    with_library(source, lambda book: setattr(book["SWOT"], "title", "Forces"))
    ran = run("repair", source, "-o", tmp_path / "new.xlsx")
    assert "SWOT" in ran.out and "Forces!I6" in ran.out and "Avis" in ran.out
    english = run("repair", source, "-o", tmp_path / "other.xlsx", "--lang", "en")
    assert "to be placed" in english.out


def test_colours_people_gave_to_cells_are_carried_along(tmp_path: Path) -> None:
    source = typed(tmp_path / "old.xlsx", {})

    def colour(book: openpyxl.Workbook) -> None:
        book["SWOT"]["D8"].fill = PatternFill("solid", fgColor="FF00B050")
        book["SWOT"].insert_rows(3)

    with_library(source, colour)
    target = tmp_path / "new.xlsx"
    data = _repair(source, target)
    assert data["colours"] == 1
    before, after = read(source).plan, read(target).plan
    assert before and after
    cell = next(c for r in before.table("swot") if (c := r.cell("statement")) and c.a1 == "D9")
    statement = next(r for r in before.table("swot") if r.cell("statement") == cell).get("statement")
    there = next(r for r in after.table("swot") if r.get("statement") == statement).cell("statement")
    assert there
    assert open_tab(target, "SWOT")[there.a1].fill.fgColor.rgb == "FF00B050"
