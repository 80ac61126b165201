"""Numbers of the first sheet: whether a sheet is begun, and how full it is, as formulas and as values when written.

The share of a sheet is its filled cells ÷ (filled cells + cells that must still be filled in or corrected). A gap,
which no cell shows (a quadrant without a statement, no action at all), weighs as much as the mandatory cells of one
row. What every new workbook holds does not count: the share of an untouched one is 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pacom_xl.figures.plan_view import Row
from pacom_xl.figures.sections import required_texts, row_tables, typed
from pacom_xl.layout.blocks import FormBlock, Tab
from pacom_xl.layout.formulas import Spot
from pacom_xl.template.schema import Field, Table
from pacom_xl.writing.blank_plan import PREFILLED
from pacom_xl.writing.workbook_writer import WorkbookWriter


class Count(NamedTuple):
    """A number as a formula, without ``=``, and its value when the workbook is written."""

    formula: str
    value: int


NOTHING = Count("0", 0)


def begun(book: WorkbookWriter, tab: Tab) -> Count:
    """1 when anything is typed on a sheet beside what every workbook holds."""
    view, key = book.view, tab.sheet.key
    if key == "strategy":
        fields = required_texts(view.template)
        texts = "&".join(field.key for field in fields)
        filled = any(view.form("strategy").text(field.key) for field in fields)
        return Count(safe(f'IF({texts}="",0,1)'), int(filled))
    if key != "envelope" and not row_tables(view.template, key):
        return Count("1", 1)
    cells = _filled_of_tables(book, tab)
    return Count(safe(f"IF({cells.formula}=0,0,1)"), int(cells.value > 0))


def filled(book: WorkbookWriter, tab: Tab) -> Count:
    """The filled input cells of a sheet, without those of a new workbook."""
    counts = [_filled_of_tables(book, tab)]
    for key, block in tab.blocks.items():
        if isinstance(block, FormBlock):
            counts.append(filled_of_form(tab, block, book.view.form(key)))
    return Count(safe("+".join(count.formula for count in counts)), sum(count.value for count in counts))


def filled_of_form(tab: Tab, block: FormBlock, row: Row) -> Count:
    """The filled cells of a form, without those of a new workbook."""
    fields = [f for f in typed(block.table) if f.key in block.places and f.key not in PREFILLED.get(f.table, ())]
    cells = ",".join(f"{tab.quoted}!{block.places[f.key].a1}" for f in fields)
    return Count(f"COUNTA({cells})" if cells else "0", _number_filled([row], fields))


def _filled_of_tables(book: WorkbookWriter, tab: Tab) -> Count:
    """The filled cells of the tables of a sheet; lines of the envelope stand in every workbook, only amounts count."""
    view, key = book.view, tab.sheet.key
    if key == "envelope":
        amounts = [row for row in view.rows(key) if row.record.get("amount") is not None]
        return Count(rendered(book, "COUNT({envelope.amount[]})"), len(amounts))
    tables = row_tables(view.template, key)
    cells = "+".join(f"COUNTA({{{field.name}[]}})" for table in tables for field in typed(table))
    count = sum(_number_filled(view.rows(table.key), typed(table)) for table in tables)
    return Count(rendered(book, cells) if cells else "0", count)


def _number_filled(rows: Iterable[Row], fields: Iterable[Field]) -> int:
    return sum(row.record.get(field.key) not in (None, "", ()) for row in rows for field in fields)


def cells_of_gaps(tables: Iterable[Table], gaps: Count) -> Count:
    """Further cells gaps stand for: each weighs as much as the mandatory cells of a row of the first table."""
    needed = [f for table in list(tables)[:1] for f in typed(table) if f.required]
    more = max(len(needed) - 1, 0)
    return Count(f"{more}*({gaps.formula})", more * gaps.value) if more and gaps.formula else NOTHING


def rendered(book: WorkbookWriter, text: str) -> str:
    """A formula of the figures' language for a cell of the first sheet."""
    guide = book.layout.by_sheet["guide"]
    return book.formulas.render(text, Spot(guide, next(iter(guide.blocks.values()))))


def safe(formula: str) -> str:
    """A formula guarded against a deleted sheet, for which it shows nothing missing."""
    return f"IFERROR({formula},0)"
