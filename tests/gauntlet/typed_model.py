"""An independent model of what people typed: the tables of a workbook as they see them, and edits of them.

The model knows where every heading, row and note stands because it made each edit itself; the reader never tells it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.template.schema import Field
from tests.support.direct_workbook import DirectWorkbook, Spot, restyled
from tests.support.small_workbook import TEMPLATE, Fact, facts

#: Tables whose rows are edited, and those of an action sheet.
TABLES = ("swot", "objectives", "performance", "team", "targets")
CHILDREN = ("milestones", "budget_lines", "schedule", "kpis", "risks", "journal")
#: Fields nothing is typed into: codes and what other rows refer to.
_LEFT_ALONE = frozenset((
    "swot.code", "objectives.code", "team.trigram", "targets.code", "actions.code", "budget_lines.number",
    "schedule.line", "actions.status", "actions.progress", "performance.subject", "performance.indicator",
    "performance.reading_no", "kpis.label",
))  # fmt: skip
_TYPABLE = ("text", "long_text", "money", "number", "integer", "percent", "date", "enum")


@dataclass
class TypedRow:
    """A row as typed: its place in the sheet and what a person sees in it."""

    row: int
    values: dict[str, Value]


@dataclass
class TypedTable:
    """A table: where its heading stands, which column each heading is above, its rows."""

    key: str
    tab: str
    parent: str | None
    header: int
    columns: dict[str, int]
    rows: list[TypedRow]
    #: Rightmost column of the table, computed ones included.
    last_column: int
    #: Fields whose heading was typed over, and those whose column no longer stands below its hidden key: never both.
    renamed: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)


@dataclass
class TypedForm:
    """A form: the cell of each value; its label stands ``gap`` columns to the left."""

    key: str
    tab: str
    places: dict[str, Spot]
    values: dict[str, Value]
    gap: int


@dataclass
class Expected:
    """A finding that must come: one of ``codes``, at the cell ``place`` gives when the workbook is read."""

    codes: frozenset[str]
    place: Callable[[], Spot]
    tab: str
    field: str = ""
    why: str = ""


class Model:
    """The workbook being edited, and what a reading of it must give."""

    def __init__(self, workbook: DirectWorkbook, plan: Plan) -> None:
        self.workbook = workbook
        self.plan = plan
        self._date_style = self._style_of_dates()
        self.tables = [t for key in TABLES for t in self._tables(plan.table(key))]
        for key in CHILDREN:
            by_parent: dict[str, list[Record]] = {}
            for record in plan.table(key):
                by_parent.setdefault(record.parent or "", []).append(record)
            self.tables += [t for records in by_parent.values() for t in self._tables(records)]
        self.forms = [
            TypedForm("actions", r.origin.sheet, dict(r.origin.places), dict(r.values), 2)
            for r in plan.table("actions")
            if r.origin
        ]
        self.notes: list[tuple[str, list[int]]] = []
        self.expected: list[Expected] = []
        tracked = {(r.table, r.parent) for r in plan.records if r.table in (*TABLES, *CHILDREN, "actions")}
        self.untouched = facts(plan.with_records([r for r in plan.records if (r.table, r.parent) not in tracked]))

    def reopen(self, path: Path) -> None:
        """Go on with the workbook as another program saved it: cells stand where they stood, styles do not."""
        self.workbook = DirectWorkbook(path)
        self._date_style = self._style_of_dates()

    def _tables(self, records: Sequence[Record]) -> Iterable[TypedTable]:
        if records and records[0].origin:
            origin = records[0].origin
            rows = [TypedRow(r.origin.row, dict(r.values)) for r in records if r.origin]
            columns = dict(origin.columns)
            key = records[0].table
            cells = self.workbook.cells(origin.sheet)
            last = max(c for r, c in cells if r == origin.row - 1 and cells[r, c].value)
            yield TypedTable(key, origin.sheet, records[0].parent, origin.row - 1, columns, rows, last)

    def put(self, tab: str, row: int, column: int, content: Any) -> None:
        """Type a value in the format of its kind: a date as a date, a number typed over a date as a number."""
        self.workbook.put(tab, row, column, content)
        cells = self.workbook.cells(tab)
        if isinstance(content, date):
            cells[row, column] = restyled(cells[row, column], self._date_style)
        elif not isinstance(content, str):
            cells[row, column] = restyled(cells[row, column], "")

    def _style_of_dates(self) -> str:
        action = self.plan.table("actions")[0]
        assert action.origin
        return self.workbook.cells(action.origin.sheet)[action.origin.places["start"]].style

    # -- what must be read -----------------------------------------------------------------------------------

    def facts(self) -> Counter[Fact]:
        """Every record as typed."""
        found = Counter(self.untouched)
        for table in self.tables:
            for row in table.rows:
                found[_fact(table.key, table.parent, row.values)] += 1
        for form in self.forms:
            found[_fact(form.key, None, form.values)] += 1
        return found

    # -- places ----------------------------------------------------------------------------------------------

    def shift_rows(self, tab: str, first: int, count: int) -> None:
        """Insert whole rows above ``first``."""
        self.workbook.shift(tab, lambda s: s[0] >= first, rows=count)
        for table in (t for t in self.tables if t.tab == tab):
            table.header += count * (table.header >= first)
            for row in table.rows:
                row.row += count * (row.row >= first)
        for form in (f for f in self.forms if f.tab == tab):
            form.places = {k: (r + count * (r >= first), c) for k, (r, c) in form.places.items()}
        for where, spot in self.notes:
            if where == tab:
                spot[0] += count * (spot[0] >= first)

    def shift_columns(self, tab: str, first: int) -> None:
        """Insert a whole column before ``first``."""
        self.workbook.shift(tab, lambda s: s[1] >= first, columns=1)
        for table in (t for t in self.tables if t.tab == tab):
            table.columns = {k: c + (c >= first) for k, c in table.columns.items()}
            table.last_column += table.last_column >= first
        for where, spot in self.notes:
            if where == tab:
                spot[1] += spot[1] >= first

    def cell(self, table: TypedTable, row: TypedRow, key: str) -> Callable[[], Spot]:
        """The place of a cell of a row, wherever later edits move it."""
        return lambda: (row.row, table.columns[key])


def _fact(table: str, parent: str | None, values: dict[str, Value]) -> Fact:
    return table, parent or "", tuple(sorted((k, v) for k, v in values.items() if v is not None))


def typable(table: str, key: str) -> bool:
    """Whether the edits type into a field."""
    f = TEMPLATE.by_name[f"{table}.{key}"]
    return f.is_input and not f.generated and f.name not in _LEFT_ALONE and f.type.base in _TYPABLE


def some_value(f: Field, random: Random) -> tuple[Any, Value]:
    """A content a person may type into a field, and the value it must become."""
    base = f.type.base
    if base in ("text", "long_text"):
        text = f"Texte saisi n° {random.randrange(10_000)}"
        return text, text
    if base == "percent":
        cents = random.randrange(0, 101)
        return cents / 100, Decimal(cents) / 100
    if base == "date":
        day = date(2026, 1, 1) + timedelta(days=random.randrange(365))
        return day, day
    if base == "enum":
        choice = random.choice(TEMPLATE.choices[f.type.choices or ""])
        return choice.label.fr, choice.key
    low = int(f.min or 1)
    high = int(f.max) if f.max is not None else low + 9_000
    number = random.randint(low, high)
    return number, number if base == "integer" else Decimal(number)
