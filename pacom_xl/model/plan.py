"""A plan as records. Every record has the cells it was read from.

Records and plans are immutable: ``Record.with_values`` and ``Plan.with_records`` return changed copies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Protocol

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


def as_number(value: Value) -> Decimal | None:
    """A number as an exact decimal; ``None`` when the value is empty or no number."""
    if isinstance(value, Decimal):
        return value
    return Decimal(value) if isinstance(value, int) else None


def as_amount(value: Value) -> Decimal:
    """A number as an exact decimal; 0 when the value is empty or no number."""
    return as_number(value) or Decimal(0)


def _text_of(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Origin:
    """Place a record was read from: a row and the column of each field (tables), or one place per field (forms)."""

    sheet: str
    row: int
    columns: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    #: File and cell of values that were taken from another place than the record: what the group changed (another
    #: file), a field that stood on another form in an earlier template version (``None``: the same file).
    elsewhere: Mapping[str, tuple[str | None, Cell | None]] = field(default_factory=dict)

    def cell(self, key: str) -> Cell | None:
        """The cell of field ``key``, or ``None`` when the sheet has no such field."""
        if key in self.elsewhere:
            return self.elsewhere[key][1]
        if key in self.places:
            return Cell(self.sheet, *self.places[key])
        if key in self.columns:
            return Cell(self.sheet, self.row, self.columns[key])
        return None


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table, or one form. Its values are never changed: several plans may share the record."""

    table: str
    key: str
    values: Mapping[str, Value]
    parent: str | None = None
    origin: Origin | None = None

    def get(self, name: str) -> Value:
        """The value of a field; ``None`` when empty or absent."""
        return self.values.get(name)

    def text(self, name: str) -> str:
        """A text value; ``""`` when it is empty or no text."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def day(self, name: str) -> date | None:
        """A date; ``None`` when it is empty or no date."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def number(self, name: str) -> Decimal | None:
        """A number; ``None`` when it is empty or no number."""
        return as_number(self.values.get(name))

    def amount(self, name: str) -> Decimal:
        """A number; 0 when it is empty or no number."""
        return as_amount(self.values.get(name))

    def many(self, name: str) -> tuple[str, ...]:
        """The parts of a multiple value; none when it is empty."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()

    def cell(self, name: str) -> Cell | None:
        """The cell of the field; ``None`` when unknown."""
        return self.origin.cell(name) if self.origin else None

    def file(self, name: str) -> str | None:
        """The file of the field when it is another than that of the plan."""
        return self.origin.elsewhere.get(name, (None,))[0] if self.origin else None

    def with_values(self, values: Mapping[str, Value]) -> Record:
        """The same record, ``values`` in place of its own where both have the field."""
        return replace(self, values={**self.values, **values})


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

    def table(self, name: str) -> Sequence[Record]:
        """The records of a table, in workbook order."""
        ...


@dataclass(frozen=True, eq=False)
class Plan:
    """All records of one team's workbook, with its team, year, language and template."""

    team: str | None
    year: int | None
    lang: Lang
    template: str
    template_version: str
    records: Sequence[Record] = ()
    file: str | None = None
    workbook_id: str | None = None
    #: Digest of the workbook's content, equal for plans of the same content and head; ``None`` when not computed.
    content_digest: bytes | None = field(default=None, repr=False)
    #: Digests of the group's sections as the workbook received them (``values.group_digests``); ``""`` unknown.
    group_digests: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Copy the records into a tuple, so that changes of the caller's list have no effect."""
        object.__setattr__(self, "records", tuple(self.records))

    def __eq__(self, other: object) -> bool:
        """The same records under the same head, wherever they are stored. The digest is not compared."""
        if not isinstance(other, Plan):
            return NotImplemented
        return self._head == other._head and tuple(self.records) == tuple(other.records)

    @property
    def _head(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _HEAD}

    def with_records(self, records: Iterable[Record]) -> Plan:
        """The same plan with other records; the digest of its content is not known."""
        return Plan(**self._head, records=tuple(records))

    def with_head(self, **changes: Any) -> Plan:
        """The same records under another head: ``team``, ``year``, ``file``…, or ``content_digest``."""
        return replace(self, **changes)

    @cached_property
    def _by_table(self) -> dict[str, list[Record]]:
        tables: dict[str, list[Record]] = {}
        for record in self.records:
            tables.setdefault(record.table, []).append(record)
        return tables

    def table(self, name: str) -> Sequence[Record]:
        """Records of a table, in workbook order."""
        return self._by_table.get(name, ())

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


#: Fields that say which plan it is, not what it holds.
_HEAD = tuple(f.name for f in fields(Plan) if f.name not in ("records", "content_digest"))


class StoredPlan(Plan):
    """A plan whose records are stored elsewhere, so that of hundreds of plans one at a time is in memory."""

    def __init__(self, head: Plan, stored: Tables, content_digest: bytes | None = None) -> None:
        """``head``: team, year and so on; its records are not looked at. ``stored``: the records."""
        for name in _HEAD:
            object.__setattr__(self, name, getattr(head, name))
        object.__setattr__(self, "content_digest", content_digest)
        self._stored = stored

    @property
    def records(self) -> Sequence[Record]:
        """All records, decoded from the store at each access."""
        return tuple(self._stored)

    def with_head(self, **changes: Any) -> Plan:
        """The same stored records under another head."""
        head = Plan(**{**self._head, "content_digest": self.content_digest, **changes})
        return StoredPlan(head, self._stored, head.content_digest)

    def table(self, name: str) -> Sequence[Record]:
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

    def __init__(self, shared: Plan, team_plans: Sequence[Plan], order: Sequence[str]) -> None:
        """``shared``: attributes of the merged plan, and the shared rows. ``order``: tables in workbook order."""
        super().__init__(shared, _MergedTables(shared, team_plans, order))
        self.shared = shared
        #: For each plan, its team and the rows that are not shared.
        self.team_plans = team_plans


class _MergedTables:
    """Tables of a merged plan: shared rows, then those of each team."""

    def __init__(self, shared: Plan, team_plans: Sequence[Plan], order: Sequence[str]) -> None:
        self._plans, self._order = (shared, *team_plans), order

    def __iter__(self) -> Iterator[Record]:
        for name in self.names():
            yield from self.table(name)

    def names(self) -> Iterable[str]:
        return [name for name in self._order if self.count(name)]

    def count(self, name: str) -> int:
        return sum(plan.count(name) for plan in self._plans)

    def table(self, name: str) -> Sequence[Record]:
        return [record for plan in self._plans for record in plan.table(name)]
