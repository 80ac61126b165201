"""Tabs that only show what stands in others: the register, the calendar, the dashboard.

They weigh a quarter of a workbook, and all of it is formulas: the reader of values gets them without. What people
typed there, over a formula or beside one, is still read; what the formulas show of it that matters (the codes of
the register) is taken from the part. A tab that is not what its name says is read whole after all.
"""

from __future__ import annotations

from collections.abc import Mapping

from pacom_xl.core.text import fold
from pacom_xl.template.schema import Template
from pacom_xl.workbook.addresses import letters_of
from pacom_xl.workbook.inspect import Parts, SheetPart
from pacom_xl.workbook.known import known
from pacom_xl.workbook.raw import RawSheet

#: Sheet key and part without formulas, by tab.
Views = Mapping[str, tuple[str, bytes]]


def find_views(parts: Parts, template: Template) -> Views:
    """The tabs that bear the name of a sheet nobody fills in."""
    names = known(template).sheets
    found: dict[str, tuple[str, bytes]] = {}
    for tab in parts.paths:
        of = names.get(fold(tab))
        if of and of.tables and all(table.kind == "computed" for table in of.tables):
            part = parts.sheet(tab)
            if part and (light := part.without_formulas):
                found[tab] = (of.key, light)
    return found


def hold(views: Views, sheets: list[RawSheet]) -> bool:
    """Whether every tab was what its name said, and there is no other of the same."""
    keys = [sheet.key for sheet in sheets]
    read = {sheet.tab: sheet.key for sheet in sheets if sheet.mark}
    return all(read.get(tab) == key and keys.count(key) == 1 for tab, (key, _) in views.items())


def complete(sheet: RawSheet, part: SheetPart) -> None:
    """Add what the formulas of a view show: the count of its cells, and its codes."""
    sheet.filled += part.showing
    for block in sheet.blocks:
        column = block.columns.get(block.table.code or "")
        if column is not None:
            shown = part.shown(letters_of(column))
            sheet.codes += [(code, row, column) for row, code in shown if block.first <= row < block.end]
