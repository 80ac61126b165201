"""The cells of one tab in any file format: values, formulas, errors, formats, drop-down lists, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from pacom_xl.model.plan import column_letters

#: Zero-based row and column.
Place = tuple[int, int]
#: What a cell holds; ``""`` when it holds nothing.
Value = str | float | bool | date | datetime | time | timedelta
#: Cells of a tab, by row; all rows are of the same length.
Row = Sequence[Any]
Rows = Sequence[Row]
#: A way of showing numbers that says what they are: a percentage, euros or an amount of no named currency, another
#: currency by its code.
NumberFormat = Literal["percent", "currency", "USD", "GBP", "CHF", "JPY"]
#: What a tab is: ``missing`` is listed by the workbook and has no part.
TabKind = Literal["worksheet", "chart", "macro", "dialog", "missing"]

#: Cells beyond so many empty rows, or these rows (when few are filled) and columns, are listed and not read.
_GAP, _MOST_ROWS, _MOST_COLUMNS = 200, 20_000, 700
#: Places in the rows of one tab, unless one in ten is filled; columns that are read where there would be more.
_ROOM, _SPARSE, _FEW_COLUMNS = 1_000_000, 10, 100


class Comment(NamedTuple):
    """A note at a cell, or a picture with its name as text."""

    sheet: str
    cell: str
    text: str
    is_picture: bool = False


class FormulaCell(NamedTuple):
    """A cell with a formula. ``value``: what it showed when it was saved, ``None`` when it was never calculated."""

    formula: str
    value: Value | None
    error: str | None = None


@dataclass
class Tab:
    """One tab: only cells that hold something have an object."""

    name: str
    kind: TabKind = "worksheet"
    is_hidden: bool = False
    #: Values by row and column, of cells without a formula; a cell with an error holds ``""``.
    values: dict[int, dict[int, Value]] = field(default_factory=dict)
    #: Cells with a formula as the file spells them, and what reads one: few of them are asked for.
    formulas: dict[Place, Any] = field(default_factory=dict)
    read_formula: Callable[[Any], FormulaCell] = FormulaCell._make
    #: What reads the text alone of such a cell.
    read_formula_text: Callable[[Any], str] = itemgetter(0)
    #: Error by place, of cells without a formula.
    errors: dict[Place, str] = field(default_factory=dict)
    #: Cells without a formula that show their number so.
    formats: dict[Place, NumberFormat] = field(default_factory=dict)
    #: First and last row of every range with a drop-down list, by column.
    lists: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    #: The same of every range whose cells accept some values only, drop-down lists among them.
    validated: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    #: First and last cell of each merged range; only the first one is seen.
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    #: Cells whose text, or a part of it, is struck through.
    struck: set[Place] = field(default_factory=set)
    #: Rows nobody sees: hidden, filtered out or folded away.
    hidden_rows: set[int] = field(default_factory=set)
    comments: list[tuple[Place, str]] = field(default_factory=list)
    #: Pictures: the cell of their upper left corner, and their description or name.
    pictures: list[tuple[Place, str]] = field(default_factory=list)

    def without_cells(self) -> Tab:
        """The tab with its notes and pictures alone."""
        return Tab(self.name, self.kind, comments=self.comments, pictures=self.pictures)

    @cached_property
    def rows(self) -> Rows:
        """The values of cells without a formula, as rows of equal length."""
        return self._dense(self.values)

    @cached_property
    def rows_with_formulas(self) -> Rows:
        """The same with what formulas show."""
        cells = {row: dict(line) for row, line in self.values.items()}
        for row, column in self.formulas:
            formula = self.formula((row, column))
            if formula and formula.value is not None:
                cells.setdefault(row, {})[column] = "" if formula.error else formula.value
        return self._dense(cells)

    def formula(self, place: Place) -> FormulaCell | None:
        """The formula of a cell and what it shows."""
        cell = self.formulas.get(place)
        return None if cell is None else self.read_formula(cell)

    def formula_text(self, place: Place) -> str:
        """The formula of a cell, empty when it has none or its text stands elsewhere."""
        cell = self.formulas.get(place)
        return "" if cell is None else self.read_formula_text(cell)

    def shown(self, column: int) -> Iterator[tuple[int, str]]:
        """Values shown by the formulas of a column: zero-based row and text."""
        for row, at in self.formulas:
            if at == column and (found := self.formula((row, at))) and found.value and not found.error:
                yield row, str(found.value)

    @cached_property
    def filled(self) -> int:
        """Number of cells that hold something, formulas left out."""
        return sum(value != "" for line in self.values.values() for value in line.values())

    @cached_property
    def far(self) -> tuple[Place, ...]:
        """Places of filled cells too far away from the others to be read, in the order of the rows."""
        rows, columns = self._limits
        if max(self.values, default=-1) < rows and max(map(max, self.values.values()), default=-1) < columns:
            return ()
        return tuple(
            (row, column)
            for row in sorted(self.values)
            if row >= rows or max(self.values[row]) >= columns
            for column in sorted(self.values[row])
            if (row >= rows or column >= columns) and self.values[row][column] != ""
        )

    @cached_property
    def _limits(self) -> Place:
        """The first row and column that are not read. Rows of formulas fill the gaps between others."""
        height, width = _limits(self.values)
        if height <= max(self.values, default=-1) and self.formulas:
            filled: dict[int, dict[int, Value]] = {row: dict(line) for row, line in self.values.items()}
            for row, column in self.formulas:
                filled.setdefault(row, {})[column] = ""
            height, width = _limits(filled)
        return height, width

    def _dense(self, cells: Mapping[int, Mapping[int, Value]]) -> Rows:
        """Rows of equal length up to the last filled one; empty rows are one and the same object."""
        height, width = self._limits if cells is self.values else _limits(cells)
        empty: list[Value] = [""] * width
        rows = [empty] * height
        for number, line in cells.items():
            if number < height:
                row = rows[number] = empty.copy()
                for column, value in line.items():
                    if column < width:
                        row[column] = value
        return rows


def _limits(cells: Mapping[int, Mapping[int, Value]]) -> Place:
    """The first row and column that are not read of some filled cells.

    Rows end at a wide gap, or where few are filled; columns where the rows would have too many empty places.
    """
    height = count = 0
    for row in sorted(cells):
        if row - height > _GAP or row >= max(_MOST_ROWS, _SPARSE * count):
            break
        height, count = row + 1, count + 1
    near = [line for row, line in cells.items() if row < height]
    width = min(max(map(max, near), default=-1) + 1, _MOST_COLUMNS)
    places = width * len(near)
    if places > _ROOM and places > _SPARSE * sum(map(len, near)):
        width = min(width, _FEW_COLUMNS)
    return height, width


def address(place: Place) -> str:
    """``C18``."""
    return f"{column_letters(place[1])}{place[0] + 1}"
