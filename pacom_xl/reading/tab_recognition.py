"""The tabs of an open workbook: which sheet of the template each is, what it holds, which are copies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pacom_xl.model.text import Text, fold
from pacom_xl.reading.extract import extract
from pacom_xl.reading.headings import recognise
from pacom_xl.reading.input_cells import inputs_among
from pacom_xl.reading.moved_tables import bring_moved_tables_home
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.reading.table_location import find_mark
from pacom_xl.reading.vocabulary import known
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.addresses import address, letters_of, place_of
from pacom_xl.xlsx.calamine_reader import Rows
from pacom_xl.xlsx.metadata import Look, TabLook

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
    #: Addresses of cells too far away to be read, by tab.
    far: dict[str, tuple[str, ...]] = field(default_factory=dict)
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


#: Reads some tabs again, with what their formulas show.
ReadWhole = Callable[[Collection[str]], Iterable[tuple[str, Rows]]]


def sort_tabs(
    parsed: Iterable[tuple[str, Rows]], template: Template, look: Look | None, whole: ReadWhole | None = None
) -> Tabs:
    """Every tab of the workbook, in its order, from its name and rows.

    ``whole``: given when ``parsed`` comes without what formulas show; asked for the tabs where that is needed.
    """
    tabs = Tabs(labels=tuple(sheet.label for sheet in template.sheets))
    found: dict[str, RawSheet | None] = {}
    for name, rows in parsed:
        tabs.rows[name] = rows
        found[name] = _marked(name, rows, template, look, light=whole is not None)
    if whole and (odd := [name for name, sheet in found.items() if _needs_formulas(sheet, template)]):
        for name, rows in whole(odd):
            tabs.rows[name] = rows
            found[name] = _marked(name, rows, template, look, light=False)
    for name, sheet in found.items():
        mark = find_mark(tabs.rows[name])
        tabs.keys.add(mark[0] if mark else "")
        if sheet := sheet or _unmarked(tabs, name, template, look):
            tabs.sheets.append(sheet)
    for sheet in bring_moved_tables_home(tabs.sheets, template):
        tabs.sheets.remove(sheet)
        tabs.unmarked -= 1
        tabs.unknown.append((sheet.tab, sheet.filled))
    _set_copies_aside(tabs, template)
    return tabs


def _marked(name: str, rows: Rows, template: Template, look: Look | None, *, light: bool) -> RawSheet | None:
    """A tab with the mark of a sheet of the template."""
    found = find_mark(rows)
    if found and found[0] in template.by_key:
        return _extracted(name, rows, found[0], found[1:], template, look, light=light)
    return None


def _needs_formulas(sheet: RawSheet | None, template: Template) -> bool:
    """Whether what the formulas of a tab show is needed: people typed some, or marks are gone."""
    return sheet is None or bool(sheet.typed_formulas) or any(sheet.notes) or _incomplete(sheet, template)


def _extracted(
    name: str,
    rows: Rows,
    key: str,
    mark: tuple[int, int] | None,
    template: Template,
    look: Look | None,
    *,
    light: bool,
) -> RawSheet:
    """A tab as a sheet; extracted again with the defined names when something stands elsewhere than it should."""
    sheet = extract(name, rows, key, mark, template)
    if look is None:
        return sheet
    if any(sheet.notes) or _incomplete(sheet, template):
        names = tuple(sorted(look.columns_by_name.get(name, {}).items()))
        sheet = extract(name, rows, key, mark, template, names) if names else sheet
    if part := look.sheet(name):
        _complete(sheet, rows, part, light=light)
    return sheet


def _complete(sheet: RawSheet, rows: Rows, part: TabLook, *, light: bool) -> None:
    """What the formulas of a tab tell."""
    sheet.typed_formulas = list(inputs_among(sheet, part.formulas))
    if light:
        for block in sheet.blocks:
            column = block.columns.get(block.table.code or "")
            if block.table.kind == "computed" and column is not None:
                shown = part.shown(letters_of(column))
                sheet.codes += [(code, row, column) for row, code in shown if block.first <= row < block.end]
        return
    _drop_views(sheet, part)
    places = map(place_of, part.formulas)
    sheet.filled -= sum(r < len(rows) and c < len(rows[r]) and rows[r][c] != "" for r, c in places)


def _drop_views(sheet: RawSheet, part: TabLook) -> None:
    """Rows without an id made of formulas only show other rows again, as the matrix below a table does."""
    for record in [r for r in sheet.records if not r.row_id and r.table.kind == "rows"]:
        cells = [(record.origin.row, record.origin.columns[key]) for key in record.values]
        if all(address(*cell) in part.formulas for cell in cells):
            sheet.records.remove(record)
            sheet.read -= len(cells)
            sheet.decor.add(record.origin.row)


def _incomplete(sheet: RawSheet, template: Template) -> bool:
    tables = template.tables
    return not all(found.issuperset(tables[key].input_keys) for key, found in sheet.tables.items())


def _unmarked(tabs: Tabs, name: str, template: Template, look: Look | None) -> RawSheet | None:
    """A tab without a mark, recognised by its headings; else one of no sheet of the template."""
    rows = tabs.rows[name]
    key = recognise(name, rows, template) if rows else None
    if key is None:
        if rows:
            tabs.unknown.append((name, sum(len(row) - row.count("") for row in rows)))
        return None
    tabs.unmarked += 1
    return _extracted(name, rows, key, None, template, look, light=False)


def _set_copies_aside(tabs: Tabs, template: Template) -> None:
    """One tab is read for each sheet there is one of: the one with the sheet's name, else the first.

    There are many of action sheets; and of those that show actions, which have no table to read.
    """
    by_key: dict[str, list[RawSheet]] = {}
    for sheet in tabs.sheets:
        if sheet.key != "actions" and not sheet.is_remainder and template.by_key[sheet.key].tables:
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
