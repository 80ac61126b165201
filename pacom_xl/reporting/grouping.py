"""Groups findings that have the same message about several cells of a sheet into one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, column_letters
from pacom_xl.model.text import Lang, Text
from pacom_xl.rules import messages
from pacom_xl.template.schema import Template

#: Most ranges listed; the cells of the others are counted.
_LISTED = 6
#: Placeholder for the cell while messages are compared.
_ANY_CELL = "\ue000"


@dataclass(frozen=True, slots=True)
class Line:
    """One message, and the findings that have it."""

    findings: tuple[Finding, ...]
    message: str
    fix: str
    #: ``Budget!C4:C9, E12``; ``""`` without any cell.
    place: str

    @property
    def first(self) -> Finding:
        """The first finding; the others differ only by their cell."""
        return self.findings[0]


def lines(findings: Iterable[Finding], lang: Lang, template: Template) -> list[Line]:
    """One line for each group of findings with the same message, in the order of their first finding."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_key(finding, lang, template), []).append(finding)
    return [_line(group, lang, template) for group in groups.values()]


def _key(finding: Finding, lang: Lang, template: Template) -> tuple[object, ...]:
    """Findings with equal keys form one line. A finding without a cell is a line of its own."""
    if finding.cell is None:
        return (id(finding),)
    about = (finding.code, finding.severity, finding.team, finding.file, finding.subject)
    message = _message(finding, _ANY_CELL, lang, template)
    return (*about, finding.hidden_by, finding.waived_by, finding.cell.sheet, message)


def _message(finding: Finding, place: str, lang: Lang, template: Template) -> str:
    """The message with ``place`` instead of the finding's cell."""
    if not messages.names_its_cell(finding.code):
        return messages.message(finding, lang, template)
    params = {**finding.params, "cell": place, "place": finding.params.get("place") or place}
    return messages.message(replace(finding, params=params), lang, template)


def _line(group: Sequence[Finding], lang: Lang, template: Template) -> Line:
    first = group[0]
    place = cells_text([f.cell for f in group if f.cell], lang)
    alone = len(group) == 1
    message = messages.message(first, lang, template) if alone else _message(first, place, lang, template)
    return Line(tuple(group), message, messages.fix(first, lang, template), place)


def cells_text(cells: Sequence[Cell], lang: Lang) -> str:
    """``Budget!C4:C9, E12 et 3 autres``: runs down a column as ranges. Cells of one sheet."""
    if not cells:
        return ""
    ranges = _ranges(sorted({(cell.column, cell.row) for cell in cells}))
    listed = [_range(*one) for one in ranges[:_LISTED]]
    remaining = sum(last - first + 1 for _, first, last in ranges[_LISTED:])
    more = (
        Text(f" et {remaining} autres" if remaining > 1 else " et 1 autre", f" and {remaining} more").in_(lang)
        if remaining
        else ""
    )
    return f"{cells[0].sheet}!{', '.join(listed)}{more}"


def _ranges(cells: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """(column, first row, last row) of each run."""
    found: list[tuple[int, int, int]] = []
    for column, row in cells:
        if found and found[-1][0] == column and found[-1][2] == row - 1:
            found[-1] = (column, found[-1][1], row)
        else:
            found.append((column, row, row))
    return found


def _range(column: int, first: int, last: int) -> str:
    name = column_letters(column)
    return f"{name}{first + 1}" if first == last else f"{name}{first + 1}:{name}{last + 1}"
