"""The hidden sheet: who and what the workbook is, and the names that lead to its cells."""

from __future__ import annotations

from pacom_xl.layout.anchors import sheet_mark
from pacom_xl.layout.blocks import ANCHORS, FIRST_COLUMN, MARK_ROW, FormBlock, Tab, TableBlock
from pacom_xl.layout.defined_names import Name
from pacom_xl.writing.cell_writer import Pen
from pacom_xl.writing.sheets.plain_sheet import write_form, write_header


def write_meta(pen: Pen, tab: Tab, names: list[Name]) -> None:
    """Plain values in the anchored cells, one row per name."""
    sheet = pen.tab(tab.name)
    sheet.write_string(MARK_ROW, ANCHORS, sheet_mark(tab.sheet.key), pen.styles.role("anchor"))
    form, anchors = tab.blocks["meta"], tab.blocks["anchors"]
    assert isinstance(form, FormBlock) and isinstance(anchors, TableBlock)
    write_form(pen, sheet, tab, form, pen.view.form("meta"))
    write_header(pen, sheet, anchors)
    for number, name in enumerate(names, anchors.first_row):
        for column, value in enumerate((name.sheet, name.table, name.field, name.record, name.name), FIRST_COLUMN):
            pen.put(sheet, number, column, value, pen.styles.role("plain"))
    sheet.very_hidden()
