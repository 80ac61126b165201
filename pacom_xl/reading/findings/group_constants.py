"""Constants typed over formulas of a consolidated workbook (PAC107), wherever its formulas stand.

Hidden cells say in which columns of a row the program wrote formulas (``layout.formula_anchors``). Workbooks of
earlier versions have no such cells: there, a constant among the formulas of a sheet that adds up shows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pacom_xl.figures.group.group_figures import FORMULA_COLUMNS, has_formula
from pacom_xl.layout.formula_anchors import FORMULAS, formula_columns
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Text
from pacom_xl.reading.cell_account import unexplained, unread_findings
from pacom_xl.reading.findings.overwritten_formulas import typed_over_totals
from pacom_xl.reading.raw_records import RawSheet, SpareCell
from pacom_xl.reading.recognition.vocabulary import vocabulary_of
from pacom_xl.template.schema import Sheet, Template
from pacom_xl.xlsx.cells import Place, Tab

#: Fewest formulas that show how far a sheet reaches.
_ENOUGH = 5
#: Longest text that names what a cell shows, and how far from the cell it is looked for.
_LONGEST_LABEL, _FAR = 60, 200


class ExaminedTab(NamedTuple):
    """What the cells of a tab of a consolidated workbook show; they need not be kept."""

    #: Constants typed over formulas.
    constants: list[Finding]
    #: What stands below all formulas.
    beyond: list[Finding]
    #: Cells that no field and no text of the program explains.
    unexplained: list[SpareCell]


def examine(sheet: RawSheet, part: Tab, template: Template) -> ExaminedTab:
    """Examine the cells of a tab of a consolidated workbook of ``template``."""
    return ExaminedTab(
        list(constants_of_group(sheet, part, template)),
        list(beyond_formulas(sheet, part, template)),
        unexplained(sheet, part, template),
    )


def constants_of_group(sheet: RawSheet, part: Tab, template: Template) -> Iterator[Finding]:
    """The constants typed over formulas of a tab of a consolidated workbook (of ``template``), each once."""
    seen = set[Cell | None]()
    for finding in typed_over_totals(sheet, part, template):
        seen.add(finding.cell)
        yield finding
    of, written = template.by_key[sheet.key], _written_formulas(part)
    if written:
        found = _over_formulas(part, written, of.label, of.key, vocabulary_of(template).explains)
    elif _adds_up(of, template):
        found = _among_formulas(part, of.label, of.key)
    else:
        return
    yield from (finding for finding in found if finding.cell not in seen)


def beyond_formulas(sheet: RawSheet, part: Tab, template: Template) -> Iterator[Finding]:
    """What stands below all formulas of a tab that adds up and is nothing the program writes (PAC109)."""
    if _adds_up(template.by_key[sheet.key], template):
        yield from unread_findings(sheet, _cells_beyond(part, vocabulary_of(template).explains), part.rows)


def _adds_up(of: Sheet, template: Template) -> bool:
    """Whether the columns of formulas of a sheet all have formulas, and it is a generated one."""
    fields = [field.name for table in of.tables for field in table.fields]
    is_of_formulas = all(has_formula(name, template.tables) for name in fields if name in FORMULA_COLUMNS)
    return of.scope == "generated" and bool(of.tables) and is_of_formulas


def _written_formulas(tab: Tab) -> dict[int, list[int]]:
    """Columns of the formulas the program wrote, by row; empty when the tab does not say it."""
    found: dict[int, list[int]] = {}
    for row, line in tab.values.items():
        for value in line.values():
            if isinstance(value, str) and value.startswith(FORMULAS):
                found[row] = formula_columns(value)
    return found


def _over_formulas(
    tab: Tab, written: Mapping[int, Sequence[int]], label: Text, key: str, explains: Callable[[str], bool]
) -> Iterator[Finding]:
    """The constants in cells of formulas (``written``), also where columns were inserted or deleted since."""
    moved = _moved_columns(tab, written)
    for row, columns in written.items():
        for column in columns:
            place = row, moved.get(column, column)
            if place not in tab.formulas and tab.values.get(row, {}).get(place[1], "") != "":
                shown = _what_it_shows(tab, place, explains)
                yield _finding(tab, place, Text(shown, shown) if shown else label, key)


def _among_formulas(tab: Tab, label: Text, key: str) -> Iterator[Finding]:
    """The constants between two formulas of a column, or beside one of its column and one of its row.

    A number between two formulas of a row counts too; the tool itself writes texts there.
    """
    for row, line in tab.values.items():
        for column, value in line.items():
            if value != "" and _is_among(tab, (row, column), is_text=isinstance(value, str)):
                yield _finding(tab, (row, column), label, key)


def _cells_beyond(tab: Tab, explains: Callable[[str], bool]) -> list[SpareCell]:
    """Cells below all formulas of such a sheet that the program did not write.

    Nothing of a sheet with few formulas: they do not show how far it reaches.
    """
    if len(tab.formulas) < _ENOUGH:
        return []
    last_row = max(row for row, _ in tab.formulas)
    return [
        SpareCell(row, column, value, False)
        for row, line in sorted(tab.values.items())
        for column, value in sorted(line.items())
        if value != "" and row > last_row
        if not (isinstance(value, str) and explains(value))
    ]


def _finding(tab: Tab, place: Place, label: Text, key: str) -> Finding:
    cell, value = Cell(tab.name, *place), tab.values[place[0]][place[1]]
    return Finding(
        "PAC107", key, f"{tab.name} {cell.a1}", cell=cell, value=value, params={"field": label, "case": "group"}
    )


def _moved_columns(tab: Tab, written: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Where most rows have the formulas of a column now: rows with as many formulas as were written tell."""
    there: dict[int, list[int]] = {}
    for row, column in tab.formulas:
        there.setdefault(row, []).append(column)
    votes: dict[int, Counter[int]] = {}
    for row, columns in written.items():
        found = there.get(row, [])
        if len(found) == len(columns):
            for before, now in zip(columns, sorted(found), strict=True):
                votes.setdefault(before, Counter())[now] += 1
    return {column: counts.most_common(1)[0][0] for column, counts in votes.items()}


def _what_it_shows(tab: Tab, place: Place, explains: Callable[[str], bool]) -> str:
    """The name of a cell: the nearest text at its left, and the nearest one of the program's above it."""
    row, column = place
    left = (_text(tab, (row, at)) for at in range(column - 1, max(0, column - _FAR), -1))
    above = (_text(tab, (at, column)) for at in range(row - 1, max(0, row - _FAR), -1))
    names = next(filter(None, left), ""), next((text for text in above if text and explains(text)), "")
    return " · ".join(filter(None, names))


def _text(tab: Tab, place: Place) -> str:
    """A short text that stands in a cell or that its formula shows."""
    value: object = tab.values.get(place[0], {}).get(place[1], "")
    if value == "" and (formula := tab.formula(place)):
        value = formula.value
    is_label = isinstance(value, str) and len(value) <= _LONGEST_LABEL and not value.startswith(FORMULAS)
    return str(value).strip() if is_label else ""


def _is_among(tab: Tab, place: Place, *, is_text: bool) -> bool:
    row, column = place
    above, below = (row - 1, column) in tab.formulas, (row + 1, column) in tab.formulas
    left, right = (row, column - 1) in tab.formulas, (row, column + 1) in tab.formulas
    corner = (above or below) and (left or right)
    return (above and below) or corner or (left and right and not is_text)
