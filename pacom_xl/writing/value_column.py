"""Cells made column by column, some hundred rows at a time: equal values make equal cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pacom_xl.model.plan import Value
from pacom_xl.writing.cell_xml import Cells, row_xml
from pacom_xl.writing.column_widths import LINE_HEIGHT, lines_of
from pacom_xl.writing.sheet_writer import FORMULA_STARTS, cached

#: Most texts of a column whose cells are remembered.
_MOST_KNOWN = 2000
#: Rows made together: enough to be quick, few enough to be held in memory.
AT_ONCE = 1000


@dataclass(slots=True)
class ValueColumn:
    """A column of values."""

    cells: Cells
    #: The same look, marked as text, for texts an office might take for a formula.
    quoted: Cells
    #: Characters on a line, 0 when its texts do not decide the height of a row.
    width: float
    #: From a text or a tuple to what its cell holds: a text, a date or a number.
    write: Callable[[Value], Any]
    #: By value: the cell after its row number, and its lines.
    _known: dict[Value, tuple[str, int]] = field(default_factory=dict)

    def column_cells(self, values: Iterable[Value], numbers: Sequence[str], heights: list[int]) -> list[str]:
        """The cells of the rows of these ``numbers``; long texts raise ``heights``, in lines."""
        start, blank, number, known = self.cells.start, self.cells.blank, self.cells.number, self._known
        created: list[str] = []
        for place, (n, value) in enumerate(zip(numbers, values, strict=True)):
            if isinstance(value, (Decimal, int)):
                created.append(f"{start}{n}{number(float(value))}")
            elif not value:
                created.append(f"{start}{n}{blank}")
            elif not isinstance(value, (str, tuple)):
                created.append(f"{start}{n}{number(as_number(value))}")
            else:
                cell, lines = known.get(value) or self._cell(value)
                created.append(f"{start}{n}{cell}")
                if lines > heights[place]:
                    heights[place] = lines
        return created

    def _cell(self, value: Value) -> tuple[str, int]:
        content = self.write(value)
        if isinstance(content, str):
            cells = self.quoted if content.startswith(FORMULA_STARTS) else self.cells
            found = (cells.text(content), lines_in(content, self.width))
        else:
            found = (self.cells.number(as_number(content)), 1)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[value] = found
        return found


def in_rows(numbers: Sequence[str], heights: Sequence[int], columns: Iterable[Sequence[str]]) -> Iterator[str]:
    """The rows of cells made column by column, the first column first."""
    for number, height, cells in zip(numbers, heights, zip(*columns, strict=True), strict=True):
        yield row_xml(number, "".join(cells), LINE_HEIGHT * height + 1 if height > 1 else None)


def lines_in(text: str, width: float) -> int:
    """Lines a text takes; 1 where the column does not decide."""
    return lines_of(text, width) if width and len(text) > width / 2 else 1


def as_number(value: Any) -> float:
    """A number, or a date as offices count them."""
    if isinstance(value, datetime):
        return (
            float(cached(value.date())) + (value - datetime.combine(value.date(), datetime.min.time())).seconds / 86400
        )
    return float(cached(value)) if isinstance(value, date) else float(value)
