"""Map the cells of a workbook to the cells of another one that holds the same plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pacom_xl.model.plan import Cell, Plan, Record
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.reading.recognition.tab_recognition import Tabs


@dataclass(frozen=True)
class CellMap:
    """Cells of one workbook by their cells in another."""

    cells: dict[Cell, Cell] = field(default_factory=dict)
    #: Tab and row of records.
    rows: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)

    def of(self, cell: Cell) -> Cell | None:
        """The cell of the same field of the same record; ``None`` when there is none."""
        return self.cells.get(cell)


def cell_map(old: Plan, new: Plan, old_tabs: Tabs, new_tabs: Tabs) -> CellMap:
    """Pair the records of both plans: those of the same key, the others by their order."""
    found = CellMap()
    shown = {sheet.tab: _computed(sheet) for sheet in old_tabs.sheets}
    shown_there = {sheet.tab: _computed(sheet) for sheet in new_tabs.sheets}
    for one, other in _pairs(old, new):
        if one.origin is None or other.origin is None:
            continue
        for key in {*one.origin.columns, *one.origin.places}:
            cell, there = one.cell(key), other.cell(key)
            if cell and there:
                found.cells[cell] = there
        before, after = shown.get(one.origin.sheet, {}), shown_there.get(other.origin.sheet, {})
        _map_computed(found, one, other, before, after)
        if one.origin.columns:
            found.rows[one.origin.sheet, one.origin.row] = (other.origin.sheet, other.origin.row)
    return found


#: ``table.field`` to the row (``None`` in tables) and column of a computed field.
_Computed = Mapping[str, tuple[int | None, int]]


def _computed(sheet: RawSheet) -> _Computed:
    found: dict[str, tuple[int | None, int]] = {}
    for block in sheet.blocks:
        for key, (row, column) in block.shown.items():
            found[f"{block.table.key}.{key}"] = (row, column)
        for key, column in block.computed.items():
            found[f"{block.table.key}.{key}"] = (None, column)
    return found


def _map_computed(found: CellMap, one: Record, other: Record, before: _Computed, after: _Computed) -> None:
    assert one.origin and other.origin
    prefix = f"{one.table}."
    for name, (row, column) in before.items():
        if name.startswith(prefix) and name in after:
            row_there, column_there = after[name]
            here = Cell(one.origin.sheet, one.origin.row if row is None else row, column)
            there = other.origin.row if row_there is None else row_there
            found.cells[here] = Cell(other.origin.sheet, there, column_there)


def _pairs(old: Plan, new: Plan) -> Iterator[tuple[Record, Record]]:
    """Records of both plans that are the same."""
    remaining: dict[tuple[str, str | None], list[Record]] = {}
    for record in new.records:
        remaining.setdefault((record.table, record.parent), []).append(record)
    loose: list[Record] = []
    for record in old.records:
        same = remaining.get((record.table, record.parent), [])
        match = next((other for other in same if other.key == record.key and other.values == record.values), None)
        match = match or next((other for other in same if other.key == record.key), None)
        if match is None:
            loose.append(record)
        else:
            same.remove(match)
            yield record, match
    for record in loose:
        if others := remaining.get((record.table, record.parent)):
            yield record, others.pop(0)
