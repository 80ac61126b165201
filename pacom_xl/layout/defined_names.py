"""Workbook-scoped names: they lead links and formulas to cells, and the reader to fields, even after moves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.blocks import FormBlock, Layout, Tab, TableBlock
from pacom_xl.layout.choice_rows import choice_rows
from pacom_xl.layout.fixed_places import FIRST_COLUMN, TITLE_ROW
from pacom_xl.layout.workbook_layout import fiche_title_row
from pacom_xl.layout.written_labels import WRITTEN_LABELS, written_labels
from pacom_xl.model.plan import column_letters
from pacom_xl.template.consolidated import FINGERPRINT

#: The name formulas know the reference date by.
_ALIASES = {"ref_date": "DateRef"}
#: Names of action sheets begin so.
FICHE = "fiche_"


class Name(NamedTuple):
    """A name, its meaning, and its range."""

    name: str
    target: str
    sheet: str
    table: str
    field: str
    record: str = ""


def workbook_names(layout: Layout, view: PlanView) -> Iterator[Name]:
    """Every name of a workbook: sheets, form fields, columns of tables, value lists, action sheets."""
    for tab in layout.by_sheet.values():
        if tab.sheet.key != "meta":
            home = f"={tab.quoted}!${column_letters(FIRST_COLUMN)}${TITLE_ROW + 1}"
            yield Name(home_name(tab.sheet.key), home, tab.sheet.key, "", "")
    for tab in layout.by_sheet.values():
        if tab.sheet.scope == "generated":
            continue
        for block in tab.blocks.values():
            if isinstance(block, FormBlock):
                yield from _form_names(tab, block)
            elif isinstance(block, TableBlock) and block.table.kind != "generated":
                yield from _column_names(tab, block)
    yield from _list_names(layout, view)
    yield from _written_label_names(layout, view)
    for number, tab in enumerate(layout.fiches, 1):
        target = f"={tab.quoted}!$B${fiche_title_row(tab) + 1}"
        yield Name(f"{FICHE}{number}", target, tab.sheet.key, "actions", "code", tab.code or "")


def home_name(sheet: str) -> str:
    """Name of a sheet's title cell: links to it survive a renamed tab."""
    return f"home_{sheet}"


def _form_names(tab: Tab, block: FormBlock) -> Iterator[Name]:
    for key, place in ((key, place) for key, place in block.places.items() if key != FINGERPRINT):
        target = f"={tab.quoted}!${column_letters(place.column)}${place.row + 1}"
        yield Name(_ALIASES.get(key, key), target, tab.sheet.key, block.table.key, key)


def _column_names(tab: Tab, block: TableBlock) -> Iterator[Name]:
    """One for each column; drop-down lists show them, so that they end with the table. Holidays are counted."""
    for key in block.columns:
        if "@" not in key:
            holidays = (block.table.key, key) == ("holidays", "applies_on")
            name = "TeamHolidays" if holidays else f"{block.table.key}_{key}"
            area = block.column_range(key) if holidays else block.rows_range(key)
            yield Name(name, f"={tab.quoted}!{area}", tab.sheet.key, block.table.key, key)


def _list_names(layout: Layout, view: PlanView) -> Iterator[Name]:
    """``<list>_keys`` and ``<list>_labels``: each list is a run of rows of the table of choices."""
    tab = layout.by_sheet["lists"]
    for name, (block, first, last) in choice_rows(layout, view).items():
        for suffix, key in (("keys", "key"), ("labels", layout.lang)):
            letters = column_letters(block.columns[key])
            target = f"={tab.quoted}!${letters}${first + 1}:${letters}${last + 1}"
            yield Name(f"{name}_{suffix}", target, "lists", block.table.key, key, name)


def _written_label_names(layout: Layout, view: PlanView) -> Iterator[Name]:
    """``<list>_written_keys`` and ``<list>_written_labels``: the labels the workbook is written with."""
    tab = layout.by_sheet["meta"]
    block = tab.blocks.get(WRITTEN_LABELS)
    if not isinstance(block, TableBlock):
        return
    row = block.first_row
    for name, choices in groupby(written_labels(view, layout.lang), key=lambda choice: choice.list):
        last = row + len(list(choices)) - 1
        for suffix, key in (("keys", "key"), ("labels", "label")):
            letters = column_letters(block.columns[key])
            target = f"={tab.quoted}!${letters}${row + 1}:${letters}${last + 1}"
            yield Name(f"{name}_written_{suffix}", target, "meta", block.table.key, key, name)
        row = last + 1
