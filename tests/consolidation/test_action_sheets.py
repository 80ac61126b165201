"""A sheet per action in the group's workbook: it shows the register, holds nothing, and changes nothing."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pacom_xl.layout.formula_anchors import FORMULAS
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.writing.group import group_workbook
from tests.support.command_line import run
from tests.support.drafts import Draft, edited
from tests.support.office.compare import cached_differences
from tests.support.office.suite import convert
from tests.support.opened_workbook import open_tab, open_workbook
from tests.support.sample_company import TEMPLATE, first_actions, sample_plan
from tests.support.workbook_files import contents, merge, write_team

Teams = dict[str, Path]
REGISTER = "Plan d’actions"


@pytest.fixture(scope="module")
def group(teams: Teams, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole company."""
    file = tmp_path_factory.mktemp("group") / "group.xlsx"
    merge(file, *teams.values())
    return file


def _shown(sheet: Worksheet) -> list[object]:
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")]


@lru_cache(maxsize=4)
def _views(file: Path, data_only: bool = False) -> dict[str, Worksheet]:
    """To be looked at: other tests look at them too."""
    book = open_workbook(file, data_only=data_only)
    found = {s.title: s for s in book.worksheets if s["A1"].value == "pacom:action_view"}
    assert found
    return found


def _names(file: Path) -> list[str]:
    """Of the sheets that show actions."""
    book = open_workbook(file, read_only=True)
    return [sheet.title for sheet in book.worksheets if sheet["A1"].value == "pacom:action_view"]


def _renamed(old: str, new: str) -> Any:
    def edit(plan: Draft) -> None:
        for record in plan.records:
            record.parent = new if record.parent == old else record.parent
            if (record.table, record.key) == ("actions", old):
                record.key = new
                record.values["code"] = new

    return edit


def test_every_action_has_its_sheet_and_all_it_says_is_there(group: Path) -> None:
    views = _views(group, data_only=True)
    plans = [edited(sample_plan(team), first_actions) for team in ("NO", "IF", "SE", "SO")]
    assert list(views) == [action.key for plan in plans for action in plan.table("actions")]
    for plan in plans:
        for action in plan.table("actions"):
            shown = _shown(views[action.key])
            hung = [r for table in TEMPLATE.children("actions") for r in plan.table(table.key)]
            told = [action.get("title"), action.get("what"), action.get("why"), f"{plan.team} · {plan.team}.xlsx · "]
            told += [r.get(k) for r in hung if r.parent == action.key for k in ("label", "progress", "risk")]
            for text in (text for text in told if isinstance(text, str)):
                assert any(text in str(value) for value in shown), (action.key, text)


def test_nothing_is_typed_on_it(group: Path) -> None:
    """Labels, anchors and the key of the action: the rest is formulas, also where the action says nothing."""
    known = {text for f in TEMPLATE.by_name.values() for text in (f.label.fr, f.section.fr if f.section else "")}
    known |= {t.label.fr for t in TEMPLATE.tables.values()} | {"pacom:action_view", "Situation", "← Actions"}
    for code, sheet in _views(group).items():
        typed = {v for v in _shown(sheet) if not str(v).startswith(("=", FORMULAS))}
        assert {v for v in typed if v not in known} == {code, typed_note(sheet)}
        assert sheet.protection.sheet


def typed_note(sheet: Worksheet) -> str:
    note = sheet["B2"].value
    assert isinstance(note, str) and "rien ne s’y saisit" in note
    return note


def test_links_lead_from_the_register_to_the_sheet_and_back(group: Path) -> None:
    book = open_workbook(group)
    for row in book[REGISTER].iter_rows(min_row=7):
        for cell in row:
            if cell.hyperlink and str(cell.hyperlink.location).startswith("fiche_"):
                target = str(book.defined_names[cell.hyperlink.location].attr_text)
                assert target == f"'{cell.value}'!$B$3"
                back = book[str(cell.value)]["B4"].hyperlink
                assert back is not None and back.location == "actions_code"
                break
        else:
            raise AssertionError(f"no link in row {row[0].row}")
    assert book.defined_names["actions_code"].attr_text.startswith(f"'{REGISTER}'!$C$7")


def test_deleted_sheets_change_nothing(teams: Teams, group: Path, tmp_path: Path) -> None:
    book = open_workbook(group)
    for name in _names(group):
        del book[name]
    book.save(tmp_path / "without.xlsx")
    reading = read_workbook(tmp_path / "without.xlsx", TEMPLATE)
    assert [f for f in reading.findings if f.code in ("PAC101", "PAC109", "PAC117")] == []
    for plan in reading.plans:
        assert contents(plan) == contents(read_workbook(teams[str(plan.team)], TEMPLATE).plans[0])


def test_what_is_typed_over_one_is_told_and_taken_for_nothing(teams: Teams, group: Path, tmp_path: Path) -> None:
    book = open_workbook(group)
    cell = next(c for r in book["ACT-NO-002"].iter_rows() for c in r if c.value == "Quoi")
    book["ACT-NO-002"].cell(cell.row, 4).value = "Tout autre chose"
    book.save(tmp_path / "typed.xlsx")
    reading = read_workbook(tmp_path / "typed.xlsx", TEMPLATE)
    told = [f for f in reading.findings if f.code in ("PAC107", "PAC109")]
    assert [f.code for f in told] == ["PAC107"]
    assert [(f.cell.sheet, f.cell.a1, f.value) for f in told if f.cell] == [
        ("ACT-NO-002", f"D{cell.row}", "Tout autre chose")
    ]
    back = next(plan for plan in reading.plans if plan.team == "NO")
    assert contents(back) == contents(read_workbook(teams["NO"], TEMPLATE).plans[0])


def test_many_actions_have_sheets_on_demand_only(
    whole_teams: Teams, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert group_workbook.MANY_ACTIONS == 150
    actions = len(sample_plan("NO").table("actions"))
    sheets = []
    for many in (actions, actions - 1):
        monkeypatch.setattr(group_workbook, "MANY_ACTIONS", many)
        merge(tmp_path / f"auto-{many}.xlsx", whole_teams["NO"])
        sheets.append(len(_names(tmp_path / f"auto-{many}.xlsx")))
    merge(tmp_path / "always.xlsx", whole_teams["NO"], options=("--action-sheets", "always"))
    assert [*sheets, len(_names(tmp_path / "always.xlsx"))] == [actions, 0, actions]
    register = open_tab(tmp_path / f"auto-{many}.xlsx", REGISTER)
    links = [c for row in register.iter_rows() for c in row if c.hyperlink]
    assert links and all(c.hyperlink and not str(c.hyperlink.location).startswith("fiche") for c in links)


def test_never(teams: Teams, tmp_path: Path) -> None:
    merge(tmp_path / "group.xlsx", *teams.values(), options=("--action-sheets", "never"))
    assert _names(tmp_path / "group.xlsx") == []
    assert "--action-sheets" in run("merge", "--help").out


@pytest.mark.long
def test_codes_that_are_no_names_of_tabs(tmp_path: Path) -> None:
    """Forbidden characters, too long, alike but for case, a name another sheet has, one code in two teams."""
    long = "Un code bien trop long pour un onglet d’Excel"
    codes = ["A/B:C?*[1]\\", f"{long} 1", f"{long} 2", "act-no-009", "Calendrier", "d'ici", "Historique"]
    first = [action.key for action in sample_plan("NO").table("actions")]

    def edit(plan: Draft) -> None:
        for old, new in zip(first, codes, strict=False):
            _renamed(old, new)(plan)

    files = [write_team(tmp_path, "NO", edit), write_team(tmp_path, "IF", _renamed("ACT-IF-001", first[-1]))]
    group = tmp_path / "group.xlsx"
    merge(group, *files)
    views = _views(group, data_only=True)
    assert len(views) == len(first) + len(sample_plan("IF").table("actions"))
    titles = [str(sheet["B3"].value) for sheet in views.values()]
    for code in codes:
        assert sum(title.startswith(f"{code} · ") for title in titles) == 1
    assert {f"{first[-1]} (NO)", f"{first[-1]} (IF)"} <= set(views)
    differences = cached_differences(group, convert(group, "xlsx", tmp_path / "again"))
    assert [d for d in differences if d.cell.partition("!")[0].strip("'") in views] == []


@pytest.mark.long
def test_a_register_somebody_sorted_is_still_shown_right(group: Path, tmp_path: Path) -> None:
    book = open_workbook(group)
    sheets = (book[REGISTER], book["Jalons"])
    for sheet in sheets:
        rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=7, max_row=20)]
        for number, row in enumerate(reversed(rows), 7):
            for column, value in enumerate(row, 1):
                if not str(value).startswith("="):
                    sheet.cell(number, column).value = value
    book.save(tmp_path / "sorted.xlsx")
    before = _views(group, data_only=True)
    after = _views(convert(tmp_path / "sorted.xlsx", "xlsx", tmp_path / "again"), data_only=True)
    for code in ("ACT-NO-001", "ACT-NO-002", "ACT-NO-005"):
        assert _said(after[code]) == _said(before[code])


def _said(sheet: Worksheet) -> tuple[object, list[str]]:
    """What the action is, and its milestones in whatever order."""
    at = {str(cell.value): cell for row in sheet.iter_rows() for cell in row}
    below = range(at["Jalon"].row + 1, at["Lignes de budget"].row)
    milestones = sorted(str(sheet.cell(row, at["Jalon"].column).value or "") for row in below)
    return at["Quoi"].offset(0, 2).value, milestones
