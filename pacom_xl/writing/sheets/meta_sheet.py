"""The hidden sheet: who and what the workbook is, and the names that lead to its cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pacom_xl.layout.anchors import sheet_mark
from pacom_xl.layout.blocks import ANCHORS, FIRST_COLUMN, MARK_ROW, FormBlock, Tab, TableBlock
from pacom_xl.layout.defined_names import Name
from pacom_xl.template.schema import CARRIED_TEMPLATE
from pacom_xl.writing.cell_writer import Pen
from pacom_xl.writing.sheets.plain_sheet import write_form, write_header


def write_meta(pen: Pen, tab: Tab, names: list[Name]) -> None:
    """Plain values in the anchored cells, one row per name and per part of a file of the company's template."""
    sheet = pen.tab(tab.name)
    sheet.write_string(MARK_ROW, ANCHORS, sheet_mark(tab.sheet.key), pen.styles.role("anchor"))
    form, anchors = tab.blocks["meta"], tab.blocks["anchors"]
    assert isinstance(form, FormBlock) and isinstance(anchors, TableBlock)
    write_form(pen, sheet, tab, form, pen.view.form("meta"))
    rows = ((name.sheet, name.table, name.field, name.record, name.name) for name in names)
    _write_rows(pen, sheet, anchors, rows)
    carried = tab.blocks.get(CARRIED_TEMPLATE)
    if isinstance(carried, TableBlock):
        files = ((file.template, file.name, file.text) for file in pen.view.template.carried)
        _write_rows(pen, sheet, carried, files)
    sheet.very_hidden()


def _write_rows(pen: Pen, sheet: Any, block: TableBlock, rows: Iterable[tuple[str | None, ...]]) -> None:
    write_header(pen, sheet, block)
    for number, row in enumerate(rows, block.first_row):
        for column, value in enumerate(row, FIRST_COLUMN):
            pen.put(sheet, number, column, value, pen.styles.role("plain"))
