"""From the cells of one tab to the raw records of its tables, following the anchors.

Nothing is interpreted here: a raw record holds what the cells hold, and where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pacom_xl.core.plan import Origin
from pacom_xl.template.schema import Table, Template
from pacom_xl.workbook.marks import DECOR, PLACE, marked_sheet, marked_table

Row = Sequence[Any]
Rows = Sequence[Row]
#: How far the mark of a sheet is looked for, in rows and columns, should people have put something before it.
_MARK_DEPTH = 12


@dataclass
class RawRecord:
    """One record as typed: field key to raw cell content, empty cells left out."""

    table: Table
    values: dict[str, Any]
    origin: Origin
    #: Hidden row id, ``""`` when the row has none.
    row_id: str = ""


@dataclass
class RawSheet:
    """One tab recognised as a sheet of the template."""

    tab: str
    key: str
    records: list[RawRecord] = field(default_factory=list)
    #: Fields found in each table whose anchor was found.
    tables: dict[str, set[str]] = field(default_factory=dict)


class _Segment(NamedTuple):
    """The rows between the anchor of a table and the next one."""

    table: Table
    key_row: int
    end: int


def find_mark(rows: Rows) -> tuple[str, int] | None:
    """The sheet key a tab carries and the column of its anchors, or ``None``."""
    for row in rows[:_MARK_DEPTH]:
        for column, raw in enumerate(row[:_MARK_DEPTH]):
            if isinstance(raw, str) and (key := marked_sheet(raw)):
                return key, column
    return None


def extract(tab: str, rows: Rows, key: str, anchors: int, template: Template) -> RawSheet:
    """Every record of a tab whose mark was found in column ``anchors``."""
    sheet = RawSheet(tab, key)
    marks = [row[anchors] if anchors < len(row) else "" for row in rows]
    for segment in _segments(marks, template):
        records, fields = _READERS.get(segment.table.kind, _read_rows)(tab, rows, marks, segment)
        sheet.records += records
        sheet.tables[segment.table.key] = fields
    return sheet


def _segments(marks: Sequence[Any], template: Template) -> Iterator[_Segment]:
    starts = [
        (number, template.tables[key])
        for number, mark in enumerate(marks)
        if isinstance(mark, str) and (key := marked_table(mark)) and key in template.tables
    ]
    ends = [*(number for number, _ in starts[1:]), len(marks)]
    for (number, table), end in zip(starts, ends, strict=False):
        if table.kind != "computed":
            yield _Segment(table, number, end)


_Found = tuple[list[RawRecord], set[str]]


def _read_form(tab: str, rows: Rows, marks: Sequence[Any], segment: _Segment) -> _Found:
    table = segment.table
    columns = [
        c for c, raw in enumerate(rows[segment.key_row]) if isinstance(raw, str) and raw.startswith(PLACE)
    ]
    places: dict[str, tuple[int, int]] = {}
    values: dict[str, Any] = {}
    for number in range(segment.key_row + 1, segment.end):
        mark = marks[number]
        if not isinstance(mark, str) or mark == DECOR:
            continue
        for name, column in zip(mark.split(), columns, strict=False):
            key = _input_key(table, name)
            if key is None:
                continue
            places[key] = (number, column)
            if (raw := rows[number][column]) != "":
                values[key] = raw
    return [RawRecord(table, values, Origin(tab, segment.key_row, places=places))], set(places)


def _read_rows(tab: str, rows: Rows, marks: Sequence[Any], segment: _Segment) -> _Found:
    table = segment.table
    columns = {
        key: column
        for column, raw in enumerate(rows[segment.key_row])
        if isinstance(raw, str) and (key := _input_key(table, raw))
    }
    pairs = tuple(columns.items())
    records = []
    for number in range(segment.key_row + 1, segment.end):
        mark = marks[number]
        if mark == DECOR:
            continue
        row = rows[number]
        values = {key: raw for key, column in pairs if (raw := row[column]) != ""}
        if values:
            row_id = mark if isinstance(mark, str) else ""
            records.append(RawRecord(table, values, Origin(tab, number, columns), row_id))
    return records, set(columns)


def _read_grid(tab: str, rows: Rows, marks: Sequence[Any], segment: _Segment) -> _Found:
    """One record a cell: the month is above it, the item before it."""
    table = segment.table
    months = {
        column: raw.removeprefix(PLACE)
        for column, raw in enumerate(rows[segment.key_row])
        if isinstance(raw, str) and raw.startswith(PLACE)
    }
    records = []
    for number in range(segment.key_row + 1, segment.end):
        prefix, _, item = str(marks[number]).partition(PLACE)
        if prefix != table.key or not item:
            continue
        for column, month in months.items():
            if (raw := rows[number][column]) != "":
                values = {"month": month, "item": item, "amount": raw}
                where = Origin(tab, number, places={"amount": (number, column)})
                records.append(RawRecord(table, values, where))
    return records, {f.key for f in table.inputs}


_READERS = {"form": _read_form, "grid": _read_grid}


def _input_key(table: Table, name: str) -> str | None:
    """The key of an input field from its anchor ``<table>.<key>``."""
    prefix, _, key = name.partition(".")
    if prefix != table.key:
        return None
    found = table.by_key.get(key)
    return key if found and found.is_input else None
