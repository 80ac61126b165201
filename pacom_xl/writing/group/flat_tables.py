"""Tables of a consolidated workbook: thousands of rows nobody types in, so everything that can be settled once a
column is settled before the first row, and rows go to the sheet as XML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pacom_xl.figures.dated import is_dated
from pacom_xl.figures.group.group_figures import FLAT
from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.blocks import ANCHORS, Tab, TableBlock
from pacom_xl.model.plan import Record, Value
from pacom_xl.storage.derived_cache import mark_of
from pacom_xl.template.consolidated import GIVEN, given_keys
from pacom_xl.template.schema import Field
from pacom_xl.values import fingerprints
from pacom_xl.values.cell_values import write_value
from pacom_xl.writing.cell_writer import Pen, cached, figure_name, has_figure
from pacom_xl.writing.column_widths import column_widths
from pacom_xl.writing.group.group_formulas import FlatFormulas, RowFormula
from pacom_xl.writing.group.kept_rows import KeptRows, Said, columns_mark
from pacom_xl.writing.group.links import LINKED, NO_LINKS, Links
from pacom_xl.writing.group.provenance import ORIGINS
from pacom_xl.writing.group.row_columns import AT_ONCE, MOST_KNOWN, Typed, in_rows, joined, lines_in
from pacom_xl.writing.row_stream import FORMULA, MOST_LINKS, ROW, Cells, StreamedSheet, as_piece
from pacom_xl.writing.sheets.plain_sheet import write_header

_NUMBERS = ("integer", "number", "money", "percent")


@dataclass(slots=True)
class _Computed:
    """A column of formulas."""

    cells: Cells
    width: float
    of: Field
    formula: RowFormula
    #: Name of its figure; ``None`` where the record holds the value.
    figure: str | None
    #: What results that are texts became: a cell without its address, and the lines it takes.
    known: dict[Value, tuple[str, int]] = field(default_factory=dict)

    @property
    def look(self) -> tuple[object, ...]:
        """All its cells have in common."""
        return self.cells.look, self.width, self.of.name, self.figure

    def placed(self, numbers: Sequence[str], cells: Iterable[str], places: Sequence[dict[str, str]]) -> list[str]:
        """The cells with their addresses and formulas."""
        start, formulas = self.cells.start, self.formula.at(numbers, places)
        return [
            f"{start}{n}{cell.replace(FORMULA, formula)}"
            for n, cell, formula in zip(numbers, cells, formulas, strict=True)
        ]


_Column = Typed | _Computed


class FlatTable:
    """A table of a consolidated workbook, its rows written some at a time."""

    def __init__(
        self,
        pen: Pen,
        sheet: StreamedSheet,
        tab: Tab,
        block: TableBlock,
        size: int,
        *,
        weeks: Sequence[int] = (),
        links: Links = NO_LINKS,
        kept: KeptRows | None = None,
    ) -> None:
        """Writes the header. ``size``: how many rows will come. ``weeks``: blank columns of the Gantt after a row.

        ``links``: where cells lead, none when a sheet cannot hold that many. ``kept``: what cells say, of rows that
        were written another night.
        """
        write_header(pen, sheet, block)
        keys = sorted(block.columns, key=block.columns.__getitem__)
        self.key = block.table.key
        self._pen, self._sheet, self._block, self._weeks = pen, sheet, block, weeks
        self._links = links if size * len(links) <= MOST_LINKS else NO_LINKS
        self._columns = {key: _column(pen, tab, block, key, LINKED if key in self._links else {}) for key in keys}
        self._names = {n for c in self._columns.values() if isinstance(c, _Computed) for n in c.formula.names}
        self._kept, self._runs = kept, _runs(self._columns)
        computed = {key: column for key, column in self._columns.items() if isinstance(column, _Computed)}
        self._lasting = [key for key, column in computed.items() if _lasts(column)]
        self._dated = [key for key in computed if key not in self._lasting]
        self._anchor, look = Cells(ANCHORS, pen.styles.role("anchor")), pen.styles.role("bar")
        self._bars = "".join(bar.anywhere(bar.blank) for bar in (Cells(week, look) for week in weeks))
        looks = ((key, *column.look) for key, column in self._columns.items())
        self._look = columns_mark([*looks, self._anchor.look, self._bars])
        self._formulas = columns_mark(column.formula.text for column in computed.values())
        self._last = max((*block.columns.values(), *weeks))
        self._done = 0
        for key in keys:
            if block.table.by_key[key].hidden:
                sheet.set_column(block.columns[key], block.columns[key], 10, None, {"hidden": True})

    def add(self, rows: Sequence[Row]) -> None:
        """One row per record, its key in the hidden column, below those added before."""
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            if self._kept:
                self._add_kept(self._kept, some, start)
            else:
                made = self._made(some, self._lasting_said(some), self._dated_said(some))
                self._sheet.stream(self._pen.spool, self._next, list(made), self._last)
            self._link(some)
            self._done += len(some)

    @property
    def _next(self) -> int:
        """The row the next one is written on."""
        return self._block.first_row + self._done

    def _add_kept(self, kept: KeptRows, rows: Sequence[Row], start: int) -> None:
        """As they were written another night, where nothing they show changed; ``start``: which row of those added
        together is the first.
        """
        what, dated = f"{self.key} {start} {self._look}", self._dated_said(rows)
        sites = _formulas(self._pen).sites(self._names) if self._names else []
        stands = (self._next, sites, self._formulas, dated.heights)
        said = ("".join(cells).encode() for cells in dated.cells.values())
        place = mark_of(repr(stands).encode(), *said)
        piece = kept.piece(what, place)
        if piece is None:
            piece = as_piece(self._made(rows, self._lasting_kept(kept, what, rows), dated))
            kept.put_piece(what, place, piece)
        self._sheet.stream_piece(self._pen.spool, self._next, len(rows), piece, self._last)

    def _link(self, rows: Sequence[Row]) -> None:
        for rank, row in enumerate(rows, self._done):
            for key, to in self._links.items():
                if link := to(rank, row):
                    self._sheet.link(self._block.first_row + rank, self._block.columns[key], link)

    def _made(self, rows: Sequence[Row], lasting: Said, dated: Said) -> Iterator[str]:
        """The next rows as XML."""
        numbers = [str(n) for n in range(self._next + 1, self._next + 1 + len(rows))]
        places = _formulas(self._pen).places(rows, self._names) if self._names else []
        cells = {ANCHORS: joined(self._anchor, numbers, [self._anchor.text(row.key) for row in rows])}
        cells |= {self._block.columns[run[0]]: _on_rows(lasting.cells[run[0]], numbers) for run in self._runs}
        for key, column in self._columns.items():
            if isinstance(column, _Computed):
                said = (lasting if key in lasting.cells else dated).cells[key]
                cells[column.cells.column] = column.placed(numbers, said, places)
        if self._bars:
            cells[self._weeks[0]] = _on_rows([self._bars] * len(rows), numbers)
        heights = list(map(max, lasting.heights, dated.heights))
        return in_rows(numbers, heights, (cells[number] for number in sorted(cells)))

    def _lasting_kept(self, kept: KeptRows, what: str, rows: Sequence[Row]) -> Said:
        """As ``_lasting_said``, known of another night where it can be."""
        said = kept.said(what)
        if said is None:
            said = self._lasting_said(rows)
            kept.put_said(what, said)
        return said

    def _lasting_said(self, rows: Sequence[Row]) -> Said:
        """What the columns say that no other day changes."""
        said = Said([1] * len(rows))
        for key in self._lasting:
            said.cells[key] = self._said(key, rows, said.heights)
        for run in self._runs:
            said.cells[run[0]] = self._run_said(run, rows, said.heights)
        return said

    def _dated_said(self, rows: Sequence[Row]) -> Said:
        """What the other columns say today."""
        said = Said([1] * len(rows))
        for key in self._dated:
            said.cells[key] = self._said(key, rows, said.heights)
        return said

    def _run_said(self, run: Sequence[str], rows: Sequence[Row], heights: list[int]) -> list[str]:
        """The cells of columns side by side, together, on any row."""
        said = [map(self._columns[key].cells.anywhere, self._said(key, rows, heights)) for key in run]
        return list(map("".join, zip(*said, strict=True)))

    def _said(self, key: str, rows: Sequence[Row], heights: list[int]) -> list[str]:
        """The cells of a column without addresses and formulas; texts may make rows higher (``heights``, in lines)."""
        column = self._columns[key]
        if isinstance(column, _Computed) and column.figure:
            return _results(self._pen, column, _figures(column.figure, rows), heights)
        origin = _given(self._pen, self.key) if key == GIVEN else ORIGINS.get(key)
        values = (origin(row.record) if origin else row.record.values.get(key) for row in rows)
        if isinstance(column, Typed):
            return column.said(values, heights)
        return _results(self._pen, column, values, heights)


def _given(pen: Pen, table: str) -> Callable[[Record], Value]:
    """What a row was given: all it says, unless something else was put in its place since."""
    keys = given_keys(pen.view.template, pen.view.template.tables[table])
    return lambda record: record.values.get(GIVEN) or fingerprints.mark_of(record.values, keys)


def _runs(columns: Mapping[str, _Column]) -> list[list[str]]:
    """Columns of what was typed, those side by side together; ``columns`` in their order."""
    runs: list[list[str]] = []
    last = -1
    for key, column in columns.items():
        if isinstance(column, Typed):
            if not runs or column.cells.column != last + 1:
                runs.append([])
            runs[-1].append(key)
            last = column.cells.column
    return runs


def _on_rows(cells: Iterable[str], numbers: Iterable[str]) -> list[str]:
    """Cells with the numbers of their rows."""
    return [cell.replace(ROW, n) for cell, n in zip(cells, numbers, strict=True)]


def _lasts(column: _Column) -> bool:
    """Whether a column says the same on another day."""
    return isinstance(column, Typed) or column.figure is None or not is_dated(column.figure)


def _formulas(pen: Pen) -> FlatFormulas:
    assert isinstance(pen.formulas, FlatFormulas)
    return pen.formulas


def _column(pen: Pen, tab: Tab, block: TableBlock, key: str, more: Mapping[str, Any]) -> _Column:
    of, number = block.table.by_key[key], block.columns[key]
    role = "computed" if of.computed or of.generated else "shown"
    cells = Cells(number, pen.styles.field(of, role, **more))
    width = 0 if of.hidden else column_widths(tab).get(number, 10)
    if of.computed:
        figure = of.name if of.name in FLAT else figure_name(of) if has_figure(of) else None
        return _Computed(cells, width, of, _formulas(pen).row_formula(figure or f"{{index.{key}}}", tab, block), figure)
    quoted = cells
    if of.type.base not in _NUMBERS:
        quoted = Cells(number, pen.styles.field(of, role, quote_prefix=True, **more))
    return Typed(cells, quoted, width, partial(write_value, of, lang=pen.lang, labels=pen.labels))


def _figures(name: str, rows: Sequence[Row]) -> Iterator[Value]:
    flat = FLAT.get(name)
    return (flat.compute(row) for row in rows) if flat else (row.figure(name) for row in rows)


def _results(pen: Pen, column: _Computed, values: Iterable[Value], heights: list[int]) -> list[str]:
    """Cells with the values their formulas have today; a text may make its row higher."""
    cells, known, made = column.cells, column.known, list[str]()
    for place, value in enumerate(values):
        if value is None or isinstance(value, (str, tuple)):
            cell, lines = known.get(value) or _result(pen, column, value)
            if lines > heights[place]:
                heights[place] = lines
            made.append(cell)
        else:
            made.append(cells.result(cached(value)))
    return made


def _result(pen: Pen, column: _Computed, value: Value) -> tuple[str, int]:
    shown: Any = pen.shown(column.of, value)
    lines = lines_in(shown, column.width) if isinstance(shown, str) else 1
    if len(column.known) >= MOST_KNOWN:
        column.known.clear()
    column.known[value] = result = (column.cells.result(cached(shown)), lines)
    return result
