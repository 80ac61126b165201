"""Every formula of a workbook, its cached value against the one a calculation engine gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import openpyxl


class Difference(NamedTuple):
    """A formula whose cached value is not what the engine computes."""

    cell: str
    formula: str
    cached: Any
    computed: Any


def formula_cells(path: Path) -> dict[tuple[str, str], str]:
    """Formula text by tab and address."""
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def cached_differences(path: Path, recalculated: Path) -> list[Difference]:
    """Formulas of ``path`` whose cached value differs from that of ``recalculated``."""
    before = openpyxl.load_workbook(path, data_only=True)
    after = openpyxl.load_workbook(recalculated, data_only=True)
    found = []
    for (tab, address), formula in formula_cells(path).items():
        ours, theirs = before[tab][address].value, after[tab][address].value
        if not same(ours, theirs):
            found.append(Difference(f"{tab}!{address}", formula, ours, theirs))
    return found


def same(ours: Any, theirs: Any) -> bool:
    """Equal at 12 significant digits; an empty text is an empty cell."""
    ours, theirs = ("" if value is None else value for value in (ours, theirs))
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return abs(ours - theirs) <= 1e-12 * max(1.0, abs(ours), abs(theirs))
    return bool(ours == theirs)
