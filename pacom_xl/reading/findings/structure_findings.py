"""Findings about the structure of a workbook: sheets and fields missing or moved, formulas and controls lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, column_letters
from pacom_xl.model.text import Text, fold
from pacom_xl.model.typography import sentence
from pacom_xl.reading.cell_account import unexplained, unread_findings
from pacom_xl.reading.findings.cell_format_findings import contrary_formats, lost_controls
from pacom_xl.reading.findings.formulas_beside import formulas_beside
from pacom_xl.reading.findings.group_constants import ExaminedTab
from pacom_xl.reading.findings.many_formulas import MANY, in_few_lines
from pacom_xl.reading.findings.merged_cells import hidden_under_merged
from pacom_xl.reading.findings.overwritten_formulas import other_formulas, typed_over
from pacom_xl.reading.findings.overwritten_frames import frame_findings, overwritten_frames, split_findings
from pacom_xl.reading.findings.shifted_columns import shifted_columns
from pacom_xl.reading.findings.tab_findings import register_findings, unread_tab_findings
from pacom_xl.reading.findings.unseen_values import hidden_records, struck_values
from pacom_xl.reading.raw_records import CellField, RawSheet, SpareCell
from pacom_xl.reading.recognition.column_location import Note
from pacom_xl.reading.recognition.input_cells import inputs_among
from pacom_xl.reading.recognition.tab_recognition import Tabs
from pacom_xl.reading.recognition.vocabulary import former_names, vocabulary_of
from pacom_xl.reading.templates.original_fields import OriginalFields, original_fields
from pacom_xl.template.schema import Table, Template
from pacom_xl.xlsx.cells import Tab
from pacom_xl.xlsx.workbook import Workbook

_MACROS = Text("macros du classeur, jamais exécutées", "macros of the workbook, never run")
_UNCACHED = Text("formule jamais calculée", "formula never calculated")
#: From so many columns of cells not taken over on, one line tells those of a tab; longest list of their addresses.
_MANY_COLUMNS, _MOST_CELLS = 8, 500


def structure(
    tabs: Tabs, workbook: Workbook, template: Template, examined: Mapping[str, ExaminedTab] | None = None
) -> Iterator[Finding]:
    """Every finding about shape, in workbook order.

    ``examined``: what was found in the cells of each tab of a consolidated workbook, which has no controls.
    """
    original = original_fields(tabs, template)
    yield from _missing_sheets(tabs, template, original)
    formulas: list[Finding] = []
    for sheet in tabs.sheets:
        of = template.by_key[sheet.key]
        part = workbook.tab(sheet.tab) if examined is None else None
        if examined is not None:
            formulas += examined[sheet.tab].constants
            yield from examined[sheet.tab].beyond
            if of.scope == "generated" and of.tables:
                continue
        cells = unexplained(sheet, part, template) if examined is None else examined[sheet.tab].unexplained
        over = overwritten_frames(sheet, cells, tabs.rows[sheet.tab], template)
        if of.tables and not sheet.is_remainder:
            fields = (*_missing_fields(sheet, template, original), *_moved(sheet, template, original))
            yield from split_findings(over, fields)
            yield from _slipped(sheet)
        if part is not None:
            formulas += typed_over(sheet, part)
            yield from _broken(sheet, part)
            yield from contrary_formats(sheet, part, tabs.currency)
            yield from lost_controls(sheet, part, template)
            yield from shifted_columns(sheet, part)
            yield from hidden_under_merged(sheet, part)
            yield from struck_values(sheet, part)
            yield from hidden_records(sheet, part)
        sheet.spare[:] = cells
        yield from _totals(sheet)
        yield from frame_findings(sheet, over, cells)
        reported_rows = {record.origin.row for record in sheet.totals}
        reported = {place for fill in over for place in fill.cells}
        if examined is not None:
            reported |= {(f.cell.row, f.cell.column) for f in formulas if f.cell and f.cell.sheet == sheet.tab}
        listed = [c for c in cells if c.row not in reported_rows and (c.row, c.column) not in reported]
        if part is not None:
            beside = formulas_beside(sheet, part, vocabulary_of(template), len(tabs.rows[sheet.tab]))
            listed += [c for c in beside if (c.row, c.column) not in {(s.row, s.column) for s in cells}]
        remaining = [*unread_findings(sheet, listed, tabs.rows[sheet.tab])]
        is_pasted = _is_pasted(sheet, listed, formulas)
        many = len(remaining) >= (2 if is_pasted else _MANY_COLUMNS)
        yield from (_together(sheet, remaining),) if many else remaining
    if examined is None:
        yield from register_findings(tabs)
        formulas += other_formulas(tabs.sheets, workbook)
    yield from in_few_lines(formulas, tabs.sheets)
    yield from unread_tab_findings(tabs)
    if workbook.has_macros:
        yield Finding("PAC109", "vbaProject", params={"name": _MACROS})


def _is_pasted(sheet: RawSheet, listed: Iterable[SpareCell], formulas: Iterable[Finding]) -> bool:
    """Whether values were pasted over a tab: many of its formulas are constants, or those of its hidden first row."""
    if sheet.anchor and any(cell.row == sheet.anchor[0] for cell in listed):
        return True
    return sum(f.cell is not None and f.cell.sheet == sheet.tab for f in formulas) >= MANY


def _together(sheet: RawSheet, found: Sequence[Finding]) -> Finding:
    """One finding for the cells of many columns of a tab: values pasted over everything, a whole block of one's own."""
    cells = [cell for f in found for cell in f.params["cells"]]
    count = sum(f.params["count"] for f in found)
    places = [f.cell for f in found if f.cell]
    first = Cell(sheet.tab, min(c.row for c in places), min(c.column for c in places))
    shown = sentence(
        "{tab}, {n} cellules dans {columns} colonnes, à partir de {cell}",
        "{tab}, {n} cells in {columns} columns, from {cell} on",
        tab=sheet.tab,
        n=count,
        columns=len(found),
        cell=first.a1,
    )
    params = {"name": shown, "cells": cells[:_MOST_CELLS], "count": count}
    return Finding("PAC109", sheet.key, sheet.tab, cell=first, params=params)


def _missing_sheets(tabs: Tabs, template: Template, original: OriginalFields) -> Iterator[Finding]:
    present = {sheet.key for sheet in tabs.sheets}
    for sheet in template.sheets:
        ours = sheet.level == "core" and sheet.scope != "generated" and sheet.key != "actions"
        if ours and sheet.key not in present and original.had_sheet(sheet.key):
            yield Finding("PAC101", sheet.key, params={"sheet": sheet.label})


def _missing_fields(sheet: RawSheet, template: Template, original: OriginalFields) -> Iterator[Finding]:
    of = template.by_key[sheet.key]
    if of.scope == "generated" or of.key == "index":
        return
    for table in of.tables:
        if table.kind in ("computed", "generated"):
            continue
        found = sheet.tables.get(table.key, set())
        for f in () if found.issuperset(table.input_keys) else table.inputs:
            if f.key in found or f.type.base in ("matrix", "chart", "table") or not original.had_field(f, template):
                continue
            params = {"field": f.label, "sheet": sheet.tab}
            place = _expected_place(sheet, table)
            yield Finding("PAC102", sheet.key, f"{f.name}", cell=place, field=f.name, params=params)


def _expected_place(sheet: RawSheet, table: Table) -> Cell:
    """Where to look for a field that is missing: the heading of its table, else the top of the tab."""
    block = next((b for b in sheet.blocks if b.table is table), None)
    if block is None:
        return Cell(sheet.tab, 0, 0)
    row = block.header if block.header >= 0 else max(block.key_row, block.first - 1, 0)
    return Cell(sheet.tab, row, min([*block.columns.values(), *block.values], default=0))


def _moved(sheet: RawSheet, template: Template, original: OriginalFields) -> Iterator[Finding]:
    of = template.by_key[sheet.key]
    tab = fold(sheet.tab)
    if sheet.key == "actions" and of.tables[0].kind == "form":
        codes = {fold(str(r.values.get("code", ""))) for r in sheet.records if r.table.key == "actions"}
        renamed = tab not in codes
    else:
        renamed = tab not in map(fold, (of.label.fr, of.label.en, *former_names(sheet.key)))
    if renamed:
        place = sentence("onglet « {tab} »", 'tab "{tab}"', tab=sheet.tab)
        yield Finding("PAC110", sheet.key, f"{sheet.tab}", params={"name": _name(sheet, of.label), "place": place})
    elif sheet.anchor and sheet.anchor[0] > 0:
        place = Text(f"ligne {sheet.anchor[0] + 1}", f"row {sheet.anchor[0] + 1}")
        yield Finding("PAC110", sheet.key, None, params={"name": of.label, "place": place})
    for moved in sheet.moved_tables:
        place = sentence("onglet « {tab} »", 'tab "{tab}"', tab=moved.tab)
        cell = Cell(moved.tab, moved.header, 0)
        params = {"name": moved.table.label, "place": place}
        yield Finding("PAC110", sheet.subject, f"{moved.table.key} {moved.tab}", cell=cell, params=params)
    moved_columns = [note for note in sheet.notes if not _makes_room(note, template, original)]
    shifts = _common_shifts(moved_columns)
    for shift, notes in shifts.items():
        yield _columns_moved(sheet, of.label, shift, notes)
    among_values = {f.name for f, _ in sheet.slipped}
    for note in moved_columns:
        if not note.doubtful and (note.shift in shifts or note.field in among_values):
            continue
        f = template.by_name[note.field]
        cell = Cell(sheet.tab, note.row, note.column)
        params = {"name": f.label, "place": note.place}
        if note.doubtful:
            yield Finding("PAC120", sheet.subject, f.name, cell=cell, field=f.name, params=params)
        else:
            yield Finding("PAC110", sheet.key, f.name, cell=cell, field=f.name, params=params)


def _makes_room(note: Note, template: Template, original: OriginalFields) -> bool:
    """Whether a column was shifted by new fields of the template, not by people."""
    if note.doubtful or note.shift >= 0:
        return False
    table = template.tables[template.by_name[note.field].table]
    keys = [f.key for f in table.fields]
    before = table.fields[: keys.index(template.by_name[note.field].key)]
    return -note.shift == sum(not f.hidden and not original.had_field(f, template) for f in before)


def _common_shifts(columns: Iterable[Note]) -> dict[int, list[Note]]:
    """Notes of several tables by the number of columns they moved together: one column was inserted or deleted."""
    shifts: dict[int, list[Note]] = {}
    for note in columns:
        if note.shift and not note.doubtful:
            shifts.setdefault(note.shift, []).append(note)
    return {
        shift: notes for shift, notes in shifts.items() if len({note.field.partition(".")[0] for note in notes}) > 1
    }


def _columns_moved(sheet: RawSheet, label: Text, shift: int, notes: Sequence[Note]) -> Finding:
    first = min(notes, key=lambda note: note.column)
    many = abs(shift) > 1
    place = sentence(
        "colonnes à partir de {letters}, décalées de {n} vers la {side}",
        "columns from {letters} on, moved {n} to the {side}",
        letters=column_letters(first.column),
        n=Text(f"{abs(shift)} colonne{'s' * many}", f"{abs(shift)} column{'s' * many}"),
        side=Text("droite", "right") if shift > 0 else Text("gauche", "left"),
    )
    params = {"name": _name(sheet, label), "place": place, "fields": [note.field for note in notes]}
    detail = f"{sheet.tab} {shift:+d}"
    return Finding("PAC110", sheet.key, detail, cell=Cell(sheet.tab, first.row, first.column), params=params)


def _slipped(sheet: RawSheet) -> Iterator[Finding]:
    """Headings found among the values of their own column (PAC121)."""
    for f, cell in sheet.slipped:
        params = {"name": f.label}
        yield Finding("PAC121", sheet.subject, f.name, cell=cell, field=f.name, params=params)


def _totals(sheet: RawSheet) -> Iterator[Finding]:
    """Rows that add up others, which are not read (PAC126)."""
    for record in sheet.totals:
        key = next(iter(record.values))
        cell = record.origin.cell(key)
        params = {"sheet": sheet.tab, "row": record.origin.row + 1, "table": record.table.label}
        yield Finding(
            "PAC126", sheet.subject, record.table.key, cell=cell, field=f"{record.table.key}.{key}", params=params
        )


def _name(sheet: RawSheet, label: Text) -> Text:
    code = next((str(r.values["code"]) for r in sheet.records if r.table.key == "actions" and "code" in r.values), "")
    return Text(code, code) if code else label


# -- cells of the parts ------------------------------------------------------------------------------------------


def _broken(sheet: RawSheet, part: Tab) -> Iterator[Finding]:
    """Cells that are read and hold an error, or a formula that was never calculated (PAC112)."""
    for cell, at in inputs_among(sheet, part.errors):
        yield _unusable(at, part.errors[cell], part.errors[cell])
    rows = {record.origin.row for record in sheet.records}
    moved = {note.field.partition(".")[0] for note in sheet.notes} & {b.table.key for b in sheet.blocks if b.columns}
    for place, at in sheet.typed_formulas:
        formula = part.formula(place)
        if formula is None or not (formula.error or formula.value is None):
            continue
        if at.cell.row not in rows and (not sheet.has_anchors or (at.field.table in moved and not formula.error)):
            continue  # on spare rows of a table whose signs are gone or moved, the tool's own formulas stand
        yield _unusable(at, formula.error or _UNCACHED, formula.error)


def _unusable(at: CellField, shown: str | Text, value: str | None) -> Finding:
    params = {"value": shown, "field": at.field.name}
    return Finding("PAC112", at.subject, at.field.name, cell=at.cell, field=at.field.name, value=value, params=params)


# -- whole tabs --------------------------------------------------------------------------------------------------
