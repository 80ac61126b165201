"""The hidden sheet: who and what the workbook is, and the names that lead to its cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pacom_xl.layout.anchors import sheet_anchor
from pacom_xl.layout.blocks import FormBlock, Tab, TableBlock
from pacom_xl.layout.defined_names import Name
from pacom_xl.layout.fixed_places import ANCHORS, FIRST_COLUMN, MARK_ROW
from pacom_xl.layout.written_labels import WRITTEN_LABELS, written_labels
from pacom_xl.template.schema import CARRIED_TEMPLATE, Template
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.plain_sheet import write_form, write_header
from pacom_xl.writing.workbook_writer import WorkbookWriter


def write_meta(book: WorkbookWriter, tab: Tab, names: list[Name]) -> None:
    """Plain values in the anchored cells, one row per name and per part of a file of the company's template."""
    sheet = SheetWriter(book, tab)
    sheet.worksheet.write_string(MARK_ROW, ANCHORS, sheet_anchor(tab.sheet.key), book.styles.role("anchor"))
    form, anchors = tab.blocks["meta"], tab.blocks["anchors"]
    assert isinstance(form, FormBlock) and isinstance(anchors, TableBlock)
    write_form(sheet, form, book.view.form("meta"))
    _write_rows(sheet, anchors, _listed(names, book.view.template))
    labels = tab.blocks.get(WRITTEN_LABELS)
    if isinstance(labels, TableBlock):
        _write_rows(sheet, labels, written_labels(book.view, book.lang))
    carried = tab.blocks.get(CARRIED_TEMPLATE)
    if isinstance(carried, TableBlock):
        files = ((file.template, file.name, file.text) for file in book.view.template.carried)
        _write_rows(sheet, carried, files)
    sheet.worksheet.very_hidden()


def _listed(names: list[Name], template: Template) -> Iterator[tuple[str | None, ...]]:
    """Every field the workbook is made with: those that have a defined name, then those of action sheets."""
    for name in names:
        yield name.sheet, name.table, name.field, name.record, name.name
    listed = {(name.table, name.field) for name in names}
    for table in template.by_key["actions"].tables:
        for f in table.inputs:
            if (table.key, f.key) not in listed:
                yield "actions", table.key, f.key, None, None


def _write_rows(sheet: SheetWriter, block: TableBlock, rows: Iterable[tuple[str | None, ...]]) -> None:
    write_header(sheet, block)
    for number, row in enumerate(rows, block.first_row):
        for column, value in enumerate(row, FIRST_COLUMN):
            sheet.write(number, column, value, sheet.styles.role("plain"))
