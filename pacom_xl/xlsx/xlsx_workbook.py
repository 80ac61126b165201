"""Open the parts of an .xlsx as a workbook. Parts are found by the relations between them, not by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from posixpath import basename, dirname, join, normpath
from typing import NamedTuple
from xml.etree.ElementTree import Element

from pacom_xl.model.text import NBSP, Text
from pacom_xl.xlsx.addresses import column_number, place_of
from pacom_xl.xlsx.archive import Archive
from pacom_xl.xlsx.cell_contents import SheetContext
from pacom_xl.xlsx.cells import Place, Tab, TabKind
from pacom_xl.xlsx.limits import Budget, DocumentError
from pacom_xl.xlsx.number_formats import kinds_of_styles
from pacom_xl.xlsx.program_notes import PROGRAM_NOTE, people_note
from pacom_xl.xlsx.shared_strings import read_shared_strings, unescaped
from pacom_xl.xlsx.struck_styles import struck_styles
from pacom_xl.xlsx.workbook import Workbook, unique_names
from pacom_xl.xlsx.xlsx_sheet import read_sheet
from pacom_xl.xlsx.xml_parser import text_of, tree

NOT_A_WORKBOOK = Text("archive qui n’est pas un classeur", "an archive that is not a workbook")
TOO_MANY_TABS = Text(f"plus de 1{NBSP}000 onglets", "more than 1,000 tabs")

#: Most digits of a row or column.
_DIGITS = 8
#: Default path of the workbook part, when no relation names it.
_USUAL = "xl/workbook.xml"
#: Kind of tab by the last word of its relation’s type, the same in all versions of the format.
_KINDS: dict[str, TabKind] = {
    "worksheet": "worksheet",
    "chartsheet": "chart",
    "xlMacrosheet": "macro",
    "xlIntlMacrosheet": "macro",
    "dialogsheet": "dialog",
}
_TARGET = re.compile(r"^'?((?:[^']|'')+?)'?!\$?([A-Z]+)\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?$")


class _Relation(NamedTuple):
    """A relation of a part: last word of its type, the part it leads to."""

    kind: str
    path: str


def _corner(anchor: Element | None) -> Place:
    """The cell an anchor of a drawing begins in; the first cell when it begins in none."""
    numbers = [(anchor.findtext(name) or "").strip() for name in ("row", "col")] if anchor is not None else []
    row, column = (int(n) if n.isdigit() and len(n) < _DIGITS else 0 for n in numbers or ("", ""))
    return row, column


def read_xlsx(archive: Archive, budget: Budget) -> Workbook:
    """The workbook. Raises ``DocumentError``, or what reading the archive raises."""
    workbook, tabs = begin_xlsx(archive, budget)
    return replace(workbook, tabs=list(tabs))


def begin_xlsx(archive: Archive, budget: Budget) -> tuple[Workbook, Iterator[Tab]]:
    """The workbook without its tabs, and the tabs, each read when it is asked for. Raises as ``read_xlsx`` does."""
    return _Reader(archive, budget).begin()


class _Reader:
    def __init__(self, archive: Archive, budget: Budget) -> None:
        self._archive, self._budget = archive, budget
        self._path = self._workbook_path()
        self._root = self._tree(self._path)
        self._relations = self._relations_of(self._path)

    def begin(self) -> tuple[Workbook, Iterator[Tab]]:
        """The workbook without its tabs, and its tabs one after the other."""
        context = self._context()
        sheets = list(self._root.iter("sheet"))
        if len(sheets) > self._budget.limits.tabs:
            raise DocumentError(TOO_MANY_TABS)
        names = unique_names([sheet.get("name", "") for sheet in sheets])
        macros = any(name.lower().endswith("vbaproject.bin") for name in self._archive.names)
        return Workbook([], self._columns_by_name(), macros), self._tabs(zip(names, sheets, strict=True), context)

    def _tabs(self, sheets: Iterable[tuple[str, Element]], context: SheetContext) -> Iterator[Tab]:
        """The tabs of some sheets, with their names."""
        read: set[str] = set()
        for name, sheet in sheets:
            tab = self._tab(name, sheet.get("id", ""), context, read)
            tab.is_hidden = sheet.get("state", "visible") != "visible"
            yield tab

    def _tab(self, name: str, relation_id: str, context: SheetContext, read: set[str]) -> Tab:
        """A tab; one without a part of its own is ``missing``."""
        kind, path = self._relations.get(relation_id, _Relation("", ""))
        if kind not in _KINDS or path not in self._archive or path in read:
            return Tab(name, "missing")
        read.add(path)
        if _KINDS[kind] not in ("worksheet", "macro"):
            return Tab(name, _KINDS[kind])
        tab = read_sheet(name, self._archive.part(path), context)
        tab.kind = _KINDS[kind]
        for related in self._relations_of(path).values():
            if related.kind == "comments":
                self._comments(tab, related.path)
            elif related.kind == "drawing":
                self._shapes(tab, related.path)
            elif related.kind in ("oleObject", "package"):
                tab.comments.append(((0, 0), f"[{basename(related.path)}]"))
        return tab

    def _comments(self, tab: Tab, path: str) -> None:
        root = self._tree(path)
        for comment in root.iter("comment"):
            text = unescaped("".join(text_of(t) for t in comment.iter("t"))).strip()
            if PROGRAM_NOTE not in text or people_note(text):
                tab.comments.append((place_of(comment.get("ref", "")), people_note(text)))

    def _shapes(self, tab: Tab, path: str) -> None:
        """Pictures, and the texts of shapes as notes, at the cell of their upper left corner.

        Texts that show a cell are not typed.

        A drawing that is not sound is done without: no value of a plan stands there.
        """
        try:
            anchors = list(self._tree(path))
        except DocumentError:
            return
        for anchor in anchors:
            place = _corner(anchor.find("from"))
            for shape in anchor.iter("sp"):
                paragraphs = (p for body in shape.iter("txBody") for p in body.iter("p"))
                text = "\n".join("".join(text_of(t) for t in p.iter("t")) for p in paragraphs).strip()
                if text and not shape.get("textlink"):
                    tab.comments.append((place, text))
            for picture in anchor.iter("pic"):
                about = next(picture.iter("cNvPr"), picture)
                tab.pictures.append((place, about.get("descr") or about.get("name") or ""))

    # -- what sheets refer to --------------------------------------------------------------------------------

    def _context(self) -> SheetContext:
        strings, struck = read_shared_strings(self._related("sharedStrings"), self._budget)
        part = self._related("styles")
        styles = tree(part, self._budget.limits) if part else None
        properties = self._root.find("workbookPr")
        return SheetContext(
            strings={str(number): text for number, text in enumerate(strings) if number not in struck},
            kinds=kinds_of_styles(styles) if styles is not None else {},
            struck_styles=struck_styles(styles) if styles is not None else frozenset(),
            struck_strings={str(number): strings[number] for number in struck if number < len(strings)},
            from_1904=properties is not None and properties.get("date1904") in ("1", "true", "on"),
            budget=self._budget,
        )

    def _related(self, kind: str) -> bytes:
        """The part of the workbook with a relation of that kind, empty when there is none."""
        path = next((relation.path for relation in self._relations.values() if relation.kind == kind), "")
        return self._archive.part(path)

    def _columns_by_name(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for name in self._root.iter("definedName"):
            match = _TARGET.match(text_of(name).strip())
            if match and not name.get("localSheetId"):
                tab = match[1].replace("''", "'")
                found.setdefault(tab, {})[name.get("name", "")] = column_number(match[2])
        return found

    # -- relations -------------------------------------------------------------------------------------------

    def _workbook_path(self) -> str:
        relations = self._relations_of("").values()
        path = next((r.path for r in relations if r.kind == "officeDocument"), _USUAL)
        if path not in self._archive:
            path = _USUAL
        if path not in self._archive:
            raise DocumentError(NOT_A_WORKBOOK)
        return path

    def _relations_of(self, path: str) -> dict[str, _Relation]:
        """Relations of a part by their id; those of the archive for ``""``."""
        folder = dirname(path)
        links = join(folder, "_rels", f"{path[len(folder) :].lstrip('/')}.rels")
        if links not in self._archive:
            return {}
        return {
            link.get("Id", ""): _Relation(
                link.get("Type", "").rpartition("/")[2],
                normpath(join("/", folder, link.get("Target", "").replace("\\", "/"))).lstrip("/"),
            )
            for link in self._tree(links).iter("Relationship")
        }

    def _tree(self, path: str) -> Element:
        return tree(self._archive.part(path), self._budget.limits)
