"""``merge --base``: what the group changed in the consolidated workbook itself, told from what teams changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from pacom_xl.layout.anchors import column_anchor
from pacom_xl.model.plan import Cell as PlanCell
from pacom_xl.reading.workbook_reader import read_workbook
from tests.support.command_line import AS_OF, run
from tests.support.direct_workbook import DirectWorkbook
from tests.support.drafts import Change, Draft
from tests.support.opened_workbook import open_tab, open_workbook
from tests.support.sample_company import TEMPLATE, first_actions
from tests.support.workbook_files import PLAIN, merge, write_team

Teams = dict[str, Path]
REGIONS = ("NO", "IF")
ACTION = "ACT-NO-002"


@pytest.fixture(scope="module")
def teams(tmp_path_factory: pytest.TempPathFactory) -> Teams:
    """Workbooks of two teams with three actions each."""
    folder = tmp_path_factory.mktemp("teams")
    return {team: write_team(folder, team, first_actions) for team in REGIONS}


@pytest.fixture(scope="module")
def base(teams: Teams, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last consolidation of two teams, nobody’s edits yet."""
    file = tmp_path_factory.mktemp("base") / "previous.xlsx"
    merge(file, *(teams[team] for team in REGIONS), options=PLAIN)
    return file


def _column(sheet: Worksheet, field: str) -> int:
    """By the hidden key of the column."""
    found = (c.column for row in sheet.iter_rows(max_row=8) for c in row if c.value == column_anchor(field))
    return int(next(found))


def _cell(book: openpyxl.Workbook, tab: str, field: str, key: str) -> Cell:
    return _cell_of(book[tab], field, key)


def _cell_of(sheet: Worksheet, field: str, key: str) -> Cell:
    row = next(c.row for c in sheet["A"] if c.value == key)
    found = sheet.cell(row, _column(sheet, field))
    assert isinstance(found, Cell)
    return found


def _edited(base: Path, folder: Path, edit: Callable[[openpyxl.Workbook], object]) -> Path:
    """The workbook of the last consolidation after the group typed in it."""
    book = open_workbook(base)
    edit(book)
    book.save(folder / "previous.xlsx")
    return folder / "previous.xlsx"


def _typed(tab: str, field: str, key: str, value: object) -> Callable[[openpyxl.Workbook], object]:
    return lambda book: setattr(_cell(book, tab, field, key), "value", value)


def _of_action(**values: Any) -> Change:
    return lambda plan: next(a for a in plan.table("actions") if a.key == ACTION).values.update(values)


def _again(teams: Teams, folder: Path, base: Path, edit: Change | None = None, *options: str) -> dict[str, Any]:
    """Merge the teams against ``base``, that of NO after ``edit``; the workbook is ``folder/group.xlsx``."""
    files = [teams[team] for team in REGIONS]
    files[0] = _write_no(folder, edit) if edit else files[0]
    return merge(folder / "group.xlsx", *files, options=("--base", str(base), "--force", *PLAIN, *options))


def _write_no(folder: Path, edit: Change) -> Path:
    """The workbook of NO with its three actions, after ``edit``."""

    def change(plan: Draft) -> None:
        first_actions(plan)
        edit(plan)

    return write_team(folder, "NO", change)


def _told(report: dict[str, Any]) -> list[tuple[object, ...]]:
    return [tuple(c[k] for k in ("field", "by", "team", "before", "after", "used")) for c in report["changes"]]


def _says(folder: Path, field: str, tab: str = "Plan d’actions", key: str = ACTION) -> object:
    return _cell_of(open_tab(folder / "group.xlsx", tab), field, key).value


TITLE = "Tournée de prospection des brasseries du littoral atlantique"
RETITLED = _typed("Plan d’actions", "actions.title", ACTION, "Tournée du groupe")


def test_what_only_the_group_changed_is_used_and_told(teams: Teams, base: Path, tmp_path: Path) -> None:
    report = _again(teams, tmp_path, _edited(base, tmp_path, RETITLED))
    assert _told(report) == [("title", "group", "NO", TITLE, "Tournée du groupe", "Tournée du groupe")]
    assert report["changes"][0]["file"] == "previous.xlsx" and report["conflicts"] == []
    assert _says(tmp_path, "actions.title") == "Tournée du groupe"


@pytest.mark.long
def test_a_workbook_that_shows_each_action_is_read_as_one_that_does_not(
    teams: Teams, base: Path, tmp_path: Path
) -> None:
    merge(tmp_path / "shown.xlsx", *(teams[team] for team in REGIONS))
    told = [_told(_again(teams, tmp_path, _edited(of, tmp_path, RETITLED))) for of in (base, tmp_path / "shown.xlsx")]
    assert told[0] == told[1] != []


def test_figures_follow_what_the_group_changed(teams: Teams, base: Path, tmp_path: Path) -> None:
    before = merge(tmp_path / "none.xlsx", *(teams[team] for team in REGIONS))["totals"]["by_team"]["NO"]
    edit = _typed("Plan d’actions", "actions.allocated", ACTION, 8200)
    report = _again(teams, tmp_path, _edited(base, tmp_path, edit))
    assert report["totals"]["by_team"]["NO"]["allocated_gross"] == before["allocated_gross"] + 1000


def test_two_fields_of_one_row_changed_by_one_side_each(teams: Teams, base: Path, tmp_path: Path) -> None:
    report = _again(teams, tmp_path, _edited(base, tmp_path, RETITLED), _of_action(what="Du neuf"))
    assert {(field, by, used) for field, by, _, _, _, used in _told(report)} == {
        ("title", "group", "Tournée du groupe"),
        ("what", "team", "Du neuf"),
    }
    assert report["conflicts"] == []
    assert (_says(tmp_path, "actions.title"), _says(tmp_path, "actions.what")) == ("Tournée du groupe", "Du neuf")


def test_both_changed_differently_chooses_nothing(teams: Teams, base: Path, tmp_path: Path) -> None:
    report = _again(teams, tmp_path, _edited(base, tmp_path, RETITLED), _of_action(title="Tournée de l’équipe"))
    (conflict,) = report["conflicts"]
    assert (conflict["table"], conflict["key"], conflict["field"]) == ("actions", ACTION, "title")
    assert (conflict["chosen"], conflict["policy"]) == (None, "report")
    assert [(v["team"], v["value"]) for v in conflict["values"]] == [
        ("NO", "Tournée de l’équipe"), ("GR", "Tournée du groupe"),
    ]  # fmt: skip
    assert all(value["cell"] and value["file"] for value in conflict["values"])
    assert [(by, used) for _, by, _, _, _, used in _told(report)] == [("both", None)]
    assert _says(tmp_path, "actions.title") is None


@pytest.mark.parametrize(
    ("policy", "chosen"),
    [pytest.param("reference", "Tournée du groupe", marks=pytest.mark.long), ("NO", "Tournée de l’équipe")],
)
def test_a_policy_chooses_where_both_changed(
    teams: Teams, base: Path, tmp_path: Path, policy: str, chosen: str
) -> None:
    edited = _edited(base, tmp_path, RETITLED)
    report = _again(teams, tmp_path, edited, _of_action(title="Tournée de l’équipe"), "--on-conflict", policy)
    assert [(c["chosen"], c["policy"]) for c in report["conflicts"]] == [(chosen, policy)]
    assert _says(tmp_path, "actions.title") == chosen


def test_strict_writes_nothing_where_both_changed(teams: Teams, base: Path, tmp_path: Path) -> None:
    edited = _edited(base, tmp_path, RETITLED)
    file = _write_no(tmp_path, _of_action(title="Tournée de l’équipe"))
    out = tmp_path / "group.xlsx"
    ran = run("merge", file, teams["IF"], "-o", out, "--base", edited, "--strict", "--as-of", AS_OF)
    assert (ran.code, out.exists()) == (1, False)


def test_both_changed_alike_is_no_conflict(teams: Teams, base: Path, tmp_path: Path) -> None:
    report = _again(teams, tmp_path, _edited(base, tmp_path, RETITLED), _of_action(title="tournée  du Groupe"))
    assert [(by, used) for _, by, _, _, _, used in _told(report)] == [("both", "tournée du Groupe")]
    assert report["conflicts"] == []


def test_what_the_group_changed_stands_until_the_team_takes_it_over(teams: Teams, base: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        folder.mkdir()
    _again(teams, first, _edited(base, first, RETITLED))
    report = _again(teams, second, first / "group.xlsx")
    assert [(by, used) for _, by, _, _, _, used in _told(report)] == [("group", "Tournée du groupe")]
    report = _again(teams, second, first / "group.xlsx", _of_action(title="Tournée du groupe"))
    assert report["conflicts"] == []
    assert _again(teams, first, second / "group.xlsx", _of_action(title="Tournée du groupe"))["changes"] == []


def test_what_the_group_types_where_nothing_was_chosen_is_its_decision(
    teams: Teams, base: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        folder.mkdir()
    own = _of_action(title="Tournée de l’équipe")
    _again(teams, first, _edited(base, first, RETITLED), own)
    decided = _typed("Plan d’actions", "actions.title", ACTION, "Tournée convenue")
    report = _again(teams, second, _edited(first / "group.xlsx", second, decided), own)
    assert report["conflicts"] == []
    assert _says(second, "actions.title") == "Tournée convenue"


def test_a_row_of_a_table_of_an_action(teams: Teams, base: Path, tmp_path: Path) -> None:
    """Milestones have no code, and teams share the ids of their rows."""

    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["Jalons"]
        label, parent = _column(sheet, "milestones.label"), _column(sheet, "milestones.parent")
        row = next(r for r in range(7, 200) if sheet.cell(r, parent).value == "ACT-IF-002")
        sheet.cell(row, label).value = "Jalon du groupe"

    report = _again(teams, tmp_path, _edited(base, tmp_path, edit))
    assert [(f, by, team, used) for f, by, team, _, _, used in _told(report)] == [
        ("label", "group", "IF", "Jalon du groupe")
    ]
    sheet = open_tab(tmp_path / "group.xlsx", "Jalons")
    parents = [sheet.cell(c.row, _column(sheet, "milestones.parent")).value
               for row in sheet.iter_rows() for c in row if c.value == "Jalon du groupe"]  # fmt: skip
    assert parents == ["ACT-IF-002"]


@pytest.mark.parametrize(("policy", "chosen"), [("NO", "ligne retirée"), ("report", "rien (la ligne reste et compte)")])
def test_the_sheet_of_conflicts_names_a_removal(
    teams: Teams, base: Path, tmp_path: Path, policy: str, chosen: str
) -> None:
    """A milestone that NO took out and the group edited: each side and the outcome are words, read as no entry."""

    def relabel(book: openpyxl.Workbook) -> None:
        sheet = book["Jalons"]
        label, parent = _column(sheet, "milestones.label"), _column(sheet, "milestones.parent")
        row = next(r for r in range(7, 200) if sheet.cell(r, parent).value == ACTION)
        sheet.cell(row, label).value = "Jalon du groupe"

    def take_out(plan: Draft) -> None:
        plan.remove(next(row for row in plan.table("milestones") if row.parent == ACTION))

    _again(teams, tmp_path, _edited(base, tmp_path, relabel), take_out, "--on-conflict", policy)
    sheet = open_tab(tmp_path / "group.xlsx", "Conflits")
    places = {name: _column(sheet, f"conflicts.{name}") for name in ("team", "value", "chosen")}
    rows = [{name: sheet.cell(r, column).value for name, column in places.items()} for r in range(7, sheet.max_row + 1)]
    assert [(row["team"], row["value"], row["chosen"]) for row in rows if row["team"]] == [
        ("NO", "ligne retirée", chosen), ("GR", "1", chosen),
    ]  # fmt: skip
    report = json.loads(run("check", tmp_path / "group.xlsx", "--as-of", AS_OF, "--format", "json").out)
    assert not [finding for finding in report["findings"] if finding["sheet"] == "Conflits"]


def test_a_common_text_the_group_changed_without_a_workbook_of_its_own(
    teams: Teams, base: Path, tmp_path: Path
) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        cell = next(c for row in book["Stratégie"].iter_rows() for c in row if c.value == _label("strategy.vision"))
        cell.offset(0, 1).value = "Vision du groupe"

    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        folder.mkdir()
    for folder, before in ((first, _edited(base, tmp_path, edit)), (second, first / "group.xlsx")):
        report = _again(teams, folder, before)
        assert [(f, by, team, used) for f, by, team, _, _, used in _told(report)] == [
            ("vision", "group", "GR", "Vision du groupe")
        ]
        assert report["conflicts"] == []
        texts = [c.value for row in open_tab(folder / "group.xlsx", "Stratégie").iter_rows() for c in row]
        assert "Vision du groupe" in texts


def _label(name: str) -> str:
    field = TEMPLATE.by_name[name]
    return field.label.fr + (" *" if field.required else "")


def test_rows_the_group_added_or_took_out_are_told(teams: Teams, base: Path, tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["Axes & moyens"]
        last = max(c.row for c in sheet["A"] if str(c.value).startswith("axes#") or str(c.value).startswith("AX"))
        sheet.delete_rows(last)
        sheet.insert_rows(last)
        for column, value in ((2, "NO"), (_column(sheet, "axes.code"), "AX9"), (_column(sheet, "axes.label"), "Neuf")):
            sheet.cell(last, column).value = value

    report = _again(teams, tmp_path, _edited(base, tmp_path, edit))
    rows = [(c["table"], c["key"], c["by"], bool(c["before"]), bool(c["after"])) for c in report["changes"]]
    assert ("axes", "AX9", "group", False, True) in rows
    assert [r[2:] for r in rows if r[0] == "axes" and r[1] != "AX9"] == [("group", True, False)]


def test_a_row_the_group_took_out_and_the_team_edited_is_a_conflict(teams: Teams, base: Path, tmp_path: Path) -> None:
    """The list of sources says which rows each team had."""

    def take_out(book: openpyxl.Workbook) -> None:
        sheet = book["Jalons"]
        label = _column(sheet, "milestones.label")
        row = next(r for r in range(7, 300) if sheet.cell(r, label).value == "Stand réservé")
        sheet.delete_rows(row)

    def edit(plan: Draft) -> None:
        row = next(r for r in plan.table("milestones") if r.get("label") == "Stand réservé")
        row.values["done_on"] = date(2026, 1, 9)

    previous = _edited(base, tmp_path, take_out)
    report = _again(teams, tmp_path, previous, edit)
    (conflict,) = report["conflicts"]
    assert (conflict["table"], conflict["field"]) == ("milestones", "")
    assert [(c["by"], bool(c["used"])) for c in report["changes"]] == [("both", True)]
    out = tmp_path / "strict.xlsx"
    files = [tmp_path / "NO.xlsx", teams["IF"]]
    ran = run("merge", *files, "-o", out, "--base", previous, "--strict", "--as-of", AS_OF)
    assert (ran.code, out.exists()) == (1, False)
    again = _again(teams, tmp_path, previous)
    assert again["conflicts"] == [] and [c["by"] for c in again["changes"]] == ["group"]


def _found(report: dict[str, Any], code: str) -> list[tuple[object, ...]]:
    keys = ("team", "file", "sheet", "cell", "value")
    return [tuple(f[k] for k in keys) for f in report["findings"] if f["code"] == code]


def test_what_cannot_be_understood_there_is_told_at_its_cell_and_the_team_value_stays(
    teams: Teams, base: Path, tmp_path: Path
) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        _cell(book, "Plan d’actions", "actions.due", ACTION).value = "fin juin"
        _cell(book, "Plan d’actions", "actions.allocated", ACTION).value = "1,234"

    previous = _edited(base, tmp_path, edit)
    register = open_tab(previous, "Plan d’actions")
    cells = {key: _cell_of(register, f"actions.{key}", ACTION).coordinate for key in ("due", "allocated")}
    report = _again(teams, tmp_path, previous)
    assert (report["changes"], report["conflicts"]) == ([], [])
    assert _found(report, "PAC105") == [("NO", str(previous), "Plan d’actions", cells["due"], "fin juin")]
    assert _found(report, "PAC114") == [("NO", str(previous), "Plan d’actions", cells["allocated"], "1,234")]
    before = open_tab(base, "Plan d’actions")
    for key in ("due", "allocated"):
        expected = _cell_of(before, f"actions.{key}", ACTION).value
        assert _says(tmp_path, f"actions.{key}") == expected is not None
    edited = _again(teams, tmp_path, previous, _of_action(due=date(2026, 9, 30)))
    assert [(c["field"], c["by"], c["used"]) for c in edited["changes"]] == [("due", "team", "2026-09-30")]


def test_what_people_type_beside_the_tables_there_is_told(teams: Teams, base: Path, tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["Plan d’actions"].cell(2, 20).value = "À revoir en comité"
        sheet = book["Jalons"]
        sheet.cell(sheet.max_row + 1, _column(sheet, "milestones.label")).value = "Jalon de personne"

    report = _again(teams, tmp_path, _edited(base, tmp_path, edit))
    told = [f["message"] for f in report["findings"] if f["code"] == "PAC109" and f["file"].endswith("previous.xlsx")]
    assert any("À revoir en comité" in message for message in told)
    assert any("Jalon de personne" in message for message in told)


def test_a_finding_points_at_the_file_where_the_value_stands(teams: Teams, base: Path, tmp_path: Path) -> None:
    """The group set a due date that has passed: the rule's finding leads to its cell, not to the team's."""
    edit = _typed("Plan d’actions", "actions.due", ACTION, datetime(2026, 3, 2))
    previous = _edited(base, tmp_path, edit)
    report = _again(teams, tmp_path, previous)
    (late,) = [f for f in report["findings"] if f["code"] == "PAC401" and f["subject"] == ACTION]
    cell = _cell_of(open_tab(previous, "Plan d’actions"), "actions.due", ACTION)
    assert (late["file"], late["sheet"], late["cell"]) == (str(previous), "Plan d’actions", cell.coordinate)
    others = [f for f in report["findings"] if f["subject"] == ACTION and f["code"] != "PAC401"]
    assert all(f["file"] == str(teams["NO"]) for f in others if f["team"] == "NO" and f["field"] != "actions.due")


def test_notes_left_at_cells_are_counted(teams: Teams, base: Path, tmp_path: Path) -> None:
    """Those of a team's workbook, and those of the last consolidation."""

    def note(book: openpyxl.Workbook, sheet: str, cell: str) -> None:
        book[sheet][cell].comment = Comment("À revoir ensemble", "HC")

    team = tmp_path / "NO.xlsx"
    book = open_workbook(teams["NO"])
    note(book, ACTION, "D4")
    note(book, "SWOT", "C8")
    book.save(team)
    previous = _edited(base, tmp_path, lambda book: note(book, "Plan d’actions", "C9"))
    out = tmp_path / "group.xlsx"
    words = ("merge", team, teams["IF"], "-o", out, "--base", previous, "--as-of", AS_OF, "--force", *PLAIN)
    told = run(*words).out.replace("\u00a0", " ")
    assert f"Notes et images laissées aux cellules, non reprises ici : {team} (2), {previous} (1)" in told
    report = json.loads(run(*words, "--format", "json").out)
    assert {Path(s["path"]).name: s["comments"] for s in report["sources"]} == {"NO.xlsx": 2, "IF.xlsx": 0}
    rows = list(open_tab(out, "Sources").iter_rows(values_only=True))
    heads = next(row for row in rows if "Notes" in row)
    assert sorted(r[heads.index("Notes")] for r in rows if r[heads.index("Équipe")] in ("NO", "IF")) == [0, 2]


def test_a_row_of_no_team_of_the_consolidation_is_reported(teams: Teams, base: Path, tmp_path: Path) -> None:
    """A team in other letters is that team; totals typed over are reported too."""

    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["Jalons"]
        for team, label in (("ZZ", "Jalon de ZZ"), ("if ", "Jalon de IF")):
            row = sheet.max_row + 1
            for column, value in ((2, team), (_column(sheet, "milestones.label"), label)):
                sheet.cell(row, column).value = value
            sheet.cell(row, _column(sheet, "milestones.parent")).value = "ACT-IF-002"
        total = next(c for row in book["Équipes et axes"].iter_rows() for c in row if str(c.value).startswith("=SUM"))
        total.value = 12

    previous = _edited(base, tmp_path, edit)
    report = _again(teams, tmp_path, previous)
    (found,) = [f for f in report["findings"] if f["code"] == "PAC712"]
    assert found["file"] == str(previous) and found["sheet"] == "Jalons" and found["cell"]
    assert "Jalon de ZZ" in found["message"] and "ZZ n’est pas dans cette consolidation" in found["message"]
    assert ("group", "IF", "Jalon de IF") in {(c["by"], c["team"], c["after"]) for c in report["changes"]}
    typed_over = [f for f in report["findings"] if f["code"] == "PAC107" and f["file"] == str(previous)]
    assert [f["sheet"] for f in typed_over] == ["Équipes et axes"]


@pytest.mark.parametrize("tab", ["Équipes et axes", "Objectifs du groupe", "Trésorerie du groupe", "Budget du groupe"])
def test_a_note_below_what_adds_up_there_is_told(base: Path, tmp_path: Path, tab: str) -> None:
    workbook = DirectWorkbook(base)
    last = max(row for row, _ in workbook.cells(tab))
    workbook.put(tab, last + 3, 2, "Vu avec Paul")
    ran = run("check", workbook.save(tmp_path / "group.xlsx"), "--as-of", AS_OF, "--format", "json")
    found = [f for f in json.loads(ran.out)["findings"] if f["code"] == "PAC109"]
    assert [(f["sheet"], f["cell"], f["value"]) for f in found] == [(tab, f"C{last + 4}", "Vu avec Paul")]


@pytest.mark.parametrize("tab", ["Équipes et axes", "Objectifs du groupe", "Identité du plan", "Budget du groupe"])
def test_a_constant_typed_over_a_formula_there_is_told(base: Path, tmp_path: Path, tab: str) -> None:
    """Whatever sheet of the consolidated workbook, at its cell; the workbook as it was written says nothing."""
    workbook = DirectWorkbook(base)
    cells = workbook.cells(tab)
    formulas = [place for place, cell in sorted(cells.items()) if cell.formula and place[0] > 4]
    among = [(r, c) for r, c in formulas if {(r - 1, c), (r + 1, c)} <= set(formulas)]
    row, column = (among or formulas)[0]
    workbook.put(tab, row, column, 987.5)

    def said(path: Path) -> list[tuple[str, str]]:
        report = json.loads(run("check", path, "--as-of", AS_OF, "--format", "json").out)
        return [(f["sheet"], f["cell"]) for f in report["findings"] if f["code"] in ("PAC107", "PAC109")]

    assert said(base) == []
    assert said(workbook.save(tmp_path / "group.xlsx")) == [(tab, PlanCell(tab, row, column).a1)]


def test_visible_columns_sorted_there_change_nothing(teams: Teams, base: Path, tmp_path: Path) -> None:
    """The hidden columns stay behind; one row is edited as well, which alone is told."""
    plans = read_workbook(base, TEMPLATE).plans
    rows = [row for plan in plans for row in plan.table("milestones") if row.origin]
    tab, columns = rows[0].origin.sheet, rows[0].origin.columns  # type: ignore[union-attr]
    first, last = (choose(row.origin.row for row in rows if row.origin) for choose in (min, max))
    workbook = DirectWorkbook(base)
    workbook.put(tab, first, columns["due"], date(2026, 11, 11))
    workbook.sort(tab, (first, 1), (last, columns["given"] - 1), columns["label"])
    report = _again(teams, tmp_path, workbook.save(tmp_path / "sorted.xlsx"))
    assert report["conflicts"] == []
    changed = [(change["field"], change["by"], change["after"]) for change in report["changes"]]
    assert changed == [("due", "group", "2026-11-11")]
