"""The tabs of an open workbook: which sheet of the template each is, what it holds, which are copies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pacom_xl.model.text import Text, fold
from pacom_xl.reading.extract import extract
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.reading.recognition.headings import recognise
from pacom_xl.reading.recognition.input_cells import inputs_among
from pacom_xl.reading.recognition.moved_tables import bring_moved_tables_home
from pacom_xl.reading.recognition.table_location import find_anchor
from pacom_xl.reading.recognition.vocabulary import vocabulary_of
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.cells import Place, Rows, Tab
from pacom_xl.xlsx.workbook import Workbook

#: Fewest tabs recognised by their headings alone for a file without anchors to be a workbook of pacom_xl.
_ENOUGH = 3
#: Formulas that only say yes or no.
_BOOLEANS = {"TRUE()": True, "TRUE": True, "FALSE()": False, "FALSE": False}


@dataclass
class Tabs:
    """Tabs of a workbook, recognised or not. ``rows`` has the tabs about which findings may be made."""

    sheets: list[RawSheet] = field(default_factory=list)
    #: Tabs of no sheet of the template, with the number of their filled cells.
    unknown: list[tuple[str, int]] = field(default_factory=list)
    #: Copies of a sheet that exists once: the copy, the tab that was read, cells that differ.
    copies: list[tuple[RawSheet, str, int]] = field(default_factory=list)
    rows: dict[str, Rows] = field(default_factory=dict)
    #: Sheet keys of all anchors, known or not.
    keys: set[str] = field(default_factory=set)
    #: Sheets recognised without an anchor.
    without_anchor: int = 0
    #: Places of cells too far away to be read, by tab.
    far: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    #: Tabs that hold no cells a workbook of pacom_xl has: charts, macro sheets, tabs whose part is gone.
    unreadable: list[Tab] = field(default_factory=list)
    #: Names of the template's sheets.
    labels: tuple[Text, ...] = ()

    @classmethod
    def none_yet(cls, template: Template) -> Tabs:
        """No tab of a workbook of ``template``."""
        return cls(labels=tuple(sheet.label for sheet in template.sheets))

    def of(self, key: str) -> Iterator[RawSheet]:
        """The tabs of one sheet key."""
        return (sheet for sheet in self.sheets if sheet.key == key)

    def meta(self, key: str) -> str:
        """A value of the hidden sheet, as text."""
        for sheet in self.of("meta"):
            for record in sheet.all_records:
                if record.table.key == "meta" and key in record.values:
                    raw = record.values[key]
                    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)
        return ""

    @property
    def currency(self) -> str:
        """The code of the plan's currency as typed, in capitals; empty when the workbook has none."""
        records = (record for sheet in self.of("plan") for record in sheet.records)
        return next((str(r.values["currency"]).strip().upper() for r in records if "currency" in r.values), "")

    @property
    def recognised(self) -> bool:
        """Whether the file is a workbook of pacom_xl."""
        return len(self.sheets) > self.without_anchor or self.without_anchor >= _ENOUGH


def sort_tabs(workbook: Workbook, template: Template) -> Tabs:
    """Every tab of a workbook, in its order.

    What formulas show is left out, for it stands elsewhere; it is taken in where it is needed.
    """
    tabs = Tabs.none_yet(template)
    for tab in workbook.tabs:
        add_tab(tabs, tab, template, workbook)
    settle_tabs(tabs, template)
    return tabs


def add_tab(tabs: Tabs, tab: Tab, template: Template, workbook: Workbook) -> RawSheet | None:
    """Recognise one more tab of a workbook. The sheet it is, ``None`` when it is none of the template."""
    if tab.kind != "worksheet":
        tabs.unreadable.append(tab)
        return None
    sheet = _with_anchor(tabs, tab, template, workbook) or _without_anchor(tabs, tab, template, workbook)
    if sheet is not None:
        tabs.sheets.append(sheet)
        if tab.far:
            tabs.far[tab.name] = tab.far
    return sheet


def settle_tabs(tabs: Tabs, template: Template) -> None:
    """After the last tab: tables that were moved to other tabs, and copies."""
    for sheet in bring_moved_tables_home(tabs.sheets, template):
        tabs.sheets.remove(sheet)
        tabs.without_anchor -= 1
        tabs.unknown.append((sheet.tab, sheet.filled))
    _set_copies_aside(tabs, template)


def _with_anchor(tabs: Tabs, tab: Tab, template: Template, workbook: Workbook) -> RawSheet | None:
    """A tab with the anchor of a sheet of the template."""
    found = find_anchor(tab.rows)
    tabs.keys.add(found[0] if found else "")
    tabs.rows[tab.name] = tab.rows
    if found is None or found[0] not in template.by_key:
        return None
    sheet = _extracted(tab, tab.rows, found[0], found[1:], template, workbook)
    if not _needs_formulas(sheet, template):
        _add_codes_shown(sheet, tab)
        return sheet
    tabs.rows[tab.name] = rows = tab.rows_with_formulas
    return _without_views(_extracted(tab, rows, found[0], found[1:], template, workbook), tab, rows)


def _needs_formulas(sheet: RawSheet, template: Template) -> bool:
    """Whether the values shown by the formulas of a tab are needed: people typed formulas, or anchors are missing."""
    return bool(sheet.typed_formulas) or any(sheet.notes) or _incomplete(sheet, template)


def _extracted(
    tab: Tab, rows: Rows, key: str, anchor: tuple[int, int] | None, template: Template, workbook: Workbook
) -> RawSheet:
    """A tab as a sheet; extracted again with the defined names when something stands elsewhere than it should."""
    sheet = extract(tab.name, rows, key, anchor, template)
    if any(sheet.notes) or _incomplete(sheet, template):
        names = tuple(sorted(workbook.columns_by_name.get(tab.name, {}).items()))
        sheet = extract(tab.name, rows, key, anchor, template, names) if names else sheet
    sheet.typed_formulas = list(inputs_among(sheet, tab.formulas))
    _take_booleans(sheet, tab)
    return sheet


def _take_booleans(sheet: RawSheet, tab: Tab) -> None:
    """``=TRUE()`` is yes or no, though offices save the number 1 where the format of the cell is that of numbers."""
    for place, at in sheet.typed_formulas:
        truth = _BOOLEANS.get(tab.formula_text(place).removeprefix("of:").lstrip("=").upper())
        if truth is not None:
            for record in sheet.records:
                if record.origin.cell(at.field.key) == at.cell and at.field.key in record.values:
                    record.values[at.field.key] = truth


def _add_codes_shown(sheet: RawSheet, tab: Tab) -> None:
    """The codes that formulas of computed tables show."""
    for block in sheet.blocks:
        column = block.columns.get(block.table.code or "")
        if block.table.kind == "computed" and column is not None:
            shown = tab.shown(column)
            sheet.codes += [(code, row, column) for row, code in shown if block.first <= row < block.end]


def _without_views(sheet: RawSheet, tab: Tab, rows: Rows) -> RawSheet:
    """A sheet extracted with what formulas show: their cells do not count as filled.

    Rows without an id made of formulas only show other rows again, as the matrix below a table does; below everything
    the tool wrote, people typed them.
    """
    last = _last_anchored(sheet, rows)
    records = [r for r in sheet.records if not r.row_id and r.table.kind == "rows"]
    for record in [r for r in records if last is None or r.origin.row < last]:
        cells: list[Place] = [(record.origin.row, record.origin.columns[key]) for key in record.values]
        if all(cell in tab.formulas for cell in cells):
            sheet.records.remove(record)
            sheet.read -= len(cells)
            sheet.decor.add(record.origin.row)
    sheet.filled -= sum(r < len(rows) and c < len(rows[r]) and rows[r][c] != "" for r, c in tab.formulas)
    return sheet


def _last_anchored(sheet: RawSheet, rows: Rows) -> int | None:
    """The last row with a hidden key; ``None`` when the tab has lost them."""
    if sheet.anchor is None or not sheet.has_anchors:
        return None
    column = sheet.anchor[1]
    return next((number for number in range(len(rows) - 1, -1, -1) if rows[number][column] != ""), None)


def _incomplete(sheet: RawSheet, template: Template) -> bool:
    tables = template.tables
    return not all(found.issuperset(tables[key].input_keys) for key, found in sheet.tables.items())


def _without_anchor(tabs: Tabs, tab: Tab, template: Template, workbook: Workbook) -> RawSheet | None:
    """A tab without an anchor, recognised by its headings; else one of no sheet of the template."""
    rows = tab.rows_with_formulas
    key = recognise(tab.name, rows, template) if rows else None
    if key is None:
        if rows or tab.values:
            tabs.unknown.append((tab.name, sum(len(row) - row.count("") for row in rows) + len(tab.far)))
        return None
    tabs.without_anchor += 1
    tabs.rows[tab.name] = rows
    return _without_views(_extracted(tab, rows, key, None, template, workbook), tab, rows)


def _set_copies_aside(tabs: Tabs, template: Template) -> None:
    """One tab is read for each sheet there is one of: the one with the sheet's name, else the first.

    There are many of action sheets; and of those that show actions, which have no table to read.
    """
    by_key: dict[str, list[RawSheet]] = {}
    for sheet in tabs.sheets:
        if sheet.key != "actions" and not sheet.is_remainder and template.by_key[sheet.key].tables:
            by_key.setdefault(sheet.key, []).append(sheet)
    names = vocabulary_of(template).sheets
    for key, same in by_key.items():
        if len(same) > 1:
            original = next((s for s in same if (of := names.get(fold(s.tab))) and of.key == key), same[0])
            for copy in same:
                if copy is not original:
                    tabs.sheets.remove(copy)
                    tabs.copies.append((copy, original.tab, _different(tabs.rows[copy.tab], tabs.rows[original.tab])))


def _different(one: Rows, other: Rows) -> int:
    """Filled cells of ``one`` that the other does not hold at the same place."""
    count = 0
    for number, row in enumerate(one):
        beside: Any = other[number] if number < len(other) else ()
        count += sum(
            raw != "" and (beside[column] if column < len(beside) else "") != raw for column, raw in enumerate(row)
        )
    return count
