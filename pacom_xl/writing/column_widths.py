"""Widths of columns, and number of lines of a text in them: offices do not adjust them when they open a file."""

from __future__ import annotations

from functools import lru_cache

from xlsxwriter.utility import cell_autofit_width
from xlsxwriter.worksheet import Worksheet

from pacom_xl.layout.blocks import FormBlock, Tab, TableBlock
from pacom_xl.layout.fixed_places import (
    COLUMN_WIDTHS,
    FICHE_LAST,
    FICHE_SHORT,
    FICHE_WIDE,
    FICHE_WIDE_END,
    FIRST_COLUMN,
)
from pacom_xl.template.schema import Field

_WIDTHS = {
    "code": 14, "date": 13, "month": 12, "money": 15, "percent": 13, "integer": 11, "number": 13, "enum": 19,
    "multi_enum": 26, "ref": 14, "multi_ref": 20, "email": 44, "long_text": 44, "text": 30,
}  # fmt: skip
#: Of a form: label, value, advice.
FORM_WIDTHS = (39, 64, 52)
#: The same above a table of more than a few columns, which are as wide: there is no room for advice.
_FORM_ABOVE_TABLE, _FEW = (28, 34, 14), 8
_WIDEST = 48
LINE_HEIGHT = 15
#: Characters the indent of a text takes.
INDENTED = 1.5
#: Letters are narrower than the digits widths are counted in, but words seldom fill a line to its end, and letters of
#: other fonts and other screens are up to a tenth wider.
_FILL = 1.04
#: Letters a word may have beyond its column before it is cut in two.
_SLACK = 1
#: Pixels: of a digit, beside a text and its indent, and what ``cell_autofit_width`` adds to a text.
_DIGIT, _BESIDE, _ADDED = 7, 14, 7
#: How much wider bold letters, and others, are than measured, on screens and in fonts where letters are a tenth wider.
_BOLD, _LARGER = 1.155, 1.1
FICHE_WIDTHS: dict[int, float] = {
    FICHE_SHORT: 10.5,
    FICHE_WIDE: 12,
    FICHE_WIDE_END: 20,
    **dict.fromkeys(range(FICHE_WIDE_END + 1, FICHE_LAST + 1), 10.6),
    # Long words, such as those of expense natures, stand in the first of the equal columns.
    FICHE_WIDE_END + 1: 16.4,
    FICHE_WIDE_END + 2: 13,
    FICHE_WIDE_END + 6: 12.4,
    FICHE_WIDE_END + 8: 12.4,
}


def set_widths(worksheet: Worksheet, tab: Tab) -> None:
    """Each column as wide as the widest of what stands in it."""
    for column, width in column_widths(tab).items():
        worksheet.set_column(column, column, width)


def column_widths(tab: Tab) -> dict[int, float]:
    """Width of every visible column, in characters."""
    if tab.code is not None:
        return FICHE_WIDTHS
    widths: dict[int, float] = {}
    for block in tab.blocks.values():
        if isinstance(block, FormBlock):
            for offset, width in enumerate(FORM_WIDTHS if has_advice(tab) else _FORM_ABOVE_TABLE):
                widths[FIRST_COLUMN + offset] = max(width, widths.get(FIRST_COLUMN + offset, 0))
        elif isinstance(block, TableBlock):
            for key in block.visible:
                column = block.columns[key]
                widths[column] = max(field_width(block.table.by_key[key]), widths.get(column, 0))
    return widths


def has_advice(tab: Tab) -> bool:
    """Whether the forms of a tab have a column of advice: not above a wide table, which shares their columns."""
    return not any(isinstance(block, TableBlock) and len(block.visible) > _FEW for block in tab.blocks.values())


def lines_of(text: str, width: float) -> int:
    """Lines a wrapped text takes: offices do not fit the height of rows a program wrote."""
    return sum(_lines(line, width / _FILL) for line in text.split("\n"))


def _lines(line: str, width: float) -> int:
    """Whole words, as offices break them."""
    if len(line) <= width:
        return 1
    lines, room = 1, width
    for word in line.split():
        if len(word) > room and room < width:
            lines, room = lines + 1, width
        lines += int(len(word) // width) if len(word) > width + _SLACK else 0
        room -= len(word) + 1
    return lines


@lru_cache(maxsize=2000)
def bold_lines_of(text: str, width: float) -> int:
    """Lines a label or a heading in bold takes in ``width`` characters, by the widths of its letters."""
    return _lines_in_pixels(text, width, _BOLD)


@lru_cache(maxsize=2000)
def plain_lines_of(text: str, width: float) -> int:
    """Lines a text takes in a column of ``width`` characters, by the widths of its letters; fewer than ``lines_of``."""
    return sum(_lines_in_pixels(line, width, _LARGER) for line in text.split("\n"))


def _lines_in_pixels(text: str, width: float, larger: float) -> int:
    room, lines, used = width * _DIGIT - _BESIDE, 1, 0.0
    for word in text.split():
        needed = _pixels(word) * larger
        if used and used + needed > room:
            lines, used = lines + 1, 0.0
        lines += int(needed // room)
        used += needed % room + _pixels(" ") * larger
    return lines


def _pixels(text: str) -> float:
    return cell_autofit_width(text) - _ADDED


def field_width(field: Field) -> int:
    """Width of a column, in characters: by type, and never less than its header needs on two lines."""
    if field.name in COLUMN_WIDTHS:
        return COLUMN_WIDTHS[field.name]
    header = max(len(field.label.fr), len(field.label.en))
    words = (word for label in (field.label.fr, field.label.en) for word in label.split())
    return min(_WIDEST, max(_WIDTHS.get(field.type.base, 16), header // 2 + 4, max(map(len, words), default=0) + 5))
