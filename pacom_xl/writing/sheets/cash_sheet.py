"""The cash forecast: what the group types, and what the payment schedules make of it, month by month."""

from __future__ import annotations

from typing import Any

from pacom_xl.figures.plan_view import month_start
from pacom_xl.layout.anchors import DECOR, PLACE, grid_mark, table_mark
from pacom_xl.layout.blocks import ANCHORS, FIRST_COLUMN, GridBlock, Tab
from pacom_xl.layout.formulas import Spot
from pacom_xl.writing.cell_writer import Pen
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheets.plain_sheet import open_sheet

#: Items that hold one value for the whole plan; the others one a month.
_WITHOUT_MONTH = ("threshold", "monthly_cap")


def write_cash(pen: Pen, tab: Tab) -> None:
    """The grid of inputs, then the computed rows below it."""
    sheet = open_sheet(pen, tab)
    block = tab.blocks["cash"]
    assert isinstance(block, GridBlock)
    _write_months(pen, sheet, block)
    _write_inputs(pen, sheet, block)
    _write_figures(pen, sheet, tab, block)
    sheet.set_column(FIRST_COLUMN, FIRST_COLUMN, 34)
    sheet.set_column(FIRST_COLUMN + 1, max(block.columns.values()), 14)
    set_print(pen, sheet, tab)
    sheet.freeze_panes(block.header_row + 1, FIRST_COLUMN + 1)


def _write_months(pen: Pen, sheet: Any, block: GridBlock) -> None:
    anchor = pen.styles.role("anchor")
    header = pen.styles.role("header", num_format="mmm yyyy", align="center")
    sheet.write_string(block.key_row, ANCHORS, table_mark(block.table.key), anchor)
    sheet.set_row(block.key_row, None, None, {"hidden": True})
    sheet.write_string(block.header_row, ANCHORS, DECOR, anchor)
    sheet.set_row(block.header_row, 24)
    pen.put(sheet, block.header_row, FIRST_COLUMN, pen.say(block.table.by_key["item"].label), header)
    for month, column in block.columns.items():
        sheet.write_string(block.key_row, column, PLACE + month, anchor)
        heading = month_start(month) if month else pen.say(block.table.by_key["amount"].label)
        pen.put(sheet, block.header_row, column, heading, header)


def _write_inputs(pen: Pen, sheet: Any, block: GridBlock) -> None:
    typed = {(row.text("item"), row.text("month")): row["amount"] for row in pen.view.rows("cash")}
    field = block.table.by_key["amount"]
    items = block.table.by_key["item"].type.choices or ""
    first_month = pen.view.months[0]
    for item, row in block.items.items():
        sheet.write_string(row, ANCHORS, grid_mark(block.table.key, item), pen.styles.role("anchor"))
        pen.put(sheet, row, FIRST_COLUMN, pen.label(items, item), pen.styles.role("label"))
        for month, column in block.columns.items():
            value = typed.get((item, month))
            expected = (not month) == (item in _WITHOUT_MONTH) and (item != "opening" or month == first_month)
            role = "input" if expected or value is not None else "unused"
            pen.put_field(sheet, row, column, field, value, role)


def _write_figures(pen: Pen, sheet: Any, tab: Tab, block: GridBlock) -> None:
    fields = pen.view.template.tables["cash_months"].by_key
    for key, row in block.figures.items():
        field = fields[key]
        sheet.write_string(row, ANCHORS, DECOR, pen.styles.role("anchor"))
        pen.put(sheet, row, FIRST_COLUMN, pen.say(field.label), pen.styles.role("label"))
        style = pen.styles.field(field, "computed")
        for number, month in enumerate(pen.view.months):
            spot = Spot(tab, block, row, month)
            formula = pen.formulas.text(field.name, spot, first=number == 0)
            value = pen.view.cash(key, month)
            pen.put_formula(sheet, row, block.columns[month], formula, value, style)
