"""Next year's plan from this year's: carried over, archived, moved or emptied, and each difference told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pacom_xl.comparison.compare import is_same
from pacom_xl.model.plan import Plan, Record
from pacom_xl.renewal.renew import renew
from pacom_xl.renewal.renew_tables import shifted
from pacom_xl.renewal.renewal_log import Renewed
from tests.support.sample_company import TEAMS, TEMPLATE, sample_plan

AS_OF = date(2026, 12, 15)
#: Lists that the program writes again for the new year.
_WRITTEN_AGAIN = ("holidays", "sales_periods")


def _renewed(team: str) -> tuple[Plan, Renewed]:
    plan = sample_plan(team)
    return plan, renew(plan, TEMPLATE, 2027, AS_OF)


def _one(plan: Plan, table: str, key: str, parent: str | None = None) -> Record:
    return next(r for r in plan.table(table) if r.key == key and r.parent == parent)


@pytest.mark.parametrize("team", TEAMS)
def test_every_value_of_last_year_is_in_the_new_plan_or_told(team: str) -> None:
    plan, renewed = _renewed(team)
    new = {(r.table, r.parent, r.key): r for r in renewed.plan.records}
    closed = set(renewed.closed)
    told = {(c.record.table, c.record.parent, c.record.key, c.field) for c in renewed.changes}
    for record in plan.records:
        name = (record.table, record.parent, record.key)
        if record.table in _WRITTEN_AGAIN or record.key in closed or record.parent in closed:
            continue
        if (*name, "") in told:
            continue
        for key, value in record.values.items():
            if value not in (None, "", ()) and (*name, key) not in told:
                assert is_same(new[name].get(key), value), (name, key)


@pytest.mark.parametrize("team", TEAMS)
def test_no_date_before_the_new_year_is_left_in_an_action(team: str) -> None:
    _, renewed = _renewed(team)
    for record in renewed.plan.records:
        if record.table in ("actions", "milestones", "kpis") or (record.table == "schedule"):
            for field in TEMPLATE.tables[record.table].inputs:
                value = record.get(field.key)
                assert not (isinstance(value, date) and value < date(2027, 1, 1)), (record, field.key)
                assert not (field.type.base == "month" and isinstance(value, str) and value < "2027-01"), record


def test_running_actions_keep_their_code_and_name_it_and_the_journal_says_what_the_last_plan_came_to() -> None:
    plan, renewed = _renewed("NO")
    assert set(renewed.carried) | set(renewed.closed) == {a.key for a in plan.table("actions")}
    assert set(renewed.closed) == {
        a.key for a in plan.table("actions") if a.get("status") in ("done", "cancelled", "transferred")
    }
    action = _one(renewed.plan, "actions", "ACT-NO-002")
    assert (action.get("taken_from"), action.get("start"), action.get("due")) == ("ACT-NO-002", date(2027, 1, 1), None)
    (entry,) = [r for r in renewed.plan.table("journal") if r.parent == "ACT-NO-002"]
    assert entry.text("text").startswith("Reprise du plan 2026")
    assert entry.get("date") == AS_OF


def test_the_budget_carried_over_is_what_remains_to_be_spent() -> None:
    plan, renewed = _renewed("NO")
    old = [r for r in plan.table("budget_lines") if r.parent == "ACT-NO-002"]
    new = [r for r in renewed.plan.table("budget_lines") if r.parent == "ACT-NO-002"]
    assert [(r.get("planned"), r.get("committed"), r.get("spent")) for r in new] == [
        (Decimal(550), Decimal(250), None),
        (Decimal(100), Decimal(100), None),
    ] + [(r.get("planned"), r.get("committed"), None) for r in new[2:]]
    assert len(new) <= len(old)


def test_last_actuals_are_the_baselines_and_targets_are_to_be_set() -> None:
    plan, renewed = _renewed("NO")
    old, new = _one(plan, "objectives", "OBJ-01"), _one(renewed.plan, "objectives", "OBJ-01")
    assert new.get("baseline") == old.get("actual") == Decimal(24)
    assert [new.get(name) for name in ("actual", "measured_on", "target")] == [None, None, None]
    assert new.get("deadline") == date(2027, 12, 31)
    assert new.get("label") == old.get("label")


def test_people_lists_axes_and_legal_points_stay_and_the_days_are_those_of_the_new_year() -> None:
    plan, renewed = _renewed("NO")
    for table in ("team", "teams", "choices", "natures", "axes", "means", "legal", "parameters", "targets", "swot"):
        old = [r.values for r in plan.table(table) if r.get("absent_until") is None]
        assert [r.values for r in renewed.plan.table(table)][: len(old)] == old or table == "team", table
    assert not renewed.plan.table("sales_periods")
    assert {c.record.key for c in renewed.changes if c.record.table == "sales_periods"} == {
        r.key for r in plan.table("sales_periods")
    }, "the program knows none of the new year: they are to be typed"
    days = {r.get("date") for r in renewed.plan.table("holidays") if isinstance(r.get("date"), date)}
    assert date(2027, 7, 14) in days
    assert min(d for d in days if isinstance(d, date)) >= date(2027, 1, 1)


def test_a_reference_to_a_closed_action_is_emptied_and_told() -> None:
    _, renewed = _renewed("NO")
    closed = set(renewed.closed)
    for record in renewed.plan.records:
        for field in TEMPLATE.tables[record.table].references:
            value = record.get(field.key)
            parts = value if isinstance(value, tuple) else (value,)
            assert not closed & set(parts), record


def test_a_leap_day_becomes_the_last_of_february() -> None:
    assert shifted(date(2028, 2, 29), 1) == date(2029, 2, 28)
