"""Consolidated workbooks beside their sources, and workbooks that share an id."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pacom_xl.consolidation.aggregates import uncounted_teams, without_aggregates
from pacom_xl.consolidation.portfolio import Portfolio, consolidate
from pacom_xl.consolidation.review import review
from pacom_xl.model.audit import Source
from pacom_xl.reading.reading_result import Reading, Status
from tests.support.plan_text import plan_of
from tests.support.sample_company import AS_OF, TEMPLATE

Teams = dict[str, Path]


def reading(team: str, workbook_id: str | None = None) -> Reading:
    """A small workbook of a team."""
    path, uid = Path(f"{team}.xlsx"), workbook_id or f"id-{team}"
    text = f"# actions\ncode | title\nACT-{team}-001 | Salon"
    plan = plan_of(text, team).with_head(file=str(path), workbook_id=uid)
    return Reading(path, "read", plans=[plan], sha256=f"sha-{path}", workbook_id=uid)


def _aggregate(name: str, *teams: Reading) -> Reading:
    """A consolidated workbook of some teams, as the reader gives it."""
    leaves = tuple(
        Source(str(r.path), "read", r.plans[0].team, 2026, sha256=r.sha256, workbook_id=r.workbook_id, leaf=r.path.name)
        for r in teams
    )
    contains = tuple(mark for leaf in leaves for mark in (leaf.sha256, leaf.workbook_id) if mark)
    plans = [team.plans[0] for team in teams]
    path, sha256 = Path(name), f"sha-{name}"
    uid = f"id-{name}"
    return Reading(path, "read", plans=plans, sha256=sha256, workbook_id=uid, contains=contains, leaves=leaves)


def _statuses(found: Portfolio) -> dict[str, str]:
    return {(source.leaf or source.path): source.status for source in found.sources}


def test_a_source_beside_the_aggregate_counts_and_the_others_are_told() -> None:
    no, so = reading("NO"), reading("SO")
    found = review([_aggregate("half.xlsx", no, so), no], TEMPLATE, AS_OF)
    assert _statuses(found.portfolio) == {"NO.xlsx": "read", "half.xlsx": "contained"}
    assert found.portfolio.uncounted_teams == ["SO"] and found.incomplete
    (contained,) = [source for source in found.portfolio.sources if source.status == "contained"]
    assert contained.reason and "SO" in contained.reason.fr and "SO" in contained.reason.en


def test_an_aggregate_all_of_whose_sources_are_there_leaves_nothing_out() -> None:
    no, so = reading("NO"), reading("SO")
    found = review([_aggregate("all.xlsx", no, so), no, so], TEMPLATE, AS_OF)
    assert found.portfolio.uncounted_teams == [] and not found.incomplete
    assert {plan.team for plan in found.portfolio.plans} == {"NO", "SO"}


def test_what_is_set_aside_in_one_run_counts_in_the_next() -> None:
    no, so = reading("NO"), reading("SO")
    half = _aggregate("half.xlsx", no, so)
    assert _statuses(consolidate([half, no], TEMPLATE))["half.xlsx"] == "contained"
    assert half.status == "read" and half.reason is None
    assert {plan.team for plan in consolidate([half], TEMPLATE).plans} == {"NO", "SO"}


def test_halves_made_from_one_data_file_count_beside_the_group_of_that_file() -> None:
    """Older versions gave all teams of a data file one workbook id."""
    group, *teams = (reading(team, workbook_id="one") for team in ("GR", "NO", "IF", "SE", "SO"))
    halves = [_aggregate("north.xlsx", *teams[:2]), _aggregate("south.xlsx", *teams[2:])]
    found = consolidate([*halves, group], TEMPLATE)
    assert {plan.team for plan in found.plans} == {"NO", "IF", "SE", "SO"}
    assert found.reference is not None and found.uncounted_teams == []


def test_an_aggregate_of_aggregates_gives_way_to_one_of_them() -> None:
    no, so = reading("NO"), reading("SO")
    half = _aggregate("half.xlsx", no)
    whole = replace(_aggregate("whole.xlsx", no, so), contains=("sha-NO.xlsx", "sha-SO.xlsx", "sha-half.xlsx"))
    found = consolidate([whole, half], TEMPLATE)
    assert {source.path for source in found.sources if source.status == "contained"} == {"whole.xlsx"}
    assert found.uncounted_teams == ["SO"]


# -- what names a source --------------------------------------------------------------------------------------------


def _contained(*readings: Reading) -> list[str]:
    return [str(r.path) for r in without_aggregates(readings) if r.status == "contained"]


def _whole(*leaves: Source, contains: tuple[str, ...] = (), teams: tuple[str, ...] = ("NO", "SO")) -> Reading:
    plans = [reading(team).plans[0] for team in teams]
    contains = contains or tuple(mark for leaf in leaves for mark in (leaf.sha256, leaf.workbook_id) if mark)
    path, uid = Path("g.xlsx"), "id-g"
    return Reading(path, "read", plans=plans, sha256="g", workbook_id=uid, contains=contains, leaves=leaves)


def _leaf(team: str, sha256: str = "", workbook_id: str | None = None) -> Source:
    return Source(f"{team}.xlsx", "read", team, sha256=sha256, workbook_id=workbook_id, leaf=f"{team}.xlsx")


def test_a_source_is_known_by_its_hash_whatever_its_id() -> None:
    assert _contained(_whole(_leaf("NO", "sha-NO.xlsx", "another")), reading("NO")) == ["g.xlsx"]


def test_a_source_saved_since_is_known_by_its_id_and_team() -> None:
    assert _contained(_whole(_leaf("NO", "old", "id-NO")), reading("NO")) == ["g.xlsx"]
    assert _contained(_whole(_leaf("NO", "old", "id-NO")), reading("SO", "id-NO")) == []


def test_a_source_without_an_id_is_known_by_its_hash_only() -> None:
    whole = _whole(_leaf("NO", "sha-NO.xlsx"))
    assert _contained(whole, reading("NO")) == ["g.xlsx"]
    other = replace(reading("NO"), sha256="new")
    assert _contained(_whole(_leaf("NO", "old")), other) == []


def test_workbooks_without_hash_and_id_are_no_source_of_one_another() -> None:
    whole = _whole(_leaf("NO"), contains=("x",))
    bare = replace(reading("NO"), sha256="", workbook_id=None)
    assert _contained(whole, bare) == []


def test_a_consolidated_workbook_in_between_is_known_by_hash_or_id() -> None:
    half = _aggregate("half.xlsx", reading("NO"))
    for mark in ("sha-half.xlsx", "id-half.xlsx"):
        whole = _whole(_leaf("NO", "a", "b"), contains=("a", "b", mark))
        assert _contained(whole, half) == ["g.xlsx"]
        assert _contained(whole, replace(half, sha256="other", workbook_id="other")) == []


def test_the_id_of_an_aggregate_of_one_team_is_not_the_id_of_that_team() -> None:
    half = replace(_aggregate("half.xlsx", reading("NO")), workbook_id="id-x", sha256="h")
    assert _contained(_whole(_leaf("NO", "a", "id-x")), half) == []
    assert _contained(_whole(_leaf("NO", "a", "b"), contains=("a", "b", "id-x")), half) == ["g.xlsx"]


def test_a_workbook_without_sources_is_never_contained() -> None:
    assert _contained(reading("NO"), reading("NO"), replace(reading("SO"), contains=())) == []
    assert _contained(replace(_whole(_leaf("NO", "sha-NO.xlsx")), contains=()), reading("NO")) == []


def test_an_aggregate_that_lists_itself_is_not_contained_for_that() -> None:
    assert _contained(_whole(_leaf("NO", "a", "b"), contains=("a", "b", "g", "id-g"))) == []


@pytest.mark.parametrize("status", ["rejected", "foreign"])
def test_only_what_was_read_is_contained(status: Status) -> None:
    assert _contained(replace(_whole(_leaf("NO", "sha-NO.xlsx")), status=status), reading("NO")) == []
    part = replace(_whole(_leaf("NO", "sha-NO.xlsx")), status="partial")
    assert _contained(part, reading("NO")) == ["g.xlsx"]


def test_the_reason_names_the_teams_that_nobody_else_gives() -> None:
    whole = _whole(_leaf("NO", "sha-NO.xlsx"), teams=("NO", "SO", "IF"))
    (found,) = [r for r in without_aggregates([whole, reading("NO")]) if r.status == "contained"]
    assert found.reason and found.reason.en.endswith("so not counted: IF, SO")
    (alone,) = [r for r in without_aggregates([replace(whole, plans=whole.plans[:1]), reading("NO")]) if r.reason]
    assert alone.reason and alone.reason.en == "consolidated workbook beside one of its own sources"
    second = replace(whole, path=Path("h.xlsx"), sha256="h", workbook_id="id-h")
    reasons = [r.reason.en for r in without_aggregates([whole, second, reading("NO")]) if r.reason]
    assert len(reasons) == 2 and all(reason.endswith("IF, SO") for reason in reasons), "neither gives them"


def test_uncounted_teams_are_those_of_contained_workbooks_alone() -> None:
    contained = replace(_whole(_leaf("NO", "x"), teams=("NO", "SO", "IF")), status="contained")
    assert uncounted_teams([contained, reading("SE")], ["NO"]) == ["IF", "SO"]
    assert uncounted_teams([replace(contained, status="read")], []) == []
    nameless = replace(contained, plans=[plan.with_head(team=None) for plan in contained.plans[:1]])
    assert uncounted_teams([nameless], []) == []
