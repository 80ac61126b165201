"""A plan as records. Each record keeps the cells it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol

from pacom_xl.model.text import Lang

#: Value of a field after reading. Money, numbers and percentages are exact decimals (percentages as
#: fractions), months are ``"YYYY-MM"``, choices are stable keys, multiple values are tuples, empty is ``None``.
Value = str | int | Decimal | date | tuple[str, ...] | None


class Cell(NamedTuple):
    """A place in a workbook: tab name, then zero-based row and column."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """Address as Excel shows it, such as ``C18``."""
        return f"{column_letters(self.column)}{self.row + 1}"


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Letters of a zero-based column: 0 is ``A``, 26 is ``AA``; ``""`` for a negative number."""
    letters = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def natural_key(values: Mapping[str, Value], names: Iterable[str]) -> str:
    """Key of a row without code and without row id: the values of its identifying fields, joined."""
    return " | ".join(_text_of(values.get(name)) for name in names)


def _text_of(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was read: a row and the column of each field (tables), or one place per field (forms)."""

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
        """The cell of the field; ``None`` when unknown."""
        return self.origin.cell(name) if self.origin else None


class Tables(Protocol):
    """Records of a plan stored outside memory: decoded at each access, never cached."""

    def __iter__(self) -> Iterator[Record]:
        """All records, in workbook order."""
        ...

    def names(self) -> Iterable[str]:
        """Tables that have records, in workbook order."""
        ...

    def count(self, name: str) -> int:
        """How many records a table has."""
        ...

    def table(self, name: str) -> list[Record]:
        """The records of a table, in workbook order."""
        ...


@dataclass(eq=False)
class Plan:
    """All records of one team's workbook, with its team, year, language and template."""

    team: str | None
    year: int | None
    lang: Lang
    template: str
    template_version: str
    records: list[Record] = field(default_factory=list)
    file: str | None = None
    workbook_id: str | None = None
    #: Digest of the workbook's content; ``None`` when not computed.
    mark: bytes | None = field(default=None, repr=False)

    def __eq__(self, other: object) -> bool:
        """Equal records and attributes, whether records are in memory or stored."""
        if not isinstance(other, Plan):
            return NotImplemented
        return self._head == other._head and self.records == other.records

    @property
    def _head(self) -> tuple[object, ...]:
        return (
            self.team,
            self.year,
            self.lang,
            self.template,
            self.template_version,
            self.file,
            self.workbook_id,
        )

    def with_records(self, records: list[Record]) -> Plan:
        """Copy of the plan with other records, and without digest."""
        return Plan(
            self.team, self.year, self.lang, self.template, self.template_version, records, self.file, self.workbook_id
        )

    @cached_property
    def _by_table(self) -> dict[str, list[Record]]:
        tables: dict[str, list[Record]] = {}
        for record in self.records:
            tables.setdefault(record.table, []).append(record)
        return tables

    def table(self, name: str) -> list[Record]:
        """Records of a table, in workbook order."""
        return self._by_table.get(name, [])

    def count(self, name: str) -> int:
        """How many records a table has."""
        return len(self.table(name))

    def form(self, name: str) -> Record:
        """The single record of a form; an empty one when the workbook has none."""
        records = self.table(name)
        return records[0] if records else Record(name, name, {})

    def names(self) -> Iterable[str]:
        """Tables that have records, in workbook order."""
        return self._by_table.keys()


class StoredPlan(Plan):
    """A plan whose records are stored outside memory, so that hundreds of plans can be open at once."""

    def __init__(self, head: Plan, stored: Tables, mark: bytes | None = None) -> None:
        """``head``: a plan with the attributes to copy; its records are not used."""
        self.mark = mark
        self.team, self.year, self.lang = head.team, head.year, head.lang
        self.template, self.template_version = head.template, head.template_version
        self.file, self.workbook_id = head.file, head.workbook_id
        self._stored = stored

    @property
    def records(self) -> list[Record]:
        """All records, decoded from the store at each call."""
        return list(self._stored)

    @records.setter
    def records(self, records: list[Record]) -> None:
        raise AttributeError("stored records cannot be replaced: use with_records")

    def table(self, name: str) -> list[Record]:
        """Records of a table, in workbook order."""
        return self._stored.table(name)

    def count(self, name: str) -> int:
        """How many records a table has; no record is decoded."""
        return self._stored.count(name)

    def names(self) -> Iterable[str]:
        """Tables that have records, in workbook order."""
        return self._stored.names()


class MergedPlan(StoredPlan):
    """Several plans merged: the rows they share, once, and the team's rows of each plan."""

    def __init__(self, shared: Plan, own: Sequence[Plan], order: Sequence[str]) -> None:
        """``shared``: attributes of the merged plan, and the shared rows. ``order``: tables in workbook order."""
        super().__init__(shared, _MergedTables(shared, own, order))
        self.shared = shared
        #: For each plan, its team and the rows that are not shared.
        self.own = own


class _MergedTables:
    """Tables of a merged plan: shared rows, then those of each team."""

    def __init__(self, shared: Plan, own: Sequence[Plan], order: Sequence[str]) -> None:
        self._plans, self._order = (shared, *own), order

    def __iter__(self) -> Iterator[Record]:
        for name in self.names():
            yield from self.table(name)

    def names(self) -> Iterable[str]:
        return [name for name in self._order if self.count(name)]

    def count(self, name: str) -> int:
        return sum(plan.count(name) for plan in self._plans)

    def table(self, name: str) -> list[Record]:
        return [record for plan in self._plans for record in plan.table(name)]
