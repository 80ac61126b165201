"""Sheets whose filled cells lie absurdly far apart, made readable: a stray cell at XFD1048576, a million empty rows.

A reader of values sets aside room for every cell up to the last one. The far ones are taken out of the part before it
sees them, and told with their addresses.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pacom_xl.xlsx.addresses import column_number

#: Beyond these, a sheet is looked at closely; the rest of the world's plans are far smaller.
_ROWS, _COLUMNS = 20_000, 700
#: Cells a reader may set aside room for, unless one in ten is filled.
_ROOM = 4_000_000
_FAR = 1_000

_WIDE = re.compile(rb'r="[A-Z]{3}[0-9]')
_ROW_NUMBER = re.compile(rb'<row [^>]*?r="([0-9]+)"')
_ROW = re.compile(rb'<row (?:[^>]*? )?r="([0-9]+)"[^>]*?(?:/>|>.*?</row>)', re.S)
_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*?(?:/>|>.*?</c>)', re.S)
_FILLED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*[^/]>')


class Tamed(NamedTuple):
    """A part as it may be read, and the addresses of cells taken out; ``data`` is ``None`` when nothing helps."""

    data: bytes | None
    far: tuple[str, ...] = ()


def tame(data: bytes) -> Tamed:
    """``data`` unchanged for any ordinary sheet."""
    last = _ROW_NUMBER.search(data, max(0, data.rfind(b"<row ")))
    rows = int(last[1]) if last else 0
    end = data.rfind(b"</sheetData>")
    if rows <= _ROWS and not _WIDE.search(data, 0, end if end >= 0 else len(data)):
        return Tamed(data)
    data = _without_empty_rows(data)
    cells = [(int(number), column_number(letters), letters) for letters, number in _FILLED.findall(data)]
    height = max((row for row, _, _ in cells), default=0)
    width = max((column for _, column, _ in cells), default=0) + 1
    if height * width <= max(_ROOM, 10 * len(cells)):
        return Tamed(data)
    far = [f"{letters.decode()}{row}" for row, column, letters in cells if row > _ROWS or column >= _COLUMNS]
    return Tamed(_without_far_cells(data), tuple(far)) if len(far) <= _FAR else Tamed(None)


def _without_empty_rows(data: bytes) -> bytes:
    """Formatted rows below the last filled cell are dropped."""
    end = data.rfind(b"</sheetData>")
    filled = max(data.rfind(b"</v>", 0, end), data.rfind(b"</is>", 0, end), data.rfind(b"</f>", 0, end))
    stop = data.find(b"</row>", filled) if filled >= 0 else -1
    return data[: stop + 6] + data[end:] if 0 <= stop < end else data


def _without_far_cells(data: bytes) -> bytes:
    def keep_row(match: re.Match[bytes]) -> bytes:
        if int(match[1]) > _ROWS:
            return b""
        return _CELL.sub(keep_cell, match[0]) if _WIDE.search(match[0]) else match[0]

    def keep_cell(match: re.Match[bytes]) -> bytes:
        return match[0] if column_number(match[1]) < _COLUMNS else b""

    return _ROW.sub(keep_row, data)
