"""Cells made column by column, some hundred rows at a time: what a cell says after its address depends on its value
only, and teams say the same things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pacom_xl.model.plan import Value
from pacom_xl.writing.cell_writer import FORMULA_STARTS, cached
from pacom_xl.writing.column_widths import LINE_HEIGHT, lines_of
from pacom_xl.writing.row_stream import Cells, row_xml

#: Texts whose cells are remembered, by column: teams say the same things, but not for ever.
MOST_KNOWN = 2000
#: Rows made together: enough to be quick, few enough to be held.
AT_ONCE = 1000


@dataclass(slots=True)
class Typed:
    """A column of values as people typed them."""

    cells: Cells
    #: The same look, for a text an office might take for a formula.
    quoted: Cells
    #: Characters on a line, 0 when its texts do not decide the height of a row.
    width: float
    #: What a text is in a cell: another text, a date or a number.
    write: Callable[[Value], Any]
    #: What texts became, by value: a cell without its address, and the lines it takes.
    known: dict[Value, tuple[str, int]] = field(default_factory=dict)

    @property
    def look(self) -> tuple[object, ...]:
        """All its cells have in common."""
        return self.cells.look, self.quoted.look, self.width

    def made(self, values: Iterable[Value], numbers: Sequence[str], heights: list[int]) -> list[str]:
        """The cells of the rows of these numbers; texts may make rows higher (``heights``, in lines)."""
        return joined(self.cells, numbers, self.said(values, heights))

    def said(self, values: Iterable[Value], heights: list[int]) -> list[str]:
        """The cells without their addresses; ``heights`` as in ``made``."""
        cells, known = self.cells, self.known
        tails: list[str] = []
        for place, value in enumerate(values):
            if value is None or value == "" or value == ():
                tails.append(cells.blank)
            elif not isinstance(value, (str, tuple)):
                tails.append(cells.number(as_number(value)))
            else:
                tail, lines = known.get(value) or self._tail(value)
                tails.append(tail)
                if lines > heights[place]:
                    heights[place] = lines
        return tails

    def _tail(self, value: Value) -> tuple[str, int]:
        content = self.write(value)
        if isinstance(content, str):
            cells = self.quoted if content.startswith(FORMULA_STARTS) else self.cells
            tail = (cells.text(content), lines_in(content, self.width))
        else:
            tail = (self.cells.number(as_number(content)), 1)
        if len(self.known) >= MOST_KNOWN:
            self.known.clear()
        self.known[value] = tail
        return tail


def joined(cells: Cells, numbers: Sequence[str], tails: Iterable[str]) -> list[str]:
    """Cells with their addresses."""
    start = cells.start
    return [f"{start}{n}{tail}" for n, tail in zip(numbers, tails, strict=True)]


def in_rows(numbers: Sequence[str], heights: Sequence[int], columns: Iterable[list[str]]) -> Iterator[str]:
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
