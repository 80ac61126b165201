"""Computed cells that no longer hold the template's formula: a constant, or another formula (PAC107)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pacom_xl.core.findings import Finding
from pacom_xl.core.plan import Cell
from pacom_xl.workbook.addresses import address
from pacom_xl.workbook.look import Look, TabLook
from pacom_xl.workbook.raw import RawSheet

#: Fewest cells of one field that make it known how its formula is written.
_ENOUGH = 3
#: What differs from row to row in one and the same formula.
_PLACES = b"0123456789$"


def typed_over(sheet: RawSheet, part: TabLook) -> Iterator[Finding]:
    """Computed cells that hold a constant."""
    for row, column, key, value in sheet.figures:
        if address(row, column) not in part.formulas:
            yield _finding(sheet, (row, column), key, value)


class _Written(NamedTuple):
    sheet: RawSheet
    place: tuple[int, int]
    #: The formula without what differs from row to row.
    formula: bytes


def other_formulas(sheets: Iterable[RawSheet], look: Look | None) -> Iterator[Finding]:
    """Computed cells whose formula is not the one most cells of their field have.

    Offices write formulas anew, each in its way: those of one workbook are compared with each other.
    """
    by_field: dict[str, list[_Written]] = {}
    for sheet in sheets if look else ():
        part = look.sheet(sheet.tab) if look else None
        for name, place in _computed(sheet) if part else ():
            if part and (formula := part.formulas.get(address(*place))):
                by_field.setdefault(name, []).append(_Written(sheet, place, formula.translate(None, _PLACES)))
    for name, found in by_field.items():
        usual = _usual([one.formula for one in found])
        yield from (_finding(one.sheet, one.place, name) for one in found if usual and one.formula != usual)


def _computed(sheet: RawSheet) -> Iterator[tuple[str, tuple[int, int]]]:
    """Name and place of the computed cells of forms and of the rows people filled in."""
    for block in sheet.blocks:
        table = block.table
        if table.kind == "form":
            yield from ((f"{table.key}.{key}", place) for key, place in block.shown.items())
        elif block.computed and table.kind not in ("computed", "generated"):
            rows = [r.origin.row for r in sheet.records if r.table is table]
            for key, column in block.computed.items():
                yield from ((f"{table.key}.{key}", (row, column)) for row in rows)


def _usual(formulas: Sequence[bytes]) -> bytes | None:
    """The formula more than half of the cells have; ``None`` when too few tell."""
    if len(formulas) < _ENOUGH:
        return None
    usual, count = Counter(formulas).most_common(1)[0]
    return usual if count * 2 > len(formulas) else None


def _finding(sheet: RawSheet, place: tuple[int, int], key: str, value: Any = None) -> Finding:
    name = key.partition("@")[0]
    params = {} if value is None else {"value": value}
    return Finding("PAC107", sheet.subject, name, cell=Cell(sheet.tab, *place), field=name, value=value, params=params)
