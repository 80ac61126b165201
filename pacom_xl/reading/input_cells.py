"""Where a tab is read: the cells of its inputs, found among places."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pacom_xl.model.plan import Cell
from pacom_xl.reading.raw_records import At, RawSheet
from pacom_xl.template.schema import Field
from pacom_xl.xlsx.cells import Place

#: First row, end and field of what is read in each column.
_Areas = dict[int, list[tuple[int, int, Field]]]


def inputs_among(sheet: RawSheet, places: Collection[Place]) -> Iterator[tuple[Place, At]]:
    """Those of ``places`` that are read into a field, with the field."""
    areas = _areas(sheet) if places else {}
    for row, column in places if areas else ():
        for first, end, f in areas.get(column, ()):
            if first <= row < end and (row not in sheet.decor or row in sheet.doubtful_rows):
                yield (row, column), At(f, sheet.subject, Cell(sheet.tab, row, column))


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
