"""Live counters of what is missing and what is wrong on a sheet, with a link to the first such cell.

Missing: a required cell that is empty, on a form or on a row somebody began, and what the sheet lacks altogether
(``figures.sections``). Wrong: text where a number or a date
belongs, a label no list has, a row its table has no room for. Formulas only: they say so before any file is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pacom_xl.figures.plan_view import Row
from pacom_xl.figures.sections import gap_formula
from pacom_xl.layout.anchors import DECOR
from pacom_xl.layout.blocks import FormBlock, Tab, TableBlock
from pacom_xl.layout.fixed_places import ANCHORS, FICHE_WIDE_END, FIRST_BLOCK_ROW, FIRST_COLUMN
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.sheet_texts import CHECK, MISSING_FORMAT, WRONG_FORMAT
from pacom_xl.layout.workbook_layout import fiche_title_row
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.cell_checks import (
    always,
    begun,
    form_conditions,
    is_filled_in,
    is_missing,
    is_wrong,
    table_missing,
    table_wrong,
    typed_fields,
)
from pacom_xl.writing.sheets.first_faulty_cell import gap_place, places_of, put_link
from pacom_xl.writing.workbook_writer import WorkbookWriter


class Counter(NamedTuple):
    """Place of the counters of a tab: row, columns of the link, of the missing and of the wrong cells."""

    row: int
    link: int
    missing: int
    wrong: int


def counter_of(book: WorkbookWriter, tab: Tab) -> Counter | None:
    """The counters of a tab that the people of this workbook fill in, else ``None``."""
    if book.consolidated or tab.sheet.scope == "generated":
        return None
    if tab.code is not None:
        return Counter(fiche_title_row(tab) + 1, FICHE_WIDE_END, FICHE_WIDE_END + 1, FICHE_WIDE_END + 3)
    if tab.sheet.group_owned and book.view.plan.team not in (None, GROUP_TEAM):
        return None
    if not any(is_filled_in(block) for block in tab.blocks.values()):
        return None
    return Counter(FIRST_BLOCK_ROW - 1, FIRST_COLUMN, FIRST_COLUMN + 1, FIRST_COLUMN + 2)


def counts_of(book: WorkbookWriter, tab: Tab, records: Mapping[str, list[Row]]) -> tuple[int, int]:
    """Missing and wrong cells of a tab as it is written."""
    missing, wrong = gaps_of(book, tab), 0
    for block in tab.blocks.values():
        rows = records.get(block.table.key, [])
        if isinstance(block, FormBlock):
            missing += sum(is_missing(rows[0], f) for f in block.table.inputs if f.key in block.places)
        elif isinstance(block, TableBlock) and is_filled_in(block):
            missing += sum(is_missing(row, f) for row in rows if begun(row, block) for f in always(block))
            wrong += sum(is_wrong(book, row, f) for row in rows for f in typed_fields(block))
    return missing, wrong


def gaps_of(book: WorkbookWriter, tab: Tab) -> int:
    """The gaps of a sheet that its counter counts."""
    return book.gaps.get(tab.sheet.key, 0) if gap_text(book, tab) else 0


def gap_text(book: WorkbookWriter, tab: Tab) -> str:
    """Formula of the same number, ``""`` where there is none."""
    if tab.code is not None:
        return ""
    text = gap_formula(book.view.template, tab.sheet.key, of_group=book.of_group)
    return book.formulas.render(text, Spot(tab, next(iter(tab.blocks.values())))) if text else ""


def fiche_records(tab: Tab, action: Row) -> dict[str, list[Row]]:
    """The rows an action sheet shows, by table."""
    return {key: [action] if key == "actions" else action.children(key) for key in tab.blocks}


def records_of(book: WorkbookWriter, tab: Tab) -> dict[str, list[Row]]:
    """The rows an ordinary tab shows, by table."""
    return {
        key: [book.view.form(key)] if isinstance(block, FormBlock) else book.view.rows(key)
        for key, block in tab.blocks.items()
    }


def write_counter(sheet: SheetWriter, at: Counter, records: Mapping[str, list[Row]]) -> None:
    """The line of counters of a tab; ``records`` are the rows shown, by table."""
    missing: list[str] = []
    wrong: list[str] = []
    places: list[tuple[str, Iterable[int]]] = []
    if gap := gap_text(sheet.book, sheet.tab):
        missing.append(gap)
        places.append(gap_place(sheet, gap, gaps_of(sheet.book, sheet.tab), records))
    for block in sheet.tab.blocks.values():
        if isinstance(block, FormBlock):
            missing += [f"IF({text},1,0)" for text in form_conditions(sheet.tab, block).values()]
        elif isinstance(block, TableBlock) and is_filled_in(block):
            missing += [f"SUMPRODUCT({table_missing(block)})"] if always(block) else []
            wrong += table_wrong(sheet.book, sheet.tab, block)
        else:
            continue
        places += places_of(sheet.book, sheet.tab, block, records.get(block.table.key, []))
    _put(sheet, at, missing, wrong, counts_of(sheet.book, sheet.tab, records))
    put_link(sheet, at.row, at.link, CHECK, places)


def _put(sheet: SheetWriter, at: Counter, missing: list[str], wrong: list[str], counts: tuple[int, int]) -> None:
    last = at.missing + 1 if at.wrong > at.missing + 1 else None
    sheet.worksheet.write_string(at.row, ANCHORS, DECOR, sheet.styles.role("anchor"))
    pairs = ((at.missing, missing, MISSING_FORMAT, counts[0]), (at.wrong, wrong, WRONG_FORMAT, counts[1]))
    for place, terms, shape, value in pairs:
        style = sheet.styles.role("counter", num_format=sheet.say(shape))
        sheet.write_formula(at.row, place, "=" + ("+".join(terms) or "0"), value, style, last and place + 1)
        look = sheet.book.workbook.add_format({"font_color": sheet.styles.colour("bad"), "bold": True})
        rule = {"type": "cell", "criteria": ">", "value": 0, "format": look}
        sheet.worksheet.conditional_format(at.row, place, at.row, place, rule)
