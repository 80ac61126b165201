"""A consolidated workbook can be merged again: it gives every plan back, and nothing is counted twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from pacom_xl.reading.workbook_reader import read_workbook
from tests.support.drafts import Draft
from tests.support.sample_company import TEAMS, TEMPLATE, first_actions
from tests.support.workbook_files import cells, contents, merge, portfolio, write_team

Teams = dict[str, Path]


@pytest.fixture(scope="module")
def teams(tmp_path_factory: pytest.TempPathFactory) -> Teams:
    """A workbook of three actions per team of the sample company."""
    folder = tmp_path_factory.mktemp("teams")
    return {team: write_team(folder, team, first_actions) for team in TEAMS}


def test_a_group_workbook_gives_every_plan_back(teams: Teams, tmp_path: Path) -> None:
    group = tmp_path / "group.xlsx"
    merge(group, *teams.values())
    reading = read_workbook(group, TEMPLATE)
    assert (reading.status, reading.findings) == ("read", [])
    assert [plan.team for plan in reading.plans] == list(TEAMS)
    for plan in reading.plans:
        own = read_workbook(teams[str(plan.team)], TEMPLATE).plans[0]
        assert contents(plan) == contents(own)
        assert (plan.year, plan.workbook_id) == (own.year, own.workbook_id)


@pytest.mark.parametrize(
    "regions",
    [
        (("NO", "IF"), ("SE", "GR", "SO")),
        pytest.param((("SO",), ("SE", "IF", "NO"), ("GR",)), marks=pytest.mark.long),
    ],
)
def test_regions_then_group_is_the_group_at_once(
    teams: Teams, tmp_path: Path, regions: tuple[tuple[str, ...], ...]
) -> None:
    at_once = merge(tmp_path / "once.xlsx", *teams.values())
    parts = []
    for number, region in enumerate(regions):
        parts.append(tmp_path / f"region{number}.xlsx")
        merge(parts[-1], *(teams[team] for team in region))
    national = tmp_path / "national.xlsx"
    merge(national, *parts)
    in_steps = merge(tmp_path / "steps.xlsx", national)
    assert in_steps["totals"] == at_once["totals"]
    assert {(f["code"], f["team"], f["subject"], f["detail"]) for f in in_steps["findings"]} == {
        (f["code"], f["team"], f["subject"], f["detail"]) for f in at_once["findings"]
    }
    beside = ("Sources", "Contrôles")
    assert cells(tmp_path / "steps.xlsx", beside) == cells(tmp_path / "once.xlsx", beside)


def _another_vision(plan: Draft) -> None:
    first_actions(plan)
    plan.form("strategy").values["vision"] = "Tout autre chose."


def test_what_each_team_says_of_a_common_text_survives_two_steps(tmp_path: Path) -> None:
    """NO and IF say one thing, SE, SO and ZZ the other; the first region is three against none of them."""
    odd = {team: write_team(tmp_path, team, _another_vision) for team in ("SE", "SO")}
    same = {team: write_team(tmp_path, team, first_actions) for team in ("NO", "IF")}
    merge(tmp_path / "a.xlsx", odd["SE"], same["NO"])
    merge(tmp_path / "b.xlsx", odd["SO"])
    merge(tmp_path / "c.xlsx", same["IF"])
    in_steps = portfolio(tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "c.xlsx")
    at_once = portfolio(*odd.values(), *same.values())
    (told,), (expected,) = in_steps.all_conflicts, at_once.all_conflicts
    assert [(v.team, v.value) for v in told.values] == [(v.team, v.value) for v in expected.values]
    assert (told.chosen, told.policy) == (expected.chosen, expected.policy)


def _own_rows(plan: Draft) -> None:
    first_actions(plan)
    plan.table("axes")[0].values["label"] = "Libellé à part"
    plan.records.remove(plan.table("axes")[-1])
    plan.table("team")[0].values["full_name"] = "  élodie   MARTIN "


def test_rows_shared_with_others_come_back_as_each_team_spells_them(teams: Teams, tmp_path: Path) -> None:
    file = write_team(tmp_path, "SO", _own_rows)
    merge(tmp_path / "group.xlsx", teams["GR"], teams["NO"], file)
    reading = read_workbook(tmp_path / "group.xlsx", TEMPLATE)
    back = next(plan for plan in reading.plans if plan.team == "SO")
    assert contents(back) == contents(read_workbook(file, TEMPLATE).plans[0])


def test_an_aggregate_given_with_one_of_its_leaves_gives_way_and_says_what_is_lost(
    teams: Teams, tmp_path: Path
) -> None:
    merge(tmp_path / "all.xlsx", *teams.values())
    report = merge(tmp_path / "out.xlsx", tmp_path / "all.xlsx", teams["NO"], teams["IF"])
    statuses = {(Path(s["path"]).name, s["status"]) for s in report["sources"]}
    assert statuses == {("NO.xlsx", "read"), ("IF.xlsx", "read"), ("all.xlsx", "contained")}
    (reason,) = {s["reason"] for s in report["sources"] if s["status"] == "contained"}
    assert "GR, SE, SO" in reason


def test_a_plan_that_comes_through_two_aggregates_counts_once(teams: Teams, tmp_path: Path) -> None:
    merge(tmp_path / "a.xlsx", teams["NO"], teams["IF"])
    merge(tmp_path / "b.xlsx", teams["NO"], teams["SE"])
    report = merge(tmp_path / "out.xlsx", tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert list(report["totals"]["by_team"]) == ["NO", "IF", "SE"]
    assert sorted(s["status"] for s in report["sources"]) == ["duplicate", "read", "read", "read"]
    assert report["totals"] == merge(tmp_path / "c.xlsx", teams["NO"], teams["IF"], teams["SE"])["totals"]


def test_a_team_that_renames_a_row_of_the_group_keeps_its_own(teams: dict[str, Path], tmp_path: Path) -> None:
    """Rows without a code are numbered: the team's and the group's bear the same number."""

    def rename(plan: Draft) -> None:
        first_actions(plan)
        plan.table("sales_periods")[0].values["label"] = "Soldes de janvier"

    file = write_team(tmp_path, "NO", rename)
    merge(tmp_path / "group.xlsx", file, teams["GR"])
    back = next(plan for plan in portfolio(tmp_path / "group.xlsx").all_plans if plan.team == "NO")
    assert contents(back) == contents(portfolio(file).all_plans[0])


def test_rows_few_teams_have_come_back_to_them_alone(tmp_path: Path) -> None:
    """Each workbook names its own team: a thousand of them differ by a thousand rows, not by a million."""

    def alone(plan: Draft) -> None:
        first_actions(plan)
        plan.records = [record for record in plan.records if record.table != "teams" or record.key == plan.team]

    names = ("NO", "IF", "SE", "SO")
    files = {team: write_team(tmp_path, team, alone) for team in names}
    merge(tmp_path / "group.xlsx", *files.values())
    both = portfolio(*files.values())
    told = [(d.team, d.change, d.key) for d in both.differences() if d.table == "teams"]
    assert sorted(told) == [(team, "present", team) for team in sorted(names)]
    for plan in portfolio(tmp_path / "group.xlsx").all_plans:
        assert contents(plan) == contents(portfolio(files[plan.team or ""]).all_plans[0])
