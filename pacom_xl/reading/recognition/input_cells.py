"""Input cells of a tab: fields found for given places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from pacom_xl.model.plan import Cell
from pacom_xl.reading.raw_records import CellField, RawSheet
from pacom_xl.template.schema import Field
from pacom_xl.xlsx.cells import Place

#: Field read in each column, by row. Rows of one table share their columns.
_Areas = dict[int, Mapping[int, Field]]


def inputs_among(sheet: RawSheet, places: Collection[Place]) -> Iterator[tuple[Place, CellField]]:
    """The places of ``places`` that are read into a field, or would be in a row below all others; with their fields."""
    areas = _areas(sheet) if places else {}
    end, below = _below(sheet) if areas else (0, {})
    for place in places if areas else ():
        row, column = place
        if f := below.get(column) if row >= end else areas.get(row, {}).get(column):
            yield place, CellField(f, sheet.subject, Cell(sheet.tab, row, column))


def _below(sheet: RawSheet) -> tuple[int, Mapping[int, Field]]:
    """The end of the rows that were read, and the input columns of the table that reaches it."""
    last = max(sheet.blocks, key=lambda block: block.end)
    is_open = last.table.kind in ("rows", "long") and sheet.has_anchors
    return last.end, {column: last.table.by_key[key] for key, column in last.columns.items()} if is_open else {}


def _areas(sheet: RawSheet) -> _Areas:
    """The fields read in the rows of a tab, except rows the tool wrote for people to read."""
    areas: _Areas = {}
    for block in sheet.blocks:
        fields = block.table.by_key
        if block.table.kind == "form":
            for key, (row, column) in block.places.items():
                _add(areas, (row,), {column: fields[key]})
        elif block.table.kind == "grid":
            _add(areas, block.items, dict.fromkeys(block.months, fields["amount"]))
        elif block.table.kind not in ("computed", "generated"):
            columns = {column: fields[key] for key, column in block.columns.items()}
            _add(areas, range(block.first, block.end), columns)
    for row in sheet.decor - sheet.doubtful_rows:
        areas.pop(row, None)
    return areas


def _add(areas: _Areas, rows: Iterable[int], columns: Mapping[int, Field]) -> None:
    for row in rows:
        areas[row] = {**columns, **areas[row]} if row in areas else columns
