"""Values that are read although people see them struck through, or do not see them: struck, hidden, filtered out."""

from __future__ import annotations

from collections.abc import Iterator

from pacom_xl.layout.fixed_places import FIRST_COLUMN, TITLE_ROW
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.template.schema import Table
from pacom_xl.xlsx.cells import Tab

#: Most rows a message lists.
_MOST_LISTED = 5


def struck_values(sheet: RawSheet, tab: Tab) -> Iterator[Finding]:
    """One finding for each record with values that are struck through, wholly or partly (PAC132)."""
    if not tab.struck:
        return
    for record in sheet.records:
        struck = [(key, cell) for key, cell in sheet.cells_of(record) if (cell.row, cell.column) in tab.struck]
        if not struck:
            continue
        key, cell = struck[0]
        one = len(struck) == 1
        params = {
            "case": "one" if one else "many", "n": len(struck), "cells": [cell.a1 for _, cell in struck],
            "table": record.table.label,
        }  # fmt: skip
        name = f"{record.table.key}.{key}"
        yield Finding("PAC132", sheet.subject, name, cell=cell, field=name, value=record.values[key], params=params)


def hidden_records(sheet: RawSheet, tab: Tab) -> Iterator[Finding]:
    """One finding for each table with records in hidden rows, one for an action sheet that is hidden (PAC133)."""
    if tab.is_hidden and sheet.key == "actions" and sheet.records:
        title = Cell(sheet.tab, TITLE_ROW, FIRST_COLUMN)
        yield Finding("PAC133", sheet.subject, cell=title, params={"case": "tab", "name": sheet.tab})
    if not tab.hidden_rows:
        return
    hidden: dict[str, tuple[Table, list[Cell]]] = {}
    for record in (record for record in sheet.records if record.table.kind in ("rows", "long")):
        cell = next((cell for _, cell in sheet.cells_of(record) if cell.row in tab.hidden_rows), None)
        if cell:
            hidden.setdefault(record.table.key, (record.table, []))[1].append(cell)
    for key, (table, cells) in hidden.items():
        rows = {str(cell.row + 1): None for cell in sorted(cells, key=lambda cell: cell.row)}
        case = "row" if len(rows) == 1 else "rows"
        params = {"case": case, "n": len(rows), "rows": _first_few(list(rows)), "table": table.label}
        yield Finding("PAC133", sheet.subject, key, cell=cells[0], params=params)


def _first_few(names: list[str]) -> str:
    return ", ".join(names[:_MOST_LISTED]) + (", …" if len(names) > _MOST_LISTED else "")
