"""The cell that is active when a sheet is opened: the first one people fill in, never a hidden anchor."""

from __future__ import annotations

from pacom_xl.layout.blocks import FormBlock, GridBlock, Tab, TableBlock
from pacom_xl.layout.fixed_places import FIRST_COLUMN, TITLE_ROW
from pacom_xl.writing.sheet_writer import SheetWriter

#: Sheets whose forms are hidden.
_HIDDEN_FORMS = ("guide",)


def select_first_input(sheet: SheetWriter) -> None:
    """Make the first input cell of a sheet its active cell; the first cell below the title where there is none."""
    row, column = first_input(sheet.tab)
    sheet.worksheet.set_selection(row, column, row, column)


def first_input(tab: Tab) -> tuple[int, int]:
    """Row and column of the first input cell of a tab, else of its first row, else of its title."""
    for block in () if tab.sheet.key in _HIDDEN_FORMS else tab.blocks.values():
        if isinstance(block, FormBlock):
            typed = [block.places[f.key] for f in block.table.inputs if f.key in block.places and not f.generated]
            if typed:
                return min((place.row, place.column) for place in typed)
        elif isinstance(block, GridBlock) and block.items:
            return min(block.items.values()), min(block.columns.values()) + 1
        elif isinstance(block, TableBlock):
            typed_columns = [
                block.columns[f.key] for f in block.table.inputs if f.key in block.visible and not f.generated
            ]
            return block.first_row, min(typed_columns, default=block.first_column)
    return TITLE_ROW, FIRST_COLUMN
