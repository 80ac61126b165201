"""Cells and rows as the XML of a worksheet, for tables too long to give to xlsxwriter cell by cell."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from pacom_xl.model.plan import column_letters
from pacom_xl.model.text import cell_text

#: Characters XML cannot hold.
NOT_IN_XML = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
#: Stands for the number of a format until xlsxwriter has assigned it; no text can hold this character.
STYLE = "\2"
#: A text that reads like an escaped character, and the characters Excel escapes.
_LIKE_AN_ESCAPE = re.compile(r"(_x[0-9a-fA-F]{4}_)")
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class Cells:
    """The cells of one column and one format.

    ``start`` comes before the row number, everything else after it. ``style``: number of the format among those of
    the sheet (``StreamedRows.style``).
    """

    __slots__ = ("_style", "blank", "column", "start")

    def __init__(self, column: int, style: int) -> None:
        self.column = column
        self.start = f'<c r="{column_letters(column)}'
        self._style = f'" s="{STYLE}{style}{STYLE}"'
        #: An empty cell.
        self.blank = f"{self._style}/>"

    def text(self, text: str) -> str:
        """A text in its cell, never read as a formula."""
        space = ' xml:space="preserve"' if text != text.strip() else ""
        return f'{self._style} t="inlineStr"><is><t{space}>{text_xml(text)}</t></is></c>'

    def number(self, value: float) -> str:
        """A number, with the digits xlsxwriter writes."""
        return f"{self._style}><v>{value:.16G}</v></c>"

    def formula(self, formula: str, value: Any) -> str:
        """A formula (escaped, without ``=``) and its value: a number, or a text."""
        if isinstance(value, str):
            kind = ' t="str"' if value else ""
            return f"{self._style}{kind}><f>{formula}</f><v>{escape(value.translate(NOT_IN_XML), quote=False)}</v></c>"
        return f"{self._style}><f>{formula}</f><v>{value}</v></c>"


def text_xml(text: str) -> str:
    """A text as XML holds it: what a cell can hold, control characters escaped as Excel does (``_x0007_``)."""
    return escape(cell_content(text), quote=False)


def cell_content(text: str) -> str:
    """As much of a text as a cell can hold, control characters escaped as Excel does (``_x0007_``)."""
    content = cell_text(text)
    if "_x" in content or not content.isprintable():
        content = _LIKE_AN_ESCAPE.sub(r"_x005F\1", content)
        content = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", content)
    return content


def row_xml(number: str, cells: str, height: float | None = None) -> str:
    """A row of cells; ``height`` in points, ``None`` for the usual one, rounded to pixels as xlsxwriter does."""
    tall = f' ht="{int(height * 4 / 3) * 0.75:g}" customHeight="1"' if height else ""
    return f'<row r="{number}"{tall}>{cells}</row>'
