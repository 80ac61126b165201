"""xlsxwriter's worksheet without the part of its work that our formulas do not need, and with texts left alone.

xlsxwriter looks for some 150 newer functions in every formula, one regular expression each, to give them the prefix
their files need. That takes half the time of a workbook; one look at the functions used says that there are none.
"""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.worksheet import CellStringTuple, Worksheet

from pacom_xl.model.text import cell_text

#: Functions every office since Excel 2010 knows by this very name, and SHEET of Excel 2013, which formulas write with
#: its prefix; a formula using others goes the long way.
CLASSIC = frozenset((
    "ABS", "ADDRESS", "AND", "CHAR", "COLUMN", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "DATE", "DAY", "EDATE",
    "EXACT", "FIND", "HYPERLINK", "IF", "IFERROR", "INDEX", "INDIRECT", "INT", "ISERROR", "ISNUMBER", "LARGE", "LEFT",
    "LEN", "MATCH", "MAX", "MIN", "MOD", "MONTH", "N", "NETWORKDAYS", "NOT", "OR", "ROUND", "ROW", "ROWS", "SHEET",
    "SMALL", "SUBSTITUTE", "SUM", "SUMIFS", "SUMPRODUCT", "TODAY", "TRIM", "WEEKDAY", "WORKDAY", "YEAR",
))  # fmt: skip
_FUNCTION = re.compile(r"([A-Z][A-Z0-9.]*)\(")


class QuickSheet(Worksheet):  # type: ignore[misc]
    """A worksheet that writes the same bytes sooner."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """``formula`` as files hold it."""
        if CLASSIC.issuperset(_FUNCTION.findall(formula)):
            return formula.removeprefix("=")
        prepared: str = super()._prepare_formula(formula, expand_future_functions)
        return prepared

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        """A text, as much of it as a cell holds.

        xlsxwriter takes one like ``<r>…</r>`` for the XML of a rich text: it gets that of the text.
        """
        string = cell_text(string)
        if not (string.startswith("<r>") and string.endswith("</r>")):
            written: int = super()._write_string(row, col, string, cell_format)
            return written
        if self._check_dimensions(row, col):
            return -1
        rich = f'<r><t xml:space="preserve">{escape(string)}</t></r>'
        self.table[row][col] = CellStringTuple(self.str_table._get_shared_string_index(rich), cell_format)
        return 0
