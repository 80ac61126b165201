"""What rules found is taken again while nothing they look at changed, and never differs from finding it anew."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacom_xl.consolidation.review import review
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules import engine
from pacom_xl.rules.all_rules import RULES, catalogue
from pacom_xl.rules.group_view import Group
from tests.rules.checking import rows
from tests.support.any_plan import PLANS, odd_plan
from tests.support.drafts import Draft
from tests.support.kept_results import Kept, company_readings
from tests.support.plan_text import AS_OF, TEMPLATE, plan_of
from tests.support.sample_company import TEAMS, reading, sample_plan

TOMORROW = AS_OF + timedelta(days=1)


def found(readings: list[Reading], memo: Kept | None, day: date = AS_OF, **options: Any) -> list[str]:
    """Everything of every finding, types of values too."""
    return [repr(finding) for finding in review(readings, TEMPLATE, day, memo=memo, **options).findings]


def _late(plan: Draft) -> None:
    for action in plan.table("actions")[:1]:
        action.values["due"] = date(2026, 6, 1)


def _own_tolerance(plan: Draft) -> None:
    if plan.team == "GR":
        plan.form("parameters").values["due_soon_days"] = 30


SEEN = {("NO", "ACT-NO-001"): [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]}
#: What may be another than when the findings were kept.
OTHERS: dict[str, Callable[[Kept | None], list[str]]] = {
    "nothing": lambda memo: found(company_readings(), memo),
    "day": lambda memo: found(company_readings(), memo, TOMORROW),
    "year": lambda memo: found(company_readings(), memo, date(2027, 1, 1)),
    "threshold": lambda memo: found(company_readings(), memo, thresholds={"tolerance_pct": 0}),
    "setting of the group": lambda memo: found(company_readings(_own_tolerance), memo),
    "severity": lambda memo: found(company_readings(), memo, config=engine.Config(severities={"PAC507": "error"})),
    "selection": lambda memo: found(company_readings(), memo, config=engine.Config(select=("PAC4",))),
    "plan": lambda memo: found(company_readings(_late), memo),
    "file": lambda memo: found(company_readings(name="{}-2.xlsx"), memo),
    "no group": lambda memo: found(company_readings(teams=("NO", "IF")), memo),
    "reference": lambda memo: found(company_readings(teams=("NO", "IF")), memo, reference=reading("SO", "REF.xlsx")),
    "past": lambda memo: found(company_readings(), memo, earlier_due=SEEN),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_kept_is_what_would_be_found(what: str) -> None:
    memo = Kept()
    for kept in (OTHERS["nothing"], OTHERS["day"]):
        kept(memo)
    expected = OTHERS[what](None)
    assert OTHERS[what](memo) == expected
    assert OTHERS[what](memo) == expected


def test_changes_are_noticed() -> None:
    """The others are other findings indeed, so that taking the old ones would be seen."""
    assert len({tuple(other(None)) for other in OTHERS.values()}) == len(OTHERS)


def test_the_same_day_again_asks_no_rule() -> None:
    memo = Kept()
    found(company_readings(), memo)
    assert memo.puts == 2 * len(TEAMS)
    found(company_readings(), memo)
    assert memo.puts == 2 * len(TEAMS)
    found(company_readings(), memo, TOMORROW)
    assert memo.puts == 3 * len(TEAMS)


def test_of_a_plan_nobody_knows_the_mark_of_nothing_is_kept() -> None:
    memo = Kept()
    for entry in (readings := company_readings()):
        entry.plans = [plan.with_records(plan.records) for plan in entry.plans]
    found(readings, memo)
    assert not memo.made


def _marked(plan: Plan, number: int) -> Plan:
    return plan.with_head(content_digest=f"{plan.team} {number}".encode())


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([None, 2026]))
def test_odd_plans_too(seed: int, year: int | None) -> None:
    memo = Kept()
    teams = ("GR", "NO", "IF")
    plans = [_marked(odd_plan(team, random.Random(f"{team} {seed}")), seed).with_head(year=year) for team in teams]

    def run(day: date, memo: Kept | None) -> list[Finding]:
        reference, *views = (PlanView(plan, TEMPLATE, day) for plan in plans)
        return engine.run(Group(views, day, reference), memo=memo)

    for day in (AS_OF, date(2026, 12, 31), date(2027, 1, 1)):
        expected = run(day, None)
        assert repr(run(day, memo)) == repr(expected)
        puts = memo.puts
        assert repr(run(day, memo)) == repr(expected)
        assert memo.puts == puts


class _Evil:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def _damaged(damage: Callable[[bytes, bytes], bytes]) -> None:
    """Whatever becomes of what is kept, by mark: the rules are asked again."""
    memo, expected = Kept(), found(company_readings(), None)
    found(company_readings(), memo)
    memo.made = {mark: damage(mark, data) for mark, data in memo.made.items()}
    assert found(company_readings(), memo) == expected
    assert memo.puts == 4 * len(TEAMS)


@settings(max_examples=8, deadline=None)
@given(st.binary(max_size=40))
def test_any_bytes_may_be_kept(data: bytes) -> None:
    _damaged(lambda mark, made: data)


@pytest.mark.parametrize(
    "damage",
    [
        lambda mark, made: made[:-9],
        lambda mark, made: made[9:],
        lambda mark, made: pickle.dumps([]),
        lambda mark, made: pickle.dumps((mark, None)),
        lambda mark, made: pickle.dumps((mark, [("PAC401", "x")])),
        lambda mark, made: pickle.dumps((b"of another", [])),
    ],
)
def test_damaged_findings_are_found_again(damage: Callable[[bytes, bytes], bytes]) -> None:
    _damaged(damage)


def test_what_is_kept_cannot_run_anything(tmp_path: Path) -> None:
    _damaged(lambda mark, made: pickle.dumps((mark, [_Evil(tmp_path / "owned")])))
    assert not (tmp_path / "owned").exists()


class _Year:
    """A date that tells its year and nothing else."""

    def __init__(self, day: date) -> None:
        self.year = day.year

    def _asked(self, *_: object) -> NoReturn:
        raise AssertionError("a rule that looks at the date does not say so")

    __eq__ = __hash__ = __str__ = __repr__ = __format__ = _asked
    __lt__ = __le__ = __gt__ = __ge__ = __sub__ = __rsub__ = __add__ = __getattr__ = _asked


class _Past(dict[tuple[str | None, str], list[date]]):
    def get(self, *_: object) -> NoReturn:
        raise AssertionError("a rule that looks at what earlier runs saw does not say so")

    __getitem__ = __iter__ = items = get


def _of_no_day(plan: Plan, *, of_group: bool = False) -> None:
    for rule in catalogue():
        if rule.check and not rule.dated:
            view = PlanView(plan, TEMPLATE, AS_OF)
            view.as_of, view.earlier_due, view.of_group = _Year(AS_OF), _Past(), of_group  # type: ignore[assignment]
            list(rule.check(view))


@pytest.mark.parametrize("team", TEAMS)
def test_rules_that_look_at_the_date_say_so(team: str) -> None:
    _of_no_day(sample_plan(team))
    _of_no_day(sample_plan(team), of_group=True)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["GR", "NO"]), st.sampled_from([None, 2026]))
def test_they_say_so_whatever_the_plan(seed: int, team: str, year: int | None) -> None:
    _of_no_day(odd_plan(team, random.Random(seed)).with_head(year=year))


@settings(max_examples=60, deadline=None)
@given(PLANS, st.sampled_from([None, 2026]))
def test_they_say_so_of_any_plan(plan: Plan, year: int | None) -> None:
    _of_no_day(plan.with_head(year=year))


def test_a_rule_that_does_not_say_so_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    plans = [*map(sample_plan, TEAMS), plan_of(rows("cash", "item | month | amount", "monthly_cap | | 1"))]
    for code in [code for code, rule in RULES.items() if rule.dated]:
        with monkeypatch.context() as patch, pytest.raises((AssertionError, TypeError)):
            patch.setitem(RULES, code, replace(RULES[code], dated=False))
            for plan in plans:
                _of_no_day(plan)
