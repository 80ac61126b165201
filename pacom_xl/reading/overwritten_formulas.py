"""Computed cells that no longer hold the template's formula: a constant, or another formula (PAC107)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.reading.many_formulas import shape
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.xlsx.addresses import address
from pacom_xl.xlsx.metadata import Look, TabLook

#: Fewest cells of one field that make it known how its formula is written.
_ENOUGH = 3
#: What differs from row to row in one and the same formula.
_PLACES = b"0123456789$"


def typed_over(sheet: RawSheet, part: TabLook) -> Iterator[Finding]:
    """Computed cells that hold a constant."""
    for row, column, key, value in sheet.figures:
        if address(row, column) not in part.formulas:
            yield _finding(sheet, (row, column), key, value)


#: Cells of one field in one tab that hold a formula, and the formulas without what differs from row to row.
_Written = tuple[RawSheet, list[tuple[tuple[int, int], bytes]]]


def other_formulas(sheets: Iterable[RawSheet], look: Look | None) -> Iterator[Finding]:
    """Computed cells whose formula is not the one most cells of their field have.

    Offices write formulas anew, each in its way: those of one workbook are compared with each other.
    """
    by_field: dict[str, list[_Written]] = {}
    for sheet in sheets if look else ():
        part = look.sheet(sheet.tab) if look else None
        formulas = part.formulas if part else {}
        for name, places in _computed(sheet) if formulas else ():
            cells = [(place, f.translate(None, _PLACES)) for place in places if (f := formulas.get(address(*place)))]
            if cells:
                by_field.setdefault(name, []).append((sheet, cells))
    for name, found in by_field.items():
        formulas_of = [formula for _, cells in found for _, formula in cells]
        usual = _usual(formulas_of)
        if look and usual and formulas_of.count(usual) < len(formulas_of):
            yield from _unlike(usual, name, found, look)


def _unlike(usual: bytes, name: str, found: Sequence[_Written], look: Look) -> Iterator[Finding]:
    """The cells of one field whose formula is not the usual one, with what tells moved cells from overwritten ones."""
    model = next(_text(look, sheet, place) for sheet, cells in found for place, form in cells if form == usual)
    for sheet, cells in found:
        for place, form in cells:
            if form != usual:
                text = _text(look, sheet, place)
                signs = {"moved": shape(text) == shape(model), "broken": "#REF!" in text}
                finding = _finding(sheet, place, name)
                yield replace(finding, params={**finding.params, **signs})


def _text(look: Look, sheet: RawSheet, place: tuple[int, int]) -> str:
    part = look.sheet(sheet.tab)
    return part.formulas.get(address(*place), b"").decode("utf-8", "replace") if part else ""


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


def _usual(formulas: Sequence[bytes]) -> bytes | None:
    """The formula more than half of the cells have; ``None`` when too few tell."""
    if len(formulas) < _ENOUGH:
        return None
    first = formulas[0]
    if formulas.count(first) * 2 > len(formulas):
        return first
    usual, count = Counter(formulas).most_common(1)[0]
    return usual if count * 2 > len(formulas) else None


def _finding(sheet: RawSheet, place: tuple[int, int], key: str, value: Any = None) -> Finding:
    name = key.partition("@")[0]
    params = {} if value is None else {"value": value}
    return Finding("PAC107", sheet.subject, name, cell=Cell(sheet.tab, *place), field=name, value=value, params=params)
