"""Values that stand under merged cells, where nobody sees them, and are read all the same (PAC131).

Excel clears the cells that a merge covers; LibreOffice keeps what they hold when asked to, and other programs do, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pacom_xl.model.findings import Finding
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.xlsx.cells import Place, Tab, address

#: Most cells of a merged range that are looked at one by one; of larger ranges, the filled cells of the tab are.
_FEW = 1000


def hidden_under_merged(sheet: RawSheet, tab: Tab) -> Iterator[Finding]:
    """One finding for each field of a record whose value stands under a merged range."""
    covered = {place: area for area in tab.merged for place in _covered(*area, tab)}
    if not covered:
        return
    for record in sheet.records:
        for key, value in record.values.items():
            cell = record.origin.cell(key)
            area = covered.get((cell.row, cell.column)) if cell and cell.sheet == tab.name else None
            field = record.table.by_key.get(key)
            if area and field:
                params = {"area": ":".join(map(address, area)), "first": address(area[0])}
                subject = sheet.subject
                yield Finding("PAC131", subject, field.name, cell=cell, field=field.name, value=value, params=params)


def _covered(first: Place, last: Place, tab: Tab) -> Iterator[Place]:
    """Filled cells of a merged range but its first one."""
    rows, columns = range(first[0], last[0] + 1), range(first[1], last[1] + 1)
    places: Iterable[Place]
    if len(rows) * len(columns) <= _FEW:
        places = ((row, column) for row in rows for column in columns)
    else:
        filled = [*((row, column) for row, line in tab.values.items() for column in line), *tab.formulas]
        places = (place for place in filled if place[0] in rows and place[1] in columns)
    for place in places:
        if place != first and (tab.values.get(place[0], {}).get(place[1], "") != "" or place in tab.formulas):
            yield place
