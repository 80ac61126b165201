"""Whether the texts of a workbook's cells fit: widths of letters as xlsxwriter knows them (Calibri, 11 points)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.utility import cell_autofit_width

#: Pixels: of a digit, beside the texts of a cell, of an indent; points of a line of a font of one point.
_DIGIT, _PADDING, _INDENT, _LINE = 7, 5, 9, 1.22
#: Most columns a text runs over.
_BEYOND = 40
#: What ``cell_autofit_width`` adds, and how much wider bold letters are.
_ADDED, _BOLD = 7, 1.05


class Cut(NamedTuple):
    """A text that does not fit its cell: where, the text, pixels or points needed and there."""

    sheet: str
    cell: str
    text: str
    needed: float
    room: float


def cut_texts(book: Workbook, zoom: float = 1.0) -> Iterator[Cut]:
    """The texts of visible cells that are cut; ``zoom``: letters that much wider than measured."""
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            yield from _Room(sheet, zoom).cut()


class _Room:
    """The room of the cells of a sheet."""

    def __init__(self, sheet: Worksheet, zoom: float) -> None:
        self.sheet, self.zoom = sheet, zoom
        self.merged = {area.min_col + 1000 * area.min_row: area for area in sheet.merged_cells.ranges}
        cells = (cell for row in sheet.iter_rows() for cell in row)
        self.filled = {(c.row, c.column) for c in cells if isinstance(c, MergedCell) or c.value not in (None, "")}
        self.widths: dict[int, float] = {}
        for dimension in sheet.column_dimensions.values():
            for column in range(dimension.min, dimension.max + 1):
                self.widths[column] = 0 if dimension.hidden else dimension.width or 8.43

    def cut(self) -> Iterator[Cut]:
        """The texts that do not fit."""
        for row in self.sheet.iter_rows():
            dimension = self.sheet.row_dimensions[row[0].row]
            if dimension.hidden:
                continue
            for cell in row:
                if isinstance(cell, Cell) and isinstance(cell.value, str) and cell.value and self._width(cell.column):
                    yield from self._cut(cell)

    def _width(self, column: int) -> float:
        return round(self.widths.get(column, 8.43) * _DIGIT)

    def _room(self, cell: Cell) -> tuple[float, float]:
        """Pixels across and points down of a cell, or of those it is merged over."""
        area = self.merged.get(cell.column + 1000 * cell.row)
        last_column, last_row = (area.max_col, area.max_row) if area else (cell.column, cell.row)
        across = sum(self._width(column) for column in range(cell.column, last_column + 1))
        down = sum(self.sheet.row_dimensions[row].height or 15 for row in range(cell.row, last_row + 1))
        return across, down

    def _cut(self, cell: Cell) -> Iterator[Cut]:
        look, (across, down) = cell.alignment, self._room(cell)
        if look.shrink_to_fit or look.textRotation:
            return
        room = across - _PADDING - _INDENT * (look.indent or 0)
        size = (cell.font.sz or 11) / 11 * (_BOLD if cell.font.b else 1) * self.zoom
        if look.wrap_text:
            lines = sum(self._lines(line, room, size) for line in str(cell.value).split("\n"))
            needed = lines * (cell.font.sz or 11) * _LINE
            if needed > down + 2:
                yield self._as_cut(cell, needed, down)
        elif (needed := _pixels(str(cell.value)) * size) > room + self._free(cell):
            yield self._as_cut(cell, needed, room)

    def _as_cut(self, cell: Cell, needed: float, room: float) -> Cut:
        return Cut(self.sheet.title, cell.coordinate, str(cell.value), needed, room)

    def _free(self, cell: Cell) -> float:
        """Pixels of the empty cells into which the text may run, at its right or, aligned right, at its left."""
        if cell.column + 1000 * cell.row in self.merged or cell.alignment.horizontal == "center":
            return 0
        step, free, column = (-1 if cell.alignment.horizontal == "right" else 1), 0.0, cell.column
        while 1 <= (column := column + step) <= cell.column + _BEYOND:
            if (cell.row, column) in self.filled:
                break
            free += self._width(column)
        return free

    def _lines(self, text: str, room: float, size: float) -> int:
        """Lines a text takes, broken between words; a word that is too long is broken."""
        lines, used = 1, 0.0
        space = _pixels(" ") * size
        for word in text.split(" "):
            width = _pixels(word) * size
            if used and used + width > room:
                lines, used = lines + 1, 0.0
            if width > room > 0:
                lines += int(width // room)
                width %= room
            used += width + space
        return lines


def _pixels(text: str) -> float:
    return float(cell_autofit_width(text) - _ADDED) if text else 0.0
