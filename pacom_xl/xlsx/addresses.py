"""Addresses of cells, as ``C18`` or ``$C$18``, to zero-based rows and columns."""

from __future__ import annotations

import re

from pacom_xl.xlsx.cells import Place
from pacom_xl.xlsx.limits import DocumentError
from pacom_xl.xlsx.xml_parser import TRUNCATED

#: Columns and rows of a sheet; digits of the longest row number.
_COLUMNS, _ROWS, _DIGITS = 16_384, 1_048_576, 7
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?0*([1-9][0-9]{0,6})\s*")


class _Places(dict[str, Place]):
    """Place by address: workbooks use the same addresses in all their tabs."""

    _MOST = 200_000

    def __missing__(self, text: str) -> Place:
        found = _ADDRESS.fullmatch(text.strip())
        column = column_number(found[1]) if found else _COLUMNS
        row = int(found[2]) - 1 if found else _ROWS
        if column >= _COLUMNS or row >= _ROWS:
            raise DocumentError(TRUNCATED)
        if len(self) > self._MOST:
            self.clear()
        self[text] = place = (row, column)
        return place


#: Zero-based row and column by address. Raises ``DocumentError`` for a text that is no address.
PLACES = _Places()


def place_of(text: str) -> Place:
    """Zero-based row and column of an address. Raises ``DocumentError`` when it is none."""
    return PLACES[text]


def column_number(letters: str) -> int:
    """Zero-based column of letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def row_number(text: str) -> int:
    """The number of a row, counted from 1. Raises ``DocumentError`` when it is none of a sheet."""
    number = text.strip()
    if not (number.isdecimal() and len(number) <= _DIGITS and int(number) <= _ROWS):
        raise DocumentError(TRUNCATED)
    return int(number)
