"""Tabs with the flat tables of a consolidated workbook: opened, with what all plans share."""

from __future__ import annotations

from dataclasses import replace

from pacom_xl.layout.blocks import FormBlock, Tab, TableBlock
from pacom_xl.model import palette
from pacom_xl.template.consolidated import (
    FINGERPRINT,
    typed_keys,
)
from pacom_xl.values.fingerprints import fingerprint_of
from pacom_xl.writing.column_widths import column_widths, set_widths
from pacom_xl.writing.group.coloured_choices import colour_choices
from pacom_xl.writing.group.flat_tables import FlatTable
from pacom_xl.writing.group.links import Links
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheets.plain_sheet import open_sheet, write_form
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Most columns of a table on paper; columns that say where a row comes from.
_MOST_PRINTED, _ORIGIN = 12, ("source_file", "source_cell", "teams")
#: Widest tables of upright pages, in characters.
_UPRIGHT = 130


def open_flat(book: WorkbookWriter, tab: Tab, links: Links) -> dict[str, FlatTable]:
    """Write the forms and the shared rows of a tab, and return its tables for the rows of teams."""
    sheet = open_sheet(book, tab)
    tables: dict[str, FlatTable] = {}
    for key, block in tab.blocks.items():
        if isinstance(block, FormBlock):
            form = book.view.form(key)
            fingerprint = {FINGERPRINT: fingerprint_of(form.record.values, typed_keys(book.view.template, block.table))}
            record = replace(form.record, values=fingerprint | dict(form.record.values))
            write_form(sheet, block, type(form)(book.view, record))
        elif isinstance(block, TableBlock):
            tables[key] = FlatTable(sheet, block, block.size, links=links)
            if key != "group_cash":
                tables[key].add(book.view.rows(key))
    set_widths(sheet.worksheet, sheet.tab)
    if tab.sheet.key == "lists":
        sheet.worksheet.hide()
    set_print(sheet, upright=_is_upright(tab), last_column=_last_printed(tab))
    if tab.sheet.key == "actions":
        tones = {key: palette.STATUSES[status] for key, status in palette.STATUS_OF_SITUATION.items()}
        known = book.labels["situation"]
        colour_choices(sheet, tab.table("actions"), "situation", {k: t for k, t in tones.items() if k in known})
    return tables


def _last_printed(tab: Tab) -> int | None:
    """Last column on paper: of tables the twelfth at most, and not where their rows come from."""
    edges = []
    for block in tab.tables():
        shown = [block.columns[key] for key in block.visible if key not in _ORIGIN]
        edges += sorted(shown)[:_MOST_PRINTED][-1:]
    return max(edges, default=None)


def _is_upright(tab: Tab) -> bool:
    """Whether several narrow tables stand one below the other: upright pages hold more of their rows."""
    width = sum(column_widths(tab).values())
    return len(tab.blocks) > 1 and len(tab.blocks) == len(list(tab.tables())) and width <= _UPRIGHT
