"""Colours people gave to cells, carried to the cells of the same fields in another workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy

from pacom_xl.correction.cell_map import CellMap
from pacom_xl.correction.package_parts import Element, PackageParts, tag
from pacom_xl.correction.sheet_part import SheetPart
from pacom_xl.correction.style_book import StyleBook
from pacom_xl.model.plan import Cell

#: A fill of a larger share of the cells of a tab is that of the template, not of a person.
_LARGEST_SHARE = 0.1


def carry_colours(source: PackageParts, target: PackageParts, moved: CellMap) -> int:
    """Fill the cells whose original had a colour of its own; how many."""
    if source.main != target.main:
        return 0
    styles, fills = StyleBook(target), StyleBook(source).collection("fills")
    there = styles.collection("fills")
    palette = {_colour(there, number) for number in range(len(there))}
    looks = StyleBook(source).collection("cellXfs")
    parts: dict[str, SheetPart] = {}
    count = 0
    for old, fill in _coloured(source, looks, fills, moved):
        new = moved.cells[old]
        path = target.sheet_path(new.sheet)
        if path is None or _colour(fills, fill) in palette:
            continue
        part = parts.setdefault(new.sheet, SheetPart(target.tree(path)))
        cell = part.cell((new.row, new.column))
        xf = deepcopy(styles.collection("cellXfs")[int(cell.get("s", "0"))])
        xf.set("fillId", str(styles.place("fills", deepcopy(fills[fill]))))
        xf.set("applyFill", "1")
        cell.set("s", str(styles.place("cellXfs", xf)))
        count += 1
    return count


def _coloured(source: PackageParts, looks: Element, fills: Element, moved: CellMap) -> Iterator[tuple[Cell, int]]:
    """Cells with a fill that few cells of any tab have, and the number of the fill."""
    by_tab: dict[str, list[Cell]] = {}
    for cell in moved.cells:
        by_tab.setdefault(cell.sheet, []).append(cell)
    used: dict[Cell, int] = {}
    common: set[str] = set()
    for tab, cells in by_tab.items():
        path = source.sheet_path(tab)
        if path is None:
            continue
        found = {place: _fill(element, looks) for place, element in SheetPart(source.tree(path)).cells()}
        of_tab = {cell: number for cell in cells if (number := found.get((cell.row, cell.column), 0)) > 1}
        shares = Counter(_colour(fills, number) for number in of_tab.values())
        common |= {colour for colour, n in shares.items() if n > max(1, _LARGEST_SHARE * len(cells))}
        used |= of_tab
    return ((cell, number) for cell, number in used.items() if _colour(fills, number) not in {"", *common})


def _fill(cell: Element, looks: Element) -> int:
    """The number of the fill of a cell; 0 and 1 are those of the standard, without a colour."""
    style = cell.get("s", "0")
    if not style.isdecimal() or int(style) >= len(looks):
        return 0
    number = looks[int(style)].get("fillId", "0")
    return int(number) if number.isdecimal() else 0


def _colour(fills: Element, number: int) -> str:
    """The colour of a solid fill; ``""`` for any other fill."""
    for pattern in fills[number] if number < len(fills) else ():
        if tag(pattern) == "patternFill" and pattern.get("patternType") == "solid":
            colour = next((part for part in pattern if tag(part) == "fgColor"), None)
            return "" if colour is None else " ".join(f"{k}={v}" for k, v in sorted(colour.attrib.items()))
    return ""
