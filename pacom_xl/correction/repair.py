"""A damaged, older or reorganised workbook written again with the current template; nothing it holds is dropped.

The plan is what the reader understood. Values it could not read are typed again, as they were, into the cells of
their fields. What belongs to no field goes to the sheet « À replacer », with its original address. Tabs of people's
own and notes are carried along.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pacom_xl.correction.cell_colours import carry_colours
from pacom_xl.correction.cell_map import CellMap, cell_map
from pacom_xl.correction.flags import content_of
from pacom_xl.correction.leftovers import (
    FORMULA,
    NO_VALUE,
    NOTE,
    OVER_FORMULA,
    PICTURE,
    TAKEN_OTHERWISE,
    TO_PLACE,
    Leftover,
    earlier_rows,
    leftover_records,
    shown,
    unplaced,
)
from pacom_xl.correction.package_parts import PACKAGE_ERRORS, PackageParts
from pacom_xl.correction.repair_additions import Additions, Repaired, cell_in_row
from pacom_xl.correction.style_book import StyleBook
from pacom_xl.layout.anchors import row_id
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Plan, Record
from pacom_xl.model.text import Lang, Text, path_text
from pacom_xl.reading.recognition.tab_recognition import Tabs
from pacom_xl.reading.workbook_facts import REFUSED_CODES
from pacom_xl.reading.workbook_reader import OpenReading, read_open
from pacom_xl.template.schema import Template
from pacom_xl.writing.team_workbook import write_workbook
from pacom_xl.xlsx.addresses import place_of
from pacom_xl.xlsx.cells import address
from pacom_xl.xlsx.workbook import Workbook

#: Formulas that hold figures only: they mean the same anywhere.
_FIGURES_ONLY = re.compile(r"[0-9+\-*/^().,%\s]+")
#: Codes that say where something was found or that it is missing.
_FOUND_CODES = ("PAC101", "PAC102", "PAC110", "PAC120", "PAC121", "PAC129")


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
        """Write twice: the first workbook shows where each cell stands, the second one has all leftovers."""
        _, first = self._written([])
        moved = self._map(first)
        self._drop_shown_by_program(first)
        self._typed_over(moved, first)
        formulas = self._formulas(moved)
        if not self.is_other_plan:
            self._lost_values(moved)
        notes = self._notes(moved)
        records = [*self._records()]
        data, second = self._written(records)
        moved = self._map(second)
        parts = PackageParts(data)
        result = Repaired(data, self.plan, moved, self.leftovers, self.replaced)
        additions = Additions(self.workbook, self.tabs, parts, result)
        additions.carry_tabs(self.source)
        if not self.is_other_plan:
            additions.fill(self._refused(), formulas)
        if self.source:
            result.colours = carry_colours(self.source, parts, moved)
        additions.write_notes(notes)
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
        for number, leftover in enumerate(self.replaced, len(earlier) + 1):
            yield Record(TAKEN_OTHERWISE, row_id(TAKEN_OTHERWISE, number), {
                "subject": leftover.subject or None,
                "field": leftover.heading or None,
                "typed": leftover.value,
                "taken": None,
                "why": leftover.reason.in_(self.lang),
                "fix_sheet": leftover.sheet,
                "fix_cell": leftover.cell,
            })  # fmt: skip

    # -- results of the first writing ------------------------------------------------------------------------

    def _drop_shown_by_program(self, first: OpenReading) -> None:
        """Leave out values that the new workbook computes at the same address, such as values pasted over formulas."""
        assert first.workbook
        self.leftovers = [
            leftover
            for leftover in self.leftovers
            if shown(content_of(first.workbook, Cell(leftover.sheet, *place_of(leftover.cell))), self.lang)
            != leftover.value
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
            if comment.is_picture:
                self.leftovers.append(Leftover(comment.sheet, comment.cell, comment.text, PICTURE))
            elif cell in moved.cells or comment.sheet in added_tabs or cell_in_row(cell, moved):
                placed.append((cell, comment.text))
            else:
                self.leftovers.append(Leftover(comment.sheet, comment.cell, comment.text, NOTE))
        return placed


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
