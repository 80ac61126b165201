"""Whatever people typed, every figure has an answer of its own type."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pacom_xl.figures.all_figures import FIGURES
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.template.schema import Field
from tests.builders import AS_OF, TEMPLATE

DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31)) | st.dates(date(2026, 1, 1), date(2026, 12, 31))
NUMBERS = st.decimals(-(10**15), 10**15, places=6) | st.integers(-3, 3).map(Decimal)
MONTHS = st.sampled_from(["2025-12", "2026-01", "2026-02", "2026-12", "2031-07"])
CODES = {"actions": "ACT-NO-001", "objectives": "OBJ-01", "axes": "AX1", "teams": "NO"}
TABLES = ("plan", "objectives", "performance", "actions", "envelope", "cash", "teams", "holidays", "parameters")


def values_of(field: Field) -> st.SearchStrategy[Value]:
    """Values the field may hold, those that meet one another most often."""
    kind = field.type
    if kind.choices:
        keys = st.sampled_from([choice.key for choice in TEMPLATE.choices[kind.choices]])
        return keys.map(lambda key: (key,)) if kind.multiple else keys
    if kind.is_ref:
        code = st.sampled_from([CODES.get(table, "X") for table in kind.tables] or ["X"])
        return code.map(lambda key: (key,)) if kind.multiple else code
    if kind.is_number:
        return st.integers(-5, 10**6) if kind.base == "integer" else NUMBERS
    by_base: dict[str, st.SearchStrategy[Value]] = {"date": DATES, "month": MONTHS}
    return by_base.get(kind.base, st.sampled_from(["", "A", "a *?~", "AX1", "media", "T2", "T9"]))


@st.composite
def records(draw: st.DrawFn, table: str) -> Record:
    schema = TEMPLATE.tables[table]
    values = {f.key: draw(st.none() | values_of(f)) for f in schema.inputs}
    key = CODES.get(table, f"{table}#{draw(st.integers(1, 3))}")
    return Record(table, key, values, CODES["actions"] if schema.parent else None)


CHILDREN = ("milestones", "budget_lines", "schedule", "kpis")
PLANS = st.tuples(*(st.lists(records(table), max_size=2) for table in (*TABLES, *CHILDREN))).map(
    lambda tables: Plan("NO", 2026, "fr", "standard", "1", [record for rows in tables for record in rows])
)


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
    assert len(view.quarter_months("T4")) == 3
