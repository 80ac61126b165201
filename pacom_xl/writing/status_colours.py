"""Cells in the colour of a status: a fill that follows the symbol a formula shows."""

from __future__ import annotations

from pacom_xl.model.palette import STATUSES
from pacom_xl.writing.sheet_writer import Area, SheetWriter


def colour_by_symbol(sheet: SheetWriter, area: Area, symbol: str, *, with_symbol: bool = False) -> None:
    """Colour the cells of ``area`` by the status whose symbol the formula ``symbol`` gives for the first cell.

    ``with_symbol`` shows the symbol before the text of the cell.
    """
    for tone in STATUSES.values():
        shown = {"num_format": f'"{tone.symbol} "@'} if with_symbol else {}
        look = sheet.book.workbook.add_format({"bg_color": tone.fill, "font_color": tone.ink, "bold": True, **shown})
        sheet.format_where(area, f'={symbol}="{tone.symbol}"', look)
