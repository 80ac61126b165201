"""Merging does not look at the order of files, nor at how often one is given, nor at how they were grouped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from pacom_xl.consolidation.portfolio import Portfolio, consolidate
from pacom_xl.model.audit import Totals
from tests.support.drafts import Change, Draft
from tests.support.sample_company import AS_OF, TEAMS, TEMPLATE, reading

#: The workbooks of the company, and a second version of one, and a stranger to the year.
_READINGS = {team: reading(team) for team in TEAMS}
_READINGS["older"] = reading("NO", "older.xlsx", change=lambda plan: plan.form("plan").values.update(plan_version="V0"))
_READINGS["other"] = reading("SO", "2025.xlsx", change=lambda plan: plan.form("plan").values.update(plan_year=2025))

picks = st.lists(st.sampled_from(sorted(_READINGS)), min_size=1, max_size=9)


def _merged(names: list[str]) -> Portfolio:
    return consolidate([_READINGS[name] for name in names], TEMPLATE)


def _said(portfolio: Portfolio) -> object:
    shown = [(r.table, r.key, r.parent, sorted(r.values.items(), key=str)) for r in portfolio.merged().records]
    return shown, portfolio.all_conflicts, portfolio.differences(), _totals(portfolio.totals(AS_OF))


def _totals(totals: Totals) -> object:
    return (totals.allocated, totals.committed, totals.spent, totals.forecast, dict(totals.by_team))


@settings(max_examples=25, deadline=None)
@given(picks, st.randoms(use_true_random=False))
def test_order_changes_nothing(names: list[str], random: Random) -> None:
    shuffled = list(names)
    random.shuffle(shuffled)
    assert _said(_merged(names)) == _said(_merged(shuffled))


@settings(max_examples=25, deadline=None)
@given(picks)
def test_a_file_given_twice_counts_once(names: list[str]) -> None:
    assert _said(_merged([*names, *names])) == _said(_merged(sorted(set(names))))


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.sampled_from(TEAMS[1:]), st.lists(st.integers(-(10**9), 10**9), max_size=4), min_size=1))
def test_the_group_is_the_sum_of_its_teams_to_the_cent(cents: dict[str, list[int]]) -> None:
    def spend(team: str) -> Change:
        def change(plan: Draft) -> None:
            lines = plan.table("budget_lines")
            for line, amount in zip(lines, cents[team], strict=False):
                line.values["spent"] = Decimal(amount) / 100

        return change

    readings = [reading(team, change=spend(team)) for team in cents]
    totals = consolidate(readings, TEMPLATE).totals(date(2026, 6, 15))
    lines = [line for r in readings for line in r.plans[0].table("budget_lines")]
    expected = sum((Decimal(str(line.get("spent") or 0)) for line in lines), Decimal(0))
    assert totals.spent == expected == sum((of.spent for of in totals.by_team.values()), Decimal(0))
