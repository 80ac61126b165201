"""Findings about cells typed over the title or the hidden keys of a table, which are read into no table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, column_letters
from pacom_xl.reading.raw_records import RawSheet, Spare
from pacom_xl.reading.recognition.table_location import Block
from pacom_xl.reading.recognition.vocabulary import bare_label
from pacom_xl.xlsx.cells import Rows


def over_frames(sheet: RawSheet, cells: Sequence[Spare], rows: Rows) -> list[tuple[Block, list[Spare]]]:
    """The cells not taken over that stand on the title or the key row of a table, by table."""
    found = []
    for block in sheet.blocks:
        frame = _frame(block, rows)
        over = [cell for cell in cells if cell.row in frame]
        if over:
            found.append((block, over))
    return found


def frame_findings(sheet: RawSheet, found: Sequence[tuple[Block, list[Spare]]]) -> Iterator[Finding]:
    """One finding for each table whose title or keys were typed over (PAC127)."""
    for block, cells in found:
        first = Cell(sheet.tab, min(c.row for c in cells), min(c.column for c in cells))
        last = Cell(sheet.tab, max(c.row for c in cells), max(c.column for c in cells))
        params = {
            "table": block.table.label,
            "area": f"{sheet.tab}!{first.a1}" + (f":{last.a1}" if last != first else ""),
            "count": len(cells),
            "cells": [f"{column_letters(c.column)}{c.row + 1}" for c in cells],
        }
        yield Finding("PAC127", sheet.subject, block.table.key, cell=first, params=params)


def _frame(block: Block, rows: Rows) -> Collection[int]:
    """The key row, and the row of the title when the title is no longer there."""
    if block.key_row < 1 or block.table.kind in ("computed", "generated"):
        return ()
    title = {bare_label(block.table.label.fr), bare_label(block.table.label.en)}
    above = {bare_label(raw) for raw in rows[block.key_row - 1] if isinstance(raw, str) and raw}
    has_title = block.table.parent is not None
    return (block.key_row - 1, block.key_row) if has_title and not above & title else (block.key_row,)
