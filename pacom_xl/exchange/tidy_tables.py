"""Plans as tidy tables: one table per table of the template, one row per record, with its team, file and cell.

Columns: ``team``, ``year``, ``key``, ``parent`` (in child tables of actions), the fields of the table, then
``file``, ``sheet`` and ``cell`` of the record's first value. Several values in one field are joined with ``; ``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from pacom_xl.model.plan import Cell, Plan, Record, Value
from pacom_xl.template.schema import Field, Table, Template

Kind = Literal["text", "integer", "number", "date"]
_BEFORE = ("team", "year", "key")
_AFTER = ("file", "sheet", "cell")


@dataclass(frozen=True)
class TidyTable:
    """One table: column names with the kind of their values, and rows in that order (empty is ``None``)."""

    name: str
    columns: dict[str, Kind]
    rows: list[tuple[Value, ...]]


def tidy(plans: Sequence[Plan], template: Template) -> Iterator[TidyTable]:
    """Every table of the template in workbook order, also those without rows."""
    for table in template.data_tables:
        parent: dict[str, Kind] = {"parent": "text"} if table.parent else {}
        before: dict[str, Kind] = {"team": "text", "year": "integer", "key": "text"}
        # A field with the name of one of these columns gets the name of its table as prefix.
        fields = {column_name(table, f): kind_of(f) for f in table.inputs}
        after: dict[str, Kind] = dict.fromkeys(_AFTER, "text")
        rows = [_row(table, plan, record) for plan in plans for record in plan.table(table.key)]
        yield TidyTable(table.key, before | parent | fields | after, rows)


def column_name(table: Table, field: Field) -> str:
    """The column of a field: its key, after the name of the table when another column has that name."""
    taken = {*_BEFORE, "parent", *_AFTER}
    return f"{table.key}_{field.key}" if field.key in taken else field.key


def kind_of(field: Field) -> Kind:
    """The kind of the values of a field."""
    if field.type.base == "integer":
        return "integer"
    if field.type.is_number:
        return "number"
    return "date" if field.type.base == "date" else "text"


def _row(table: Table, plan: Plan, record: Record) -> tuple[Value, ...]:
    source, cell = record.get("source_file") or plan.file, _first_cell(table, record)
    file = PurePath(source).name if isinstance(source, str) else None
    parent = (record.parent,) if table.parent else ()
    values = (_plain(record.get(f.key)) for f in table.inputs)
    return (
        plan.team,
        plan.year,
        record.key,
        *parent,
        *values,
        file,
        *((cell.sheet, cell.a1) if cell else (None, None)),
    )


def _first_cell(table: Table, record: Record) -> Cell | None:
    cells = (record.cell(f.key) for f in table.inputs)
    return min((cell for cell in cells if cell), key=lambda cell: (cell.row, cell.column), default=None)


def _plain(value: Value) -> Value:
    return "; ".join(value) or None if isinstance(value, tuple) else None if value == "" else value
