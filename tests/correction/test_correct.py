"""``pacom-xl correct``: flags at the cells, nothing else changed, never read as data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pacom_xl.correction.flags import unchanged
from pacom_xl.xlsx.program_notes import PROGRAM_NOTE
from tests.support.command_line import run, write_sample
from tests.support.office.suite import convert
from tests.support.opened_workbook import open_tab, open_workbook
from tests.support.small_workbook import facts, read
from tests.support.typing_in import add_note, add_tab, type_in, typed, with_library
from tests.support.workbook_files import parts

#: Refused dates, an amount that could be two, a label of no list.
WRONG = {
    ("ACT-NO-002", "due"): "31/02/2026",
    ("ACT-NO-003", "allocated"): "1,234.50",
    ("ACT-NO-004", "status"): "Peut-être",
}
RIGHT = {"due": date(2026, 12, 15), "allocated": 1234.5, "status": "En cours"}


def _cells(path: Path) -> dict[tuple[str, str], str]:
    """Address of each cell of ``WRONG`` in the small workbook."""
    plan = read(path).plan
    assert plan
    found = {}
    for code, key in WRONG:
        cell = next(r for r in plan.table("actions") if r.key == code).cell(key)
        assert cell
        found[code, key] = cell.a1
    return found


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A workbook with three values nobody understands."""
    path = typed(tmp_path / "NO.xlsx", {})
    cells = _cells(path)
    return type_in(path, {(code, cells[code, key]): value for (code, key), value in WRONG.items()})


def _correct(source: Path, target: Path, *options: str) -> dict[str, Any]:
    ran = run("correct", source, "-o", target, "--format", "json", *options)
    assert ran.code == 0, ran.err
    data: dict[str, Any] = json.loads(ran.out)["files"][0]
    return data


def _checked(path: Path) -> list[Any]:
    data = json.loads(run("check", path, "--format", "json", "--as-of", "2026-06-15").out)
    return [[f[key] for key in ("code", "subject", "detail", "sheet", "cell", "message")] for f in data["findings"]]


def test_every_finding_is_marked_and_nothing_else_changes(tmp_path: Path) -> None:
    source = write_sample(tmp_path, "NO")[0]
    target = tmp_path / "out.xlsx"
    data = _correct(source, target)
    assert data["way"] == "own"
    assert {f["code"] for f in data["findings"]} >= {"PAC401", "PAC501", "PAC801"}
    before, after = read(source), read(target)
    assert before.plan and after.plan
    assert facts(after.plan) == facts(before.plan)
    assert _checked(source) == _checked(target)
    assert after.comments == ()
    ours, theirs = parts(target), parts(source)
    marked = {f["sheet"] for f in data["findings"]}
    changed = {name for name in theirs if ours.get(name) != theirs[name]}
    assert len([name for name in changed if "worksheets/sheet" in name]) <= len(marked) + 1
    assert "xl/sharedStrings.xml" not in changed


def test_each_finding_has_its_row_its_note_and_its_name(wrong: Path, tmp_path: Path) -> None:
    data = _correct(wrong, tmp_path / "out.xlsx")
    book = open_workbook(tmp_path / "out.xlsx")
    sheet = book["Corrections"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7)]
    assert len(rows) == len(data["findings"])
    for (code, key), address in _cells(wrong).items():
        note = book[code][address].comment
        assert note and PROGRAM_NOTE in note.text and "À faire" in note.text, (code, key)
        row = next(row for row in rows if row[4] == f"{code}!{address}")
        assert row[6] == WRONG[code, key]
        name = book.defined_names[f"correction_{row[1]:03d}"]
        assert name.attr_text == f"'{code}'!${_absolute(address)}"
        rules = [range_ for range_ in book[code].conditional_formatting if address in range_]
        assert any("pacom_xl" in rule.formula[0] for found in rules for rule in found.rules)


def _absolute(address: str) -> str:
    letters = address.rstrip("0123456789")
    return f"{letters}${address[len(letters) :]}"


def test_links_leave_the_titles_of_sections_and_every_printed_page_has_the_headings(
    wrong: Path, tmp_path: Path
) -> None:
    _correct(wrong, tmp_path / "out.xlsx")
    book = open_workbook(tmp_path / "out.xlsx")
    assert book["Corrections"].print_title_rows == "$6:$6"
    assert book["Corrections"]["B6"].value == "N°"
    before = open_workbook(wrong)
    for code, _ in WRONG:
        home = next(c for row in book[code].iter_rows(max_row=90) for c in row if "corrections_list" in str(c.value))
        title, beside = before[code].cell(home.row, 2), before[code].cell(home.row, 3)
        assert title.value
        assert beside.value is None
        assert home.column > beside.column
        assert home.border.bottom.style == before[code][home.coordinate].border.bottom.style


def test_correcting_twice_adds_nothing(wrong: Path, tmp_path: Path) -> None:
    once, twice = tmp_path / "once.xlsx", tmp_path / "twice.xlsx"
    _correct(wrong, once)
    _correct(once, twice)
    assert parts(once) == parts(twice)


def test_a_file_of_another_program_is_corrected_twice(wrong: Path, tmp_path: Path) -> None:
    once = tmp_path / "once.xlsx"
    _correct(wrong, once)
    with_library(once, lambda book: None)
    data = _correct(once, tmp_path / "twice.xlsx")
    book = open_workbook(tmp_path / "twice.xlsx")
    assert [name for name in book.sheetnames if name.startswith("Corrections")] == ["Corrections"]
    assert sum(name.startswith("correction_") for name in book.defined_names) == sum(
        f["cell"] is not None for f in data["findings"]
    )
    assert read(tmp_path / "twice.xlsx").comments == ()


def test_the_line_of_the_command_counts_as_the_sheet_does(wrong: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    ran = run("correct", wrong, "-o", target)
    states = Counter(_states(open_tab(target, "Corrections", data_only=True)).values())
    said = ran.out.replace("\xa0", " ")
    assert f"{states['à corriger']} à corriger (" in said and f"{states['à lire']} à lire" in said


def test_cells_that_are_corrected_leave_no_mark(wrong: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    _correct(wrong, first)
    cells = _cells(wrong)
    type_in(first, {(code, cells[code, key]): RIGHT[key] for code, key in WRONG})
    assert not {"PAC105", "PAC106", "PAC114"} & {f.code for f in read(first).findings}
    data = _correct(first, second)
    marked = {(f["sheet"], f["cell"]) for f in data["findings"] if f["code"] in ("PAC105", "PAC106", "PAC114")}
    assert not marked
    assert PROGRAM_NOTE not in str(open_tab(second, "ACT-NO-002")[cells["ACT-NO-002", "due"]].comment)


@pytest.mark.long
def test_an_office_follows_what_is_corrected(wrong: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    data = _correct(wrong, target)
    cells = _cells(wrong)
    again = open_tab(convert(target, "xlsx", tmp_path / "a"), "Corrections", data_only=True)
    states = _states(again)
    assert states == _states(open_tab(target, "Corrections", data_only=True))
    opened = sum(state == "à corriger" for state in states.values())
    assert again["B4"].value == opened
    type_in(target, {(code, cells[code, key]): RIGHT[key] for code, key in WRONG})
    after = open_tab(convert(target, "xlsx", tmp_path / "b"), "Corrections", data_only=True)
    changed = {number for number, state in _states(after).items() if state == "modifiée"}
    fixed = {(code, cells[code, key]) for code, key in WRONG}
    assert changed == {
        f["number"] for f in data["findings"] if (f["sheet"], f["cell"]) in fixed and f["severity"] != "info"
    }
    assert after["B4"].value == opened - len(changed)


def _states(sheet: Any) -> dict[int, str]:
    return {row[1].value: row[2].value for row in sheet.iter_rows(min_row=7) if row[1].value}


def test_notes_of_people_stay(wrong: Path, tmp_path: Path) -> None:
    cells = _cells(wrong)
    due = cells["ACT-NO-002", "due"]
    with_library(wrong, add_note("ACT-NO-002", due, "Vu avec Paul"))
    with_library(wrong, add_note("SWOT", "D9", "À relire"))
    once, twice = tmp_path / "once.xlsx", tmp_path / "twice.xlsx"
    _correct(wrong, once)
    _correct(once, twice)
    for path in (once, twice):
        assert sorted(comment.text for comment in read(path).comments) == ["Vu avec Paul", "À relire"]
        note = open_tab(path, "ACT-NO-002")[due].comment
        assert note.text.startswith("Vu avec Paul") and note.text.count(PROGRAM_NOTE) == 1


def test_own_tabs_columns_and_colours_stay(wrong: Path, tmp_path: Path) -> None:
    with_library(wrong, add_tab("Brouillon", {"B2": "À voir", "C3": 12}))
    target = tmp_path / "out.xlsx"
    assert _correct(wrong, target)["way"] == "own"
    sheet = open_tab(target, "Brouillon")
    assert (sheet["B2"].value, sheet["C3"].value, sheet["C3"].fill.fgColor.rgb) == ("À voir", 12, "FF00B050")


def test_lost_lists_are_put_back(wrong: Path, tmp_path: Path) -> None:
    def paste(book: openpyxl.Workbook) -> None:
        book["SWOT"].data_validations.dataValidation.clear()

    with_library(wrong, paste)
    assert "PAC111" in {f.code for f in read(wrong).findings}
    target = tmp_path / "out.xlsx"
    data = _correct(wrong, target)
    assert data["way"] == "own" and data["lists_restored"] >= 2
    assert "PAC111" not in {f.code for f in read(target).findings}


def test_a_damaged_workbook_is_written_again(wrong: Path, tmp_path: Path) -> None:
    with_library(wrong, lambda book: book.remove(book["Objectifs"]))
    assert "PAC101" in {f.code for f in read(wrong).findings}
    target = tmp_path / "out.xlsx"
    data = _correct(wrong, target)
    assert data["way"] == "rewritten" and data["why"]
    after, before = read(target), read(wrong)
    assert after.plan and before.plan
    assert not facts(before.plan) - facts(after.plan)
    for (code, key), value in WRONG.items():
        cell = next(r for r in after.plan.table("actions") if r.key == code).cell(key)
        assert cell and open_tab(target, cell.sheet)[cell.a1].value == value
    assert {"PAC105", "PAC106", "PAC114"} <= {f.code for f in after.findings}


def _refusals(folder: Path) -> Iterator[tuple[list[str], int]]:
    good = write_sample(folder, "NO")[0]
    text = folder / "notes.xlsx"
    text.write_text("pas un classeur", encoding="utf-8")
    foreign = folder / "autre.xlsx"
    openpyxl.Workbook().save(foreign)
    yield ["correct", str(text), "-o", str(folder / "a.xlsx")], 2
    yield ["correct", str(foreign), "-o", str(folder / "a.xlsx")], 2
    yield ["correct", str(folder / "absent.xlsx"), "-o", str(folder / "a.xlsx")], 2
    yield ["correct", str(good), "-o", str(good), "--force"], 2
    yield ["correct", str(good), "-d", str(folder)], 2
    yield ["correct", str(good)], 2
    yield ["correct", str(good), "-o", str(folder / "a.pdf")], 2
    yield ["correct", str(good), "-o", str(folder / "a.xlsm")], 2
    yield ["repair", str(text), "-o", str(folder / "a.xlsx")], 2
    yield ["repair", str(foreign), "-o", str(folder / "a.xlsx")], 2
    yield ["repair", str(good), "-o", str(good), "--force"], 2
    yield ["repair", str(folder), "-o", str(folder / "a.xlsx")], 2


def test_what_cannot_be_done_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    for words, code in _refusals(tmp_path):
        before = sorted(tmp_path.iterdir())
        content = (tmp_path / "NO.xlsx").read_bytes()
        ran = run(*words)
        assert (ran.code, "pacom-xl" in ran.err or ran.err != "") == (code, True), words
        assert sorted(tmp_path.iterdir()) == before, words
        assert (tmp_path / "NO.xlsx").read_bytes() == content


def test_a_consolidated_workbook_is_refused_and_a_bad_file_costs_only_itself(tmp_path: Path) -> None:
    good = write_sample(tmp_path, "NO")[0]
    group = tmp_path / "groupe.xlsx"
    assert run("merge", good, "-o", group).code == 0
    out = tmp_path / "out"
    ran = run("correct", group, "-d", out)
    assert ran.code == 2 and "consolidé" in ran.err and not out.exists()
    ran = run("correct", good, group, "-d", out)
    assert ran.code == 3 and [path.name for path in out.iterdir()] == ["NO.xlsx"]
    ran = run("repair", group, "-o", tmp_path / "r.xlsx")
    assert ran.code == 2 and not (tmp_path / "r.xlsx").exists()


def test_a_corrected_workbook_is_never_replaced_without_a_copy(wrong: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    _correct(wrong, target)
    assert run("correct", wrong, "-o", target).code == 2
    type_in(target, {("SWOT", "D9"): "Saisi depuis"})
    content = target.read_bytes()
    assert run("correct", wrong, "-o", target, "--force").code == 0
    assert [path.read_bytes() for path in tmp_path.glob("out.xlsx.*.bak")] == [content]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("", "LEN(A1)=0"),
        ("abc", 'EXACT(LEFT(A1,3),"abc")'),
        ('dit "oui"', '""oui""'),
        (-1.5, "(-1.5)"),
        (True, "A1=TRUE"),
        ("#REF!", "ISERROR(A1)"),
        ("a\nb", 'EXACT(LEFT(A1,1),"a")'),
        ("é" * 300, "LEN(A1)=300"),
    ],
)
def test_a_mark_goes_when_the_cell_changes(content: Any, part: str) -> None:
    formula = unchanged("A1", content)
    assert part in formula
    assert len(formula) < 400


def test_a_formula_typed_over_is_put_back_and_what_was_typed_stays_in_a_note(tmp_path: Path) -> None:
    source = typed(tmp_path / "NO.xlsx", {})
    sheet = open_tab(source, "Objectifs")
    row = next(row[0].row for row in sheet.iter_rows() if str(row[1].value).startswith("OBJ-"))
    cell = next(c for c in sheet[row] if str(c.value).startswith("="))
    address, formula = cell.coordinate, cell.value
    value = open_tab(source, "Objectifs", data_only=True)[address].value
    type_in(source, {("Objectifs", address): 7})
    assert "PAC107" in {f.code for f in read(source).findings}
    target = tmp_path / "out.xlsx"
    data = _correct(source, target)
    assert data["way"] == "own"
    assert data["formulas_restored"] == [{"cell": f"Objectifs!{address}", "typed": "7"}]
    restored = open_tab(target, "Objectifs")[address]
    assert restored.value == formula
    assert open_tab(target, "Objectifs", data_only=True)[address].value == pytest.approx(value)
    assert "7" in restored.comment.text
    assert "PAC107" not in {f.code for f in read(target).findings}
    before, after = read(source).plan, read(target).plan
    assert before and after and facts(before) == facts(after)
    _correct(target, tmp_path / "twice.xlsx")
    assert ["7" in comment.text for comment in read(tmp_path / "twice.xlsx").comments] == [True]


def test_a_date_given_is_written_into_the_workbook(tmp_path: Path) -> None:
    source = typed(tmp_path / "NO.xlsx", {})
    target = tmp_path / "out.xlsx"
    _correct(source, target, "--as-of", "2026-06-15")
    plan = read(target).plan
    assert plan and plan.form("plan").get("ref_date_forced") == date(2026, 6, 15)
