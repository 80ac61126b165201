"""Workbooks opened with openpyxl, an independent reader, as far as tests look at them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet.merge import MergedCellRange


def open_workbook(source: Path | BytesIO, **options: bool) -> Any:
    """A workbook without the borders of merged cells, which take openpyxl half of the time."""
    with _without_borders():
        return openpyxl.load_workbook(source, **options)


def open_tab(source: Path, tab: str, data_only: bool = False) -> Any:
    """One tab of a workbook, without its printed area; the other tabs and names are not read."""
    reader = _TabReader(source, data_only=data_only)
    reader.tab = tab
    with _without_borders():
        reader.read()
    return reader.wb[tab]


class _TabReader(ExcelReader):  # type: ignore[misc]
    """A reader of the tab named ``tab``."""

    tab = ""

    def read_worksheets(self) -> None:
        found = list(self.parser.find_sheets())
        self.parser.find_sheets = lambda: [(sheet, relation) for sheet, relation in found if sheet.name == self.tab]
        # Names belong to sheets by number.
        self.parser.assign_names = lambda: None
        super().read_worksheets()


@contextmanager
def _without_borders() -> Iterator[None]:
    """Merged cells get no borders, as long as this context is open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MergedCellRange, "format", lambda merged: None)
        yield
