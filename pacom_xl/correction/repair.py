"""A damaged, older or reorganised workbook written again with the current template; nothing it holds is dropped.

The plan is what the reader understood. Values it could not read are typed again, as they were, into the cells of
their fields. What belongs to no field goes to the sheet « À replacer », with its original address. Tabs of people's
own and notes are carried along.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pacom_xl.correction.cell_colours import carry_colours
from pacom_xl.correction.cell_map import CellMap, cell_map
from pacom_xl.correction.cell_notes import CellNotes
from pacom_xl.correction.flags import content_of
from pacom_xl.correction.leftovers import (
    FORMULA,
    NO_VALUE,
    NOTE,
    OVER_FORMULA,
    TAKEN_OTHERWISE,
    TO_PLACE,
    Leftover,
    earlier_rows,
    leftover_records,
    shown,
    unplaced,
)
from pacom_xl.correction.own_tabs import TabCarrier
from pacom_xl.correction.package_parts import PACKAGE_ERRORS, PackageParts
from pacom_xl.correction.sheet_part import SheetPart
from pacom_xl.correction.style_book import StyleBook
from pacom_xl.layout.anchors import row_id
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Plan, Record
from pacom_xl.model.text import Lang, Text, path_text
from pacom_xl.reading.recognition.tab_recognition import Tabs
from pacom_xl.reading.workbook_reader import REFUSED_CODES, OpenReading, read_open
from pacom_xl.template.schema import Step, Template
from pacom_xl.writing.team_workbook import write_workbook
from pacom_xl.xlsx.addresses import place_of
from pacom_xl.xlsx.cells import TabKind, address
from pacom_xl.xlsx.workbook import Workbook

#: Formulas that hold figures only: they mean the same anywhere.
_FIGURES_ONLY = re.compile(r"[0-9+\-*/^().,%\s]+")
#: Codes that say where something was found or that it is missing.
_FOUND_CODES = ("PAC101", "PAC102", "PAC110", "PAC120", "PAC121")
_KINDS: dict[TabKind, Text] = {
    "chart": Text("feuille de graphique", "chart sheet"),
    "macro": Text("feuille de macros", "macro sheet"),
    "dialog": Text("boîte de dialogue", "dialog sheet"),
    "missing": Text("contenu absent du fichier", "content missing in the file"),
}
_MACROS = Text("macros", "macros")


@dataclass
class Repaired:
    """The new workbook, and what became of everything in the old one."""

    data: bytes
    plan: Plan
    #: Cells of the new workbook by their cells in the old one.
    moved: CellMap
    #: Cells on the sheet « À replacer ».
    leftovers: list[Leftover] = field(default_factory=list)
    #: Formulas replaced by the value they showed.
    replaced: list[Leftover] = field(default_factory=list)
    #: Values that could not be read, typed again as they were: old and new cell.
    typed_again: list[tuple[Cell, Cell]] = field(default_factory=list)
    #: Tabs carried along, by their new name.
    tabs: dict[str, str] = field(default_factory=dict)
    #: What cannot be carried along: tab, what it is.
    lost: list[tuple[str, Text]] = field(default_factory=list)
    #: Findings about the shape of the old workbook.
    found: list[Finding] = field(default_factory=list)
    #: Changes of the template since the version of the old workbook.
    steps: tuple[Step, ...] = ()
    notes: int = 0
    #: Cells whose colour, which people gave them, was carried along.
    colours: int = 0


class RepairError(Exception):
    """The new workbook does not hold what the old one held: a fault of the program; nothing is written."""


def repair(found: OpenReading, data: bytes, template: Template, as_of: date, *, frozen: bool) -> Repaired:
    """Write the contents of a workbook that was read (``found``, from ``data``) into a new one."""
    return _Repair(found, data, template, as_of, frozen=frozen).repaired()


def carried_over(found: OpenReading, data: bytes, template: Template, as_of: date) -> Repaired:
    """Write another plan (that of ``found.reading``) with what the workbook holds besides its plan: the tabs, notes
    and colours of the team, and on « À replacer » the cells of no field.

    Contents that could not be read and formulas typed in fields are not written again: they belong to the old plan.
    """
    return _Repair(found, data, template, as_of, frozen=False, is_other_plan=True).repaired()


class _Repair:
    def __init__(
        self,
        found: OpenReading,
        data: bytes,
        template: Template,
        as_of: date,
        *,
        frozen: bool,
        is_other_plan: bool = False,
    ) -> None:
        assert found.reading.plan and found.tabs is not None and found.workbook is not None
        self.found, self.template, self.as_of, self.frozen = found, template, as_of, frozen
        self.is_other_plan = is_other_plan
        self.plan: Plan = found.reading.plan
        self.tabs: Tabs = found.tabs
        self.workbook: Workbook = found.workbook
        self.lang: Lang = self.plan.lang
        self.source = _parts(data)
        self.leftovers = unplaced(found, template, self.lang)
        self.replaced: list[Leftover] = []

    def repaired(self) -> Repaired:
        """Write twice: the first time tells where each cell stands, the second time has all leftovers."""
        _, first = self._written([])
        moved = self._map(first)
        self._drop_own(first)
        self._typed_over(moved, first)
        formulas = self._formulas(moved)
        if not self.is_other_plan:
            self._lost_values(moved)
        notes = self._notes(moved)
        records = [*self._records()]
        data, second = self._written(records)
        moved = self._map(second)
        parts = PackageParts(data)
        carrier = TabCarrier(self.source, parts)
        result = Repaired(data, self.plan, moved, self.leftovers, self.replaced)
        self._carry_tabs(carrier, result)
        if not self.is_other_plan:
            self._fill(parts, result, formulas)
        if self.source:
            result.colours = carry_colours(self.source, parts, moved)
        self._write_notes(parts, result, notes)
        result.data = parts.save()
        result.steps = self.found.steps
        result.found = [f for f in self.found.reading.findings if f.code in _FOUND_CODES]
        return result

    # -- the new workbook ------------------------------------------------------------------------------------

    def _written(self, records: Sequence[Record]) -> tuple[bytes, OpenReading]:
        plan = self.plan.with_records([*self._plan_records(), *records])
        with tempfile.TemporaryDirectory(prefix="pacom-") as folder:
            path = Path(folder, "repaired.xlsx")
            write_workbook(
                plan, self.template, path, as_of=self.as_of, frozen=self.frozen, workbook_id=self.plan.workbook_id
            )
            return path.read_bytes(), read_open(path, self.template)

    def _plan_records(self) -> Iterator[Record]:
        """The records of the plan; those of the hidden sheet and the guide are written again."""
        return (record for record in self.plan.records if record.table not in ("meta", "guide"))

    def _map(self, other: OpenReading) -> CellMap:
        if other.reading.plan is None or other.tabs is None:
            raise RepairError("the repaired workbook is not read")
        return cell_map(self.plan, other.reading.plan, self.tabs, other.tabs)

    def _records(self) -> Iterator[Record]:
        file = path_text(self.found.reading.path.name)
        earlier = earlier_rows(self.tabs, self.found.shape or self.template)
        if self.is_other_plan:
            # Last year's archive of the year before it stays in the old workbook.
            earlier = [record for record in earlier if record.table in (TO_PLACE, TAKEN_OTHERWISE)]
        yield from earlier
        count = sum(record.table == TO_PLACE for record in earlier)
        yield from leftover_records(file, self.leftovers, self.lang, count)
        for number, left in enumerate(self.replaced, len(earlier) + 1):
            yield Record(TAKEN_OTHERWISE, row_id(TAKEN_OTHERWISE, number), {
                "subject": left.subject or None,
                "field": left.heading or None,
                "typed": left.value,
                "taken": None,
                "why": left.reason.in_(self.lang),
                "fix_sheet": left.sheet,
                "fix_cell": left.cell,
            })  # fmt: skip

    # -- what the first writing tells ------------------------------------------------------------------------

    def _drop_own(self, first: OpenReading) -> None:
        """Leave out what the new workbook shows by itself at the same address, as values pasted over formulas are."""
        assert first.workbook
        self.leftovers = [
            left
            for left in self.leftovers
            if shown(content_of(first.workbook, Cell(left.sheet, *place_of(left.cell))), self.lang) != left.value
        ]

    def _typed_over(self, moved: CellMap, first: OpenReading) -> None:
        """Constants typed over computed cells, unless the new workbook computes the same."""
        assert first.workbook
        for sheet in self.tabs.sheets:
            part = self.workbook.tab(sheet.tab)
            for row, column, name, value in sheet.figures if part else ():
                if part is None or (row, column) in part.formulas:
                    continue
                there = moved.of(Cell(sheet.tab, row, column))
                if there is None or not _is_same(value, content_of(first.workbook, there)):
                    label = self.template.by_name.get(name.partition("@")[0])
                    heading = label.label.in_(self.lang) if label else ""
                    self.leftovers.append(
                        Leftover(sheet.tab, address((row, column)), shown(value, self.lang), OVER_FORMULA, heading,
                                 sheet.subject if sheet.key == "actions" else "")
                    )  # fmt: skip

    def _formulas(self, moved: CellMap) -> dict[Cell, str]:
        """Formulas people typed: those of figures stay; of the others the value stays, and the formula is listed."""
        stay: dict[Cell, str] = {}
        for sheet in self.tabs.sheets:
            part = self.workbook.tab(sheet.tab)
            for place, at in sheet.typed_formulas if part else ():
                formula = part.formula(place) if part else None
                if formula is None or at.cell not in moved.cells:
                    continue
                text = formula.formula.removeprefix("of:").removeprefix("=")
                is_kept = not self.is_other_plan and formula.value is not None and not formula.error
                if is_kept and _FIGURES_ONLY.fullmatch(text):
                    stay[at.cell] = text
                    continue
                reason = FORMULA if formula.value is not None else NO_VALUE
                heading = at.field.label.in_(self.lang)
                self.replaced.append(Leftover(sheet.tab, address(place), f"={text}", reason, heading, str(at.subject)))
        return stay

    def _lost_values(self, moved: CellMap) -> None:
        """Values that could not be read and whose cell the new workbook does not have."""
        for finding in self._refused():
            if finding.cell and finding.cell not in moved.cells and finding.value is not None:
                label = self.template.by_name.get(finding.field or "")
                heading = label.label.in_(self.lang) if label else ""
                value = shown(content_of(self.workbook, finding.cell), self.lang)
                reason = Text("valeur non comprise", "value not understood")
                self.leftovers.append(
                    Leftover(finding.cell.sheet, finding.cell.a1, value, reason, heading, finding.subject)
                )

    def _refused(self) -> Iterator[Finding]:
        return (finding for finding in self.found.reading.findings if finding.code in REFUSED_CODES)

    def _notes(self, moved: CellMap) -> list[tuple[Cell, str]]:
        """Notes with the cell they belong to; those of no cell that is found again are listed."""
        placed = []
        added_tabs = {name for name, _ in self.tabs.unknown}
        for comment in self.found.reading.comments:
            cell = Cell(comment.sheet, *place_of(comment.cell))
            if cell in moved.cells or comment.sheet in added_tabs or self._in_row(cell, moved):
                placed.append((cell, comment.text))
            else:
                self.leftovers.append(Leftover(comment.sheet, comment.cell, comment.text, NOTE))
        return placed

    @staticmethod
    def _in_row(cell: Cell, moved: CellMap) -> Cell | None:
        """The cell of the same column in the row of the same record."""
        there = moved.rows.get((cell.sheet, cell.row))
        return Cell(*there, cell.column) if there else None

    # -- what is added to the second -------------------------------------------------------------------------

    def _carry_tabs(self, carrier: TabCarrier, result: Repaired) -> None:
        for name, _ in self.tabs.unknown:
            tab = self.workbook.tab(name)
            if tab is None:
                continue
            result.tabs[name], left = carrier.carry(tab)
            for kind in left:
                result.lost.append((name, Text(f"objet « {kind} »", f'object "{kind}"')))
            for place, formula in carrier.replaced.get(name, ()):
                result.replaced.append(Leftover(name, address(place), f"={formula}", FORMULA))
        for tab in self.tabs.unreadable:
            result.lost.append((tab.name, _KINDS.get(tab.kind, Text(tab.kind, tab.kind))))
        if self.workbook.has_macros:
            result.lost.append(("vbaProject", _MACROS))

    def _fill(self, parts: PackageParts, result: Repaired, formulas: dict[Cell, str]) -> None:
        """Type values that could not be read as they were; write formulas of figures again."""
        sheets = _Sheets(parts)
        for finding in self._refused():
            there = result.moved.of(finding.cell) if finding.cell else None
            if finding.cell is None or there is None:
                continue
            content = content_of(self.workbook, finding.cell)
            if content == "" or (part := sheets.part(there.sheet)) is None:
                continue
            if finding.code == "PAC112" and isinstance(content, str) and content.startswith("#"):
                part.put_error((there.row, there.column), content)
            else:
                part.put((there.row, there.column), content)
            result.typed_again.append((finding.cell, there))
        for cell, formula in formulas.items():
            there = result.moved.of(cell)
            part = sheets.part(there.sheet) if there else None
            value = content_of(self.workbook, cell)
            if there and part and isinstance(value, (int, float)) and not isinstance(value, bool):
                part.put_formula((there.row, there.column), formula, float(value))

    def _write_notes(self, parts: PackageParts, result: Repaired, notes: Sequence[tuple[Cell, str]]) -> None:
        sheets = _Sheets(parts)
        by_sheet: dict[str, dict[tuple[int, int], str]] = {}
        for cell, text in notes:
            there = result.moved.of(cell) or self._in_row(cell, result.moved)
            if cell.sheet in result.tabs:
                there = Cell(result.tabs[cell.sheet], cell.row, cell.column)
            if there:
                at = by_sheet.setdefault(there.sheet, {})
                place = (there.row, there.column)
                at[place] = f"{at[place]}\n{text}" if place in at else text
        for sheet, texts in by_sheet.items():
            path, part = parts.sheet_path(sheet), sheets.part(sheet)
            if path and part:
                CellNotes(parts, path, part).add(texts, by_program=False)
                result.notes += len(texts)


class _Sheets:
    """Worksheet parts by tab, each opened once."""

    def __init__(self, parts: PackageParts) -> None:
        self._parts = parts
        self._open: dict[str, SheetPart | None] = {}

    def part(self, name: str) -> SheetPart | None:
        """The part of a tab; ``None`` when there is none."""
        if name not in self._open:
            path = self._parts.sheet_path(name)
            self._open[name] = SheetPart(self._parts.tree(path)) if path else None
        return self._open[name]


def _parts(data: bytes) -> PackageParts | None:
    """The parts of an .xlsx; ``None`` where looks cannot be carried along: another make, a damaged part, no styles."""
    try:
        parts = PackageParts(data)
        StyleBook(parts)
    except PACKAGE_ERRORS:
        return None
    return parts


def _is_same(value: Any, other: Any) -> bool:
    if isinstance(value, (int, float)) and isinstance(other, (int, float)):
        return abs(float(value) - float(other)) < 0.005
    return bool(value == other)
