"""Rows of one sheet of an OpenDocument spreadsheet: the contents of their cells are noted at the end of each row."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pacom_xl.xlsx import ods_names as names
from pacom_xl.xlsx.cells import FormulaCell, NumberFormat, Tab
from pacom_xl.xlsx.limits import Budget
from pacom_xl.xlsx.number_formats import foreign_currency
from pacom_xl.xlsx.ods_cell import OdsCell, count
from pacom_xl.xlsx.ods_styles import Styles
from pacom_xl.xlsx.program_notes import PROGRAM_NOTE, people_note

#: Most rows and columns of a sheet.
_ROWS, _COLUMNS = 1_048_576, 16_384


class OdsRows:
    """Takes columns, rows and cells of one sheet in their order. ``lists``: names of the drop-down lists."""

    def __init__(self, tab: Tab, budget: Budget, styles: Styles, lists: Collection[str]) -> None:
        self.tab = tab
        #: Number of the row that comes next or is being read.
        self.row = 0
        self._budget, self._styles, self._lists = budget, styles, lists
        #: First column after each group of columns, and the style of their cells.
        self._column_styles: list[tuple[int, str]] = []
        self._attributes: Mapping[str, str] = {}
        self._cells: list[OdsCell] = []

    @property
    def cell(self) -> OdsCell:
        """The cell being read."""
        return self._cells[-1]

    def add_columns(self, attributes: Mapping[str, str]) -> None:
        """A group of columns with one style."""
        start = self._column_styles[-1][0] if self._column_styles else 0
        end = start + count(attributes, names.NUMBER_COLUMNS_REPEATED)
        self._column_styles.append((end, attributes.get(names.DEFAULT_CELL_STYLE_NAME, "")))

    def begin(self, attributes: Mapping[str, str]) -> None:
        """A row begins."""
        self._attributes = dict(attributes)
        self._cells = []

    def begin_cell(self, attributes: Mapping[str, str]) -> None:
        """A cell begins; it may stand in several columns."""
        first = self._cells[-1].columns.stop if self._cells else 0
        times = count(attributes, names.NUMBER_COLUMNS_REPEATED)
        self._cells.append(OdsCell(attributes, range(first, min(first + times, _COLUMNS))))

    def end(self) -> None:
        """A row ends: its cells are noted, once for each row it stands for."""
        times = count(self._attributes, names.NUMBER_ROWS_REPEATED)
        rows = range(self.row, min(self.row + times, _ROWS))
        is_hidden = self._attributes.get(names.VISIBILITY, "visible") != "visible"
        for cell in self._cells:
            validation = cell.attributes.get(names.CONTENT_VALIDATION_NAME)
            if validation is not None and rows:
                _note_rows(self.tab.validated, cell.columns, rows)
                if validation in self._lists:
                    _note_rows(self.tab.lists, cell.columns, rows)
            if names.NUMBER_COLUMNS_SPANNED in cell.attributes and rows:
                self._note_merged(cell)
            if not cell.is_empty:
                self._budget.spend(len(rows) * len(cell.columns))
                self._note_cell(cell, rows)
                if is_hidden:
                    self.tab.hidden_rows.update(rows)
        self.row += times
        self._cells = []

    def _note_merged(self, cell: OdsCell) -> None:
        """Note the range whose first cell this is."""
        height = count(cell.attributes, names.NUMBER_ROWS_SPANNED)
        width = count(cell.attributes, names.NUMBER_COLUMNS_SPANNED)
        left = cell.columns.start
        if height * width > 1:
            self.tab.merged.append(((self.row, left), (self.row + height - 1, left + width - 1)))

    def _note_cell(self, cell: OdsCell, rows: range) -> None:
        """Note what a cell holds, once for each place it stands at."""
        tab, attributes = self.tab, cell.attributes
        formula = attributes.get(names.FORMULA)
        content = FormulaCell(formula or "", *cell.content)
        kind = self._kind(cell) if names.VALUE in attributes else None
        is_struck = cell.is_struck or self._styles.is_struck(self._style(cell))
        for row in rows:
            for column in cell.columns:
                place = (row, column)
                if cell.note is not None:
                    text = cell.note.text.strip()
                    if PROGRAM_NOTE not in text or people_note(text):
                        tab.comments.append((place, people_note(text)))
                if formula is not None:
                    tab.formulas[place] = content
                elif content.error is not None:
                    tab.errors[place] = content.error
                    tab.values.setdefault(row, {})[column] = ""
                elif content.value is not None:
                    tab.values.setdefault(row, {})[column] = content.value
                    if kind:
                        tab.formats[place] = kind
                    if is_struck:
                        tab.struck.add(place)

    def _kind(self, cell: OdsCell) -> NumberFormat | None:
        """How a cell shows its number: in its own currency, else by its style."""
        if currency := foreign_currency(cell.attributes.get(names.CURRENCY, "")):
            return currency
        return self._styles.kind(self._style(cell))

    def _style(self, cell: OdsCell) -> str:
        """Name of the style of a cell: its own, else that of its row or of its column."""
        name = cell.attributes.get(names.STYLE_NAME) or self._attributes.get(names.DEFAULT_CELL_STYLE_NAME)
        if name is None:
            column = cell.columns.start
            name = next((style for end, style in self._column_styles if column < end), "")
        return name


def _note_rows(ranges: dict[int, list[tuple[int, int]]], columns: range, rows: range) -> None:
    """Note rows of some columns, as one range with the rows directly above them."""
    for column in columns:
        noted = ranges.setdefault(column, [])
        if noted and noted[-1][1] == rows[0] - 1:
            noted[-1] = (noted[-1][0], rows[-1])
        else:
            noted.append((rows[0], rows[-1]))
