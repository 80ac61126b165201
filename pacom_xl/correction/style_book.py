"""The styles of a package: looks are added once each, an equal one that is there already is used again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from pacom_xl.correction.package_parts import Element, PackageParts, tag

#: Elements of the style part in the order of the standard.
_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
#: Numbers of formats below this one are those of the standard.
_FIRST_OWN_FORMAT = 164


class StyleBook:
    """The style part of a workbook."""

    def __init__(self, parts: PackageParts) -> None:
        """Raises ``KeyError`` for a workbook without styles."""
        found = parts.related(parts.workbook_path, "styles")
        if not found or found[1] not in parts:
            raise KeyError("styles")
        self.root = parts.tree(found[1])
        self.main = etree.QName(self.root).namespace
        #: Number of each element by its content, by collection.
        self._numbers: dict[str, dict[Any, int]] = {}

    # -- differential styles ---------------------------------------------------------------------------------

    def flag(self, fill: str, ink: str) -> int:
        """The number of a differential style that fills a cell, frames it and colours its text (``RRGGBB``)."""
        look = self._new("dxf")
        font = etree.SubElement(look, self._name("font"))
        etree.SubElement(font, self._name("color"), rgb=f"FF{ink}")
        pattern = etree.SubElement(
            etree.SubElement(look, self._name("fill")), self._name("patternFill"), patternType="solid"
        )
        etree.SubElement(pattern, self._name("fgColor"), rgb=f"FF{fill}")
        etree.SubElement(pattern, self._name("bgColor"), rgb=f"FF{fill}")
        border = etree.SubElement(look, self._name("border"))
        for side in ("left", "right", "top", "bottom"):
            edge = etree.SubElement(border, self._name(side), style="thin")
            etree.SubElement(edge, self._name("color"), rgb=f"FF{ink}")
        return self.place("dxfs", look)

    # -- cell styles -----------------------------------------------------------------------------------------

    def look(self, look: Mapping[str, Any], edges_of: int | None = None) -> int:
        """The number of a cell style. Keys: ``bold size ink underline italic fill border wrap align valign``.

        ``edges_of``: a style whose borders it has.
        """
        font = self._new("font")
        for name in ("bold", "italic", "underline"):
            if look.get(name):
                etree.SubElement(font, self._name(name[0]))
        etree.SubElement(font, self._name("sz"), val=str(look.get("size", 10)))
        etree.SubElement(font, self._name("color"), rgb=f"FF{look.get('ink', '000000')}")
        etree.SubElement(font, self._name("name"), val="Calibri")
        etree.SubElement(font, self._name("family"), val="2")
        fill = 0
        if "fill" in look:
            holder = self._new("fill")
            pattern = etree.SubElement(holder, self._name("patternFill"), patternType="solid")
            etree.SubElement(pattern, self._name("fgColor"), rgb=f"FF{look['fill']}")
            etree.SubElement(pattern, self._name("bgColor"), indexed="64")
            fill = self.place("fills", holder)
        border = self._border(look["border"]) if "border" in look else self._border_of(edges_of)
        xf = self._new("xf", numFmtId="0", fontId=str(self.place("fonts", font)), fillId=str(fill),
                       borderId=str(border), xfId="0", applyFont="1", applyFill="1", applyBorder="1",
                       applyAlignment="1")  # fmt: skip
        etree.SubElement(
            xf,
            self._name("alignment"),
            horizontal=look.get("align", "left"),
            vertical=look.get("valign", "top"),
            wrapText="1" if look.get("wrap", True) else "0",
        )
        return self.place("cellXfs", xf)

    def _border_of(self, style: int | None) -> int:
        styles = self.collection("cellXfs")
        return int(styles[style].get("borderId") or 0) if style is not None and style < len(styles) else 0

    def _border(self, colour: str) -> int:
        border = self._new("border")
        for side in ("left", "right", "top", "bottom"):
            edge = etree.SubElement(border, self._name(side), style="thin")
            etree.SubElement(edge, self._name("color"), rgb=f"FF{colour}")
        etree.SubElement(border, self._name("diagonal"))
        return self.place("borders", border)

    # -- any style -------------------------------------------------------------------------------------------

    def place(self, collection: str, element: Element) -> int:
        """The number of an element in its collection; it is added when no equal one is there."""
        holder = self.collection(collection)
        if collection not in self._numbers:
            numbers = self._numbers[collection] = {}
            for number, other in enumerate(holder):
                numbers.setdefault(_content(other), number)
        found = self._numbers[collection].get(_content(element))
        if found is None:
            holder.append(element)
            holder.set("count", str(len(holder)))
            found = self._numbers[collection][_content(element)] = len(holder) - 1
        return found

    def collection(self, name: str) -> Element:
        """The element that holds all fonts, fills…; added when missing."""
        found = next((element for element in self.root if tag(element) == name), None)
        if found is None:
            found = self._new(name, count="0")
            rank = _ORDER.index(name)
            at = (n for n, e in enumerate(self.root) if tag(e) in _ORDER and _ORDER.index(tag(e)) > rank)
            self.root.insert(next(at, len(self.root)), found)
        return found

    def number_format(self, code: str) -> int:
        """The number of a number format that is spelt out."""
        holder = self.collection("numFmts")
        for entry in holder:
            if entry.get("formatCode") == code:
                return int(entry.get("numFmtId"))
        number = max([_FIRST_OWN_FORMAT - 1, *(int(entry.get("numFmtId")) for entry in holder)]) + 1
        etree.SubElement(holder, self._name("numFmt"), numFmtId=str(number), formatCode=code)
        holder.set("count", str(len(holder)))
        return number

    def _name(self, name: str) -> str:
        return f"{{{self.main}}}{name}"

    def _new(self, name: str, **attributes: str) -> Element:
        return etree.Element(self._name(name), **attributes)


def _content(element: Element) -> tuple[Any, ...]:
    """Name, attributes and children of an element: equal for elements of the same content, however spelt."""
    return (tag(element), tuple(sorted(element.attrib.items())), element.text or "", tuple(map(_content, element)))
