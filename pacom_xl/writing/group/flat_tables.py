"""The flat tables of a consolidated workbook: one row per record of every team, written some rows at a time.

Rows hold values, computed as of the workbook's date; the columns of ``SUMS`` hold formulas that add up other rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Any

from pacom_xl.figures.group.group_figures import SUMS, has_formula
from pacom_xl.figures.group.line_figures import LINES
from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.blocks import Tab, TableBlock
from pacom_xl.layout.fixed_places import ANCHORS
from pacom_xl.layout.formulas import Spot
from pacom_xl.model.plan import Record, Value
from pacom_xl.template.consolidated import FINGERPRINT, typed_keys
from pacom_xl.template.schema import Field, Table, Template
from pacom_xl.values import fingerprints
from pacom_xl.values.cell_values import write_value
from pacom_xl.writing.cell_xml import Cells
from pacom_xl.writing.column_widths import column_widths
from pacom_xl.writing.group.links import LINKED, NO_LINKS, Links
from pacom_xl.writing.group.provenance import ORIGINS
from pacom_xl.writing.row_formats import is_measured, is_rate
from pacom_xl.writing.sheet_writer import SheetWriter, cached
from pacom_xl.writing.sheets.plain_sheet import write_header
from pacom_xl.writing.streamed_rows import MOST_LINKS
from pacom_xl.writing.value_column import AT_ONCE, ValueColumn, in_rows
from pacom_xl.writing.workbook_writer import WorkbookWriter, figure_name, has_figure

_NUMBERS = ("integer", "number", "money", "percent")
#: Gives the value of a field for each of some rows.
ValueSource = Callable[[Sequence[Row]], Iterable[Value]]


@dataclass(slots=True)
class _SumColumn:
    """A column of formulas that differ by the number of their row only."""

    cells: Cells
    #: Formula for a row number, escaped for XML.
    formula: Callable[[str], str]

    def column_cells(self, values: Iterable[Value], numbers: Sequence[str], _heights: list[int]) -> list[str]:
        """The cells of the rows of these ``numbers``, with the values of their formulas."""
        start, cells, formula = self.cells.start, self.cells, self.formula
        return [
            f"{start}{n}{cells.formula(formula(n), cached(value))}" for n, value in zip(numbers, values, strict=True)
        ]


@dataclass(slots=True)
class _Measures:
    """A column of numbers in the unit of their row: rates are shown in percent."""

    numbers: ValueColumn
    rates: ValueColumn

    def column_cells(
        self, values: Iterable[tuple[Value, bool]], numbers: Sequence[str], heights: list[int]
    ) -> list[str]:
        """The cells of the rows of these ``numbers``; a value comes with whether it is a rate."""
        pairs = list(values)
        shown, rates = (
            column.column_cells((value for value, _ in pairs), numbers, heights)
            for column in (self.numbers, self.rates)
        )
        return [rate if is_rate else cell for cell, rate, (_, is_rate) in zip(shown, rates, pairs, strict=True)]


_Column = ValueColumn | _SumColumn | _Measures


class FlatTable:
    """One table."""

    def __init__(
        self,
        sheet: SheetWriter,
        block: TableBlock,
        size: int,
        *,
        weeks: Sequence[int] = (),
        links: Links = NO_LINKS,
    ) -> None:
        """Write the header. ``size``: number of rows to come. ``weeks``: blank columns of the Gantt after each row.

        ``links``: where cells lead; none when a sheet cannot hold that many.
        """
        write_header(sheet, block)
        keys = sorted(block.columns, key=block.columns.__getitem__)
        self._book, self._sheet, self._block = sheet.book, sheet, block
        self._rows = sheet.rows
        self._links = links if size * len(links) <= MOST_LINKS else NO_LINKS
        anchor = Cells(ANCHORS, self._rows.style(sheet.styles.role("anchor")))
        self._columns: list[tuple[Callable[[Sequence[Row]], Iterable[Any]], _Column]] = [
            (lambda rows: (row.key for row in rows), ValueColumn(anchor, anchor, 0, str)),
            *map(self._column_of, keys),
            *((_nothing, self._blank(week)) for week in weeks),
        ]
        self._last_column = max((*block.columns.values(), *weeks))
        self._next = block.first_row
        for key in keys:
            if block.table.by_key[key].hidden:
                sheet.worksheet.set_column(block.columns[key], block.columns[key], 10, None, {"hidden": True})

    def add(self, rows: Sequence[Row]) -> None:
        """One row per record, its key in the hidden column, below those added before."""
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            self._rows.add(self._next, list(self._rows_xml(some)), self._last_column)
            self._link(some)
            self._next += len(some)

    def _rows_xml(self, rows: Sequence[Row]) -> Iterator[str]:
        """The next rows as XML."""
        numbers = [str(n) for n in range(self._next + 1, self._next + 1 + len(rows))]
        heights = [1] * len(rows)
        columns = [column.column_cells(source(rows), numbers, heights) for source, column in self._columns]
        return in_rows(numbers, heights, columns)

    def _link(self, rows: Sequence[Row]) -> None:
        for rank, row in enumerate(rows, self._next - self._block.first_row):
            for key, to in self._links.items():
                if link := to(rank, row):
                    self._sheet.link(self._block.first_row + rank, self._block.columns[key], link)

    def _blank(self, column: int) -> ValueColumn:
        cells = Cells(column, self._rows.style(self._book.styles.role("bar")))
        return ValueColumn(cells, cells, 0, str)

    def _column_of(self, key: str) -> tuple[Callable[[Sequence[Row]], Iterable[Any]], _Column]:
        """The source of a column and the column."""
        of, tab = self._block.table.by_key[key], self._sheet.tab
        source, column = value_source(self._sheet.view.template, self._block.table, key), self._column(tab, key)
        if not is_measured(of) or not isinstance(column, ValueColumn):
            return source, column
        role = "computed" if of.computed or of.generated else "shown"
        style = self._rows.style(self._book.styles.field(of, role, num_format=self._book.styles.percent))
        cells = Cells(self._block.columns[key], style)
        rates = ValueColumn(cells, cells, column.width, column.write)
        return lambda rows: zip(source(rows), (is_rate(of, row) for row in rows), strict=True), _Measures(column, rates)

    def _column(self, tab: Tab, key: str) -> ValueColumn | _SumColumn:
        book, of, number = self._book, self._block.table.by_key[key], self._block.columns[key]
        role, look = "computed" if of.computed or of.generated else "shown", LINKED if key in self._links else {}
        cells = Cells(number, self._rows.style(book.styles.field(of, role, **look)))
        if of.name in SUMS and has_formula(of.name, book.layout.tables):
            return _SumColumn(cells, _row_formula(book, SUMS[of.name].formula, Spot(tab, self._block)))
        quoted = cells
        if of.type.base not in _NUMBERS:
            quoted = Cells(number, self._rows.style(book.styles.field(of, role, quote_prefix=True, **look)))
        width = 0 if of.hidden else column_widths(tab).get(number, 10)
        return ValueColumn(cells, quoted, width, _writer(book, of))


def _nothing(rows: Sequence[Row]) -> Iterator[Value]:
    return (None for _ in rows)


def _writer(book: WorkbookWriter, of: Field) -> Callable[[Value], Any]:
    """From a text or a tuple to what its cell holds."""
    return partial(book.shown, of) if of.computed else partial(write_value, of, lang=book.lang, labels=book.labels)


def value_source(template: Template, table: Table, key: str) -> ValueSource:
    """The values of a field for rows of ``table``: computed, from the record, or from its source (team, file, cell)."""
    of = table.by_key[key]
    compute = SUMS[of.name].compute if of.name in SUMS else LINES.get(of.name)
    if compute:
        return lambda rows: map(compute, rows)
    if of.computed and has_figure(of):
        name = figure_name(of)
        return lambda rows: (row.figure(name) for row in rows)
    origin = _fingerprint(template, table) if key == FINGERPRINT else ORIGINS.get(key)
    if origin:
        return lambda rows: (origin(row.record) for row in rows)
    return lambda rows: (row.record.values.get(key) for row in rows)


def _fingerprint(template: Template, table: Table) -> Callable[[Record], Value]:
    """The fingerprint of a row: that of its values, unless another one was put in its place."""
    keys = typed_keys(template, table)
    return lambda record: record.values.get(FINGERPRINT) or fingerprints.fingerprint_of(record.values, keys)


#: A row no sheet has, found again in a formula written for it.
_ANY_ROW = 7_000_000


def _row_formula(book: WorkbookWriter, formula: str, spot: Spot) -> Callable[[str], str]:
    """``formula`` for any row of the block of ``spot``: by the number of the row, escaped for XML."""
    parts = escape(book.formulas.render(formula, replace(spot, row=_ANY_ROW - 1)), quote=False).split(str(_ANY_ROW))
    return lambda number: number.join(parts)
