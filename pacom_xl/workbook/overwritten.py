"""Computed cells that no longer hold the template's formula: a constant, or another formula (PAC107)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pacom_xl.core.findings import Finding
from pacom_xl.core.plan import Cell
from pacom_xl.workbook.addresses import address, column_number, letters_of
from pacom_xl.workbook.look import Look, TabLook
from pacom_xl.workbook.raw import Figure, RawSheet

#: Fewest cells of one field that make it known how its formula is written.
_ENOUGH = 3
#: What differs from row to row in one and the same formula.
_PLACES = b"0123456789$"


def typed_over(sheet: RawSheet, part: TabLook) -> Iterator[Finding]:
    """Computed cells that hold a constant."""
    figures = {address(figure[0], figure[1]): figure for figure in sheet.figures}
    for cell in figures.keys() - part.formulas:
        yield _finding(sheet, figures[cell])
    for block in sheet.blocks:
        if block.table.kind == "computed":
            computed = {letters_of(column): key for key, column in block.computed.items()}
            for letters, digits, _ in part.constants:
                row = int(digits) - 1
                if letters in computed and block.first <= row < block.end and row not in sheet.decor:
                    name = f"{block.table.key}.{computed[letters]}"
                    yield _finding(sheet, (row, column_number(letters), name, None))


class _Written(NamedTuple):
    sheet: RawSheet
    figure: Figure
    #: The formula without what differs from row to row.
    formula: bytes


def other_formulas(sheets: Iterable[RawSheet], parts: Look | None) -> Iterator[Finding]:
    """Computed cells whose formula is not the one most cells of their field have.

    Offices write formulas anew, each in its way: those of one workbook are compared with each other.
    """
    by_field: dict[str, list[_Written]] = {}
    for sheet in sheets:
        part = parts.sheet(sheet.tab) if parts and sheet.figures else None
        for figure, formula in _formulas(sheet, part) if part else ():
            by_field.setdefault(figure[2], []).append(_Written(sheet, figure, formula.translate(None, _PLACES)))
    for found in by_field.values():
        usual = _usual([one.formula for one in found])
        yield from (_finding(one.sheet, one.figure) for one in found if usual and one.formula != usual)


def _formulas(sheet: RawSheet, part: TabLook) -> Iterator[tuple[Figure, bytes]]:
    figures = sorted(sheet.figures, key=lambda figure: figure[:2])
    written = part.written((row, column) for row, column, _, _ in figures)
    return ((figure, formula) for figure, formula in zip(figures, written, strict=True) if formula)


def _usual(formulas: Sequence[bytes]) -> bytes | None:
    """The formula more than half of the cells have; ``None`` when too few tell."""
    if len(formulas) < _ENOUGH:
        return None
    usual, count = Counter(formulas).most_common(1)[0]
    return usual if count * 2 > len(formulas) else None


def _finding(sheet: RawSheet, figure: Figure) -> Finding:
    row, column, key, value = figure
    name = key.partition("@")[0]
    params = {} if value is None else {"value": value}
    return Finding(
        "PAC107", sheet.subject, name, cell=Cell(sheet.tab, row, column), field=name, value=value, params=params
    )
