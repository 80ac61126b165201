"""What one cell of a worksheet part holds: its value by its type, or its formula and the value stored with it.

Nothing here refers to the tab: a tab refers to this for the formulas that are read later, and a reference back would
leave each tab that was read to the cyclic garbage collector.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

from pacom_xl.xlsx.cells import FormulaCell, Value
from pacom_xl.xlsx.limits import Budget, DocumentError
from pacom_xl.xlsx.number_formats import Kind, from_iso, from_serial
from pacom_xl.xlsx.shared_strings import unescaped
from pacom_xl.xlsx.xml_parser import TRUNCATED

#: Keys of a cell’s dictionary beside its attributes, none of which has a space: formula, its attributes, value.
FORMULA, SHARED, VALUE = " f", " f attributes", " v"
#: A cell as the parser gives it.
RawCell = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class SheetContext:
    """Shared strings, styles and settings that the cells of all sheets refer to."""

    #: Shared strings by their number, kinds of numbers by the number of a style: numbers as cells spell them.
    strings: dict[str, str]
    kinds: dict[str, Kind]
    #: Numbers of the styles that strike a cell through; shared strings of which a part is struck, not in ``strings``.
    struck_styles: frozenset[str]
    struck_strings: dict[str, str]
    from_1904: bool
    budget: Budget


class CellContents:
    """Reads the contents of cells, with the shared strings and styles of their workbook."""

    def __init__(self, context: SheetContext) -> None:
        self._context = context

    def value(self, cell: RawCell, kind: Kind | None) -> Value:
        """The content of a cell, by its type. A number that is none (``NaN``, ``INF``) is read as its text."""
        text, type_ = cell[VALUE], cell.get("t", "n")
        if type_ == "n":
            return self._number(text, kind)
        if type_ in ("str", "inlineStr"):
            return unescaped(text)
        if type_ == "s":
            return self._string(text.strip())
        if type_ == "b":
            return text.strip().lower() in ("1", "true")
        return (from_iso(text.strip()) if type_ == "d" else None) or text

    def _number(self, text: str, kind: Kind | None) -> Value:
        try:
            number = float(text)
        except ValueError:
            return text.strip()
        if not isfinite(number):
            return text.strip()
        return from_serial(number, kind, from_1904=self._context.from_1904) if kind in ("date", "duration") else number

    def _string(self, number: str) -> str:
        for strings in (self._context.strings, self._context.struck_strings):
            if number in strings:
                return strings[number]
        raise DocumentError(TRUNCATED)

    def formula(self, cell: RawCell) -> FormulaCell:
        """The formula of a cell, with the value stored beside it."""
        formula = formula_text(cell)
        if VALUE not in cell:
            # A text that is stored and empty is a value.
            return FormulaCell(formula, "" if cell.get("t") == "str" else None)
        if cell.get("t") == "e":
            return FormulaCell(formula, "", cell[VALUE].strip())
        try:
            value: Value | None = self.value(cell, self._context.kinds.get(cell.get("s", "")))
        except DocumentError:
            # A formula is read after the file was found sound: a text that is missing shows nothing.
            value = None
        return FormulaCell(formula, value)


def formula_text(cell: RawCell) -> str:
    """The text of the formula of a cell, without spaces around it."""
    text: str = cell[FORMULA]
    return text.strip()
