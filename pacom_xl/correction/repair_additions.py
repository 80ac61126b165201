"""Additions to a workbook written again: what its plan does not hold, such as tabs, contents as typed and notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pacom_xl.correction.added_tabs import TabCarrier
from pacom_xl.correction.cell_map import CellMap
from pacom_xl.correction.cell_notes import CellNotes
from pacom_xl.correction.flags import content_of
from pacom_xl.correction.leftovers import FORMULA, Leftover
from pacom_xl.correction.package_parts import PackageParts
from pacom_xl.correction.sheet_part import SheetPart
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Plan
from pacom_xl.model.text import Text
from pacom_xl.reading.recognition.tab_recognition import Tabs
from pacom_xl.template.schema import Step
from pacom_xl.xlsx.cells import TabKind, address
from pacom_xl.xlsx.workbook import Workbook

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


class Additions:
    """Adds to the parts of a new workbook; ``result`` counts what was added and what could not be."""

    def __init__(self, workbook: Workbook, tabs: Tabs, parts: PackageParts, result: Repaired) -> None:
        self._workbook, self._tabs, self._parts, self._result = workbook, tabs, parts, result

    def carry_tabs(self, source: PackageParts | None) -> None:
        """Copy the tabs the template does not know; list those that cannot be copied, and macros."""
        carrier, result = TabCarrier(source, self._parts), self._result
        for name, _ in self._tabs.unknown:
            tab = self._workbook.tab(name)
            if tab is None:
                continue
            result.tabs[name], not_copied = carrier.carry(tab)
            for kind in not_copied:
                result.lost.append((name, Text(f"objet « {kind} »", f'object "{kind}"')))
            for place, formula in carrier.replaced.get(name, ()):
                result.replaced.append(Leftover(name, address(place), f"={formula}", FORMULA))
        for tab in self._tabs.unreadable:
            result.lost.append((tab.name, _KINDS.get(tab.kind, Text(tab.kind, tab.kind))))
        if self._workbook.has_macros:
            result.lost.append(("vbaProject", _MACROS))

    def fill(self, refused: Iterable[Finding], formulas: dict[Cell, str]) -> None:
        """Write contents that could not be read (``refused``) as they were typed, and formulas of figures."""
        result, sheets = self._result, _Sheets(self._parts)
        for finding in refused:
            there = result.moved.of(finding.cell) if finding.cell else None
            if finding.cell is None or there is None:
                continue
            content = content_of(self._workbook, finding.cell)
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
            value = content_of(self._workbook, cell)
            if there and part and isinstance(value, (int, float)) and not isinstance(value, bool):
                part.put_formula((there.row, there.column), formula, float(value))

    def write_notes(self, notes: Sequence[tuple[Cell, str]]) -> None:
        """Write notes at the cells that correspond to theirs."""
        parts, result = self._parts, self._result
        sheets = _Sheets(parts)
        by_sheet: dict[str, dict[tuple[int, int], str]] = {}
        for cell, text in notes:
            there = result.moved.of(cell) or cell_in_row(cell, result.moved)
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


def cell_in_row(cell: Cell, moved: CellMap) -> Cell | None:
    """The cell of the same column in the row of the same record; ``None`` when that row is not found again."""
    there = moved.rows.get((cell.sheet, cell.row))
    return Cell(*there, cell.column) if there else None


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
