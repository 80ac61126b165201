"""Constants typed over formulas of the sheets that add up a consolidated workbook.

These sheets are not read, and their formulas are of no field: a constant among formulas shows what was typed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Text
from pacom_xl.reading.raw_records import Spare
from pacom_xl.xlsx.cells import Place, Tab

#: Fewest formulas that show how far a sheet reaches.
_ENOUGH = 5


def constants_among_formulas(tab: Tab, label: Text, key: str) -> Iterator[Finding]:
    """The constants between two formulas of a column, or beside one of its column and one of its row (PAC107).

    A number between two formulas of a row counts too; the tool itself writes texts there.
    """
    for row, line in tab.values.items():
        for column, value in line.items():
            if value != "" and _is_among(tab, (row, column), is_text=isinstance(value, str)):
                cell = Cell(tab.name, row, column)
                yield Finding("PAC107", key, f"{tab.name} {cell.a1}", cell=cell, value=value, params={"field": label})


def cells_beyond_formulas(tab: Tab, explains: Callable[[str], bool]) -> list[Spare]:
    """Cells below all formulas of such a sheet that the program did not write.

    Nothing of a sheet with few formulas: they do not show how far it reaches.
    """
    if len(tab.formulas) < _ENOUGH:
        return []
    last_row = max(row for row, _ in tab.formulas)
    return [
        Spare(row, column, value, False)
        for row, line in sorted(tab.values.items())
        for column, value in sorted(line.items())
        if value != "" and row > last_row
        if not (isinstance(value, str) and explains(value))
    ]


def _is_among(tab: Tab, place: Place, *, is_text: bool) -> bool:
    row, column = place
    above, below = (row - 1, column) in tab.formulas, (row + 1, column) in tab.formulas
    left, right = (row, column - 1) in tab.formulas, (row, column + 1) in tab.formulas
    corner = (above or below) and (left or right)
    return (above and below) or corner or (left and right and not is_text)
