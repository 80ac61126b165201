"""Whatever people typed, every figure has an answer of its own type."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pacom_xl.figures.all_figures import FIGURES
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.plan import Plan, Record
from tests.support.any_plan import DATES, PLANS
from tests.support.plan_text import AS_OF, TEMPLATE


@settings(max_examples=150, deadline=None)
@given(PLANS)
def test_every_figure_of_any_plan_is_computed(plan: Plan) -> None:
    view = PlanView(plan, TEMPLATE, AS_OF)
    parts = {"natures": view.natures, "quarters": ["T1", "T4"], "months": view.months[:3]}
    for field in (TEMPLATE.by_name[name] for name in FIGURES if name in TEMPLATE.by_name):
        if field.table == "dashboard":
            continue
        if field.table == "cash_months":
            found = [view.cash(field.key, month) for month in view.months[-3:]]
        elif field.type.spread:
            found = [row.part(field.name, p) for row in view.rows(field.table) for p in parts[field.type.spread]]
        else:
            found = [row.figure(field.name) for row in view.rows(field.table)]
        for value in found:
            assert value is None or isinstance(value, (str, int, Decimal, date))
            if field.type.is_number:
                assert value is None or isinstance(value, (int, Decimal))


@given(start=st.none() | DATES, end=st.none() | DATES, year=st.none() | st.integers(0, 99_999))
def test_a_plan_always_has_months(start: date | None, end: date | None, year: int | None) -> None:
    form = Record("plan", "plan", {"plan_start": start, "plan_end": end})
    view = PlanView(Plan("NO", year, "fr", "standard", "1", [form]), TEMPLATE, AS_OF)
    assert 1 <= len(view.months) <= 18
    assert len(view.quarter_months["T4"]) == 3
