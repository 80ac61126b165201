"""Tables of a consolidated workbook: thousands of rows nobody types in, so everything that can be settled once a
column is settled before the first row, and rows go to the sheet as XML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pacom_xl.core.plan import Value
from pacom_xl.figures.book import Row
from pacom_xl.figures.flat import FLAT
from pacom_xl.template.schema import Field
from pacom_xl.template.writing import write_value
from pacom_xl.workbook.flat import FlatFormulas, RowFormula
from pacom_xl.workbook.layout import ANCHORS, Tab, TableBlock
from pacom_xl.workbook.pen import FORMULA_STARTS, Pen, cached, figure_name, has_figure
from pacom_xl.workbook.sheets.ordinary import LINE_HEIGHT, column_widths, lines_of, write_header
from pacom_xl.workbook.streamed import Cells, StreamedSheet, row_xml

_NUMBERS = ("integer", "number", "money", "percent")


@dataclass(slots=True)
class _Column:
    """One column: where it is, how it looks, what computes it."""

    key: str
    number: int
    of: Field
    cells: Cells
    #: The same look, for a text an office might take for a formula.
    quoted: Cells
    #: Name of the figure and its formula, for a computed field.
    figure: str | None
    formula: RowFormula | None
    #: Characters on a line, 0 when its texts do not decide the height of a row.
    width: float
    #: Texts of this column already shared, by value.
    known: dict[Value, tuple[str, int]] = field(default_factory=dict)


def write_rows(
    pen: Pen, sheet: StreamedSheet, tab: Tab, block: TableBlock, rows: Sequence[Row], *, weeks: Sequence[int] = ()
) -> None:
    """Header, then one row per record, its key in the hidden column; ``weeks``: blank columns of the Gantt after it."""
    write_header(pen, sheet, block)
    columns = [_column(pen, tab, block, key) for key in sorted(block.columns, key=block.columns.__getitem__)]
    anchor = Cells(ANCHORS, pen.styles.role("anchor"))
    bars = [Cells(column, pen.styles.role("bar")) for column in weeks]
    before = [c for c in columns if not weeks or c.number < weeks[0]]
    after = columns[len(before) :]
    lines: list[str] = []
    for number, row in enumerate(rows, block.first_row + 1):
        where = _formulas(pen).places(row, number)
        cells = [anchor.text(number, sheet.text_index(row.key))]
        height = max((_add_cell(pen, sheet, cells, column, row, where, number) for column in before), default=1)
        cells += [bar.blank(number) for bar in bars]
        for column in after:
            _add_cell(pen, sheet, cells, column, row, where, number)
        lines.append(row_xml(number, cells, LINE_HEIGHT * height + 1 if height > 1 else None))
    sheet.stream(block.first_row, lines, max((*block.columns.values(), *weeks)))
    for column in columns:
        if column.of.hidden:
            sheet.set_column(column.number, column.number, 10, None, {"hidden": True})


def _formulas(pen: Pen) -> FlatFormulas:
    assert isinstance(pen.formulas, FlatFormulas)
    return pen.formulas


def _column(pen: Pen, tab: Tab, block: TableBlock, key: str) -> _Column:
    of, number = block.table.by_key[key], block.columns[key]
    figure, formula = None, None
    if of.computed:
        figure = of.name if of.name in FLAT else figure_name(of) if has_figure(of) else None
        formula = _formulas(pen).row_formula(figure or f"{{index.{key}}}", tab, block)
    role = "computed" if of.computed or of.generated else "shown"
    look = pen.styles.field(of, role)
    quoted = pen.styles.field(of, role, quote_prefix=True) if of.type.base not in _NUMBERS else look
    width = 0 if of.hidden else column_widths(tab).get(number, 10)
    return _Column(key, number, of, Cells(number, look), Cells(number, quoted), figure, formula, width)


def _add_cell(
    pen: Pen, sheet: StreamedSheet, cells: list[str], column: _Column, row: Row, where: dict[str, int], n: int
) -> int:
    """Add one cell to those of the row; the lines its text takes."""
    if column.formula is not None:
        value = _figure(row, column.figure) if column.figure else row.record.values.get(column.key)
        shown: Any = pen.shown(column.of, value)
        cells.append(column.cells.formula(n, column.formula.at(where), cached(shown)))
        return _lines(shown, column.width) if isinstance(shown, str) else 1
    value = row.record.values.get(column.key)
    if value is None or value == "" or value == ():
        cells.append(column.cells.blank(n))
        return 1
    if not isinstance(value, (str, tuple)):
        cells.append(column.cells.number(n, _as_number(value)))
        return 1
    text, index = column.known.get(value) or _share(pen, sheet, column, value)
    if index < 0:
        cells.append(column.cells.number(n, float(text)))
        return 1
    cells.append((column.quoted if text.startswith(FORMULA_STARTS) else column.cells).text(n, index))
    return _lines(text, column.width)


def _figure(row: Row, name: str) -> Value:
    flat = FLAT.get(name)
    return flat.compute(row) if flat else row.figure(name)


def _share(pen: Pen, sheet: StreamedSheet, column: _Column, value: Value) -> tuple[str, int]:
    """What a text becomes in a cell and its number; a month becomes a date, hence a number (-1)."""
    content = write_value(column.of, value, pen.lang, pen.labels)
    shared = (content, sheet.text_index(content)) if isinstance(content, str) else (str(_as_number(content)), -1)
    column.known[value] = shared
    return shared


def _as_number(value: Any) -> float:
    if isinstance(value, datetime):
        return (
            float(cached(value.date())) + (value - datetime.combine(value.date(), datetime.min.time())).seconds / 86400
        )
    return float(cached(value)) if isinstance(value, date) else float(value)


def _lines(text: str, width: float) -> int:
    return lines_of(text, width) if width and len(text) > width / 2 else 1
