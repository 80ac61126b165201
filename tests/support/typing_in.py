"""What people do to a workbook, done to its parts: typing, adding tabs, leaving notes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from pacom_xl.correction.package_parts import PackageParts
from pacom_xl.correction.sheet_part import SheetPart
from pacom_xl.xlsx.addresses import place_of
from tests.support.opened_workbook import open_workbook
from tests.support.small_workbook import write_small

Typed = dict[tuple[str, str], Any]


def typed(path: Path, values: Typed) -> Path:
    """A small workbook at ``path`` in which people typed ``values``, by tab and address."""
    write_small(path)
    return type_in(path, values)


def type_in(path: Path, values: Typed) -> Path:
    """Type values into a workbook; nothing else of it changes."""
    parts = PackageParts(path.read_bytes())
    for (sheet, cell), value in values.items():
        part = parts.sheet_path(sheet)
        assert part, sheet
        SheetPart(parts.tree(part)).put(place_of(cell), value)
    path.write_bytes(parts.save())
    return path


def with_library(path: Path, change: Callable[[openpyxl.Workbook], object]) -> Path:
    """A workbook changed and saved by openpyxl, which writes the parts of a file in its own way."""
    book = open_workbook(path)
    change(book)
    book.save(path)
    return path


def add_note(sheet: str, cell: str, text: str) -> Callable[[openpyxl.Workbook], None]:
    """A person's note at a cell."""

    def change(book: openpyxl.Workbook) -> None:
        book[sheet][cell].comment = Comment(text, "Luc")

    return change


def add_tab(name: str, values: dict[str, Any], colour: str = "FF00B050") -> Callable[[openpyxl.Workbook], None]:
    """A tab of a person's own, each cell of a colour."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet(name)
        for cell, value in values.items():
            sheet[cell] = value
            sheet[cell].fill = PatternFill("solid", fgColor=colour)

    return change
