"""What a filled workbook holds besides its plan: contents that could not be understood, cells of no field, notes.

A content that could not be understood is typed again, as it was, into the cell of its field. The rest goes to the
sheet « À replacer » with its address: the new workbook drops nothing of the old one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pacom_xl.layout.anchors import row_id
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Plan, Record, Value
from pacom_xl.model.text import CELL_TEXT, Lang, Text, path_text
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.workbook_reader import REFUSED_CODES
from pacom_xl.values.shown_content import shown_content
from pacom_xl.xlsx.addresses import place_of
from pacom_xl.xlsx.cells import Tab, address
from pacom_xl.xlsx.package import Refusal, open_package
from pacom_xl.xlsx.workbook import Workbook

TO_PLACE = "to_place"
#: A text of any characters of this length fits a cell, which counts some of them twice.
_PIECE = CELL_TEXT // 2
_NO_FIELD = Text("aucun champ à cet endroit", "no field at this place")
_NOTE = Text("commentaire de cellule", "note of a cell")
_OWN_TAB = Text("onglet de l’équipe", "tab of the team’s own")
_OVER_FORMULA = Text("saisi sur une cellule calculée", "typed over a computed cell")
_UNREAD = Text("contenu non compris", "content not understood")


@dataclass(frozen=True)
class CarriedCells:
    """What is carried over besides the plan."""

    #: Contents that could not be understood, by cell.
    unread: Mapping[Cell, Value] = field(default_factory=dict)
    #: Rows of the sheet « À replacer ».
    to_place: tuple[Record, ...] = ()


def carried_cells(reading: Reading, lang: Lang) -> CarriedCells:
    """What the file of a reading holds besides its plan; the file is opened again for the contents of its cells."""
    package = open_package(reading.path)
    workbook = Workbook() if isinstance(package, Refusal) else package.workbook
    plan = reading.plan
    places = {cell for record in plan.records for cell in _cells(record)} if plan else set()
    unread: dict[Cell, Value] = {}
    rows: list[tuple[Cell, str, Text]] = []
    for finding in reading.findings:
        if finding.code in REFUSED_CODES and finding.cell and finding.value not in (None, ""):
            if finding.cell in places:
                unread[finding.cell] = _as_value(finding.value)
            else:
                rows.append((finding.cell, _shown(finding.value, lang), _UNREAD))
        elif finding.code == "PAC107" and finding.cell and finding.value not in (None, ""):
            rows.append((finding.cell, _shown(finding.value, lang), _OVER_FORMULA))
        elif finding.code == "PAC109":
            rows += _of_no_field(finding, workbook, lang)
    for comment in reading.comments:
        rows.append((Cell(comment.sheet, *place_of(comment.cell)), comment.text, _NOTE))
    return CarriedCells(unread, tuple(_records(rows, path_text(reading.path.name), lang)))


def with_unread(plan: Plan, unread: Mapping[Cell, Value]) -> Plan:
    """``plan`` with the contents that could not be understood in the fields of their cells."""
    if not unread:
        return plan
    return plan.with_records(_typed_again(record, unread) for record in plan.records)


def _typed_again(record: Record, unread: Mapping[Cell, Value]) -> Record:
    values = {
        key: unread[cell]
        for key, value in record.values.items()
        if value is None and (cell := record.cell(key)) in unread and cell is not None
    }
    return record.with_values(values) if values else record


def _cells(record: Record) -> Iterator[Cell]:
    return (cell for key in record.values if (cell := record.cell(key)))


def _as_value(content: Any) -> Value:
    """A content as a value that is written to a cell as it was read."""
    if isinstance(content, (str, Decimal, date)) and not isinstance(content, datetime):
        return content
    if isinstance(content, (int, float)) and not isinstance(content, bool):
        return Decimal(repr(content))
    return _shown(content, "fr")


def _shown(content: Any, lang: Lang) -> str:
    shown = shown_content(content)
    return shown.in_(lang) if isinstance(shown, Text) else str(shown)


def _of_no_field(finding: Finding, workbook: Workbook, lang: Lang) -> Iterator[tuple[Cell, str, Text]]:
    """The contents of the cells a finding names; without any, of the whole tab it is about."""
    tab = workbook.tab(finding.cell.sheet if finding.cell else finding.subject)
    if tab is None:
        return
    named = finding.params.get("cells")
    is_whole = named is None or len(named) < int(finding.params.get("count", 0))
    reason = _OWN_TAB if finding.cell is None else _NO_FIELD
    places = [place_of(a1) for a1 in named] if named and not is_whole else sorted(_filled(tab))
    for place in places:
        content = _content(tab, place)
        if content not in (None, ""):
            yield Cell(tab.name, *place), _shown(content, lang), reason


def _filled(tab: Tab) -> set[tuple[int, int]]:
    return {(row, column) for row, line in tab.values.items() for column in line} | set(tab.formulas)


def _content(tab: Tab, place: tuple[int, int]) -> Any:
    """What a cell shows."""
    if place in tab.formulas:
        formula = tab.formula(place)
        return (formula.error or formula.value) if formula else None
    return tab.errors.get(place) or tab.values.get(place[0], {}).get(place[1])


def _records(rows: list[tuple[Cell, str, Text]], file: str, lang: Lang) -> Iterator[Record]:
    number = 0
    for cell, text, reason in dict.fromkeys(rows):
        for start in range(0, len(text), _PIECE):
            number += 1
            yield Record(TO_PLACE, row_id(TO_PLACE, number), {
                "file": file,
                "sheet": cell.sheet,
                "cell": address((cell.row, cell.column)),
                "heading": None,
                "value": text[start : start + _PIECE],
                "action": None,
                "reason": reason.in_(lang),
            })  # fmt: skip
