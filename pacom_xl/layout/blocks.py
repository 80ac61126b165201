"""Places in a workbook: tabs and the blocks of their tables.

``fixed_places`` has the rows and columns that are the same in every workbook; ``workbook_layout`` computes those of a
plan. No other room has a row or column number of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from pacom_xl.layout.fixed_places import FIRST_BLOCK_ROW, FIRST_COLUMN, SEARCHED, WEEKS
from pacom_xl.model.plan import column_letters
from pacom_xl.model.text import Lang
from pacom_xl.template.schema import Field, Sheet, Table


class Place(NamedTuple):
    """A form field: its label cell, and its value cell up to ``last`` (merged when wider than one)."""

    row: int
    label: int
    column: int
    last: int

    @property
    def a1(self) -> str:
        """Absolute address of the value."""
        return f"${column_letters(self.column)}${self.row + 1}"


@dataclass(frozen=True)
class TableBlock:
    """A table: a hidden key row, a header row, then ``size`` rows."""

    tab: str
    table: Table
    title_row: int | None
    key_row: int
    size: int
    #: Field key, or ``field@part``, to column.
    columns: Mapping[str, int]
    #: Last column of a field that spans several.
    merged: Mapping[str, int] = field(default_factory=dict)
    #: Rows below the last one that formulas look at, too, outside action sheets.
    reach: int = 0

    @property
    def header_row(self) -> int:
        """The row people read."""
        return self.key_row + 1

    @property
    def first_row(self) -> int:
        """First row of data."""
        return self.key_row + 2

    @property
    def last_row(self) -> int:
        """Last row of data, spare ones included."""
        return self.first_row + self.size - 1

    @property
    def first_column(self) -> int:
        """Leftmost column used."""
        return min(self.columns.values())

    @property
    def visible(self) -> list[str]:
        """Keys of the columns people see, from left to right."""
        return [key for key in self.columns if "@" not in key and not self.table.by_key[key].hidden]

    @property
    def grows(self) -> bool:
        """Whether people may add rows to it, which its counter then counts: the tables of action sheets."""
        return self.table.parent is not None and self.title_row is not None

    @property
    def closing_row(self) -> int:
        """Last row people may fill in: where a table grows, the blank one below the last is a row too."""
        return self.last_row + self.grows

    @cached_property
    def ranged(self) -> tuple[int, int]:
        """First and last row of what formulas look at.

        Where a table grows, from its heading to the title of the next one: rows inserted anywhere between are inside.
        Where its first text is looked for, neither heading nor title. Elsewhere, the rows below the table that nothing
        else takes.
        """
        if not self.grows:
            return self.first_row, self.last_row + self.reach
        if self.table.key in SEARCHED:
            return self.first_row, self.closing_row
        return self.header_row, self.closing_row + 1

    def column_range(self, key: str) -> str:
        """Absolute address of a column's data."""
        return self.range_of(self.columns[key])

    def rows_range(self, key: str) -> str:
        """Absolute address of a column's data, without the rows below the table."""
        letters = column_letters(self.columns[key])
        return f"${letters}${self.first_row + 1}:${letters}${self.last_row + 1}"

    def range_of(self, column: int) -> str:
        """Absolute address of the rows formulas look at, in any column."""
        letters, (first, last) = column_letters(column), self.ranged
        return f"${letters}${first + 1}:${letters}${last + 1}"


@dataclass(frozen=True)
class Carried:
    """Hidden rows that repeat the rows of a table by their rank: they follow rows people insert, sort or delete.

    The first one stands for the first row below the heading, whatever it holds.
    """

    first_row: int
    size: int
    #: Field key to column.
    columns: Mapping[str, int]

    def column_range(self, key: str) -> str:
        """Absolute address of a column."""
        letters = column_letters(self.columns[key])
        return f"${letters}${self.first_row + 1}:${letters}${self.first_row + self.size}"


@dataclass(frozen=True)
class FormBlock:
    """A form: a hidden key row, then one line per field or per pair of fields."""

    tab: str
    table: Table
    title_row: int | None
    key_row: int
    places: Mapping[str, Place]
    #: Row of a heading to its field.
    headings: Mapping[int, Field]
    #: Columns of the first, second value of a line.
    value_columns: tuple[int, ...]
    last_row: int
    #: First and last row of each section that can be folded, by the row of its heading.
    folds: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """Rows of the form with the keys of their fields, from left to right."""
        rows: dict[int, list[str]] = {}
        for key, place in self.places.items():
            rows.setdefault(place.row, []).append(key)
        yield from rows.items()


@dataclass(frozen=True)
class GridBlock:
    """Months across: one input row per item, then one computed row per figure."""

    tab: str
    table: Table
    title_row: int | None
    key_row: int
    #: Month (``""`` for the values of no month) to column.
    columns: Mapping[str, int]
    items: Mapping[str, int]
    figures: Mapping[str, int]

    @property
    def header_row(self) -> int:
        """The row with the months."""
        return self.key_row + 1

    @property
    def last_row(self) -> int:
        """Last row of the block."""
        return max((*self.items.values(), *self.figures.values()))


Block = TableBlock | FormBlock | GridBlock


@dataclass(frozen=True)
class Tab:
    """One tab of the workbook."""

    sheet: Sheet
    name: str
    blocks: Mapping[str, Block]
    #: The action of an action sheet.
    code: str | None = None
    #: Hidden totals of an action sheet: ``field`` or ``field@part`` to row and column.
    hidden: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    #: Hidden copies of the rows its totals split, by table.
    carried: Mapping[str, Carried] = field(default_factory=dict)

    def table(self, key: str) -> TableBlock:
        """The block of a table. Raises ``KeyError`` when the tab has no such table."""
        block = self.blocks[key]
        if not isinstance(block, TableBlock):
            raise KeyError(key)
        return block

    def form(self, key: str) -> FormBlock:
        """The block of a form. Raises ``KeyError`` when the tab has no such form."""
        block = self.blocks[key]
        if not isinstance(block, FormBlock):
            raise KeyError(key)
        return block

    def grid(self, key: str) -> GridBlock:
        """The block of a grid. Raises ``KeyError`` when the tab has no such grid."""
        block = self.blocks[key]
        if not isinstance(block, GridBlock):
            raise KeyError(key)
        return block

    def tables(self) -> Iterator[TableBlock]:
        """The blocks of its tables, from the first to the last."""
        return (block for block in self.blocks.values() if isinstance(block, TableBlock))

    @property
    def quoted(self) -> str:
        """The tab's name as formulas write it."""
        return "'" + self.name.replace("'", "''") + "'"

    @property
    def last_row(self) -> int:
        """Last row of the last block."""
        return max((block.last_row for block in self.blocks.values()), default=FIRST_BLOCK_ROW)

    @property
    def last_column(self) -> int:
        """Rightmost column people see."""
        return max((_right_edge(block) for block in self.blocks.values()), default=FIRST_COLUMN + 2)


@dataclass(frozen=True)
class Layout:
    """All tabs of a workbook with their blocks."""

    lang: Lang
    tabs: tuple[Tab, ...]
    parts: Mapping[str, tuple[str, ...]]
    #: Mondays of the weeks of the calendar.
    weeks: tuple[date, ...]
    #: An action sheet as people duplicate it: where index rows filled in by hand look in the tab they name.
    model: Tab | None = None

    @cached_property
    def by_sheet(self) -> dict[str, Tab]:
        """Tabs by sheet key; action sheets aside."""
        return {tab.sheet.key: tab for tab in self.tabs if tab.code is None}

    @cached_property
    def fiches(self) -> list[Tab]:
        """Action sheets, in workbook order."""
        return [tab for tab in self.tabs if tab.code is not None]

    def tab_of(self, table: str) -> Tab | None:
        """The tab that holds a table outside action sheets."""
        return self._by_table.get(table)

    @property
    def tables(self) -> Collection[str]:
        """Tables outside action sheets."""
        return self._by_table.keys()

    @cached_property
    def _by_table(self) -> dict[str, Tab]:
        tabs = reversed(self.by_sheet.values())
        return {table: tab for tab in tabs for table in tab.blocks}


def _right_edge(block: Block) -> int:
    if isinstance(block, FormBlock):
        return max(place.last for place in block.places.values()) + (0 if len(block.value_columns) > 1 else 1)
    if isinstance(block, GridBlock):
        return max(block.columns.values())
    edge = max((block.merged.get(key, block.columns[key]) for key in block.visible), default=FIRST_COLUMN)
    return edge + (WEEKS if block.table.key == "calendar" else 0)
