"""The cells of a foreign list, whatever its file format: sparse, with their merged areas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property

from pacom_xl.model.plan import column_letters
from pacom_xl.model.text import Text

#: What a cell of a list may hold.
CellValue = str | int | float | bool | date | time | timedelta
#: Zero-based row and column.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ListCell:
    """One cell that is not empty. ``shown`` is its value as text, near to what an office shows."""

    row: int
    column: int
    value: CellValue
    shown: str
    formula: str | None = None
    #: Its number format is a percentage.
    is_percent: bool = False
    #: Why its value cannot be used: an error value, a formula never calculated.
    problem: Text | None = None

    @property
    def place(self) -> Place:
        """Zero-based row and column."""
        return (self.row, self.column)

    @property
    def address(self) -> str:
        """The address people know, such as ``C18``."""
        return f"{column_letters(self.column)}{self.row + 1}"

    @property
    def text(self) -> str | None:
        """The stripped text of a text cell; ``None`` for any other."""
        return self.value.strip() if isinstance(self.value, str) else None


@dataclass(frozen=True, slots=True)
class Area:
    """A merged area, zero-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def places(self) -> Iterator[Place]:
        """Every place of the area."""
        return ((r, c) for r in range(self.top, self.bottom + 1) for c in range(self.left, self.right + 1))


@dataclass(frozen=True)
class ListSheet:
    """One sheet of the list; a CSV file is a single one."""

    name: str
    cells: dict[Place, ListCell]
    areas: tuple[Area, ...] = ()
    hidden: bool = False

    @cached_property
    def rows(self) -> dict[int, list[ListCell]]:
        """Filled cells of each row that has some, from left to right, rows in order."""
        rows: dict[int, list[ListCell]] = {}
        for place in sorted(self.cells):
            rows.setdefault(place[0], []).append(self.cells[place])
        return rows

    @cached_property
    def _area_of(self) -> dict[Place, Area]:
        """Merged area by place, as far as cells are filled; areas that cover nothing but blanks are left out."""
        last_row, last_column = max((r for r, _ in self.cells), default=0), max((c for _, c in self.cells), default=0)
        filled = (area for area in self.areas if (area.top, area.left) in self.cells)
        clipped = (
            Area(area.top, area.left, min(area.bottom, last_row), min(area.right, last_column)) for area in filled
        )
        return {place: area for area in clipped for place in area.places()}

    def area(self, row: int, column: int) -> Area | None:
        """The merged area a place belongs to."""
        return self._area_of.get((row, column))

    def at(self, row: int, column: int) -> ListCell | None:
        """The cell shown at a place: its own, or the one of the merged area it belongs to."""
        if cell := self.cells.get((row, column)):
            return cell
        area = self.area(row, column)
        return self.cells.get((area.top, area.left)) if area else None

    def down(self, row: int, column: int) -> ListCell | None:
        """The cell of a place, or the one merged down over it in the same column."""
        if cell := self.cells.get((row, column)):
            return cell
        area = self.area(row, column)
        return self.cells.get((area.top, column)) if area and area.left == column else None


@dataclass(frozen=True)
class ListFile:
    """A whole list. ``notes`` are comments at cells: sheet name, place, text."""

    name: str
    sheets: tuple[ListSheet, ...]
    notes: tuple[tuple[str, Place, str], ...] = field(default=())
    #: How a text file was understood (encoding, separator), for the report.
    read_as: str = ""

    @property
    def filled(self) -> int:
        """How many cells are not empty."""
        return sum(len(sheet.cells) for sheet in self.sheets)
