"""Tabs that people added, copied into another workbook with their values, looks, widths and notes."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from pacom_xl.correction.package_parts import Element, PackageParts, tag
from pacom_xl.correction.sheet_part import SheetPart
from pacom_xl.correction.style_book import StyleBook
from pacom_xl.layout.tab_names import tab_names
from pacom_xl.xlsx.cells import Place, Tab

#: Parts of a worksheet that stand by themselves; all others refer to parts or styles that are not copied.
_COPIED = frozenset((
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells",
    "printOptions", "pageMargins", "headerFooter", "rowBreaks", "colBreaks",
))  # fmt: skip
#: Elements of a font in the order of the standard.
_FONT = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip
#: Relations of a tab whose contents are not carried along.
_NOT_CARRIED = frozenset(("drawing", "table", "pivotTable", "oleObject", "control", "image", "chart"))


class TabCarrier:
    """Copies tabs from one package to another."""

    def __init__(self, source: PackageParts | None, target: PackageParts) -> None:
        """``source``: ``None`` when the file is no .xlsx; then values are carried, not looks."""
        self.source, self.target = source, target
        self.styles = StyleBook(target)
        self._source_styles = StyleBook(source) if source and source.main == target.main else None
        self._strings = self._shared_strings()
        self._looks: dict[str, str] = {}
        #: Formulas that were replaced by the value they showed, by tab.
        self.replaced: dict[str, list[tuple[Place, str]]] = {}

    def carry(self, tab: Tab) -> tuple[str, list[str]]:
        """Copy a tab. Returns its name in the target, and the kinds of things of it that stay behind."""
        names = [element.get("name", "") for element, _ in self.target.sheets()]
        name = tab_names([tab.name], names)[0]
        path = self.source.sheet_path(tab.name) if self.source and self._source_styles else None
        root = self._copied(path, tab) if path else self._values(tab)
        part = self.target.free_path("xl/worksheets/pacom_own{}.xml")
        self.target.add(part, root, "worksheet")
        _append_sheet(self.target, name, self.target.relate(self.target.workbook_path, "worksheet", part))
        kinds = {kind for kind, _ in self.source.relations(path).values()} if self.source and path else set()
        return name, sorted(kinds & _NOT_CARRIED)

    # -- with looks ------------------------------------------------------------------------------------------

    def _copied(self, path: str, tab: Tab) -> Element:
        assert self.source
        root = deepcopy(self.source.tree(path))
        for element in list(root):
            if tag(element) not in _COPIED:
                root.remove(element)
        part = SheetPart(root)
        for element in root.iter():
            if tag(element) in ("col", "row", "c"):
                attribute = "style" if tag(element) == "col" else "s"
                if element.get(attribute):
                    element.set(attribute, self._look(element.get(attribute)))
            elif tag(element) == "sheetView":
                element.attrib.pop("tabSelected", None)
        others = _formulas_elsewhere(part)
        for place, cell in part.cells():
            self._inline_shared_text(cell)
            if place in others:
                self._replace_by_value(cell, place, tab)
        return root

    def _inline_shared_text(self, cell: Element) -> None:
        """Put a shared text into its cell."""
        if cell.get("t") != "s":
            return
        number = next((element.text or "" for element in cell if tag(element) == "v"), "")
        for element in list(cell):
            cell.remove(element)
        cell.attrib.pop("t")
        if number.strip().isdecimal() and int(number) < len(self._strings):
            cell.set("t", "inlineStr")
            holder = etree.SubElement(cell, f"{{{self.target.main}}}is")
            for piece in self._strings[int(number)]:
                if tag(piece) in ("t", "r"):
                    holder.append(deepcopy(piece))

    def _replace_by_value(self, cell: Element, place: Place, tab: Tab) -> None:
        """Replace a formula about other tabs, whose cells may have moved, by the value it showed."""
        self.replaced.setdefault(tab.name, []).append((place, tab.formula_text(place)))
        for element in list(cell):
            if tag(element) == "f":
                cell.remove(element)

    def _look(self, number: str) -> str:
        """The number in the target of a cell style of the source."""
        if number not in self._looks:
            assert self._source_styles
            cells = self._source_styles.collection("cellXfs")
            if not number.isdecimal() or int(number) >= len(cells):
                return "0"
            xf = deepcopy(cells[int(number)])
            for attribute, collection in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                xf.set(attribute, str(self._moved(collection, xf.get(attribute, "0"))))
            xf.set("xfId", "0")
            xf.set("numFmtId", str(self._format(xf.get("numFmtId", "0"))))
            for element in list(xf):
                if tag(element) == "extLst":
                    xf.remove(element)
            self._looks[number] = str(self.styles.place("cellXfs", xf))
        return self._looks[number]

    def _moved(self, collection: str, number: str) -> int:
        assert self._source_styles
        holder = self._source_styles.collection(collection)
        if not number.isdecimal() or int(number) >= len(holder):
            return 0
        look = deepcopy(holder[int(number)])
        if collection == "fonts":
            # Some programs write them in another order than the standard's.
            look[:] = sorted(look, key=lambda part: _FONT.index(tag(part)) if tag(part) in _FONT else len(_FONT))
        return self.styles.place(collection, look)

    def _format(self, number: str) -> int:
        assert self._source_styles
        formats = self._source_styles.collection("numFmts")
        code = next((entry.get("formatCode") for entry in formats if entry.get("numFmtId") == number), None)
        return self.styles.number_format(code) if code else int(number) if number.isdecimal() else 0

    def _shared_strings(self) -> list[Element]:
        if self.source is None:
            return []
        found = self.source.related(self.source.workbook_path, "sharedStrings")
        if not found or found[1] not in self.source:
            return []
        return [item for item in self.source.tree(found[1]) if tag(item) == "si"]

    # -- values only -----------------------------------------------------------------------------------------

    def _values(self, tab: Tab) -> Element:
        part = SheetPart(etree.Element(f"{{{self.target.main}}}worksheet", nsmap={None: self.target.main}))
        rows = {row: dict(line) for row, line in tab.values.items()}
        for place in tab.formulas:
            formula = tab.formula(place)
            if formula and formula.value is not None:
                rows.setdefault(place[0], {})[place[1]] = formula.value
                self.replaced.setdefault(tab.name, []).append((place, formula.formula))
        for row in sorted(rows):
            for column in sorted(rows[row]):
                part.put((row, column), rows[row][column])
        for place, error in tab.errors.items():
            part.put(place, error)
        return part.root


def _formulas_elsewhere(part: SheetPart) -> set[Place]:
    """Places of formulas that name another tab or file, with those that share such a formula."""
    found, shared = set(), set()
    formulas = [(place, f) for place, cell in part.cells() for f in cell if tag(f) == "f"]
    for place, formula in formulas:
        if "!" in (formula.text or "") or "[" in (formula.text or ""):
            found.add(place)
            shared.add(formula.get("si"))
    shared.discard(None)
    return found | {place for place, formula in formulas if formula.get("si") in shared}


def _append_sheet(parts: PackageParts, name: str, relation: str) -> None:
    holder = next(element for element in parts.workbook if tag(element) == "sheets")
    used = [int(element.get("sheetId", "0")) for element in holder]
    element = etree.SubElement(holder, f"{{{parts.main}}}sheet", name=name, sheetId=str(max(used, default=0) + 1))
    element.set(parts.id_attribute(), relation)
