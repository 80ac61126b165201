"""One worksheet part that is changed: cells, flags by conditional format, drop-down lists.

Elements of a worksheet have a fixed order; what is added is put where the order wants it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from lxml import etree

from pacom_xl.correction.package_parts import Element, tag
from pacom_xl.writing.cell_xml import cell_content
from pacom_xl.xlsx.addresses import place_of
from pacom_xl.xlsx.cells import Place, address
from pacom_xl.xlsx.limits import DocumentError

#: Elements of a worksheet in the order of the standard.
_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "drawingHF", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(_ORDER)}
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: Last row and column of a sheet.
_LAST = (1_048_575, 16_383)

#: First row, first column, last row, last column; zero-based, inclusive.
Area = tuple[int, int, int, int]


class SheetPart:
    """A worksheet part as a tree."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.main = etree.QName(root).namespace
        self._rows: dict[int, Element] = {}
        data = self.child("sheetData")
        self.data = data if data is not None else self.insert(self.new("sheetData"))
        self._read_rows()

    # -- elements --------------------------------------------------------------------------------------------

    def new(self, name: str, **attributes: str) -> Element:
        """A new element of the namespace of the sheet, with no parent yet."""
        return etree.Element(f"{{{self.main}}}{name}", **attributes)

    def child(self, name: str) -> Element | None:
        """The first element of the sheet of that name."""
        return next((element for element in self.root if tag(element) == name), None)

    def children(self, name: str) -> list[Element]:
        """The elements of the sheet of that name."""
        return [element for element in self.root if tag(element) == name]

    def insert(self, element: Element) -> Element:
        """Insert an element at its place in the order of the standard, after others of its name."""
        rank = _RANK[tag(element)]
        at = next((n for n, e in enumerate(self.root) if _RANK.get(tag(e), -1) > rank), len(self.root))
        self.root.insert(at, element)
        return element

    # -- cells -----------------------------------------------------------------------------------------------

    def _read_rows(self) -> None:
        """Give every row and cell its address: some programs leave them out."""
        number = -1
        for row in self.data:
            if tag(row) != "row":
                continue
            number = int(row.get("r")) - 1 if row.get("r", "").isdecimal() else number + 1
            row.set("r", str(number + 1))
            self._rows[number] = row
            column = -1
            for cell in row:
                if tag(cell) == "c":
                    written = cell.get("r")
                    column = place_of(written)[1] if written else column + 1
                    if written != (known := address((number, column))):
                        cell.set("r", known)

    def cells(self) -> Iterator[tuple[Place, Element]]:
        """Every cell with its place."""
        for row in self._rows.values():
            for cell in row:
                if tag(cell) == "c":
                    yield place_of(cell.get("r")), cell

    def filled_columns(self, row: int) -> list[int]:
        """Columns of the cells of a row that hold something."""
        cells = self._rows.get(row, ())
        return [place_of(cell.get("r"))[1] for cell in cells if tag(cell) == "c" and len(cell)]

    def find(self, place: Place) -> Element | None:
        """The cell of a place; ``None`` when the sheet has none there."""
        row = self._rows.get(place[0])
        if row is None:
            return None
        wanted = address(place)
        return next((cell for cell in row if cell.get("r") == wanted), None)

    def cell(self, place: Place) -> Element:
        """The cell of a place, added when need be."""
        found = self.find(place)
        if found is not None:
            return found
        row = self._row(place[0])
        cell = self.new("c", r=address(place))
        after = (n for n, c in enumerate(row) if tag(c) != "c" or place_of(c.get("r"))[1] > place[1])
        row.insert(next(after, len(row)), cell)
        if "spans" in row.attrib:
            del row.attrib["spans"]
        return cell

    def _row(self, number: int) -> Element:
        if number not in self._rows:
            row = self.new("row", r=str(number + 1))
            after = (n for n, r in enumerate(self.data) if tag(r) == "row" and int(r.get("r")) > number + 1)
            self.data.insert(next(after, len(self.data)), row)
            self._rows[number] = row
            dimension = self.child("dimension")
            if dimension is not None:
                self.root.remove(dimension)
        return self._rows[number]

    def put(self, place: Place, value: Any, *, style: int | None = None, from_1904: bool = False) -> Element:
        """Write a value: text, number, date, yes or no, ``""`` for nothing. The look of the cell stays."""
        cell = self._emptied(place, style)
        if isinstance(value, str):
            if value:
                self._text(cell, value)
        elif isinstance(value, bool):
            cell.set("t", "b")
            self._value(cell, str(int(value)))
        else:
            self._value(cell, _digits(serial(value, from_1904=from_1904)))
        return cell

    def put_error(self, place: Place, error: str) -> Element:
        """Write an error value such as ``#REF!``."""
        cell = self._emptied(place, None)
        cell.set("t", "e")
        self._value(cell, error)
        return cell

    def put_formula(self, place: Place, formula: str, value: str | float, *, style: int | None = None) -> Element:
        """Write a formula, without ``=``, and what it shows."""
        cell = self._emptied(place, style)
        etree.SubElement(cell, f"{{{self.main}}}f").text = formula
        if isinstance(value, str):
            cell.set("t", "str")
        self._value(cell, value if isinstance(value, str) else _digits(value))
        return cell

    def clear(self, place: Place) -> None:
        """Remove a cell."""
        cell = self.find(place)
        if cell is not None:
            cell.getparent().remove(cell)

    def _emptied(self, place: Place, style: int | None) -> Element:
        cell = self.cell(place)
        for part in list(cell):
            cell.remove(part)
        cell.attrib.pop("t", None)
        if style is not None:
            cell.set("s", str(style))
        return cell

    def _text(self, cell: Element, text: str) -> None:
        cell.set("t", "inlineStr")
        holder = etree.SubElement(etree.SubElement(cell, f"{{{self.main}}}is"), f"{{{self.main}}}t")
        holder.text = xml_text(text)
        holder.set(_XML_SPACE, "preserve")

    def _value(self, cell: Element, text: str) -> None:
        etree.SubElement(cell, f"{{{self.main}}}v").text = xml_text(text)

    # -- merged cells ----------------------------------------------------------------------------------------

    def merged(self) -> list[Area]:
        """The merged areas."""
        holder = self.child("mergeCells")
        return [] if holder is None else [area for cell in holder for area in areas(cell.get("ref", ""))]

    # -- flags -----------------------------------------------------------------------------------------------

    def add_rule(self, ranges: str, formula: str, look: int, priority: int) -> None:
        """A conditional format with the differential style number ``look``."""
        holder = self.new("conditionalFormatting", sqref=ranges)
        rule = etree.SubElement(
            holder, f"{{{self.main}}}cfRule", type="expression", dxfId=str(look), priority=str(priority)
        )
        etree.SubElement(rule, f"{{{self.main}}}formula").text = formula
        self.insert(holder)

    def rules(self) -> list[Element]:
        """The rules of all conditional formats, in the order of their priority."""
        found = [rule for holder in self.children("conditionalFormatting") for rule in holder if tag(rule) == "cfRule"]
        return sorted(found, key=lambda rule: int(rule.get("priority", "1")))

    def remove_rules(self, sign: str) -> None:
        """Remove the rules whose formula holds ``sign``."""
        for rule in self.rules():
            if any(sign in (part.text or "") for part in rule if tag(part) == "formula"):
                holder = rule.getparent()
                holder.remove(rule)
                if not any(tag(element) == "cfRule" for element in holder):
                    holder.getparent().remove(holder)


def _digits(number: float) -> str:
    """A number with all its digits, a whole one without a point."""
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e15 else repr(float(number))


def xml_text(text: str) -> str:
    """A text as a part holds it: what no XML can hold is escaped or replaced."""
    return cell_content(text).encode("utf-8", "replace").decode("utf-8")


def areas(ranges: str) -> list[Area]:
    """The areas of a list of ranges, such as ``A1:B2 C3``; those that are none are left out."""
    found = []
    for text in ranges.split():
        first, _, last = text.partition(":")
        try:
            (top, left), (bottom, right) = place_of(first), place_of(last or first)
        except DocumentError:
            continue
        found.append((top, left, bottom, right))
    return found


def ranges_text(found: Iterable[Area]) -> str:
    """Areas as a list of ranges."""
    return " ".join(_range_text(area) for area in found)


def _range_text(area: Area) -> str:
    first, last = address(area[:2]), address(area[2:])
    return first if first == last else f"{first}:{last}"


def area_of(place: Place, merged: Sequence[Area]) -> Area:
    """The merged area a cell begins or is part of, else the cell alone."""
    row, column = place
    return next((a for a in merged if a[0] <= row <= a[2] and a[1] <= column <= a[3]), (row, column, row, column))


def serial(value: Any, *, from_1904: bool = False) -> float:
    """A number, or a moment as offices count them: days since their first one."""
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        gap = moment.replace(tzinfo=None) - (_EPOCH_1904 if from_1904 else _EPOCH)
        return gap.days + gap.seconds / 86_400
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    if hasattr(value, "total_seconds"):
        return float(value.total_seconds()) / 86_400
    return float(value)
