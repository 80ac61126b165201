"""Tables people cut out of their tab and pasted into one of their own: read from there, as part of their sheet."""

from __future__ import annotations

from collections.abc import Sequence

from pacom_xl.reading.raw_records import MovedTable, RawSheet
from pacom_xl.reading.recognition.table_location import Block
from pacom_xl.template.schema import Table, Template


def bring_moved_tables_home(sheets: Sequence[RawSheet], template: Template) -> list[RawSheet]:
    """Give the rows of tables found in tabs without an anchor to the one sheet that lost that table.

    A tab that has given everything away, or that would be an action sheet without its form, is a *remainder*: its other
    cells are listed and nothing more is expected of it. Returns the remainders that gave nothing: copies of a part.
    """
    strangers = []
    for sheet in [s for s in sheets if s.anchor is None]:
        moved = [block for block in sheet.blocks if _bring_home(sheet, block, sheets)]
        is_part = sheet.key == "actions" and not _has_form(sheet, template)
        if (moved and not sheet.records) or is_part:
            sheet.is_remainder = True
            sheet.records.clear()
            if not moved:
                strangers.append(sheet)
    return strangers


def _has_form(sheet: RawSheet, template: Template) -> bool:
    form = template.by_key["actions"].tables[0]
    return form.kind != "form" or any(block.table.key == form.key and block.places for block in sheet.blocks)


def _bring_home(sheet: RawSheet, block: Block, sheets: Sequence[RawSheet]) -> bool:
    table = block.table
    records = [r for r in sheet.records if r.table is table]
    if table.kind not in ("rows", "long") or block.header < 0 or not records:
        return False
    homes = [s for s in sheets if s.anchor is not None and s.key == sheet.key and _lost(s, table)]
    if len(homes) != 1:
        return False
    homes[0].hold_all()
    homes[0].records += records
    homes[0].tables[table.key] = sheet.tables.get(table.key, set())
    homes[0].moved_tables.append(MovedTable(table, sheet.tab, block.header))
    sheet.records[:] = [r for r in sheet.records if r.table is not table]
    return True


def _lost(sheet: RawSheet, table: Table) -> bool:
    """Whether a sheet no longer has the heading of a table, nor any of its rows."""
    if any(record.table is table for record in sheet.all_records):
        return False
    return all(block.header < 0 or not block.columns for block in sheet.blocks if block.table is table)
