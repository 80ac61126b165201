"""Where a tab is read: the cells of its inputs, found among addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from pacom_xl.model.plan import Cell
from pacom_xl.reading.raw_records import At, RawSheet
from pacom_xl.template.schema import Field
from pacom_xl.xlsx.addresses import address, place_of

#: First row, end and field of what is read in each column.
_Areas = dict[int, list[tuple[int, int, Field]]]
#: Most cells of inputs whose addresses are listed: those of a long table are not.
_MOST = 5_000


def inputs_among(sheet: RawSheet, cells: Mapping[bytes, object]) -> Iterator[tuple[bytes, At]]:
    """Those of ``cells`` that are read into a field, with the field."""
    areas = {} if not cells or _apart(sheet, cells) else _areas(sheet)
    for cell in cells if areas else ():
        row, column = place_of(cell)
        for first, end, f in areas.get(column, ()):
            if first <= row < end and row not in sheet.decor:
                yield cell, At(f, sheet.subject, Cell(sheet.tab, row, column))


def _areas(sheet: RawSheet) -> _Areas:
    areas: _Areas = {}
    for block in sheet.blocks:
        fields = block.table.by_key
        spots: list[tuple[int, int, int, Field]] = []
        if block.table.kind == "form":
            spots = [(column, row, row + 1, fields[key]) for key, (row, column) in block.places.items()]
        elif block.table.kind == "grid":
            spots = [(column, row, row + 1, fields["amount"]) for row in block.items for column in block.months]
        elif block.table.kind not in ("computed", "generated"):
            spots = [(column, block.first, block.end, fields[key]) for key, column in block.columns.items()]
        for column, first, end, f in spots:
            areas.setdefault(column, []).append((first, end, f))
    return areas


def _apart(sheet: RawSheet, cells: Mapping[bytes, object]) -> bool:
    """Whether it is plain that no input is among ``cells``, as in nearly every tab."""
    for block in sheet.blocks:
        if block.table.kind == "form":
            apart = cells.keys().isdisjoint([address(*place) for place in block.places.values()])
        elif block.table.kind == "grid":
            apart = cells.keys().isdisjoint([address(row, column) for row in block.items for column in block.months])
        elif block.table.kind not in ("computed", "generated"):
            columns = tuple(block.columns.values())
            apart = len(columns) * (block.end - block.first) < _MOST and cells.keys().isdisjoint(
                _addresses(columns, block.first, block.end)
            )
        else:
            continue
        if not apart:
            return False
    return True


@lru_cache(maxsize=4096)
def _addresses(columns: tuple[int, ...], first: int, end: int) -> tuple[bytes, ...]:
    """The cells of columns between two rows: the tables of many tabs stand at the same place."""
    return tuple(address(row, column) for row in range(first, end) for column in columns)
