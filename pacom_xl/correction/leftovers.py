"""Contents of a workbook that belong to no field of the template, listed with their address for the sheet « À replacer
».
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pacom_xl.layout.anchors import row_id
from pacom_xl.model.plan import Record
from pacom_xl.model.text import CELL_TEXT, Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.findings.formulas_beside import formulas_beside
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.reading.recognition.tab_recognition import Tabs
from pacom_xl.reading.recognition.vocabulary import vocabulary_of
from pacom_xl.reading.workbook_reader import OpenReading
from pacom_xl.template.schema import Template
from pacom_xl.values.shown_content import shown_content
from pacom_xl.xlsx.cells import Tab, address
from pacom_xl.xlsx.workbook import Workbook

TO_PLACE, TAKEN_OTHERWISE, CORRECTIONS = "to_place", "adoption_fixes", "corrections"
#: A text of any characters of this length fits a cell, which counts some of them twice.
_PIECE = CELL_TEXT // 2

NO_FIELD = Text("aucun champ à cet endroit", "no field at this place")
FAR_AWAY = Text("très loin du reste de l’onglet", "very far from the rest of the tab")
TOTAL_ROW = Text("ligne de total, calculée par le classeur", "row of totals, which the workbook computes")
OVER_FORMULA = Text("saisi sur une cellule calculée", "typed over a computed cell")
PICTURE = Text("image, restée dans l’ancien classeur", "picture, left in the former workbook")
NOTE = Text("commentaire dont la cellule n’a pas été retrouvée", "note whose cell was not found again")
FORMULA = Text("formule remplacée par la valeur affichée", "formula replaced by the value it showed")
NO_VALUE = Text("formule jamais calculée", "formula never calculated")


@dataclass(frozen=True)
class Leftover:
    """One cell. ``heading``: the text above it; ``subject``: the action of its row."""

    sheet: str
    cell: str
    value: str
    reason: Text
    heading: str = ""
    subject: str = ""


def unplaced(found: OpenReading, template: Template, lang: Lang) -> list[Leftover]:
    """Cells of the template's tabs that are read into no field, in the order of the workbook."""
    tabs, workbook = _opened(found)
    template = found.shape or template
    leftovers: list[Leftover] = []
    for sheet in tabs.sheets:
        part = workbook.tab(sheet.tab)
        leftovers += _spare(sheet, part, tabs, template, lang)
        if part is not None:
            leftovers += _extra_formulas(sheet, part, tabs, template, lang)
    for copy, original, _ in tabs.copies:
        leftovers += _of_copy(copy, original, tabs, lang)
    for name, places in tabs.far.items():
        tab = workbook.tab(name)
        if tab is not None:
            leftovers += [
                Leftover(name, address(place), shown(tab.values[place[0]][place[1]], lang), FAR_AWAY)
                for place in places
            ]
    return leftovers


def _opened(found: OpenReading) -> tuple[Tabs, Workbook]:
    assert found.tabs is not None and found.workbook is not None
    return found.tabs, found.workbook


def _spare(sheet: RawSheet, part: Tab | None, tabs: Tabs, template: Template, lang: Lang) -> Iterator[Leftover]:
    rows = tabs.rows[sheet.tab]
    totals = {record.origin.row for record in sheet.totals}
    for row, column, value in sorted(_cells(sheet, part, template), key=lambda cell: cell[:2]):
        reason = TOTAL_ROW if row in totals else NO_FIELD
        place = address((row, column))
        heading = _heading(rows, row, column)
        yield Leftover(sheet.tab, place, shown(value, lang), reason, heading, _subject(sheet, row))


def _cells(sheet: RawSheet, part: Tab | None, template: Template) -> Iterator[tuple[int, int, Any]]:
    """Spare cells, and every cell of people's own columns: words of the tool's lists among them are theirs too."""
    found = {(spare.row, spare.column): spare.value for spare in sheet.spare}
    last = vocabulary_of(template).last_columns.get(sheet.key)
    used = {column for block in sheet.blocks for column in (*block.columns.values(), *block.computed.values())}
    added = {spare.column for spare in sheet.spare if last is not None and spare.column > last} - used
    for row, line in part.values.items() if part and added else ():
        found |= {(row, column): line[column] for column in added & line.keys() if line[column] != ""}
    return ((row, column, value) for (row, column), value in found.items())


def _extra_formulas(sheet: RawSheet, part: Tab, tabs: Tabs, template: Template, lang: Lang) -> Iterator[Leftover]:
    """Formulas people typed beside everything the tool writes."""
    listed = {(spare.row, spare.column) for spare in sheet.spare}
    for spare in formulas_beside(sheet, part, vocabulary_of(template), len(tabs.rows[sheet.tab])):
        place = (spare.row, spare.column)
        if place not in listed:
            value = f"={part.formula_text(place)} ({shown(spare.value, lang)})"
            heading = _heading(tabs.rows[sheet.tab], *place)
            yield Leftover(sheet.tab, address(place), value, FORMULA, heading, _subject(sheet, spare.row))


def _of_copy(copy: RawSheet, original: str, tabs: Tabs, lang: Lang) -> Iterator[Leftover]:
    """The cells of a copied tab that the tab that was read does not hold at the same place."""
    reason = sentence(
        "onglet « {copy} », copie de « {original} »",
        'tab "{copy}", a copy of "{original}"',
        copy=copy.tab,
        original=original,
    )
    rows, others = tabs.rows[copy.tab], tabs.rows[original]
    for number, row in enumerate(rows):
        beside: Any = others[number] if number < len(others) else ()
        for column, value in enumerate(row):
            if value != "" and (beside[column] if column < len(beside) else "") != value:
                heading = _heading(rows, number, column)
                yield Leftover(copy.tab, address((number, column)), shown(value, lang), reason, heading)


def _heading(rows: Any, row: int, column: int) -> str:
    """The nearest text above a cell."""
    for number in range(row - 1, -1, -1):
        line = rows[number]
        text = line[column] if column < len(line) else ""
        if isinstance(text, str) and text and not text.startswith(("@", "[")) and "." not in text[:30]:
            return text[:60]
    return ""


def _subject(sheet: RawSheet, row: int) -> str:
    if sheet.key == "actions":
        return sheet.subject
    found = (record for record in sheet.records if record.origin.row == row)
    record = next(found, None)
    code = record.table.code if record else None
    return str(record.values.get(code, "")) if record and code else ""


def shown(content: Any, lang: Lang) -> str:
    """A content as people see it."""
    text = shown_content(content)
    return text.in_(lang) if isinstance(text, Text) else str(text)


def leftover_records(file: str, leftovers: Iterable[Leftover], lang: Lang, start: int = 0) -> Iterator[Record]:
    """Rows of the sheet « À replacer »: one for each cell, more for a text longer than a cell."""
    number = start
    for leftover in leftovers:
        for piece in [leftover.value[at : at + _PIECE] for at in range(0, len(leftover.value), _PIECE)]:
            number += 1
            yield Record(TO_PLACE, row_id(TO_PLACE, number), {
                "file": file,
                "sheet": leftover.sheet,
                "cell": leftover.cell,
                "heading": leftover.heading or None,
                "value": piece,
                "action": leftover.subject or None,
                "reason": leftover.reason.in_(lang),
            })  # fmt: skip


def earlier_rows(tabs: Tabs, template: Template) -> list[Record]:
    """The rows of the sheets that are written once and never read: « À replacer », last year’s plan."""
    records: list[Record] = []
    for sheet in tabs.sheets:
        of = template.by_key[sheet.key]
        if of.level != "on_demand" or of.scope != "generated" or of.key == CORRECTIONS:
            continue
        rows = tabs.rows[sheet.tab]
        for block in sheet.blocks:
            fields = block.table.by_key
            columns = {**block.columns, **block.computed}
            for number in range(block.first, min(block.end, len(rows))):
                values = {
                    key: str(raw) for key, column in columns.items()
                    if key in fields and column < len(rows[number]) and (raw := rows[number][column]) != ""
                }  # fmt: skip
                if values:
                    records.append(Record(block.table.key, row_id(block.table.key, len(records) + 1), values))
    return records
