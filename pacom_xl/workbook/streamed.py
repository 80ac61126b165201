"""Rows written as the XML of their sheet, into the workbook xlsxwriter makes.

xlsxwriter keeps an object per cell and looks at each three times; in a consolidated workbook that costs twice the
reading of all the others. A sheet here takes whole rows already written, and lets xlsxwriter do everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from pacom_xl.core.plan import column_letters
from pacom_xl.workbook.quick import QuickSheet

#: Excel's limit on a text, which xlsxwriter keeps to.
_LONGEST = 32_767
#: What XML cannot hold.
_CONTROLS = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


class StreamedSheet(QuickSheet):
    """A worksheet some of whose rows are given as XML."""

    dim_rowmin: int | None
    dim_rowmax: int | None

    def __init__(self) -> None:
        super().__init__()
        self._streams: list[tuple[int, Sequence[str]]] = []

    def stream(self, first: int, rows: Sequence[str], last_column: int) -> None:
        """Rows from row ``first`` on, below all that was streamed before; nothing else may be written there."""
        if rows:
            self._streams.append((first, rows))
            self._check_dimensions(first, 0)
            self._check_dimensions(first + len(rows) - 1, last_column)

    def text_index(self, text: str) -> int:
        """Number of a text among those the sheets share."""
        index: int = self.str_table._get_shared_string_index(text[:_LONGEST])
        return index

    def _write_rows(self) -> None:
        top, bottom = self.dim_rowmin, self.dim_rowmax
        for first, rows in self._streams:
            self.dim_rowmax = first - 1
            super()._write_rows()
            self.fh.write("".join(rows))
            self.dim_rowmin = first + len(rows)
        self.dim_rowmax = bottom
        super()._write_rows()
        self.dim_rowmin = top


class Cells:
    """The cells of one column, as XML. Rows are zero-based, as everywhere; ``n`` is the number people read."""

    __slots__ = ("_end", "_start", "_style")

    def __init__(self, column: int, style: Any) -> None:
        self._start = f'<c r="{column_letters(column)}'
        self._style = f'" s="{style._get_xf_index()}"'
        self._end = f"{self._style}/>"

    def blank(self, n: int) -> str:
        """Nothing but its look."""
        return f"{self._start}{n}{self._end}"

    def text(self, n: int, index: int) -> str:
        """A text, by its number among the shared ones: never a formula, whatever it begins with."""
        return f'{self._start}{n}{self._style} t="s"><v>{index}</v></c>'

    def number(self, n: int, value: float) -> str:
        """A number, as xlsxwriter writes it."""
        return f"{self._start}{n}{self._style}><v>{value:.16G}</v></c>"

    def formula(self, n: int, formula: str, value: Any) -> str:
        """A formula (escaped) with the value it has today."""
        if isinstance(value, str):
            kind = ' t="str"' if value else ""
            value = escape(value.translate(_CONTROLS)) if value else ""
            return f"{self._start}{n}{self._style}{kind}><f>{formula}</f><v>{value}</v></c>"
        return f"{self._start}{n}{self._style}><f>{formula}</f><v>{value}</v></c>"


def row_xml(n: int, cells: Sequence[str], height: float | None = None) -> str:
    """A row of cells; ``height`` in points, ``None`` for the usual one, rounded to pixels as xlsxwriter does."""
    tall = f' ht="{int(height * 4 / 3) * 0.75:g}" customHeight="1"' if height else ""
    return f'<row r="{n}"{tall}>{"".join(cells)}</row>'
