"""A plan as records. Every record remembers the cells it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from pacom_xl.core.text import Lang

#: What a field may hold once read. Money, numbers and percentages are exact decimals (percentages as
#: fractions), months are ``"YYYY-MM"``, choices are stable keys, multiple values are tuples, empty is ``None``.
Value = str | int | Decimal | date | tuple[str, ...] | None


class Cell(NamedTuple):
    """A place in a workbook: tab name, then zero-based row and column."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """The address people know, such as ``C18``."""
        return f"{column_letters(self.column)}{self.row + 1}"


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Letters of a zero-based column: 0 is ``A``, 26 is ``AA``; none for what is no column."""
    letters = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def natural_key(values: Mapping[str, Value], names: Iterable[str]) -> str:
    """What identifies a row that has neither code nor row id: its telling values, an empty one as nothing."""
    return " | ".join(_said(values.get(name)) for name in names)


def _said(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was found: one row whose ``columns`` name the fields, or one place per field (forms)."""

    sheet: str
    row: int
    columns: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def cell(self, key: str) -> Cell | None:
        """The cell of field ``key``, or ``None`` when the sheet has no such field."""
        if key in self.places:
            return Cell(self.sheet, *self.places[key])
        if key in self.columns:
            return Cell(self.sheet, self.row, self.columns[key])
        return None


@dataclass(slots=True)
class Record:
    """One row of a table, or one form."""

    table: str
    key: str
    values: dict[str, Value]
    parent: str | None = None
    origin: Origin | None = None

    def get(self, name: str) -> Value:
        """The value of a field; ``None`` when empty or absent."""
        return self.values.get(name)

    def cell(self, name: str) -> Cell | None:
        """Where the field was found."""
        return self.origin.cell(name) if self.origin else None


@dataclass
class Plan:
    """All records of one team's workbook, with who and what it is."""

    team: str | None
    year: int | None
    lang: Lang
    template: str
    template_version: str
    records: list[Record] = field(default_factory=list)
    file: str | None = None
    workbook_id: str | None = None

    @cached_property
    def _by_table(self) -> dict[str, list[Record]]:
        tables: dict[str, list[Record]] = {}
        for record in self.records:
            tables.setdefault(record.table, []).append(record)
        return tables

    def table(self, name: str) -> list[Record]:
        """Records of a table, in workbook order."""
        return self._by_table.get(name, [])

    def form(self, name: str) -> Record:
        """The single record of a form; an empty one when the workbook has none."""
        records = self.table(name)
        return records[0] if records else Record(name, name, {})

    def tables(self) -> Iterator[tuple[str, list[Record]]]:
        """Every table that has records, in workbook order."""
        yield from self._by_table.items()
