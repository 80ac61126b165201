"""Totals of random plans are those computed anew from their records: by axis, nature, quarter and month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from random import Random

import pytest

from pacom_xl.consolidation.review import review
from pacom_xl.figures.group.totals import group_totals
from pacom_xl.figures.group.views import GroupView
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules import engine
from pacom_xl.rules.group_view import Group
from tests.support.drafts import Draft, DraftRecord
from tests.support.recomputed_totals import Totals, recomputed
from tests.support.sample_company import AS_OF, TEMPLATE, reading

_TEAMS = ("NO", "IF", "SE", "SO")
_STATUSES = ("draft", "planned", "in_progress", "on_hold", "done", "cancelled", "transferred", None)
_MONTHS = (None, "2025-12", "2027-01", "2026-03", "2026-03", "2026-07")
_AMOUNTS = ("allocated", "committed", "spent", "forecast")


def _view(seed: int) -> PlanView:
    """A team alone."""
    pick = Random(seed)
    plan = _loosened(pick.choice(_TEAMS), pick).plan
    assert plan
    return PlanView(plan, TEMPLATE, AS_OF)


def _loosened(team: str, pick: Random) -> Reading:
    """A team whose actions have lost, at random, what totals are split by; several payments in one month."""

    def change(plan: Draft) -> None:
        for action in plan.table("actions"):
            values = action.values
            values["axis"] = pick.choice((values["axis"], None, "AX9"))
            values["status"] = pick.choice(_STATUSES)
            values["allocated"] = pick.choice((values["allocated"], None, Decimal(0), _amount(pick)))
        for line in plan.table("budget_lines"):
            _loosen_line(line, pick)
        for instalment in plan.table("schedule"):
            _loosen_instalment(instalment, pick)
        plan.records.extend(_second_payments(plan, pick))

    return reading(team, change=change)


def _amount(pick: Random) -> Decimal:
    return Decimal(pick.randrange(10**6)) / 100


def _loosen_line(line: DraftRecord, pick: Random) -> None:
    values = line.values
    for name in ("planned", "committed", "spent"):
        values[name] = pick.choice((values.get(name), None, _amount(pick)))
    values["nature"] = pick.choice((values.get("nature"), None))
    values["vat_rate"] = pick.choice((Decimal("0.2"), Decimal("0.055"), None))
    values["forecast_forced"] = pick.choice((None, None, None, Decimal(0), _amount(pick)))
    values["closed"] = pick.choice(("yes", "no", None))


def _loosen_instalment(instalment: DraftRecord, pick: Random) -> None:
    values = instalment.values
    values["month"] = pick.choice((values.get("month"), *_MONTHS))
    values["line"] = pick.choice((values.get("line"), values.get("line"), None, 99))
    values["amount"] = pick.choice((values.get("amount"), None, _amount(pick)))


def _second_payments(plan: Draft, pick: Random) -> Iterator[DraftRecord]:
    for number, first in enumerate(plan.table("schedule")):
        if pick.random() < 0.4:
            values = dict(first.values)
            values["month"] = pick.choice((values["month"], *_MONTHS))
            yield DraftRecord("schedule", f"schedule#more{number}", values, first.parent)


def _differences(expected: Totals, found: dict[tuple[str, str, str], Decimal]) -> dict[tuple[str, str, str], object]:
    keys = expected.keys() | found.keys()
    pairs = {key: (expected.get(key, Decimal(0)), found.get(key, Decimal(0))) for key in keys}
    return {key: pair for key, pair in pairs.items() if abs(pair[0] - pair[1]) > Decimal("0.000001")}


@pytest.mark.parametrize("seed", range(12))
def test_totals_of_the_consolidated_workbook(seed: int) -> None:
    portfolio = review([_loosened(team, Random(f"{seed} {team}")) for team in _TEAMS], TEMPLATE, AS_OF).portfolio
    found: dict[str, dict[tuple[str, str, str], Decimal]] = {team: {} for team in _TEAMS}
    for part in GroupView(portfolio.merged(), TEMPLATE, AS_OF).parts():
        for (name, team, *key), amount in group_totals(part).sums.items():
            if name in _AMOUNTS:
                found[team][key[0], key[1], name] = amount
            elif name in ("cash", "vat") and team:
                found[team]["month", key[0], name] = amount
    for plan in portfolio.plans:
        assert _differences(recomputed(plan), found[str(plan.team)]) == {}


@pytest.mark.parametrize("seed", range(12))
def test_what_a_team_sees_of_its_envelope_and_cash(seed: int) -> None:
    view = _view(seed)
    expected = recomputed(view.plan)
    for row in view.rows("envelope"):
        kind, names = row.text("dimension"), _AMOUNTS if row.text("dimension") != "quarter" else ("allocated",)
        if kind != "reserve":
            shown = {(kind, row.text("key"), name): row.amount(name) for name in names}
            assert _differences({key: expected.get(key, Decimal(0)) for key in shown}, shown) == {}
    for month in view.months:
        assert abs(view.cash("cash_out_plan", month) - expected.get(("month", month, "cash"), 0)) < Decimal("0.000001")  # type: ignore[operator]


@pytest.mark.parametrize("seed", range(12))
def test_every_payment_outside_months_and_quarters_is_told(seed: int) -> None:
    """But for those of drafts, and of actions without status, which PAC212 asks for."""
    view = _view(seed)
    findings = engine.run(Group([view], AS_OF, None))
    told = Counter(f.subject for f in findings if f.code == "PAC514" or f"{f.code} {f.detail}".startswith("PAC212 sch"))
    for action in view.rows("actions"):
        rows = [row for row in action.children("schedule") if row.amount("amount")]
        apart = {
            (row.number("line"), row.text("month"))
            for row in rows
            if row.text("month") not in view.months or row.number("line") in (None, 99)
        }
        assert action["status"] in (None, "draft") or told[action.key] >= len(apart)
