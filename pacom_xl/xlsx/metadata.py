"""What a direct look into a workbook tells besides the values of its cells, whatever its format.

Addresses of cells are spelt as in the parts of an .xlsx (``b"C18"``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    def formulas(self) -> Mapping[bytes, bytes]:
        """Formula by cell; nothing where it is told by another cell's."""

    @property
    def errors(self) -> Mapping[bytes, str]:
        """Error value by cell, of cells without a formula."""

    @property
    def lists(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """First and last row of every range with a drop-down list, by column; zero-based."""

    def error_of(self, cell: bytes) -> str | None:
        """The error the formula of a cell shows, ``None`` when it shows none."""

    def shown(self, letters: bytes) -> Sequence[tuple[int, str]]:
        """What formulas of a column show that reading the values leaves out: zero-based row and text."""

    def is_uncached(self, cell: bytes) -> bool:
        """Whether a formula's value was never stored; a stored empty text is a value."""

    def shown_as(self, kind: NumberFormat, cells: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Those of ``cells`` (zero-based row and column, in the order of the sheet) that show their number so."""


class Look(Protocol):
    """A look at a whole workbook."""

    def sheet(self, tab: str) -> TabLook | None:
        """The look at a tab, ``None`` when there is none of that name."""

    @property
    def columns_by_name(self) -> Mapping[str, Mapping[str, int]]:
        """Column each defined name begins at, by tab then name."""

    def may_name(self, name: str) -> bool:
        """Whether a name may be defined: found without reading them all."""

    @property
    def has_macros(self) -> bool:
        """Whether the workbook carries a program; it is never run."""

    def comments(self) -> tuple[Comment, ...]:
        """Notes people left, in workbook order."""
