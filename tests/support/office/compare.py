"""Every formula of a workbook, its cached value against the one a calculation engine gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pacom_xl.model.plan import column_letters
from tests.support.direct_workbook import DirectCell, DirectWorkbook, Spot


class Difference(NamedTuple):
    """A formula whose cached value is not what the engine computes."""

    cell: str
    formula: str
    cached: Any
    computed: Any


def formula_cells(path: Path) -> dict[tuple[str, str], str]:
    """Formula text by tab and address."""
    return {(tab, address): f"={cell.formula}" for tab, address, cell, _ in formulas(DirectWorkbook(path))}


def cached_differences(path: Path, recalculated: Path) -> list[Difference]:
    """Formulas of ``path`` whose cached value differs from that of ``recalculated``."""
    after = DirectWorkbook(recalculated)
    found = []
    for tab, address, cell, spot in formulas(DirectWorkbook(path)):
        ours, theirs = shown(cell), shown(after.cells(tab).get(spot))
        if not same(ours, theirs):
            found.append(Difference(f"{tab}!{address}", f"={cell.formula}", ours, theirs))
    return found


def formulas(workbook: DirectWorkbook) -> Iterator[tuple[str, str, DirectCell, Spot]]:
    """Tab, address, cell and place of every formula."""
    for tab in workbook.part_of:
        for (row, column), cell in workbook.cells(tab).items():
            if cell.formula:
                yield tab, f"{column_letters(column)}{row + 1}", cell, (row, column)


def shown(cell: DirectCell | None) -> Any:
    """The value of a cell; a truth value is 1 or 0."""
    if cell is None:
        return None
    return float(cell.value) if cell.kind == "b" else cell.content


def same(ours: Any, theirs: Any) -> bool:
    """Equal at 12 significant digits; an empty text is an empty cell."""
    ours, theirs = ("" if value is None else value for value in (ours, theirs))
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return abs(ours - theirs) <= 1e-12 * max(1.0, abs(ours), abs(theirs))
    return bool(ours == theirs)
