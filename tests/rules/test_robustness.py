"""Whatever people type, the rules answer and every finding can be told."""

import random
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import LANGS
from pacom_xl.rules import engine, messages
from pacom_xl.rules.group_view import Group
from pacom_xl.template.schema import Field
from tests.builders import AS_OF, TEMPLATE

DAYS = (None, date.min, date(1900, 1, 1), AS_OF, date.max)
WORDS = (None, "", "x", "ACT-NO-001", "OBJ-01", "yes", "planned", "in_progress", "done", "transferred", "é" * 99)
CODES = {"actions": "ACT-NO-001", "objectives": "OBJ-01", "axes": "AX1", "targets": "CIB-01"}


def odd_value(field: Field, pick: random.Random) -> Value:
    base = field.type.base
    if base == "integer":
        return pick.choice((None, 0, -1, 10**12))
    if field.type.is_number:
        return Decimal(pick.choice(("0", "-3", "0.3", "1", "1E+15")))
    if field.type.multiple:
        return pick.choice(((), ("a",), ("OBJ-01", "OBJ-01")))
    if base == "month":
        return pick.choice((None, "0001-01", "2026-02", "9999-12"))
    return pick.choice(DAYS if base == "date" else WORDS)


def odd_plan(team: str, pick: random.Random) -> Plan:
    """Two records of every table, any value in any field."""
    records = []
    for table in TEMPLATE.data_tables:
        for number in range(2):
            values = {field.key: odd_value(field, pick) for field in table.inputs}
            key = CODES.get(table.key, f"{table.key}#{number}")
            records.append(Record(table.key, key, values, CODES["actions"] if table.parent else None))
    return Plan(team, 2026, "fr", "standard", "1", records)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_odd_plans_raise_nothing(seed: int) -> None:
    pick = random.Random(seed)
    reference, *views = (PlanView(odd_plan(team, pick), TEMPLATE, AS_OF) for team in ("GR", "NO", "IF"))
    findings = engine.run(Group(views, AS_OF, reference, ("NO", "SO")))
    assert findings
    for finding in findings:
        assert all("{" not in messages.message(finding, lang, TEMPLATE) for lang in LANGS)
