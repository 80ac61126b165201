"""The cells of one tab and their account: every cell that is not empty is read, or computed, or known decoration
(anchors, headings, help), or it is among the ``spare`` ones, which the reader lists.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from pacom_xl.reading.raw_records import RawSheet, SpareCell
from pacom_xl.reading.recognition.table_location import Block
from pacom_xl.reading.recognition.vocabulary import Vocabulary, vocabulary_of
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.cells import Row, Rows

#: Days that number 0 stands for, in workbooks that count from 1900 and from 1904.
_EPOCHS = (date(1899, 12, 30), date(1904, 1, 1))


class TabCells:
    """The rows of a tab, the column of its anchors, and the ``RawSheet`` that is being filled from them."""

    def __init__(self, sheet: RawSheet, rows: Rows, anchors: Sequence[Any], column: int, template: Template) -> None:
        self.sheet, self.rows, self.anchors, self.column, self.template = sheet, rows, anchors, column, template
        self.known: Vocabulary = vocabulary_of(template)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def note_between(self, start: int, end: int, block: Block | None = None) -> int:
        """Note the rows between two tables: titles, headings, anchors. ``block``: the table whose header they end with.

        Returns the row after them.
        """
        columns = {*block.columns.values(), *block.computed.values()} if block else set()
        header = block.header if block else -1
        if block and block.months and header < len(self.rows):
            columns |= {c for c, month in block.months.items() if _is_month(self.rows[header][c], month)}
        for number in range(start, min(end, len(self.rows))):
            row = self.rows[number]
            if row.count("") < len(row):
                self.note_decoration(number, row, self.anchors[number], columns if number == header else ())
        return max(start, end)

    def note_decoration(self, number: int, row: Row, anchor: Any, columns: Collection[int] = ()) -> None:
        """Note a row that is no record; its cells outside ``columns`` must be texts of the template."""
        filled = len(row) - row.count("")
        self.sheet.filled += filled
        self.sheet.decor.add(number)
        if filled > (anchor != "") and not self.known.explained_seen.issuperset(row):
            self.note_spare(number, row, {self.column, *columns}, bool(anchor))

    def note_spare(self, number: int, row: Row, columns: set[int], decorated: bool) -> None:
        """List the cells outside ``columns`` that no text of the template explains."""
        explains = self.known.explains
        for column, raw in enumerate(row):
            if raw == "" or column in columns or (type(raw) is str and explains(raw)):
                continue
            self.sheet.spare.append(SpareCell(number, column, raw, decorated))


def _is_month(raw: Any, month: str) -> bool:
    """Whether the heading of a column of a grid is its month: a date, or the number of one that lost its format."""
    if isinstance(raw, (int, float)) and month:
        first = date(int(month[:4]), int(month[5:]), 1)
        return any((first - epoch).days == raw for epoch in _EPOCHS)
    return isinstance(raw, date) and f"{raw:%Y-%m}" == month
