"""The work of a review grows with teams, actions and findings, never with their square: function calls are counted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache, partial
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from benchmarks.company import team_codes, team_plan
from pacom_xl.consolidation.conflict_policy import ConflictPolicy
from pacom_xl.consolidation.review import Review, review
from pacom_xl.consolidation.shared_tables import merge_table
from pacom_xl.consolidation.three_way.base import Base
from pacom_xl.consolidation.three_way.shared_rows import SharedMerge, merge_shared_rows
from pacom_xl.consolidation.three_way.sorted_rows import plans_with_their_fingerprints
from pacom_xl.consolidation.undecided_totals import undecided_totals
from pacom_xl.model.audit import Conflict, ConflictValue
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Plan, Record, StoredPlan
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reporting.check_text import check_text
from pacom_xl.reporting.merge_text import merge_text
from pacom_xl.template.consolidated import READ_FINGERPRINT
from tests.support.sample_company import TEMPLATE

AS_OF = date(2026, 6, 15)
#: Four times as much may cost so many times the work; the square of four is sixteen.
MOST = 5.0


@cache
def _plan(code: str) -> Plan:
    return team_plan(code)


def _team(code: str, actions: int, title: str = "") -> Plan:
    """A plan with some of the actions of the team, repeated up to ``actions``; all of one ``title`` if there is one."""
    plan = _plan(code)
    models = list(islice(plan.table("actions"), 5))
    others = [r for r in plan.records if r.table != "actions" and r.parent is None]
    rows: list[Record] = []
    for number in range(actions):
        model = models[number % len(models)]
        key = f"ACT-{code}-{number + 1:03}"
        values = {**model.values, "code": key, "title": title or f"{model.text('title')} {number} {code}"}
        rows.append(replace(model, key=key, values=values))
        rows += (replace(r, parent=key) for r in plan.records if r.parent == model.key and r.table == "budget_lines")
    return plan.with_records([*others, *rows])


def _review(teams: int, actions: int, title: str = "") -> Review:
    codes = list(islice(team_codes(), teams))
    plans = [_team(code, actions, title).with_head(file=f"{code}.xlsx", workbook_id=code) for code in codes]
    readings = [
        Reading(Path(f"{code}.xlsx"), "read", plans=[plan], sha256=code, workbook_id=code)
        for code, plan in zip(codes, plans, strict=True)
    ]
    return review(readings, TEMPLATE, AS_OF)


@contextmanager
def _counting() -> Iterator[Callable[[], int]]:
    """The number of functions called in the block, those written in C included."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        yield lambda: calls
    finally:
        sys.setprofile(None)


def _calls(work: Callable[[], object]) -> int:
    with _counting() as calls:
        work()
        return calls()


@pytest.fixture(scope="module", autouse=True)
def known() -> None:
    """What is made once and for all is made before anything is counted."""
    for code in islice(team_codes(), 12):
        _plan(code)
    _review(1, 2)


def test_four_times_the_teams() -> None:
    few, many = (_calls(partial(_review, count, 2)) for count in (3, 12))
    assert many < MOST * few


def test_four_times_the_actions() -> None:
    few, many = (_calls(partial(_review, 1, count)) for count in (8, 32))
    assert many < MOST * few


def test_four_times_the_actions_of_one_title_are_one_finding() -> None:
    found: list[list[int]] = []

    def work(actions: int) -> None:
        likely = [f for f in _review(3, actions, "Salon Horesta").findings if f.code == "PAC707"]
        found.append([int(finding.params["count"]) for finding in likely])

    few, many = (_calls(partial(work, count)) for count in (4, 16))
    assert many < MOST * few
    assert all(len(counts) <= 2 for counts in found)
    assert sum(found[1]) > 2 * sum(found[0])


class _CountedTables:
    """The records of a plan; counts how often all of them are asked for."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.times = plan, 0

    def __iter__(self) -> Iterator[Record]:
        self.times += 1
        return iter(self.plan.records)

    def table(self, name: str) -> Sequence[Record]:
        return self.plan.table(name)

    def names(self) -> Iterable[str]:
        return self.plan.names()

    def count(self, name: str) -> int:
        return self.plan.count(name)


def test_the_plans_of_a_base_are_decoded_once_each() -> None:
    """They wait on the disk: decoded once per table, a base of 60 teams took more time than all the rest."""
    tables = [_CountedTables(_plan(code)) for code in islice(team_codes(), 2)]
    plans_with_their_fingerprints([StoredPlan(stored.plan, stored) for stored in tables], TEMPLATE)
    assert [stored.times for stored in tables] == [1, 1]


def _shared_merge(plans: Sequence[Plan], base: Base, table: str) -> SharedMerge:
    merged = merge_table(TEMPLATE.tables[table], plans, TEMPLATE, False)
    return merge_shared_rows(TEMPLATE.tables[table], merged, plans, base, ConflictPolicy())


def _axes(team: int, title: str) -> Plan:
    """A plan of one axis, as if read from a file of its own."""
    axis = Record("axes", "AX1", {"code": "AX1", "label": title})
    return Plan(f"T{team:03}", 2026, "fr", "standard", "1", [axis], file=f"T{team:03}.xlsx")


def test_four_times_the_teams_that_change_a_common_text() -> None:
    calls = []
    for count in (20, 80):
        before = [_axes(team, "Visites") for team in range(count)]
        base = Base(TEMPLATE, {plan.team: plan for plan in before}, common={"axes": before[0].records})
        plans = [_axes(team, f"Visites {team % 7}" if team % 2 else "Visites") for team in range(count)]
        calls.append(_calls(partial(_shared_merge, plans, base, "axes")))
        assert len(_shared_merge(plans, base, "axes").changes) == count // 2
    assert calls[1] < MOST * calls[0]


def _goals(count: int) -> list[Record]:
    return [Record("strategic_goals", f"G{n}", {"code": f"G{n}", "label": f"Objectif {n}"}) for n in range(count)]


def test_four_times_the_common_rows_that_the_group_removed() -> None:
    calls = []
    for count in (50, 200):
        read = _axes(1, "Visites").with_records(_goals(count))
        left = _goals(count + 1)[-1].with_values({READ_FINGERPRINT: "any"})
        base = Base(TEMPLATE, {read.team: read.with_records([left])}, unchanged=frozenset([read.team]))
        assert len(_shared_merge([read], base, "strategic_goals").changes) >= count
        calls.append(_calls(partial(_shared_merge, [read], base, "strategic_goals")))
    assert calls[1] < MOST * calls[0]


def test_four_times_the_teams_with_amounts_in_conflict() -> None:
    calls = []
    for count in (4, 16):
        portfolio = _review(count, 2).portfolio
        conflicts = [
            Conflict("budget_lines", line.key, "planned", (ConflictValue(1, plan.team), ConflictValue(2, GROUP_TEAM)))
            for plan in portfolio.plans
            for line in plan.table("budget_lines")
        ]
        seen = replace(portfolio, team_conflicts=conflicts * 20)
        assert undecided_totals(seen, AS_OF) is None
        calls.append(_calls(partial(undecided_totals, seen, AS_OF)))
    assert calls[1] < MOST * calls[0]


def _texts(found: Review) -> None:
    check_text(found)
    merge_text(found, found.portfolio.totals(AS_OF))


def test_four_times_the_findings() -> None:
    seen = _review(2, 8)
    assert len(seen.findings) > 40
    calls = []
    for times in (1, 4):
        findings = [replace(f, subject=f"{f.subject}-{n}") for n in range(times) for f in seen.findings]
        many = replace(seen, findings=findings)
        calls.append(_calls(partial(_texts, many)))
    assert calls[1] < MOST * calls[0]
