"""The group's sections in a filled plan: for random edits of both sides, no value of the team outside them changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from pacom_xl.comparison.compare import is_same
from pacom_xl.consolidation.shared_tables import identity
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.renewal.group_update import update_plan
from pacom_xl.template.group_owned_fields import OBJECTIVE_GROUP_PART
from pacom_xl.template.schema import Field
from tests.support.sample_company import TEMPLATE, sample_plan

#: Random pairs of a filled plan and a group's plan in a push, and in a long run.
_PAIRS, _MANY = 40, 1_000


def _random_value(field: Field, random: Random) -> Value:
    base = field.type.base
    if base in ("money", "number", "percent"):
        return Decimal(random.randrange(1, 1000))
    if base == "integer":
        return random.randrange(1, 9)
    if base == "date":
        return date(2026, 1, 1) + timedelta(days=random.randrange(365))
    return f"texte {random.randrange(1000)}" if base in ("text", "long_text") else None


def _edited(plan: Plan, random: Random) -> Plan:
    """The plan with some values changed or emptied, rows removed, and rows added."""
    records: list[Record] = []
    for record in plan.records:
        table = TEMPLATE.tables.get(record.table)
        if table is None or table.key in ("actions", "plan"):
            records.append(record)
            continue
        chance = random.random()
        if chance < 0.02 and table.kind != "form":
            continue
        if chance < 0.10:
            field = random.choice(table.inputs)
            if field.key != table.code and field.key not in table.natural_key:
                record = record.with_values({field.key: _random_value(field, random) if chance < 0.07 else None})
        if chance > 0.99 and table.code:
            code = f"{record.key[:4]}{random.randrange(50, 99)}"
            records.append(replace(record, key=code, values={**record.values, table.code: code}))
        records.append(record)
    return plan.with_records(records)


def test_no_value_the_team_typed_changes() -> None:
    _check_pairs(_PAIRS, Random(1))


@pytest.mark.long
def test_no_value_the_team_typed_changes_in_a_thousand_pairs() -> None:
    _check_pairs(_MANY, Random(2))


def _check_pairs(count: int, random: Random) -> None:
    for _ in range(count):
        plan = _edited(sample_plan(random.choice(("NO", "IF", "SE", "SO"))), random)
        group = _edited(sample_plan("GR"), random)
        updated = update_plan(plan, group, TEMPLATE)
        listed = {(c.record.table, c.record.key, c.field): c for c in updated.changes}
        rows: dict[tuple[str, str | None, str], list[Record]] = {}
        for row in updated.plan.records:
            rows.setdefault((row.table, row.parent, row.key), []).append(row)
        for record in plan.records:
            if TEMPLATE.sheet_of(record.table).group_owned:
                continue
            same = rows[record.table, record.parent, record.key].pop(0)
            for key, value in record.values.items():
                if not is_same(same.get(key), value):
                    assert record.table == "objectives" and key in ("segment", *OBJECTIVE_GROUP_PART), (record, key)
                    assert (record.table, record.key, key) in listed
        _check_sections(plan, group, updated.plan, set(listed))


def _check_sections(plan: Plan, group: Plan, new: Plan, listed: set[tuple[str, str, str]]) -> None:
    """Rows of the team's stay, values of the group are there, each difference is listed."""
    for table in TEMPLATE.data_tables:
        if not TEMPLATE.sheet_of(table.key).group_owned:
            continue
        rows = {identity(table, r): r for r in reversed(new.table(table.key))}
        for theirs in group.table(table.key):
            row = rows[identity(table, theirs)]
            assert all(is_same(row.get(k), theirs.get(k)) for k in table.input_keys if theirs.get(k) is not None)
        for own in plan.table(table.key):
            # A code typed twice stays twice: one of the rows is the team's.
            alike = [r for r in new.table(table.key) if identity(table, r) == identity(table, own)]
            assert any(
                all(
                    is_same(row.get(key), own.get(key)) or (table.key, own.key, key) in listed
                    for key in table.input_keys
                )
                for row in alike
            ), own


def test_an_update_of_an_updated_plan_changes_nothing() -> None:
    random = Random(7)
    plan, group = _edited(sample_plan("NO"), random), _edited(sample_plan("GR"), random)
    once = update_plan(plan, group, TEMPLATE)
    again = update_plan(once.plan, group, TEMPLATE)
    assert {change.kind for change in again.changes} <= {"stays"}
    assert [(r.table, r.key, r.values) for r in again.plan.records] == [
        (r.table, r.key, r.values) for r in once.plan.records
    ]
