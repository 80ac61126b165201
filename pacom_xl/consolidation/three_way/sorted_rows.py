"""Fingerprints back beside their rows, where somebody sorted the visible columns of a consolidated workbook.

The fingerprint stands in a hidden column and stays behind. A row finds its own one by what it says; a row that was
edited too finds the one most of whose values it still has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pacom_xl.model.plan import Plan, Record
from pacom_xl.template.consolidated import READ_FINGERPRINT, typed_keys
from pacom_xl.template.schema import Template
from pacom_xl.values.fingerprints import LETTERS, fingerprint_of


@dataclass(frozen=True)
class _ChangedRow:
    """A row that is not as its fingerprint says: its place, what it says now, the fingerprint beside it."""

    plan: int
    row: int
    says: str
    beside: str


def plans_with_their_fingerprints(plans: Sequence[Plan], template: Template) -> list[Plan]:
    """The plans of a consolidated workbook; the very plans where no row was moved without its fingerprint."""
    moved: dict[int, dict[int, str]] = {}
    for rows in _changed_rows(plans, template).values():
        for apart, fingerprint in _moved(rows):
            moved.setdefault(apart.plan, {})[apart.row] = fingerprint
    return [_with_fingerprints(plan, moved[n]) if n in moved else plan for n, plan in enumerate(plans)]


def _with_fingerprints(plan: Plan, fingerprints: dict[int, str]) -> Plan:
    return plan.with_records(
        record.with_values({READ_FINGERPRINT: fingerprints[n]}) if n in fingerprints else record
        for n, record in enumerate(plan.records)
    )


def _changed_rows(plans: Sequence[Plan], template: Template) -> dict[str, list[_ChangedRow]]:
    """The changed rows of all plans by table. Plans may wait on the disk: each is gone through once."""
    keys = {table.key: typed_keys(template, table) for table in template.data_tables}
    found: dict[str, list[_ChangedRow]] = {table: [] for table in keys}
    for number, plan in enumerate(plans):
        for row, record in enumerate(plan.records):
            if record.table in keys and (apart := _changed_row(record, keys[record.table], number, row)):
                found[record.table].append(apart)
    return found


def _changed_row(record: Record, keys: Sequence[str], plan: int, row: int) -> _ChangedRow | None:
    beside = record.get(READ_FINGERPRINT)
    says = fingerprint_of(record.values, keys) if isinstance(beside, str) else ""
    return _ChangedRow(plan, row, says, beside) if isinstance(beside, str) and beside and says != beside else None


def _moved(rows: Sequence[_ChangedRow]) -> Iterable[tuple[_ChangedRow, str]]:
    """The rows whose fingerprint stands beside another row, with it."""
    free: dict[str, int] = {}
    for row in rows:
        free[row.beside] = free.get(row.beside, 0) + 1
    edited = []
    found = False
    for row in rows:
        if free.get(row.says):
            free[row.says] -= 1
            found = True
            yield row, row.says
        else:
            edited.append(row)
    for row in edited if found else ():
        if free.get(row.beside):
            free[row.beside] -= 1
        elif best := max((f for f, count in free.items() if count), key=lambda f: _alike(f, row.says), default=""):
            free[best] -= 1
            yield row, best


def _alike(one: str, other: str) -> int:
    """Number of equal digests of two fingerprints."""
    return sum(one[n : n + LETTERS] == other[n : n + LETTERS] for n in range(0, len(one), LETTERS))
