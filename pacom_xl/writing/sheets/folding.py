"""Sections and tables of an action sheet that are folded in an outline as long as nothing stands in them."""

from __future__ import annotations

from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.blocks import FormBlock, TableBlock
from pacom_xl.layout.fixed_places import FICHE_EDGE, FICHE_HALVES
from pacom_xl.layout.sheet_texts import MISSING_IN_SECTION
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.cell_checks import form_conditions, is_missing


def fold(sheet: SheetWriter, action: Row) -> None:
    """Put the rows of secondary sections and tables in an outline; open those that hold something."""
    sheet.worksheet.outline_settings(symbols_below=False)
    for block in sheet.tab.blocks.values():
        if isinstance(block, FormBlock):
            for heading, (first, last) in block.folds.items():
                keys = [key for key, place in block.places.items() if first <= place.row <= last]
                _put_outline(sheet, heading, first, last, folded=not _is_filled(block, action, keys))
                if not sheet.book.consolidated:
                    _write_missing(sheet, block, heading, keys, action)
        elif isinstance(block, TableBlock) and block.table.folded and block.title_row is not None:
            filled = bool(action.children(block.table.key))
            _put_outline(sheet, block.title_row, block.header_row, block.closing_row, folded=not filled)


def _is_filled(block: FormBlock, action: Row, keys: list[str]) -> bool:
    """Whether a section is filled, or must be."""
    fields = [f for f in map(block.table.by_key.__getitem__, keys) if f.is_input]
    return any(action.record.get(f.key) not in (None, "", ()) or is_missing(action, f) for f in fields)


def _put_outline(sheet: SheetWriter, heading: int, first: int, last: int, *, folded: bool) -> None:
    for row in range(first, last + 1):
        sheet.set_outline(row, hidden=folded)
    if folded:
        sheet.set_collapsed(heading)


def _write_missing(sheet: SheetWriter, block: FormBlock, heading: int, keys: list[str], action: Row) -> None:
    """Beside the heading of a section: how many of its cells are to be filled in, also while it is folded."""
    tests = [test for key, test in form_conditions(sheet.tab, block).items() if key in keys]
    if not tests:
        return
    count = sum(is_missing(action, block.table.by_key[key]) for key in keys)
    colour = sheet.styles.colour("bad")
    style = sheet.styles.role("heading", num_format=sheet.say(MISSING_IN_SECTION), font_color=colour, align="left")
    formula = "=" + "+".join(f"IF({test},1,0)" for test in tests)
    sheet.write_formula(heading, FICHE_HALVES[1][1], formula, count, style, FICHE_EDGE)
