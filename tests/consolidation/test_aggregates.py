"""Consolidated workbooks beside their sources, and workbooks that share an id."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pacom_xl.consolidation.portfolio import Portfolio, consolidate
from pacom_xl.consolidation.review import review
from pacom_xl.model.audit import Source
from pacom_xl.reading.reading_result import Reading
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
