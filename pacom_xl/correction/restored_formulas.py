"""Formulas of the template that were typed over, put back from an unharmed cell of the same field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl.formula.translate import Translator

from pacom_xl.correction.cell_notes import CellNotes
from pacom_xl.correction.flags import content_of
from pacom_xl.correction.leftovers import shown
from pacom_xl.correction.package_parts import PackageParts, tag
from pacom_xl.correction.sheet_part import SheetPart, serial
from pacom_xl.figures.figure_registry import FIGURES
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.plan import Cell, Plan, Record, Value
from pacom_xl.model.text import Lang
from pacom_xl.model.typography import sentence
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.reading.workbook_reader import OpenReading
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.addresses import place_of
from pacom_xl.xlsx.cells import Place, address
from pacom_xl.xlsx.workbook import Workbook

#: Findings about cells whose formula was overwritten.
OVERWRITTEN = ("PAC107", "PAC128")
_TYPED_OVER = sentence(
    "Valeur saisie sur la formule : {value}. La formule a été rétablie par pacom-xl correct.",
    "Value typed over the formula: {value}. The formula was restored by pacom-xl correct.",
    value="{value}",
)


@dataclass(frozen=True)
class Restored:
    """A cell whose formula was put back, and what stood there."""

    cell: Cell
    typed: str


def restored_formulas(
    parts: PackageParts, found: OpenReading, template: Template, as_of: date
) -> list[Restored] | None:
    """Put back the formulas reported as overwritten; ``None`` when one of them cannot be.

    What was typed there stays in a note at the cell.
    """
    cells = list(_overwritten(found))
    if not cells:
        return []
    planned = list(_Formulas(found, template, as_of).planned(cells))
    if any(formula is None for _, formula, _ in planned):
        return None
    assert found.workbook is not None and found.reading.plan is not None
    return _written(parts, found.workbook, found.reading.plan.lang, planned)


#: A cell, its formula (``None`` when there is no model of it), what it shows.
_Planned = tuple[Cell, str | None, str | float]


def _overwritten(found: OpenReading) -> Iterator[Cell]:
    for finding in found.reading.findings:
        if finding.code == "PAC107" and finding.cell:
            yield finding.cell
        elif finding.code == "PAC128":
            for cell in finding.params["cells"]:
                yield Cell(finding.params["sheet"], *place_of(cell))


def _written(parts: PackageParts, workbook: Workbook, lang: Lang, planned: list[_Planned]) -> list[Restored] | None:
    restored = []
    notes: dict[str, dict[Place, str]] = {}
    for cell, formula, value in planned:
        path = parts.sheet_path(cell.sheet)
        if path is None or formula is None:
            return None
        typed = shown(content_of(workbook, cell), lang)
        SheetPart(parts.tree(path)).put_formula((cell.row, cell.column), formula, value)
        restored.append(Restored(cell, typed))
        notes.setdefault(path, {})[cell.row, cell.column] = _TYPED_OVER.in_(lang).format(value=typed)
    for path, texts in notes.items():
        holder = CellNotes(parts, path, SheetPart(parts.tree(path)))
        if not holder.writable:
            return None
        holder.add(texts, by_program=False)
    _recalculate(parts)
    return restored


def _recalculate(parts: PackageParts) -> None:
    """Ask the office to compute everything when it opens the workbook."""
    for element in parts.workbook:
        if tag(element) == "calcPr":
            element.set("fullCalcOnLoad", "1")


class _Formulas:
    """Looks for a model of each formula and computes what it shows."""

    def __init__(self, found: OpenReading, template: Template, as_of: date) -> None:
        assert found.tabs is not None and found.workbook is not None and found.reading.plan is not None
        self.sheets = {sheet.tab: sheet for sheet in found.tabs.sheets}
        self.workbook: Workbook = found.workbook
        self.plan: Plan = found.reading.plan
        self.template = template
        self.view = PlanView(self.plan, template, as_of)
        self.damaged = set(_overwritten(found))

    def planned(self, cells: list[Cell]) -> Iterator[_Planned]:
        """The formula of each cell, and what it shows today."""
        for cell in cells:
            sheet = self.sheets.get(cell.sheet)
            name = _field_of(sheet, (cell.row, cell.column)) if sheet else None
            record = self._record(cell, name) if name else None
            formula = self._model(sheet, cell, name) if sheet and name else None
            if formula is None or record is None or name is None:
                yield cell, None, ""
            else:
                yield cell, formula, self._value(record, name)

    def _record(self, cell: Cell, name: str) -> Record | None:
        """The record a computed cell is about."""
        table = name.partition(".")[0]
        for record in self.plan.table(table):
            origin = record.origin
            if origin and origin.sheet == cell.sheet and (origin.places or origin.row == cell.row):
                return record
        return None

    def _model(self, sheet: RawSheet, cell: Cell, name: str) -> str | None:
        """The formula of an unharmed cell of the field: of another row, or of another sheet of the same form."""
        for place in _places_of(sheet, name):
            text = self._text(Cell(sheet.tab, *place))
            if text:
                origin, here = address(place), address((cell.row, cell.column))
                return str(Translator(f"={text}", origin=origin).translate_formula(here)).removeprefix("=")
        for other in self.sheets.values():
            if other.key == sheet.key and other is not sheet and _is_alike(sheet, other):
                text = self._text(Cell(other.tab, cell.row, cell.column))
                if text and "!" not in text:
                    return text
        return None

    def _text(self, cell: Cell) -> str:
        tab = self.workbook.tab(cell.sheet)
        return tab.formula_text((cell.row, cell.column)) if tab and cell not in self.damaged else ""

    def _value(self, record: Record, name: str) -> str | float:
        if name not in FIGURES:
            return ""
        value = Row(self.view, record).figure(name)
        field = self.template.by_name.get(name)
        if field and field.type.base == "enum" and isinstance(value, str):
            labels = {choice.key: choice.label for choice in self.template.choices.get(field.type.choices or "", ())}
            return labels[value].in_(self.plan.lang) if value in labels else value
        return _stored(value)


def _stored(value: Value) -> str | float:
    if isinstance(value, (int, Decimal)):
        return float(value)
    if isinstance(value, date):
        return serial(value)
    return ", ".join(value) if isinstance(value, tuple) else value or ""


def _field_of(sheet: RawSheet, place: Place) -> str | None:
    """The computed field of a cell; ``None`` when it is none, or one part of several."""
    for block in sheet.blocks:
        for key, at in block.shown.items():
            if at == place:
                return f"{block.table.key}.{key}"
        for key, column in block.computed.items():
            if column == place[1] and block.first <= place[0] < block.end and "@" not in key:
                return f"{block.table.key}.{key}"
    return None


def _places_of(sheet: RawSheet, name: str) -> Iterator[Place]:
    """The cells of a computed field in the rows of records of a tab."""
    table, _, key = name.partition(".")
    for block in sheet.blocks:
        if block.table.key == table and key in block.computed:
            for record in sheet.records:
                if record.table.key == table:
                    yield record.origin.row, block.computed[key]


def _is_alike(one: RawSheet, other: RawSheet) -> bool:
    """Whether all tables of two tabs stand at the same places."""
    return _shape(one) == _shape(other)


def _shape(sheet: RawSheet) -> list[Any]:
    return [
        (block.table.key, block.first, block.end, dict(block.columns), dict(block.places), dict(block.shown))
        for block in sheet.blocks
    ]
