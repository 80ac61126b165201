"""Account of the cells of a file that are not empty, and findings about those that were not read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, column_letters
from pacom_xl.model.typography import sentence
from pacom_xl.reading.raw_records import RawSheet, SpareCell
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.cells import Place, Tab

#: Longest list of addresses a finding carries.
_MOST = 200


@dataclass(frozen=True, slots=True)
class Account:
    """Counts of cells that are not empty. ``filled`` is all of them; the rest is the tool's own writing."""

    filled: int = 0
    #: Read into the plan.
    read: int = 0
    #: Not taken over; each is listed by a finding.
    ignored: int = 0
    #: Of those read, not understood.
    refused: int = 0

    def __add__(self, other: Account) -> Account:
        return Account(
            self.filled + other.filled,
            self.read + other.read,
            self.ignored + other.ignored,
            self.refused + other.refused,
        )


def unexplained(sheet: RawSheet, part: Tab | None, template: Template) -> list[SpareCell]:
    """Spare cells of a tab that the program did not write: neither its formulas nor its headings."""
    if not sheet.spare:
        return []
    of = template.by_key[sheet.key]
    views = {t.kind for t in of.tables} <= {"computed", "generated"} or of.scope == "generated"
    wide = views or of.key in ("dashboard", "guide")
    if part is None:
        return [s for s in sheet.spare if not (s.decorated or wide)]
    top = min((block.first for block in sheet.blocks), default=0)
    return [
        s for s in sheet.spare if not _is_from_program(s, part.formulas, wide or s.row < top, views, sheet.has_anchors)
    ]


def _is_from_program(spare: SpareCell, formulas: Collection[Place], wide: bool, views: bool, has_anchors: bool) -> bool:
    """Whether the program wrote a cell: a formula in its place, or a date or number in a heading of a computed sheet.

    Where the hidden column is gone, any row may be one the tool wrote.
    """
    decorated = spare.decorated or not has_anchors
    if views and decorated and not isinstance(spare.value, str):
        return True
    return (decorated or wide) and (spare.row, spare.column) in formulas


def unread_findings(sheet: RawSheet, cells: Iterable[SpareCell], rows: Sequence[Sequence[object]]) -> Iterator[Finding]:
    """One finding for each column with cells that were not taken over."""
    columns: dict[int, list[SpareCell]] = {}
    for spare in cells:
        columns.setdefault(spare.column, []).append(spare)
    for column, group in columns.items():
        first, last = group[0], group[-1]
        letters = column_letters(column)
        area = f"{letters}{first.row + 1}" + (f":{letters}{last.row + 1}" if len(group) > 1 else "")
        shown = ", ".join(_shown(s.value) for s in group[:3]) + ("…" if len(group) > 3 else "")
        yield Finding(
            "PAC109",
            sheet.key,
            f"{sheet.tab}!{area}",
            cell=Cell(sheet.tab, first.row, column),
            value=first.value if len(group) == 1 else None,
            params={
                "name": sentence(
                    "{tab}!{area} ({heading}« {shown} »)",
                    '{tab}!{area} ({heading}"{shown}")',
                    tab=sheet.tab,
                    area=area,
                    heading=_heading(group, rows),
                    shown=shown,
                ),
                "cells": [f"{letters}{s.row + 1}" for s in group[:_MOST]],
                "count": len(group),
            },
        )


def _heading(group: list[SpareCell], rows: Sequence[Sequence[object]]) -> str:
    """The text above a column that people added, when there is one."""
    first = group[0]
    for number in range(first.row - 1, max(-1, first.row - 3), -1):
        # Formulas may stand below and beside all rows that were read.
        row = rows[number] if number < len(rows) else ()
        above = row[first.column] if first.column < len(row) else ""
        if isinstance(above, str) and above and len(above) < 60:
            return f"{above}: "
    return ""


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()[:10]
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"
