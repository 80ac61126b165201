"""Values that stand under merged cells, where nobody sees them, and are read all the same (PAC131).

Excel clears the cells that a merge covers; LibreOffice keeps what they hold when asked to, and other programs do, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.xlsx.cells import Place, Tab, address

#: First and last cell of a merged range.
_Area = tuple[Place, Place]


def hidden_under_merged(sheet: RawSheet, tab: Tab) -> Iterator[Finding]:
    """One finding for each field of a record whose value stands under a merged range."""
    if not tab.merged:
        return
    places = {
        (cell.row, cell.column): (record, key) for record in sheet.records for key, cell in sheet.cells_of(record)
    }
    for place, area in sorted(_covered(tab.merged, places).items()):
        record, key = places[place]
        field = record.table.by_key[key]
        yield Finding(
            "PAC131",
            sheet.subject,
            field.name,
            cell=Cell(sheet.tab, *place),
            field=field.name,
            value=record.values[key],
            params={"area": ":".join(map(address, area)), "first": address(area[0])},
        )


def _covered(merged: Sequence[_Area], places: Mapping[Place, object]) -> dict[Place, _Area]:
    """The merged range over each of the places that one covers; its first cell is seen."""
    columns_of: dict[int, list[int]] = defaultdict(list)
    for row, column in places:
        columns_of[row].append(column)
    covered = {}
    for first, last in merged:
        rows = range(first[0], last[0] + 1)
        for row in rows if len(rows) < len(columns_of) else columns_of:
            for column in columns_of.get(row, ()) if row in rows else ():
                if first[1] <= column <= last[1] and (row, column) != first:
                    covered[row, column] = (first, last)
    return covered
