"""Edit the cells of a saved workbook directly, as an office would leave them: for hundreds of edits a minute.

Formulas move with their cells and are not rewritten: what is read of them does not depend on what they say.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from pacom_xl.model.plan import column_letters

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_EPOCH = datetime.date(1899, 12, 30)
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
_MERGE = re.compile(rb'<mergeCell ref="([A-Z0-9:]+)"')
Spot = tuple[int, int]


@dataclass(frozen=True)
class DirectCell:
    """What a part holds for one cell: ``kind`` is ``n``, ``str``, ``b`` or ``e``."""

    kind: str
    value: str
    formula: str = ""
    style: str = ""

    @property
    def content(self) -> Any:
        """The value as a person sees it."""
        return float(self.value) if self.kind == "n" and self.value else self.value


class DirectWorkbook:
    """A workbook as its parts; tabs are parsed when they are first asked for."""

    def __init__(self, source: Path | bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self._strings = self._shared_strings()
        self.part_of = self._tabs()
        self.tabs: dict[str, dict[Spot, DirectCell]] = {}
        #: The cells of tabs as their parts hold them, where this is known.
        self._stored: dict[str, dict[Spot, DirectCell]] = {}

    def _shared_strings(self) -> list[str]:
        part = self.parts.get("xl/sharedStrings.xml")
        items = ElementTree.fromstring(part) if part else ()
        return ["".join(t.text or "" for t in item.iter(f"{_MAIN}t")) for item in items]

    def _tabs(self) -> dict[str, str]:
        relations = ElementTree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        targets = {r.get("Id"): "xl/" + str(r.get("Target")).removeprefix("/xl/") for r in relations}
        sheets = ElementTree.fromstring(self.parts["xl/workbook.xml"]).iter(f"{_MAIN}sheet")
        return {str(sheet.get("name")): targets[sheet.get(f"{_REL}id")] for sheet in sheets}

    def cells(self, tab: str) -> dict[Spot, DirectCell]:
        """The cells of a tab, to be changed in place."""
        if tab not in self.tabs:
            root = ElementTree.fromstring(self.parts[self.part_of[tab]])
            self.tabs[tab] = dict(map(self._parsed, root.iter(f"{_MAIN}c")))
        return self.tabs[tab]

    def _parsed(self, element: ElementTree.Element) -> tuple[Spot, DirectCell]:
        kind, value = element.get("t", "n"), element.findtext(f"{_MAIN}v") or ""
        if kind == "s":
            kind, value = "str", self._strings[int(value)]
        elif kind == "inlineStr":
            kind, value = "str", "".join(t.text or "" for t in element.iter(f"{_MAIN}t"))
        formula = element.findtext(f"{_MAIN}f") or ""
        return _spot(str(element.get("r"))), DirectCell(kind, value, formula, element.get("s", ""))

    # -- what a person does --------------------------------------------------------------------------------------

    def put(self, tab: str, row: int, column: int, value: Any, formula: str = "") -> None:
        """Type a value; the format of the cell stays."""
        cells = self.cells(tab)
        style = cells[row, column].style if (row, column) in cells else ""
        cells[row, column] = DirectCell(*_stored(value), formula, style)

    def clear(self, tab: str, row: int, column: int) -> None:
        """Empty a cell; its format stays."""
        cells = self.cells(tab)
        if (row, column) in cells:
            cells[row, column] = DirectCell("n", "", "", cells[row, column].style)

    def content(self, tab: str, row: int, column: int) -> Any:
        """What a cell shows, ``""`` when it is empty."""
        cell = self.cells(tab).get((row, column))
        return cell.content if cell and cell.value else ""

    def exchange(self, tab: str, one: Iterable[Spot], other: Iterable[Spot]) -> None:
        """Cut two ranges of the same shape and paste each at the place of the other."""
        cells = self.cells(tab)
        pairs = list(zip(one, other, strict=True))
        taken = {spot: cells.pop(spot) for pair in pairs for spot in pair if spot in cells}
        for a, b in pairs:
            if b in taken:
                cells[a] = taken[b]
            if a in taken:
                cells[b] = taken[a]

    def shift(self, tab: str, wanted: Callable[[Spot], bool], rows: int = 0, columns: int = 0) -> None:
        """Move every cell ``wanted`` by so many rows and columns; cells at the new places are overwritten.

        Merged ranges move with their first cell, and grow or shrink with their last one.
        """
        cells, part = self.cells(tab), self.part_of[tab]

        def moved(match: re.Match[bytes]) -> bytes:
            spots = [_spot(end) for end in match[1].decode().split(":")]
            ends = [(r + rows, c + columns) if wanted((r, c)) else (r, c) for r, c in spots]
            return b'<mergeCell ref="%s"' % ":".join(f"{column_letters(c)}{r + 1}" for r, c in ends).encode()

        self.parts[part] = _MERGE.sub(moved, self.parts[part])
        taken = {spot: cells.pop(spot) for spot in [spot for spot in cells if wanted(spot)]}
        for (row, column), cell in taken.items():
            cells[row + rows, column + columns] = cell

    def sort(self, tab: str, first: Spot, last: Spot, key: int, *, reverse: bool = False) -> None:
        """Sort the rows of a range by a column, empty cells last, as offices do: numbers before texts."""
        cells = self.cells(tab)
        columns = range(first[1], last[1] + 1)
        lines = [[cells.pop((row, c), None) for c in columns] for row in range(first[0], last[0] + 1)]

        def rank(line: list[DirectCell | None]) -> tuple[bool, Any]:
            cell = line[key - first[1]]
            empty = cell is None or not cell.value
            return (empty != reverse, ("", 0.0)) if empty else (reverse, _rank(cell))

        lines.sort(key=rank, reverse=reverse)
        for row, line in enumerate(lines, first[0]):
            cells.update({(row, c): cell for c, cell in zip(columns, line, strict=True) if cell is not None})

    # -- out -----------------------------------------------------------------------------------------------------

    def copy(self) -> DirectWorkbook:
        """Another workbook with the same cells."""
        twin = DirectWorkbook.__new__(DirectWorkbook)
        twin.parts, twin._strings, twin.part_of = dict(self.parts), self._strings, self.part_of
        twin.tabs = {tab: dict(cells) for tab, cells in self.tabs.items()}
        twin._stored = self._stored
        return twin

    def parse_all(self) -> None:
        """Parse every tab. Copies are then saved with the parts of the tabs in which nothing was changed."""
        self._stored = {tab: dict(self.cells(tab)) for tab in self.part_of}

    def save(self, path: Path) -> Path:
        """Write the workbook with the tabs that were changed, uncompressed."""
        parts = dict(self.parts)
        for tab, cells in self.tabs.items():
            if cells == self._stored.get(tab):
                continue
            name = self.part_of[tab]
            before, _, rest = parts[name].decode().partition("<sheetData>")
            after = rest.partition("</sheetData>")[2]
            parts[name] = f"{before}<sheetData>{_rows(cells)}</sheetData>{after}".encode()
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return path


def _rank(cell: DirectCell | None) -> tuple[str, float]:
    assert cell
    return ("", float(cell.value)) if cell.kind == "n" else (cell.value.casefold(), 0.0)


def _stored(value: Any) -> tuple[str, str]:
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, datetime.datetime):
        days = value - datetime.datetime.combine(_EPOCH, datetime.time())
        return "n", repr(days / datetime.timedelta(days=1))
    if isinstance(value, datetime.date):
        return "n", str((value - _EPOCH).days)
    return ("str", value) if isinstance(value, str) else ("n", str(value))


def _rows(cells: dict[Spot, DirectCell]) -> str:
    lines: dict[int, list[tuple[int, DirectCell]]] = {}
    for (row, column), cell in sorted(cells.items()):
        lines.setdefault(row, []).append((column, cell))
    return "".join(
        f'<row r="{row + 1}">{"".join(_cell(row, column, cell) for column, cell in line)}</row>'
        for row, line in lines.items()
    )


def _cell(row: int, column: int, cell: DirectCell) -> str:
    style = f' s="{cell.style}"' if cell.style else ""
    start = f'<c r="{column_letters(column)}{row + 1}"{style}'
    if not cell.value and not cell.formula:
        return f"{start}/>"
    if cell.kind == "str" and not cell.formula:
        return f'{start} t="inlineStr"><is><t xml:space="preserve">{escape(cell.value)}</t></is></c>'
    kind = "" if cell.kind == "n" else f' t="{cell.kind}"'
    formula = f"<f>{escape(cell.formula)}</f>" if cell.formula else ""
    value = f"<v>{escape(cell.value)}</v>" if cell.value or cell.kind == "str" else ""
    return f"{start}{kind}>{formula}{value}</c>"


def _spot(address: str) -> Spot:
    found = _ADDRESS.fullmatch(address)
    assert found
    return int(found[2]) - 1, _column(found[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def restyled(cell: DirectCell, style: str) -> DirectCell:
    """The same content in another format."""
    return replace(cell, style=style)
