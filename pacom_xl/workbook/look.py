"""What a direct look into a workbook tells besides the values of its cells, whatever its format.

Addresses of cells are spelt as in the parts of an .xlsx (``b"C18"``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

#: A way of showing numbers that says what they are.
NumberFormat = Literal["percent", "currency"]


class Comment(NamedTuple):
    """A note somebody left at a cell."""

    sheet: str
    cell: str
    text: str


class TabLook(Protocol):
    """A look at one tab."""

    @property
    def formulas(self) -> Collection[bytes]:
        """Cells that hold a formula."""

    @property
    def constants(self) -> Sequence[tuple[bytes, bytes, bytes]]:
        """Cells that hold a value and no formula: letters, number, and the rest as the file spells it."""

    @property
    def errors(self) -> Mapping[bytes, str]:
        """Error value by cell."""

    @property
    def lists(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """First and last row of every range with a drop-down list, by column; zero-based."""

    def is_uncached(self, cell: bytes) -> bool:
        """Whether a formula's value was never stored; a stored empty text is a value."""

    def written(self, cells: Iterable[tuple[int, int]]) -> Iterator[bytes]:
        """The formula of each of ``cells`` (in the order of the sheet); nothing where it is told by another cell's."""

    def shown_as(self, kind: NumberFormat, cells: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Those of ``cells`` (zero-based row and column, in the order of the sheet) that show their number so."""


class Look(Protocol):
    """A look at a whole workbook."""

    def sheet(self, tab: str) -> TabLook | None:
        """The look at a tab, ``None`` when there is none of that name."""

    @property
    def columns_by_name(self) -> Mapping[str, Mapping[str, int]]:
        """Column each defined name begins at, by tab then name."""

    @property
    def has_macros(self) -> bool:
        """Whether the workbook carries a program; it is never run."""

    def comments(self) -> tuple[Comment, ...]:
        """Notes people left, in workbook order."""
