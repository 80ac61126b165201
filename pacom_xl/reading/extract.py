"""From the cells of one tab to the raw records of its tables.

Nothing is decoded here: a raw record holds what the cells hold, and where.
"""

from __future__ import annotations

from pacom_xl.layout.anchors import DECOR
from pacom_xl.reading.forms_and_grids import read_form, read_grid
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.reading.recognition.table_location import locate
from pacom_xl.reading.tab_cells import TabCells
from pacom_xl.reading.table_rows import read_rows
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.cells import Rows

Names = tuple[tuple[str, int], ...]
#: Kinds of tables that are not one record a row.
_READERS = {"form": read_form, "grid": read_grid}
#: The anchors stand in one of the first columns.
_ANCHOR_COLUMNS = 4


def extract(
    tab: str, rows: Rows, key: str, anchor: tuple[int, int] | None, template: Template, names: Names = ()
) -> RawSheet:
    """Every record of a tab and the account of its cells. ``names``: columns by defined name, when they are needed."""
    sheet = RawSheet(tab, key, anchor=anchor)
    width = len(rows[0]) if rows else 0
    column = anchor[1] if anchor else _anchor_column(rows, width)
    anchors = [row[column] for row in rows] if 0 <= column < width else [""] * len(rows)
    sheet.has_anchors = any(anchors)
    sheet.blocks = locate(rows, anchors, template.by_key[key], template, dict(names))
    cells = TabCells(sheet, rows, anchors, column, template)
    at = 0
    for block in sheet.blocks:
        at = cells.note_between(at, block.first, block)
        _READERS.get(block.table.kind, read_rows)(cells, block)
        at = max(at, block.end)
    cells.note_between(at, len(rows))
    return sheet


def _anchor_column(rows: Rows, width: int) -> int:
    """The column that still holds anchors of rows or tables, ``-1`` when none does."""
    for column in range(min(_ANCHOR_COLUMNS, width)):
        if any(isinstance(row[column], str) and (row[column] == DECOR or row[column].startswith("[")) for row in rows):
            return column
    return -1
