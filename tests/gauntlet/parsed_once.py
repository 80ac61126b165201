"""Parse the parts of a workbook that no edit touched once, for hundreds of readings of nearly the same workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pacom_xl.xlsx import xlsx_workbook
from pacom_xl.xlsx.cell_contents import SheetContext
from pacom_xl.xlsx.cells import Tab
from pacom_xl.xlsx.limits import Budget, Limits
from pacom_xl.xlsx.shared_strings import SharedStrings, read_shared_strings
from pacom_xl.xlsx.xlsx_sheet import read_sheet
from pacom_xl.xlsx.xml_parser import tree


class ParsedOnce:
    """The parsers of parts, with a memory of the parts of one workbook.

    Its edited copies have the same shared strings and styles: a part of the same bytes says the same.
    """

    def __init__(self, parts: dict[str, bytes]) -> None:
        self._parts = frozenset(parts.values())
        self._known: dict[tuple[str, bytes], Any] = {}

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Read every .xlsx with these parsers."""
        for parser in (self.read_sheet, self.read_shared_strings, self.tree):
            patch.setattr(xlsx_workbook, parser.__name__, parser)

    def read_sheet(self, name: str, data: bytes, context: SheetContext) -> Tab:
        """The tab of a part; none of its tables is shared between two readings."""
        return _copy(self._parsed(name, data, lambda: read_sheet(name, data, context)))

    def read_shared_strings(self, data: bytes, budget: Budget) -> SharedStrings:
        """The texts of a part."""
        strings: SharedStrings = self._parsed("strings", data, lambda: read_shared_strings(data, budget))
        return strings

    def tree(self, data: bytes, limits: Limits) -> Any:
        """The tree of a part, which no reader changes."""
        return self._parsed("tree", data, lambda: tree(data, limits))

    def _parsed(self, what: str, data: bytes, parse: Callable[[], Any]) -> Any:
        if data not in self._parts:
            return parse()
        if (what, data) not in self._known:
            self._known[what, data] = parse()
        return self._known[what, data]


def _copy(tab: Tab) -> Tab:
    """The same tab, none of whose tables is shared."""
    return replace(
        tab,
        values={row: dict(line) for row, line in tab.values.items()},
        formulas=dict(tab.formulas),
        errors=dict(tab.errors),
        formats=dict(tab.formats),
        lists={column: list(ranges) for column, ranges in tab.lists.items()},
        comments=list(tab.comments),
        struck=set(tab.struck),
        hidden_rows=set(tab.hidden_rows),
    )
