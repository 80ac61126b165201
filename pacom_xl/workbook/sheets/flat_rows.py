"""Tables of a consolidated workbook: thousands of rows nobody types in, so everything that can be settled once a
column is settled before the first row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pacom_xl.figures.book import Row
from pacom_xl.template.schema import Field
from pacom_xl.template.writing import write_value
from pacom_xl.workbook.formulas import Spot
from pacom_xl.workbook.layout import ANCHORS, Tab, TableBlock
from pacom_xl.workbook.pen import Pen, cached, figure_name, has_figure
from pacom_xl.workbook.sheets.ordinary import LINE_HEIGHT, column_widths, lines_of, write_header


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: where it is, how it looks, what computes it."""

    key: str
    number: int
    field: Field
    style: Any
    role: str
    #: Name of the figure, for a computed field.
    figure: str | None
    #: Characters on a line, ``None`` when its texts do not decide the height of a row.
    width: float | None


def write_rows(pen: Pen, sheet: Any, tab: Tab, block: TableBlock, rows: list[Row]) -> None:
    """Header, then one row per record, its key in the hidden column."""
    write_header(pen, sheet, block)
    anchor = pen.styles.role("anchor")
    columns = [_column(pen, tab, block, key) for key in block.columns]
    is_register = block.table.key == "actions"
    for number, row in enumerate(rows, block.first_row):
        sheet.write_string(number, ANCHORS, row.key, anchor)
        action = row.key if is_register else row.record.parent or ""
        _write_row(pen, sheet, columns, Spot(tab, block, number, action=action), row)
    for column in columns:
        if column.field.hidden:
            sheet.set_column(column.number, column.number, 10, None, {"hidden": True})


def _column(pen: Pen, tab: Tab, block: TableBlock, key: str) -> _Column:
    field, number = block.table.by_key[key], block.columns[key]
    figure = figure_name(field) if field.computed and has_figure(field) else None
    role = "computed" if figure or field.generated else "shown"
    style = pen.styles.field(field, role)
    width = None if field.hidden else column_widths(tab).get(number, 10)
    return _Column(key, number, field, style, role, figure, width)


def _write_row(pen: Pen, sheet: Any, columns: list[_Column], spot: Spot, row: Row) -> None:
    lines = 1
    number, values = spot.row, row.record.values
    for column in columns:
        if column.figure:
            shown: Any = pen.shown(column.field, row.figure(column.figure))
            sheet.write_formula(
                number, column.number, pen.formulas.text(column.figure, spot), column.style, cached(shown)
            )
        elif (value := values.get(column.key)) is None:
            sheet.write_blank(number, column.number, None, column.style)
            continue
        else:
            shown = write_value(column.field, value, pen.lang, pen.labels)
            if isinstance(shown, str) and not shown[0].isalnum():
                # A text that begins with a mark may need one of its own: the pen knows.
                pen.put_field(sheet, number, column.number, column.field, value, column.role)
            else:
                pen.put(sheet, number, column.number, shown, column.style)
        if column.width and isinstance(shown, str) and len(shown) > column.width / 2:
            lines = max(lines, lines_of(shown, column.width))
    if lines > 1:
        sheet.set_row(number, LINE_HEIGHT * lines + 1)
