"""Merged areas of an OpenDocument spreadsheet, which the reader of its values does not give."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as Xml  # only on a part without a DTD: see ``merged_areas``

from pacom_xl.adoption.list_file.list_cells import Area

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def merged_areas(data: bytes) -> dict[str, tuple[Area, ...]]:
    """Merged areas by sheet name, of an archive whose ``content.xml`` was checked to have no DTD."""
    with zipfile.ZipFile(io.BytesIO(data)).open("content.xml") as part:
        root = Xml.parse(part).getroot()
    return {sheet.get(f"{_TABLE}name", ""): tuple(_areas(sheet)) for sheet in root.iter(f"{_TABLE}table")}


def _areas(sheet: Xml.Element) -> Iterator[Area]:
    row = 0
    for line in sheet.iter(f"{_TABLE}table-row"):
        column = 0
        for cell in line:
            if cell.tag not in _CELLS:
                continue
            down, across = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
            if down > 1 or across > 1:
                yield Area(row, column, row + down - 1, column + across - 1)
            column += _number(cell, "number-columns-repeated")
        row += _number(line, "number-rows-repeated")


def _number(element: Xml.Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return int(text) if text.isdecimal() else 1
