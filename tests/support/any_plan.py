"""Plans with any values in their fields: Hypothesis strategies, and plans at the limits of each type."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.template.schema import Field
from tests.support.plan_text import AS_OF, TEMPLATE

DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31)) | st.dates(date(2026, 1, 1), date(2026, 12, 31))
NUMBERS = st.decimals(-(10**15), 10**15, places=6) | st.integers(-3, 3).map(Decimal)
MONTHS = st.sampled_from(["2025-12", "2026-01", "2026-02", "2026-12", "2031-07"])
CODES = {"actions": "ACT-NO-001", "objectives": "OBJ-01", "axes": "AX1", "teams": "NO"}
TABLES = ("plan", "objectives", "performance", "actions", "envelope", "cash", "teams", "holidays", "parameters")


def values_of(field: Field) -> st.SearchStrategy[Value]:
    """Valid values of a field, those that refer to one another more often than others."""
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
    """Records of a table with any values."""
    schema = TEMPLATE.tables[table]
    values = {f.key: draw(st.none() | values_of(f)) for f in schema.inputs}
    key = CODES.get(table, f"{table}#{draw(st.integers(1, 3))}")
    return Record(table, key, values, CODES["actions"] if schema.parent else None)


CHILDREN = ("milestones", "budget_lines", "schedule", "kpis")
#: Any plan of two records a table at most.
PLANS = st.tuples(*(st.lists(records(table), max_size=2) for table in (*TABLES, *CHILDREN))).map(
    lambda tables: Plan("NO", 2026, "fr", "standard", "1", [record for rows in tables for record in rows])
)


_ODD_DAYS = (None, date.min, date(1900, 1, 1), AS_OF, date.max)
_ODD_WORDS = (None, "", "x", "ACT-NO-001", "OBJ-01", "yes", "planned", "in_progress", "done", "transferred", "é" * 99)
_ODD_CODES = {"actions": "ACT-NO-001", "objectives": "OBJ-01", "axes": "AX1", "targets": "CIB-01"}


def odd_value(field: Field, pick: random.Random) -> Value:
    """A value of the field's type at or beyond its limits."""
    base = field.type.base
    if base == "integer":
        return pick.choice((None, 0, -1, 10**12))
    if field.type.is_number:
        return Decimal(pick.choice(("0", "-3", "0.3", "1", "1E+15")))
    if field.type.multiple:
        return pick.choice(((), ("a",), ("OBJ-01", "OBJ-01")))
    if base == "month":
        return pick.choice((None, "0001-01", "2026-02", "9999-12"))
    return pick.choice(_ODD_DAYS if base == "date" else _ODD_WORDS)


def odd_plan(team: str, pick: random.Random) -> Plan:
    """Two records of every table, any value in any field."""
    records = []
    for table in TEMPLATE.data_tables:
        for number in range(2):
            values = {field.key: odd_value(field, pick) for field in table.inputs}
            key = _ODD_CODES.get(table.key, f"{table.key}#{number}")
            records.append(Record(table.key, key, values, _ODD_CODES["actions"] if table.parent else None))
    return Plan(team, 2026, "fr", "standard", "1", records)
