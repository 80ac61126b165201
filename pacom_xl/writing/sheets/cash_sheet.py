"""The cash forecast: what the group types, and what the payment schedules make of it, month by month."""

from __future__ import annotations

from pacom_xl.figures.periods import month_start
from pacom_xl.layout.anchors import DECOR, PLACE, column_anchor, grid_anchor, table_anchor
from pacom_xl.layout.blocks import GridBlock, Tab
from pacom_xl.layout.fixed_places import ANCHORS, FIRST_COLUMN
from pacom_xl.layout.formulas import Spot
from pacom_xl.model.palette import month_format
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.plain_sheet import open_sheet
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Items that hold one value for the whole plan; the others one a month.
_WITHOUT_MONTH = ("threshold", "monthly_cap")


def write_cash(book: WorkbookWriter, tab: Tab) -> None:
    """The grid of inputs, then the computed rows below it."""
    sheet = open_sheet(book, tab)
    block = tab.grid("cash")
    _write_months(sheet, block)
    _write_inputs(sheet, block)
    _write_figures(sheet, block)
    sheet.worksheet.set_column(FIRST_COLUMN, FIRST_COLUMN, 34)
    sheet.worksheet.set_column(FIRST_COLUMN + 1, max(block.columns.values()), 14)
    set_print(sheet)
    sheet.worksheet.freeze_panes(block.header_row + 1, FIRST_COLUMN + 1)


def _write_months(sheet: SheetWriter, block: GridBlock) -> None:
    anchor = sheet.styles.role("anchor")
    header = sheet.styles.role("header", num_format=month_format(sheet.book.lang), align="center")
    sheet.worksheet.write_string(block.key_row, ANCHORS, table_anchor(block.table.key), anchor)
    sheet.hide_row(block.key_row)
    sheet.worksheet.write_string(block.header_row, ANCHORS, DECOR, anchor)
    sheet.set_row(block.header_row, 24)
    sheet.write(block.header_row, FIRST_COLUMN, sheet.say(block.table.by_key["item"].label), header)
    for month, column in block.columns.items():
        sheet.worksheet.write_string(block.key_row, column, column_anchor(PLACE + month), anchor)
        heading = month_start(month) if month else sheet.say(block.table.by_key["amount"].label)
        sheet.write(block.header_row, column, heading, header)


def _write_inputs(sheet: SheetWriter, block: GridBlock) -> None:
    typed = {(row.text("item"), row.text("month")): row["amount"] for row in sheet.view.rows("cash")}
    field = block.table.by_key["amount"]
    items = block.table.by_key["item"].type.choices or ""
    first_month = sheet.view.months[0]
    for item, row in block.items.items():
        sheet.worksheet.write_string(row, ANCHORS, grid_anchor(block.table.key, item), sheet.styles.role("anchor"))
        sheet.write(row, FIRST_COLUMN, sheet.book.label(items, item), sheet.styles.role("label"))
        for month, column in block.columns.items():
            value = typed.get((item, month))
            expected = (not month) == (item in _WITHOUT_MONTH) and (item != "opening" or month == first_month)
            role = "input" if expected or value is not None else "unused"
            sheet.write_field(row, column, field, value, role)


def _write_figures(sheet: SheetWriter, block: GridBlock) -> None:
    fields = sheet.view.template.tables["cash_months"].by_key
    for key, row in block.figures.items():
        field = fields[key]
        sheet.worksheet.write_string(row, ANCHORS, DECOR, sheet.styles.role("anchor"))
        sheet.write(row, FIRST_COLUMN, sheet.say(field.label), sheet.styles.role("label"))
        style = sheet.styles.field(field, "computed")
        for number, month in enumerate(sheet.view.months):
            spot = Spot(sheet.tab, block, row, month)
            formula = sheet.formulas.text(field.name, spot, first=number == 0)
            value = sheet.view.cash(key, month)
            sheet.write_formula(row, block.columns[month], formula, value, style)
