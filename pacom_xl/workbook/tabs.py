"""The tabs of an open workbook: which sheet of the template each is, what it holds, which are copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pacom_xl.core.text import Text, fold
from pacom_xl.template.schema import Template
from pacom_xl.workbook.addresses import address
from pacom_xl.workbook.extract import extract
from pacom_xl.workbook.headings import Rows, recognise
from pacom_xl.workbook.known import known
from pacom_xl.workbook.locate import find_mark
from pacom_xl.workbook.look import Look
from pacom_xl.workbook.raw import RawSheet

#: Fewest tabs recognised by their headings alone for a file without marks to be one of ours.
_ENOUGH = 3


@dataclass
class Tabs:
    """Tabs of a workbook, recognised or not. ``rows`` are kept for those something must be said of."""

    sheets: list[RawSheet] = field(default_factory=list)
    #: Tabs of no sheet of the template, with the number of their filled cells.
    unknown: list[tuple[str, int]] = field(default_factory=list)
    #: Copies of a sheet there is one of: the copy, the tab that was read, cells that differ.
    copies: list[tuple[RawSheet, str, int]] = field(default_factory=list)
    rows: dict[str, Rows] = field(default_factory=dict)
    #: Sheet keys of the marks met, known or not.
    keys: set[str] = field(default_factory=set)
    #: Sheets recognised without a mark.
    unmarked: int = 0
    #: Names of the template's sheets.
    labels: tuple[Text, ...] = ()

    def of(self, key: str) -> Iterator[RawSheet]:
        """The tabs of one sheet key."""
        return (sheet for sheet in self.sheets if sheet.key == key)

    def meta(self, key: str) -> str:
        """A value of the hidden sheet, as text."""
        for sheet in self.of("meta"):
            for record in sheet.records:
                if record.table.key == "meta" and key in record.values:
                    raw = record.values[key]
                    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)
        return ""

    @property
    def recognised(self) -> bool:
        """Whether the file is one of ours."""
        return len(self.sheets) > self.unmarked or self.unmarked >= _ENOUGH


def sort_tabs(parsed: Iterable[tuple[str, Rows]], template: Template, parts: Look | None) -> Tabs:
    """Every tab of the workbook, in its order, from its name and rows."""
    tabs = Tabs(labels=tuple(sheet.label for sheet in template.sheets))
    loose: list[tuple[str, Rows]] = []
    for name, rows in parsed:
        found = find_mark(rows)
        tabs.keys.add(found[0] if found else "")
        if found and found[0] in template.by_key:
            tabs.sheets.append(_extracted(name, rows, found[0], found[1:], template, parts))
        elif rows:
            loose.append((name, rows))
            tabs.sheets.append(RawSheet(name, ""))
        tabs.rows[name] = rows
    _recognise(tabs, loose, template, parts)
    _set_copies_aside(tabs, template)
    return tabs


def _extracted(
    name: str, rows: Rows, key: str, mark: tuple[int, int] | None, template: Template, parts: Look | None
) -> RawSheet:
    """A tab as a sheet; read again with the defined names when something stands elsewhere than it should."""
    sheet = extract(name, rows, key, mark, template)
    if parts is None:
        return sheet
    if any(sheet.notes) or _incomplete(sheet, template):
        names = tuple(sorted(parts.columns_by_name.get(name, {}).items()))
        sheet = extract(name, rows, key, mark, template, names) if names else sheet
    _drop_views(sheet, parts)
    return sheet


def _drop_views(sheet: RawSheet, parts: Look) -> None:
    """Rows without an id made of formulas only show other rows again, as the matrix below a table does."""
    loose = [r for r in sheet.records if not r.row_id and r.table.kind == "rows"]
    part = parts.sheet(sheet.tab) if loose else None
    for record in loose if part else ():
        cells = [(record.origin.row, record.origin.columns[key]) for key in record.values]
        if part and all(address(*cell) in part.formulas for cell in cells):
            sheet.records.remove(record)
            sheet.read -= len(cells)
            sheet.decor.add(record.origin.row)


def _incomplete(sheet: RawSheet, template: Template) -> bool:
    return any(f.key not in found for key, found in sheet.tables.items() for f in template.tables[key].inputs)


def _recognise(tabs: Tabs, loose: list[tuple[str, Rows]], template: Template, parts: Look | None) -> None:
    """Tabs without a mark, in their place among the others."""
    for name, rows in loose:
        at = next(n for n, sheet in enumerate(tabs.sheets) if sheet.tab == name and not sheet.key)
        key = recognise(name, rows, template)
        if key is None:
            del tabs.sheets[at]
            tabs.unknown.append((name, sum(len(row) - row.count("") for row in rows)))
        else:
            tabs.sheets[at] = _extracted(name, rows, key, None, template, parts)
            tabs.unmarked += 1


def _set_copies_aside(tabs: Tabs, template: Template) -> None:
    """One tab is read for each sheet there is one of: the one with the sheet's name, else the first."""
    by_key: dict[str, list[RawSheet]] = {}
    for sheet in tabs.sheets:
        if sheet.key != "actions":
            by_key.setdefault(sheet.key, []).append(sheet)
    names = known(template).sheets
    for key, same in by_key.items():
        if len(same) > 1:
            kept = next((s for s in same if (of := names.get(fold(s.tab))) and of.key == key), same[0])
            for copy in same:
                if copy is not kept:
                    tabs.sheets.remove(copy)
                    tabs.copies.append((copy, kept.tab, _different(tabs.rows[copy.tab], tabs.rows[kept.tab])))


def _different(one: Rows, other: Rows) -> int:
    """Filled cells of ``one`` that the other does not hold at the same place."""
    count = 0
    for number, row in enumerate(one):
        beside: Any = other[number] if number < len(other) else ()
        count += sum(
            raw != "" and (beside[column] if column < len(beside) else "") != raw for column, raw in enumerate(row)
        )
    return count
