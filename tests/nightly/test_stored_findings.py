"""Findings that come from the result store are those the rules would find, whatever else changes."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacom_xl.consolidation.review import review
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan
from pacom_xl.nightly.team_results import TeamResults
from pacom_xl.reading.many_files.reading_codec import pack
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules import engine
from pacom_xl.rules.group_view import Group
from pacom_xl.storage.digests import digest_of
from pacom_xl.storage.result_store import ResultStore
from tests.support.any_plan import odd_plan
from tests.support.drafts import Draft
from tests.support.plan_text import AS_OF, TEMPLATE
from tests.support.sample_company import TEAMS, reading

TOMORROW = AS_OF + timedelta(days=1)


class Memory(ResultStore):
    """A store in memory, which counts what is put there."""

    def __init__(self) -> None:
        super().__init__(Path(), b"")
        self.values: dict[bytes, bytes] = {}
        self.puts = 0

    def get(self, key: bytes) -> bytes | None:
        return self.values.get(key)

    def put(self, key: bytes, value: bytes) -> None:
        self.puts += 1
        self.values[key] = value


def company_readings(
    change: Callable[[Draft], object] = lambda draft: None, teams: tuple[str, ...] = TEAMS, name: str = "{}.xlsx"
) -> list[Reading]:
    """The sample company as a night reads it: the digests of its plans are known."""
    readings = [reading(team, name.format(team), change=change) for team in teams]
    for entry in readings:
        packed = pack(entry)
        digest = digest_of(packed.head, *packed.digests)
        entry.plans = [plan.with_head(content_digest=digest) for plan in entry.plans]
    return readings


def found(readings: list[Reading], store: Memory | None, day: date = AS_OF, **options: Any) -> list[str]:
    """Everything of every finding, types of values too."""
    if store is not None:
        options["undated"] = TeamResults(store).undated_findings
    return [repr(finding) for finding in review(readings, TEMPLATE, day, **options).findings]


def _late(plan: Draft) -> None:
    for action in plan.table("actions")[:1]:
        action.values["due"] = date(2026, 6, 1)


def _own_tolerance(plan: Draft) -> None:
    if plan.team == "GR":
        plan.form("parameters").values["due_soon_days"] = 30


SEEN = {("NO", "ACT-NO-002"): [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]}
#: What may be another than when the findings were stored.
OTHERS: dict[str, Callable[[Memory | None], list[str]]] = {
    "nothing": lambda store: found(company_readings(), store),
    "day": lambda store: found(company_readings(), store, TOMORROW),
    "year": lambda store: found(company_readings(), store, date(2027, 1, 1)),
    "threshold": lambda store: found(company_readings(), store, thresholds={"tolerance_pct": 0}),
    "setting of the group": lambda store: found(company_readings(_own_tolerance), store),
    "severity": lambda store: found(company_readings(), store, config=engine.Config(severities={"PAC507": "error"})),
    "selection": lambda store: found(company_readings(), store, config=engine.Config(select=("PAC4",))),
    "plan": lambda store: found(company_readings(_late), store),
    "file": lambda store: found(company_readings(name="{}-2.xlsx"), store),
    "no group": lambda store: found(company_readings(teams=("NO", "IF")), store),
    "reference": lambda store: found(company_readings(teams=("NO", "IF")), store, reference=reading("SO", "REF.xlsx")),
    "past": lambda store: found(company_readings(), store, earlier_due=SEEN),
}


@pytest.mark.parametrize("what", OTHERS)
def test_stored_findings_are_those_the_rules_find(what: str) -> None:
    store = Memory()
    for warm in (OTHERS["nothing"], OTHERS["day"]):
        warm(store)
    expected = OTHERS[what](None)
    assert OTHERS[what](store) == expected
    assert OTHERS[what](store) == expected


def test_changes_are_noticed() -> None:
    """The others are other findings indeed, so that taking the old ones would be seen."""
    assert len({tuple(other(None)) for other in OTHERS.values()}) == len(OTHERS)


def test_undated_rules_are_asked_once() -> None:
    store = Memory()
    for day in (AS_OF, AS_OF, TOMORROW):
        found(company_readings(), store, day)
        assert store.puts == len(TEAMS)


def test_of_a_plan_without_a_digest_nothing_is_stored() -> None:
    store = Memory()
    for entry in (readings := company_readings()):
        entry.plans = [plan.with_records(plan.records) for plan in entry.plans]
    found(readings, store)
    assert not store.values


def _marked(plan: Plan, number: int) -> Plan:
    return plan.with_head(content_digest=f"{plan.team} {number}".encode())


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([None, 2026]))
def test_odd_plans_too(seed: int, year: int | None) -> None:
    store = Memory()
    teams = ("GR", "NO", "IF")
    plans = [_marked(odd_plan(team, random.Random(f"{team} {seed}")), seed).with_head(year=year) for team in teams]

    def run(day: date, undated: engine.Findings = engine.undated_findings) -> list[Finding]:
        reference, *views = (PlanView(plan, TEMPLATE, day) for plan in plans)
        return engine.run(Group(views, day, reference), undated=undated)

    stored = TeamResults(store).undated_findings
    for day in (AS_OF, date(2026, 12, 31), date(2027, 1, 1)):
        expected = run(day)
        assert repr(run(day, stored)) == repr(expected)
        puts = store.puts
        assert repr(run(day, stored)) == repr(expected)
        assert store.puts == puts


class _Evil:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def _damaged(damage: Callable[[bytes], bytes]) -> None:
    """Whatever becomes of what is stored: the rules are asked again."""
    store, expected = Memory(), found(company_readings(), None)
    found(company_readings(), store)
    store.values = {key: damage(value) for key, value in store.values.items()}
    assert found(company_readings(), store) == expected
    assert store.puts == 2 * len(TEAMS)


@settings(max_examples=8, deadline=None)
@given(st.binary(max_size=40))
def test_any_bytes_may_be_stored(data: bytes) -> None:
    _damaged(lambda value: data)


@pytest.mark.parametrize(
    "damage",
    [
        lambda value: value[:-9],
        lambda value: value[9:],
        lambda value: pickle.dumps(None),
        lambda value: pickle.dumps([("PAC401", "x")]),
    ],
)
def test_damaged_findings_are_found_again(damage: Callable[[bytes], bytes]) -> None:
    _damaged(damage)


def test_what_is_stored_cannot_run_anything(tmp_path: Path) -> None:
    _damaged(lambda value: pickle.dumps([_Evil(tmp_path / "owned")]))
    assert not (tmp_path / "owned").exists()
