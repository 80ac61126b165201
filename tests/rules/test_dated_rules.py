"""Rules that look at the date, or at what earlier runs saw, are declared as dated: a night asks only those again."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.plan import Plan
from pacom_xl.rules.all_rules import RULES, catalogue
from tests.rules.checking import rows
from tests.support.any_plan import PLANS, odd_plan
from tests.support.plan_text import AS_OF, TEMPLATE, plan_of
from tests.support.sample_company import TEAMS, sample_plan


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
