"""``merge --base``: who changed what since the last consolidation; what one side changed is merged, the rest told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.reading.workbook_reader import read_workbook
from tests.support.command_line import AS_OF, run
from tests.support.drafts import Change, Draft
from tests.support.opened_workbook import open_tab
from tests.support.sample_company import TEAMS, TEMPLATE, first_actions
from tests.support.workbook_files import PLAIN, contents, merge, write_team

Teams = dict[str, Path]


@pytest.fixture(scope="module")
def teams(tmp_path_factory: pytest.TempPathFactory) -> Teams:
    """A workbook of three actions per team of the sample company."""
    folder = tmp_path_factory.mktemp("teams")
    return {team: write_team(folder, team, first_actions) for team in TEAMS}


@pytest.fixture(scope="module")
def base(teams: Teams, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last consolidation of all five."""
    file = tmp_path_factory.mktemp("base") / "previous.xlsx"
    merge(file, *teams.values())
    return file


@pytest.fixture(scope="module")
def base_of_teams(teams: Teams, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last consolidation of four teams without the group's workbook."""
    file = tmp_path_factory.mktemp("base") / "teams.xlsx"
    merge(file, *(teams[team] for team in ("NO", "IF", "SE", "SO")), options=PLAIN)
    return file


def _vision(text: str) -> Change:
    return lambda plan: plan.form("strategy").values.update(vision=text)


def _few(change: Change) -> Change:
    """The change, of a plan with its first actions."""

    def both(plan: Draft) -> None:
        first_actions(plan)
        change(plan)

    return both


def _again(
    teams: Teams, folder: Path, base: Path, edits: dict[str, Change], options: tuple[str, ...] = ()
) -> tuple[dict[str, Any], Path]:
    """Merge ``teams`` after ``edits``, against ``base``."""
    files = [write_team(folder, team, _few(edits[team])) if team in edits else file for team, file in teams.items()]
    out = folder / "group.xlsx"
    return merge(out, *files, options=("--base", str(base), *PLAIN, *options)), out


def _only(report: dict[str, Any], field: str) -> list[tuple[str, str, object]]:
    return [(c["by"], c["team"], c["used"]) for c in report["changes"] if c["field"] == field]


def test_nothing_changed(teams: Teams, base: Path, tmp_path: Path) -> None:
    report, _ = _again(teams, tmp_path, base, {})
    assert report["changes"] == []


def test_one_team_against_many_old_copies_is_merged(teams: Teams, base_of_teams: Path, tmp_path: Path) -> None:
    """Three of four workbooks still hold the old text: a majority would keep it."""
    regions = {team: file for team, file in teams.items() if team != "GR"}
    report, out = _again(regions, tmp_path, base_of_teams, {"SE": _vision("Nouvelle vision")})
    assert _only(report, "vision") == [("team", "SE", "Nouvelle vision")]
    assert report["conflicts"] == []
    texts = [c.value for row in open_tab(out, "Stratégie").iter_rows() for c in row]
    assert "Nouvelle vision" in texts


def test_the_group_changed_and_the_teams_hold_the_old_text(teams: Teams, base: Path, tmp_path: Path) -> None:
    report, _ = _again(teams, tmp_path, base, {"GR": _vision("Vision du groupe")})
    assert _only(report, "vision") == [("group", "GR", "Vision du groupe")]
    assert report["conflicts"] == []


def test_both_changed_alike_is_no_conflict(teams: Teams, base: Path, tmp_path: Path) -> None:
    report, _ = _again(teams, tmp_path, base, {"GR": _vision("Même texte"), "NO": _vision("même  texte")})
    assert [(by, team) for by, team, _ in _only(report, "vision")] == [("both", "GR"), ("both", "NO")]
    assert report["conflicts"] == []


def test_both_changed_differently_is_a_conflict(teams: Teams, base: Path, tmp_path: Path) -> None:
    edits = {"GR": _vision("Du groupe"), "NO": _vision("De la région")}
    report, _ = _again(teams, tmp_path, base, edits)
    (conflict,) = report["conflicts"]
    assert (conflict["table"], conflict["field"], conflict["chosen"], conflict["policy"]) == (
        "strategy", "vision", "Du groupe", "reference",
    )  # fmt: skip
    assert {"Du groupe", "De la région"} <= {value["value"] for value in conflict["values"]}


def test_two_teams_changed_differently_without_a_group_choose_nothing(
    teams: Teams, base_of_teams: Path, tmp_path: Path
) -> None:
    regions = {team: file for team, file in teams.items() if team != "GR"}
    edits = {"SE": _vision("Un"), "SO": _vision("Deux")}
    report, _ = _again(regions, tmp_path, base_of_teams, edits)
    (conflict,) = report["conflicts"]
    assert (conflict["chosen"], conflict["policy"]) == (None, "report")


def test_strict_writes_nothing_when_both_changed_differently(teams: Teams, base: Path, tmp_path: Path) -> None:
    edits = {"GR": _vision("Du groupe"), "NO": _vision("De la région")}
    files = [write_team(tmp_path, team, edits[team]) if team in edits else file for team, file in teams.items()]
    out = tmp_path / "group.xlsx"
    ran = run("merge", *files, "-o", out, "--base", base, "--strict", "--as-of", AS_OF)
    assert (ran.code, out.exists()) == (1, False)


def test_a_listed_row_the_group_renamed_is_one_row_again(teams: Teams, base: Path, tmp_path: Path) -> None:
    """Without the last consolidation, old and new spelling stand side by side, in conflict."""

    def rename(plan: Draft) -> None:
        plan.table("segmentation")[0].values["label"] = "Autre nom"

    report, out = _again(teams, tmp_path, base, {"GR": rename})
    assert [(by, team) for by, team, _ in _only(report, "label")] == [("group", "GR")]
    assert report["conflicts"] == []
    values = [c.value for row in open_tab(out, "Segmentation").iter_rows() for c in row]
    assert values.count("Autre nom") == 1
    own = read_workbook(teams["NO"], TEMPLATE).plans[0]
    back = next(plan for plan in read_workbook(out, TEMPLATE).plans if plan.team == "NO")
    assert contents(back) == contents(own)


def test_own_rows_say_what_changed_where(teams: Teams, base: Path, tmp_path: Path) -> None:
    def work(plan: Draft) -> None:
        plan.table("actions")[0].values["due"] = date(2026, 12, 15)
        plan.action("ACT-NO-002").values["due"] = date(2027, 3, 1)
        gone = plan.table("actions")[-1]
        plan.records[:] = [r for r in plan.records if r is not gone and r.parent != gone.key]

    report, out = _again(teams, tmp_path, base, {"NO": work})
    actions = [c for c in report["changes"] if c["table"] == "actions"]
    moved, followed, gone = actions
    assert (moved["key"], moved["field"], moved["by"], moved["after"]) == ("ACT-NO-001", "due", "team", "2026-12-15")
    assert moved["cell"] and moved["file"] == "NO.xlsx"
    assert (gone["field"], gone["after"]) == ("", None)
    missing = [f for f in report["findings"] if f["code"] == "PAC709"]
    assert [(f["team"], f["subject"]) for f in missing] == [("NO", gone["key"])]
    rows = [[c.value for c in row] for row in open_tab(out, "Changements").iter_rows()]
    (row,) = [row for row in rows if "15/12/2026" in row]
    (late,) = [row for row in rows if "01/03/2027" in row]
    assert followed["consequences"][0].startswith("devient") and followed["consequences"][0] in late
    assert "Équipe" in row
    assert any("jours ouvrés" in str(cell) for cell in row), row


def _sorted_backwards(plan: Draft) -> None:
    """As sorting the visible columns does: the ids of the hidden one stay where they are."""
    for table in ("journal", "milestones", "budget_lines", "kpis"):
        for action in plan.table("actions"):
            rows = [row for row in plan.table(table) if row.parent == action.key]
            values = [row.values for row in rows]
            for row, other in zip(rows, reversed(values), strict=True):
                row.values = other


def test_rows_sorted_without_their_ids_are_the_same_rows(teams: Teams, base: Path, tmp_path: Path) -> None:
    report, _ = _again(teams, tmp_path, base, {"NO": _sorted_backwards})
    assert report["changes"] == []


def test_a_row_changed_among_sorted_ones_is_told_alone(teams: Teams, base: Path, tmp_path: Path) -> None:
    def edit(plan: Draft) -> None:
        _sorted_backwards(plan)
        next(r for r in plan.table("milestones") if r.get("label") == "Stand réservé").values["due"] = date(2026, 1, 9)

    report, _ = _again(teams, tmp_path, base, {"NO": edit})
    assert [(c["table"], c["field"], c["before"], c["after"]) for c in report["changes"]] == [
        ("milestones", "due", "2026-01-16", "2026-01-09")
    ]


def test_a_renamed_action_names_its_candidate(teams: Teams, base: Path, tmp_path: Path) -> None:
    def rename(plan: Draft) -> None:
        for record in plan.records:
            if record.parent == "ACT-NO-003":
                record.parent = "ACT-NO-030"
            if (record.table, record.key) == ("actions", "ACT-NO-003"):
                record.key = "ACT-NO-030"
                record.values["code"] = "ACT-NO-030"

    report, _ = _again(teams, tmp_path, base, {"NO": rename})
    (found,) = [f for f in report["findings"] if f["code"] == "PAC709"]
    assert found["params"]["candidate"] == "ACT-NO-030"


def test_a_base_that_is_no_consolidation_is_refused(teams: Teams, tmp_path: Path) -> None:
    ran = run("merge", teams["NO"], "-o", tmp_path / "group.xlsx", "--base", teams["IF"])
    assert (ran.code, (tmp_path / "group.xlsx").exists()) == (2, False)
    assert "n’est pas un classeur consolidé" in ran.err


def test_a_merge_with_a_base_can_be_the_next_base(teams: Teams, base: Path, tmp_path: Path) -> None:
    edits = {"GR": _vision("Vision du groupe")}
    _, first = _again(teams, tmp_path, base, edits)
    files = [tmp_path / "GR.xlsx", *(file for team, file in teams.items() if team != "GR")]
    again = merge(tmp_path / "next.xlsx", *files, options=("--base", str(first)))
    assert again["changes"] == []
