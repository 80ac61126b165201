"""Number of rows of the sheets of a consolidated workbook, compared with the limit of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple

from pacom_xl.exchange.details_formats import TableSink
from pacom_xl.layout.blocks import Layout, TableBlock

#: Rows of a sheet of Excel.
EXCEL_ROWS = 1_048_576


class FullSheet(NamedTuple):
    """A sheet that would have more rows than a sheet can have."""

    name: str
    rows: int


class TooManyRowsError(Exception):
    """Sheets that would have more rows than ``most``. Nothing was written.

    ``apart``: they would even though the rows of the tables of actions go into another file.
    """

    def __init__(self, sheets: Sequence[FullSheet], most: int, *, apart: bool = False) -> None:
        super().__init__(f"more than {most} rows: {', '.join(sheet.name for sheet in sheets)}")
        self.sheets, self.most, self.apart = sheets, most, apart


def full_sheets(layout: Layout, grown: Mapping[str, int], most: int) -> list[FullSheet]:
    """The sheets with more than ``most`` rows, headings included; ``grown``: rows of tables laid out without them."""
    rows = {tab.name: max(_last_rows(tab.blocks, grown), default=0) for tab in layout.tabs}
    return [FullSheet(name, count) for name, count in rows.items() if count > most]


def _last_rows(blocks: Mapping[str, object], grown: Mapping[str, int]) -> Iterator[int]:
    for key, block in blocks.items():
        if isinstance(block, TableBlock):
            yield block.first_row + max(block.size, grown.get(key, 0))


class DetailsTarget(NamedTuple):
    """Target of the details of a workbook: the name of the file, and a function that opens it for a workbook id."""

    name: str
    open: Callable[[str], AbstractContextManager[TableSink]]


def _in_sheets(full: Sequence[FullSheet], most: int) -> DetailsTarget | None:
    if full:
        raise TooManyRowsError(full, most)
    return None


@dataclass(frozen=True)
class SheetRows:
    """The limit of rows of a sheet (``most``), and what to do when a sheet would exceed it."""

    most: int = EXCEL_ROWS
    #: From the sheets that would have more rows: where the rows of the tables of actions go instead of sheets, ``None``
    #: when they are sheets. Raises ``TooManyRowsError`` when they must be sheets.
    choose: Callable[[Sequence[FullSheet], int], DetailsTarget | None] = _in_sheets

    def details_of(self, full: Sequence[FullSheet]) -> DetailsTarget | None:
        """The target of the details."""
        return self.choose(full, self.most)
