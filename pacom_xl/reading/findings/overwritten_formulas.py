"""Computed cells that no longer hold the template's formula: a constant, or another formula (PAC107)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from pacom_xl.figures.group.group_figures import has_formula
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.reading.findings.many_formulas import shape
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.cells import Place, Tab
from pacom_xl.xlsx.workbook import Workbook

#: Fewest cells of one field that show how its formula is written.
_ENOUGH = 3
#: What differs from row to row in one and the same formula.
_PLACES = dict.fromkeys(map(ord, "0123456789$"))

#: Cells of one field in one tab that hold a formula, and the formulas without what differs from row to row.
_Written = tuple[RawSheet, list[tuple[Place, str]]]


def typed_over(sheet: RawSheet, tab: Tab) -> Iterator[Finding]:
    """Computed cells that hold a constant."""
    for row, column, key, value in sheet.figures:
        if (row, column) not in tab.formulas:
            yield _finding(sheet, (row, column), key, value)


def typed_over_totals(sheet: RawSheet, tab: Tab, template: Template) -> Iterator[Finding]:
    """As ``typed_over`` for a consolidated workbook (of ``template``): its forms have formulas, most of its columns
    values.
    """
    totals = {key for key in {key for _, _, key, _ in sheet.figures} if _is_total(key.partition("@")[0], template)}
    for row, column, key, value in sheet.figures:
        if key in totals and (row, column) not in tab.formulas:
            finding = _finding(sheet, (row, column), key, value)
            label = template.by_name[finding.field or ""].label
            yield replace(finding, params={**finding.params, "field": label, "case": "group"})


def _is_total(name: str, template: Template) -> bool:
    """Whether a field of a consolidated workbook has a formula."""
    table = template.tables.get(name.partition(".")[0])
    return has_formula(name, template.tables) or (table is not None and table.kind == "form" and table.parent is None)


def other_formulas(sheets: Iterable[RawSheet], workbook: Workbook) -> Iterator[Finding]:
    """Computed cells whose formula is not the one most cells of their field have.

    Offices write formulas again, each in its way: those of one workbook are compared with each other.
    """
    by_field: dict[str, list[_Written]] = {}
    for sheet in sheets:
        tab = workbook.tab(sheet.tab)
        for name, places in _computed(sheet) if tab and tab.formulas else ():
            cells = [(place, form) for place in places if tab and (form := _form(tab, place))]
            if cells:
                by_field.setdefault(name, []).append((sheet, cells))
    for name, found in by_field.items():
        forms = [form for _, cells in found for _, form in cells]
        usual = _usual(forms)
        if usual and forms.count(usual) < len(forms):
            yield from _unlike(usual, name, found, workbook)


def _unlike(usual: str, name: str, found: Sequence[_Written], workbook: Workbook) -> Iterator[Finding]:
    """Cells of one field whose formula differs from the usual one, with the evidence that separates moved from
    overwritten ones.
    """
    model = next(_text(workbook, sheet, place) for sheet, cells in found for place, form in cells if form == usual)
    for sheet, cells in found:
        for place, form in cells:
            if form != usual:
                text = _text(workbook, sheet, place)
                signs = {"moved": shape(text) == shape(model), "broken": "#REF!" in text}
                finding = _finding(sheet, place, name)
                yield replace(finding, params={**finding.params, **signs})


def _text(workbook: Workbook, sheet: RawSheet, place: Place) -> str:
    tab = workbook.tab(sheet.tab)
    return tab.formula_text(place) if tab else ""


def _form(tab: Tab, place: Place) -> str:
    """A formula without what differs from row to row; empty when there is none."""
    return tab.formula_text(place).translate(_PLACES)


def _computed(sheet: RawSheet) -> Iterator[tuple[str, Iterable[tuple[int, int]]]]:
    """The computed fields of forms and of tables, with their places in the rows people filled in."""
    rows: dict[str, list[int]] = {}
    for record in sheet.records:
        rows.setdefault(record.table.key, []).append(record.origin.row)
    for block in sheet.blocks:
        table = block.table
        if table.kind == "form":
            yield from ((f"{table.key}.{key}", (place,)) for key, place in block.shown.items())
        elif table.kind not in ("computed", "generated") and (filled := rows.get(table.key)):
            for key, column in block.computed.items():
                yield f"{table.key}.{key}", [(row, column) for row in filled]


def _usual(formulas: Sequence[str]) -> str | None:
    """The formula of more than half of the cells; ``None`` when there are too few cells."""
    if len(formulas) < _ENOUGH:
        return None
    first = formulas[0]
    if formulas.count(first) * 2 > len(formulas):
        return first
    usual, count = Counter(formulas).most_common(1)[0]
    return usual if count * 2 > len(formulas) else None


def _finding(sheet: RawSheet, place: Place, key: str, value: Any = None) -> Finding:
    name = key.partition("@")[0]
    params = {"case": "team"} | ({} if value is None else {"value": value})
    return Finding("PAC107", sheet.subject, name, cell=Cell(sheet.tab, *place), field=name, value=value, params=params)
