"""Flags put into an .xlsx: the sheet « Corrections », a fill and a note at each cell, links on each sheet.

Only what carries a flag is changed; every other part of the file keeps its bytes. Flags of an earlier run are
removed first, so that correcting twice adds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from pacom_xl.correction.cell_notes import CellNotes
from pacom_xl.correction.corrections_sheet import CELL_NAMES, COLOURS, KEY, LIST, NUMBERS, STATES, CorrectionsSheet
from pacom_xl.correction.flags import Flag, gravest
from pacom_xl.correction.package_parts import Element, PackageParts, tag
from pacom_xl.correction.sheet_links import SheetLinks, remove_links
from pacom_xl.correction.sheet_part import SheetPart, area_of, ranges_text
from pacom_xl.correction.style_book import StyleBook
from pacom_xl.layout.anchors import sheet_anchor
from pacom_xl.layout.tab_names import tab_names
from pacom_xl.model.text import Lang
from pacom_xl.template.schema import Sheet
from pacom_xl.xlsx.cells import Place, address
from pacom_xl.xlsx.workbook import Workbook

#: In the formulas of this program’s flags; ``N`` of a text is 0 in every office.
_SIGN = 'N("pacom_xl")=0'
_OWN_NAMES = (LIST, NUMBERS, STATES)


class Flagging(NamedTuple):
    """The marked file, and the tabs whose cells could not be given notes."""

    data: bytes
    without_notes: list[str]


def flagged(parts: PackageParts, workbook: Workbook, flags: Sequence[Flag], sheet: Sheet, lang: Lang) -> Flagging:
    """The file with its flags; ``workbook`` is what was read from it.

    Raises ``KeyError`` and errors of lxml for files of an unusual make.
    """
    remove_flags(parts)
    without_notes = _Flagger(parts, workbook, flags, sheet, lang).flag()
    parts.drop_calculation_chain()
    return Flagging(parts.save(), without_notes)


class _Flagger:
    def __init__(
        self, parts: PackageParts, workbook: Workbook, flags: Sequence[Flag], sheet: Sheet, lang: Lang
    ) -> None:
        self.workbook = workbook
        self.parts, self.flags, self.sheet, self.lang = parts, flags, sheet, lang
        self.styles = StyleBook(parts)
        self.from_1904 = is_from_1904(parts)
        names = [element.get("name", "") for element, _ in parts.sheets()]
        self.tab = tab_names([sheet.label.in_(lang)], names)[0]

    def flag(self) -> list[str]:
        """Flag the cells tab by tab, then add the list. Returns the tabs without notes."""
        without_notes = []
        placed = [flag for flag in self.flags if flag.cell]
        for name, group in groupby(placed, key=lambda flag: flag.cell.sheet if flag.cell else ""):
            path = self.parts.sheet_path(name)
            if path and not self._flag_sheet(name, path, list(group)):
                without_notes.append(name)
        listed = CorrectionsSheet(self.parts, self.sheet, self.tab, self.flags, self.lang, from_1904=self.from_1904)
        path = self.parts.free_path("xl/worksheets/pacom_corrections{}.xml")
        self.parts.add(path, listed.build(), "worksheet")
        _insert_first(self.parts, self.tab, self.parts.relate(self.parts.workbook_path, "worksheet", path))
        _define(self.parts, listed.names | {m.name: _target(m) for m in placed}, listed.print_titles)
        return without_notes

    def _flag_sheet(self, name: str, path: str, flags: Sequence[Flag]) -> bool:
        """Flag the cells of a tab; whether its cells could be given notes."""
        part = SheetPart(self.parts.tree(path))
        at: dict[Place, list[Flag]] = {}
        for flag in flags:
            if flag.cell:
                at.setdefault((flag.cell.row, flag.cell.column), []).append(flag)
        merged = part.merged()
        _make_room(part, len(at))
        for priority, (place, found) in enumerate(at.items(), 1):
            look = self.styles.flag(*COLOURS[gravest(found)])
            where = "$" + _absolute(place)
            test = f"AND({_SIGN},{found[0].is_unchanged(where, from_1904=self.from_1904)})"
            part.add_rule(ranges_text([area_of(place, merged)]), test, look, priority)
        tab = self.workbook.tab(name)
        SheetLinks(part, self.styles, flags[0].number, self.lang, tab.values if tab else {}).add()
        notes = CellNotes(self.parts, path, part)
        if not notes.writable:
            return False
        notes.add({place: "\n\n".join(flag.note(self.lang) for flag in found) for place, found in at.items()})
        return True


def remove_flags(parts: PackageParts) -> None:
    """Remove everything an earlier run added."""
    for number, (element, path) in reversed(list(enumerate(parts.sheets()))):
        if path not in parts or not path:
            continue
        if _is_list(parts, path):
            _remove_sheet(parts, number, element, path)
            continue
        raw = parts.raw(path)
        if b"pacom_xl" in raw or b"correction" in raw or parts.related(path, "comments"):
            part = SheetPart(parts.tree(path))
            part.remove_rules(_SIGN)
            _close_ranks(part)
            remove_links(part)
            CellNotes(parts, path, part).remove_program_notes()
    _undefine(parts)


def is_from_1904(parts: PackageParts) -> bool:
    """Whether the workbook counts its days from 1904."""
    properties = next((element for element in parts.workbook if tag(element) == "workbookPr"), None)
    return properties is not None and properties.get("date1904") in ("1", "true", "on")


def _absolute(place: Place) -> str:
    """``J$41`` without its first sign."""
    letters = address((0, place[1]))[:-1]
    return f"{letters}${place[0] + 1}"


def _target(flag: Flag) -> str:
    assert flag.cell
    return "'" + flag.cell.sheet.replace("'", "''") + "'!$" + _absolute((flag.cell.row, flag.cell.column))


def _make_room(part: SheetPart, count: int) -> None:
    """Let the conditional formats there are come after ``count`` new ones."""
    for rule in part.rules():
        rule.set("priority", str(int(rule.get("priority", "1")) + count))


def _close_ranks(part: SheetPart) -> None:
    """Number the conditional formats from 1 on, in their order."""
    numbers: dict[str, int] = {}
    for rule in part.rules():
        priority = rule.get("priority", "1")
        rule.set("priority", str(numbers.setdefault(priority, len(numbers) + 1)))


# -- sheets and names of the workbook --------------------------------------------------------------------------------


def _is_list(parts: PackageParts, path: str) -> bool:
    """Whether a part is the sheet « Corrections » of an earlier run, as any office may have saved it."""
    name = next((element.get("name", "") for element, of in parts.sheets() if of == path), "")
    targets = [text for key, text in _names(parts).items() if key == LIST]
    return any(text.rpartition("!")[0].strip("'").replace("''", "'") == name for text in targets) or (
        sheet_anchor(KEY).encode() in parts.raw(path)
    )


def _names(parts: PackageParts) -> dict[str, str]:
    return {
        name.get("name", ""): name.text or ""
        for holder in parts.workbook
        if tag(holder) == "definedNames"
        for name in holder
    }


def _undefine(parts: PackageParts) -> None:
    for holder in [element for element in parts.workbook if tag(element) == "definedNames"]:
        for name in list(holder):
            text = name.get("name", "")
            if text in _OWN_NAMES or text.startswith(CELL_NAMES):
                holder.remove(name)
        if not len(holder):
            parts.workbook.remove(holder)


def _define(parts: PackageParts, names: Mapping[str, str], print_titles: str) -> None:
    """Add defined names; offices want them in alphabetical order. ``print_titles``: rows every page of the first
    sheet repeats.
    """
    holder = next((element for element in parts.workbook if tag(element) == "definedNames"), None)
    if holder is None:
        holder = etree.Element(f"{{{parts.main}}}definedNames")
        before = ("sheets", "functionGroups", "externalReferences")
        at = max(n for n, element in enumerate(parts.workbook) if tag(element) in before) + 1
        parts.workbook.insert(at, holder)
    for name, target in names.items():
        element = etree.SubElement(holder, f"{{{parts.main}}}definedName", name=name)
        element.text = target
    titles = etree.SubElement(
        holder, f"{{{parts.main}}}definedName", name="_xlnm.Print_Titles", attrib={"localSheetId": "0"}
    )
    titles.text = print_titles
    holder[:] = sorted(holder, key=lambda name: name.get("name", "").casefold())


def _insert_first(parts: PackageParts, tab: str, relation: str) -> None:
    """Make a new sheet the first one and the one that is shown."""
    holder = next(element for element in parts.workbook if tag(element) == "sheets")
    used = {int(element.get("sheetId", "0")) for element in holder}
    element = etree.Element(f"{{{parts.main}}}sheet", name=tab, sheetId=str(max(used, default=0) + 1))
    element.set(parts.id_attribute(), relation)
    holder.insert(0, element)
    _shift_numbers(parts, 0, 1)
    _show_first(parts)


def _remove_sheet(parts: PackageParts, number: int, element: Element, path: str) -> None:
    element.getparent().remove(element)
    for kind in ("comments", "vmlDrawing", "drawing", "printerSettings"):
        if found := parts.related(path, kind):
            parts.remove(found[1])
    parts.remove(path)
    parts.unrelate(parts.workbook_path, path)
    for holder in [e for e in parts.workbook if tag(e) == "definedNames"]:
        for name in list(holder):
            if name.get("localSheetId") == str(number):
                holder.remove(name)
    _shift_numbers(parts, number, -1)


def _shift_numbers(parts: PackageParts, first: int, by: int) -> None:
    """Sheets are numbered where names of one sheet and views refer to them: shift those from ``first`` on."""
    for element in parts.workbook.iter():
        for attribute in ("localSheetId", "activeTab", "firstSheet"):
            value = element.get(attribute, "") if isinstance(element.tag, str) else ""
            if value.isdecimal() and int(value) >= first:
                element.set(attribute, str(max(0, int(value) + by)))


def _show_first(parts: PackageParts) -> None:
    """Open the workbook at its first sheet, the only one selected: typing changes all selected sheets."""
    for view in parts.workbook.iter():
        if tag(view) == "workbookView":
            view.attrib.pop("firstSheet", None)
            view.set("activeTab", "0")
    for number, (_, path) in enumerate(parts.sheets()):
        if path not in parts or (number and b"tabSelected" not in parts.raw(path)):
            continue
        for view in parts.tree(path).iter():
            if tag(view) == "sheetView":
                view.attrib.pop("tabSelected", None)
                if not number:
                    view.set("tabSelected", "1")
