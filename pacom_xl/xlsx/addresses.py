"""Addresses of cells as the parts of a workbook spell them: ``b"C18"``."""

from __future__ import annotations

from functools import lru_cache

from pacom_xl.model.plan import column_letters


@lru_cache(maxsize=1024)
def letters_of(column: int) -> bytes:
    """Letters of a zero-based column."""
    return column_letters(column).encode()


@lru_cache(maxsize=100_000)
def address(row: int, column: int) -> bytes:
    """The address of a zero-based row and column; plans use the same ones again and again."""
    return b"%s%d" % (letters_of(column), row + 1)


@lru_cache(maxsize=20_000)
def column_number(letters: bytes) -> int:
    """Zero-based column of letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


@lru_cache(maxsize=100_000)
def place_of(cell: bytes) -> tuple[int, int]:
    """Zero-based row and column of an address."""
    letters = cell.rstrip(b"0123456789")
    return int(cell[len(letters) :]) - 1, column_number(letters)
