"""Raw records of forms (one record of labelled fields) and of grids (months across)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pacom_xl.layout.anchors import DECOR, PLACE
from pacom_xl.model.plan import Origin
from pacom_xl.model.text import fold
from pacom_xl.reading.raw_records import RawRecord, SpareCell
from pacom_xl.reading.recognition.form_location import locate_fields
from pacom_xl.reading.recognition.table_location import Block
from pacom_xl.reading.tab_cells import TabCells
from pacom_xl.template.schema import Table, Template
from pacom_xl.xlsx.cells import Row


def read_form(tab: TabCells, block: Block) -> None:
    """Read a form: one record, whose fields are where their labels and the anchors of their rows are."""
    sheet, table, rows = tab.sheet, block.table, tab.rows
    found = locate_fields(block, rows, tab.anchors, tab.known)
    places, computed = found.inputs, found.computed
    block.places, block.shown = places, computed
    sheet.form_notes += found.notes
    values = {k: raw for k, (r, c) in places.items() if c < len(rows[r]) and (raw := rows[r][c]) != ""}
    origin = Origin(sheet.tab, max(block.key_row, 0), places=places)
    sheet.records.append(RawRecord(table, values, origin))
    sheet.tables[table.key] = set(places)
    sheet.read += len(values)
    columns: dict[int, list[int]] = {}
    for row, column in places.values():
        columns.setdefault(row, []).append(column)
    shown = {place: key for key, place in computed.items()}
    for number in range(block.first, block.end):
        _note_form_row(tab, number, table, columns.get(number, ()), shown)


def _note_form_row(
    tab: TabCells, number: int, table: Table, columns: Collection[int], shown: Mapping[tuple[int, int], str]
) -> None:
    sheet, row = tab.sheet, tab.rows[number]
    filled = len(row) - row.count("")
    if not filled:
        return
    sheet.filled += filled
    others = list(row)
    for column in (tab.column, *columns):
        if 0 <= column < len(others):
            others[column] = ""
    if tab.known.template_texts_seen.issuperset(others):
        return
    for column, raw in enumerate(others):
        if raw == "":
            continue
        if (number, column) in shown:
            sheet.figures.append((number, column, f"{table.key}.{shown[number, column]}", raw))
        elif not (isinstance(raw, str) and tab.known.is_template_text(raw)):
            sheet.spare.append(SpareCell(number, column, raw, tab.anchors[number] == DECOR))


def read_grid(tab: TabCells, block: Block) -> None:
    """Read a grid: one record for each cell, whose month is above it and whose item is before it."""
    table, sheet = block.table, tab.sheet
    sheet.tables[table.key] = {f.key for f in table.inputs}
    items = _items(tab.template, table)
    for number in range(block.first, block.end):
        row, anchor = tab.rows[number], tab.anchors[number]
        prefix, _, item = str(anchor).partition(PLACE)
        if prefix != table.key or not item:
            item = "" if anchor else _item(row, items)
        if not item:
            tab.note_decoration(number, row, anchor)
            continue
        block.items.append(number)
        columns = {tab.column}
        for column, month in block.months.items():
            columns.add(column)
            if (raw := row[column]) != "":
                values = {"month": month, "item": item, "amount": raw}
                sheet.records.append(
                    RawRecord(table, values, Origin(sheet.tab, number, places={"amount": (number, column)}))
                )
                sheet.read += 1
        sheet.filled += len(row) - row.count("")
        tab.note_spare(number, row, columns, bool(anchor))


def _item(row: Row, items: Mapping[str, str]) -> str:
    return next((i for raw in row if isinstance(raw, str) and (i := items.get(fold(raw)))), "")


def _items(template: Template, table: Table) -> dict[str, str]:
    choices = template.choices.get(table.by_key["item"].type.choices or "", ())
    return {fold(text): c.key for c in choices for text in (c.label.fr, c.label.en)}
