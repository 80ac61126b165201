"""Columns whose cells were shifted up or down against the rest of their rows (PAC129).

The data validations show it: an office moves them together with the cells, so those of such a column end on another row
than those of the other columns of its table. Validations that were only cleared in spare cells end earlier, too, but
leave the values where they are: cells deleted above leave the last filled rows of the table without a value there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.reading.recognition.table_location import Block
from pacom_xl.xlsx.cells import Tab

#: Fewest columns of a table whose validations must end on the same row.
_ENOUGH = 3
#: Most rows a column is taken to be shifted by; validations that go further were extended on purpose.
_FARTHEST = 50


def shifted_columns(sheet: RawSheet, tab: Tab) -> Iterator[Finding]:
    """One finding for each column, at its first cell."""
    slipped = {field.name for field, _ in sheet.slipped}
    for block in sheet.blocks:
        if block.table.kind != "rows" or block.header < 0:
            continue
        for key, shift in _shifts(block, tab):
            field = block.table.by_key[key]
            if field.name not in slipped:
                params = {"name": field.label, "case": "inserted" if shift > 0 else "deleted", "n": abs(shift)}
                cell = Cell(sheet.tab, block.first, block.columns[key])
                yield Finding("PAC129", sheet.subject, field.name, cell=cell, field=field.name, params=params)


def _shifts(block: Block, tab: Tab) -> Iterator[tuple[str, int]]:
    """Columns of a table, and by how many rows more (or fewer, negative) than the others their validations go down."""
    ends = {key: end for key, column in block.columns.items() if (end := _end(block, tab.validated.get(column, ())))}
    if not ends:
        return
    usual, count = Counter(ends.values()).most_common(1)[0]
    if count < _ENOUGH or count * 2 <= len(ends):
        return
    for key, end in ends.items():
        rows = range(min(end, usual) + 1, max(end, usual) + 1)
        if not 0 < len(rows) <= _FARTHEST or _is_filled(tab, block.columns[key], rows):
            continue
        if end > usual or _may_have_moved_up(block, tab, block.columns[key], len(rows)):
            yield key, end - usual


def _may_have_moved_up(block: Block, tab: Tab, column: int, by: int) -> bool:
    """Whether the values of a column may stand ``by`` rows higher than they were typed: it has some, and none in as
    many of the last rows in which other columns have one.
    """
    others = [other for other in block.columns.values() if other != column]
    filled = [
        row for row in range(block.first, block.end) if any(_is_filled(tab, c, range(row, row + 1)) for c in others)
    ]
    last = filled[-1] + 1 if filled else block.first
    has_values = _is_filled(tab, column, range(block.first, last))
    return has_values and not _is_filled(tab, column, range(max(block.first, last - by), last))


def _end(block: Block, ranges: Sequence[tuple[int, int]]) -> int:
    """Last row of the validations of a table's column; 0 when there are none."""
    return max((bottom for top, bottom in ranges if top < block.end and bottom >= block.first), default=0)


def _is_filled(tab: Tab, column: int, rows: range) -> bool:
    """Whether one of some cells holds something: people typed or pasted it where validations end."""
    return any(tab.values.get(row, {}).get(column, "") != "" or (row, column) in tab.formulas for row in rows)
