"""One worksheet part of an .xlsx, in one pass of the parser: cells that hold something, and drop-down lists.

The pass is written for speed: a handler is called for each of some 80,000 tags of a workbook. It notes only starts of
elements. Ends matter where spaces count: they are watched inside texts alone, so that a number, the index of a shared
string or a formula may be followed by spaces and line ends, as programs that indent write them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import Any
from xml.parsers import expat

from pacom_xl.xlsx.cells import FormulaCell, Place, Tab, Value, address
from pacom_xl.xlsx.limits import TOO_BIG, Budget, DocumentError
from pacom_xl.xlsx.number_formats import Kind, from_iso, from_serial
from pacom_xl.xlsx.shared_strings import SPACE, unescaped
from pacom_xl.xlsx.xml_parser import TRUNCATED, local, new_parser, run

#: Keys of a cell’s dictionary beside its attributes, none of which has a space: formula, its attributes, value.
_FORMULA, _SHARED, _VALUE = " f", " f attributes", " v"
#: A cell as the parser gives it.
RawCell = dict[Any, Any]

#: Last column and row of a sheet; digits of the longest row number.
_COLUMNS, _ROWS, _DIGITS = 16_384, 1_048_576, 7
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?0*([1-9][0-9]{0,6})\s*")
#: Most ranges with a drop-down list, and most columns one of them is noted for.
_MOST_RANGES, _WIDEST = 200_000, 200
#: Elements of cells; and one of the same name in drop-down lists of Excel 2010, as it is nearly always spelt.
_CELL_NAMES, _FORMULA_OF_LIST = frozenset({"row", "c", "v", "f", "is", "t"}), "xm:f"


@dataclass(frozen=True, slots=True)
class SheetContext:
    """What the cells of all sheets of a workbook refer to."""

    #: Shared strings by their number, kinds of numbers by the number of a style: numbers as cells spell them.
    strings: dict[str, str]
    kinds: dict[str, Kind]
    from_1904: bool
    budget: Budget


def read_sheet(name: str, data: bytes, context: SheetContext) -> Tab:
    """The tab of a worksheet part. Raises ``DocumentError`` when it is not sound or passes a limit.

    Names are compared as they are spelt, with the prefix of the first element: resolving the namespace of each costs
    a sixth of the whole reading. A part where this could mislead is read again with its namespaces resolved.
    """
    try:
        return _read(name, data, context, namespaces=False)
    except _UnexpectedNamespaceError:
        return _read(name, data, context, namespaces=True)


class _UnexpectedNamespaceError(Exception):
    """Names of cells with another prefix than the first element, or a prefix that changes its meaning."""


def _read(name: str, data: bytes, context: SheetContext, *, namespaces: bool) -> Tab:
    parser = new_parser(namespaces=namespaces)
    reader = _SheetReader(Tab(name), context)

    def root(tag: str, _attributes: dict[str, str]) -> None:
        prefix = tag[: -len(local(tag))]
        if not namespaces:
            reader.declaration = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
        handlers = _Handlers(parser, reader, prefix)
        parser.StartElementHandler, parser.CharacterDataHandler = handlers.start, handlers.text

    parser.StartElementHandler = root
    run(parser, data)
    reader.end_row()
    return reader.tab


class _Handlers:
    """Handlers of starts, of texts and, where spaces count, of ends.

    ``prefix`` stands before the local parts of names.
    """

    __slots__ = (
        "_cell", "_cell_tag", "_element", "_formula_tag", "_hold", "_inline_tag", "_is_exact", "_is_phonetic",
        "_parser", "_phonetic_tag", "_pieces", "_reader", "_row_tag", "_text_tag", "_value_tag",
    )  # fmt: skip

    def __init__(self, parser: expat.XMLParserType, reader: _SheetReader, prefix: str) -> None:
        self._parser, self._reader, self._hold = parser, reader, reader.held.append
        self._row_tag, self._cell_tag = prefix + "row", prefix + "c"
        self._formula_tag, self._value_tag = prefix + "f", prefix + "v"
        self._inline_tag, self._text_tag, self._phonetic_tag = prefix + "is", prefix + "t", prefix + "rPh"
        #: The element met last, the cell it stands in, pieces of an inline text.
        self._element: str | None = None
        self._cell: RawCell = {}
        self._pieces: list[str] = []
        self._is_exact = self._is_phonetic = False

    def start(self, tag: str, attributes: RawCell) -> None:
        """An element begins."""
        self._element = tag
        if tag == self._cell_tag:
            if "r" not in attributes:
                attributes["r"] = self._reader.next_address(self._cell.get("r"))
            self._cell = attributes
        elif tag == self._value_tag:
            if self._cell.get("t") == "str":
                self._parser.EndElementHandler = self.end
        elif tag == self._formula_tag:
            cell = self._cell
            if _VALUE not in cell:
                self._hold(cell)
            cell[_FORMULA] = ""
            if attributes:
                cell[_SHARED] = attributes
        elif tag == self._row_tag:
            self._reader.begin_row(attributes)
            self._cell = {}
        else:
            self._start_other(tag, attributes)

    def _start_other(self, tag: str, attributes: dict[str, str]) -> None:
        reader = self._reader
        if tag == self._text_tag:
            self._is_exact = attributes.get(reader.space) == "preserve"
            self._parser.EndElementHandler = self.end
        elif tag == self._phonetic_tag:
            self._is_phonetic = True
            self._parser.EndElementHandler = self.end
        elif tag not in reader.ignored or reader.declaration in attributes:
            reader.other(tag, attributes)

    def text(self, data: str) -> None:
        """Text inside the element met last, unless its end was met."""
        element, cell = self._element, self._cell
        if element == self._value_tag:
            if _VALUE in cell:
                cell[_VALUE] += data
            else:
                cell[_VALUE] = data
                if _FORMULA not in cell:
                    self._hold(cell)
        elif element == self._formula_tag:
            cell[_FORMULA] += data
        elif element == self._text_tag:
            self._pieces.append(data)
        elif element is not None and element not in self._reader.ignored:
            self._reader.text(element, data)

    def end(self, tag: str) -> None:
        """An element ends: watched inside texts only."""
        self._element = None
        if tag == self._text_tag:
            self._end_inline_text()
        elif tag == self._phonetic_tag:
            self._is_phonetic = False
        elif tag in (self._value_tag, self._inline_tag):
            self._parser.EndElementHandler = None

    def _end_inline_text(self) -> None:
        """A piece of an inline text; phonetic guides are no part of it."""
        cell, piece = self._cell, "".join(self._pieces)
        self._pieces.clear()
        if self._is_phonetic:
            return
        if _VALUE not in cell and _FORMULA not in cell:
            self._hold(cell)
        cell[_VALUE] = cell.get(_VALUE, "") + (piece if self._is_exact else piece.strip())


class _Places(dict[str, Place]):
    """Place by address: workbooks use the same addresses in all their tabs."""

    _MOST = 200_000

    def __missing__(self, text: str) -> Place:
        found = _ADDRESS.fullmatch(text.strip())
        column = column_number(found[1]) if found else _COLUMNS
        row = int(found[2]) - 1 if found else _ROWS
        if column >= _COLUMNS or row >= _ROWS:
            raise DocumentError(TRUNCATED)
        if len(self) > self._MOST:
            self.clear()
        self[text] = place = (row, column)
        return place


_places = _Places()


def place_of(text: str) -> Place:
    """Zero-based row and column of an address. Raises ``DocumentError`` when it is none."""
    return _places[text]


def column_number(letters: str) -> int:
    """Zero-based column of letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


class _SheetReader:
    """Takes what the handlers meet: cells row by row, then what follows them."""

    def __init__(self, tab: Tab, context: SheetContext) -> None:
        self.tab, self._context = tab, context
        tab.read_formula = self._formula
        #: Cells of the present row that hold something.
        self.held: list[RawCell] = []
        #: Number of the last row that bears one, and how many came since.
        self._row, self._rows_after = "0", 0
        #: Text and column of each shared formula, by its number.
        self._shared: dict[str, tuple[str, int]] = {}
        #: Whether the ranges of the drop-down list being read are to be noted, and how many were.
        self._is_list, self._ranges = False, 0
        #: Elements nothing is taken from.
        self.ignored: set[str] = set()
        #: The attribute that declares the prefix of the names; ``""`` when the parser resolves namespaces.
        self.declaration = ""

    @property
    def space(self) -> str:
        """Name of the attribute that says spaces around a text count."""
        return "xml:space" if self.declaration else SPACE

    def begin_row(self, attributes: dict[str, str]) -> None:
        """A row begins; one without a number follows the one before it."""
        if self.held:
            self.end_row()
        if "r" in attributes:
            self._row, self._rows_after = attributes["r"], 0
        else:
            self._rows_after += 1

    def next_address(self, previous: str | None) -> str:
        """The address of a cell that bears none: beside the cell before it."""
        row = max(_row_number(self._row) + self._rows_after - 1, 0)
        return address((row, _places[previous][1] + 1 if previous else 0))

    def end_row(self) -> None:
        """Take the cells of a row."""
        values, formulas, strings = self.tab.values, self.tab.formulas, self._context.strings
        self._context.budget.spend(len(self.held))
        number, line = -1, {}
        for cell in self.held:
            place = _places[cell["r"]]
            if _FORMULA in cell:
                if _SHARED in cell:
                    self._share(cell, place[1])
                formulas[place] = cell
                continue
            if place[0] != number:
                number = place[0]
                line = values.setdefault(number, {})
            text = strings.get(cell[_VALUE]) if cell.get("t") == "s" else None
            line[place[1]] = self._constant(cell, place) if text is None else text
        self.held.clear()

    # -- values ----------------------------------------------------------------------------------------------

    def _constant(self, cell: RawCell, place: Place) -> Value:
        if cell.get("t") == "e":
            self.tab.errors[place] = cell[_VALUE].strip()
            return ""
        kind = self._context.kinds.get(cell.get("s", ""))
        if kind is not None and kind != "date" and kind != "duration":
            self.tab.formats[place] = kind
        return self._value(cell, kind)

    def _value(self, cell: RawCell, kind: Kind | None) -> Value:
        """What a cell holds, by its type. A number that is none (``NaN``, ``INF``) is read as its text."""
        text, type_ = cell[_VALUE], cell.get("t", "n")
        if type_ == "n":
            return self._number(text, kind)
        if type_ in ("str", "inlineStr"):
            return unescaped(text)
        if type_ == "s":
            return self._string(text.strip())
        if type_ == "b":
            return text.strip().lower() in ("1", "true")
        return (from_iso(text.strip()) if type_ == "d" else None) or text

    def _number(self, text: str, kind: Kind | None) -> Value:
        try:
            number = float(text)
        except ValueError:
            return text.strip()
        if not isfinite(number):
            return text.strip()
        return number if kind is None else from_serial(number, kind, from_1904=self._context.from_1904)

    def _string(self, number: str) -> str:
        try:
            return self._context.strings[number]
        except KeyError:
            raise DocumentError(TRUNCATED) from None

    # -- formulas --------------------------------------------------------------------------------------------

    def _share(self, cell: RawCell, column: int) -> None:
        """A formula that stands for several cells: its text is in the first. In other columns it reads otherwise."""
        number = cell[_SHARED].get("si")
        if number is not None and cell[_FORMULA]:
            self._shared[number] = (cell[_FORMULA], column)
        elif number is not None:
            text, of_column = self._shared.get(number, ("", -1))
            cell[_FORMULA] = text if column == of_column else ""

    def _formula(self, cell: RawCell) -> FormulaCell:
        formula = cell[_FORMULA].strip()
        if _VALUE not in cell:
            # A text that is stored and empty is a value.
            return FormulaCell(formula, "" if cell.get("t") == "str" else None)
        if cell.get("t") == "e":
            return FormulaCell(formula, "", cell[_VALUE].strip())
        try:
            value: Value | None = self._value(cell, self._context.kinds.get(cell.get("s", "")))
        except DocumentError:
            # A formula is read after the file was found sound: a text that is missing shows nothing.
            value = None
        return FormulaCell(formula, value)

    # -- drop-down lists -------------------------------------------------------------------------------------

    def other(self, tag: str, attributes: dict[str, str]) -> None:
        """An element beside rows and cells."""
        name = local(tag)
        if self.declaration and (name in _CELL_NAMES or self.declaration in attributes) and tag != _FORMULA_OF_LIST:
            raise _UnexpectedNamespaceError
        if name == "dataValidation":
            self._is_list = attributes.get("type") == "list"
            if self._is_list and "sqref" in attributes:
                self._note_ranges(attributes["sqref"])
        elif name != "sqref":
            self.ignored.add(tag)

    def text(self, tag: str, data: str) -> None:
        """Text of an element beside rows and cells: the ranges of a list whose choices stand on another sheet."""
        if self._is_list and local(tag) == "sqref":
            self._note_ranges(data)

    def _note_ranges(self, ranges: str) -> None:
        for area in ranges.split():
            first, _, last = area.partition(":")
            try:
                (top, left), (bottom, right) = _places[first], _places[last or first]
            except DocumentError:  # of no cell: no list stands there
                continue
            columns = range(left, min(right, left + _WIDEST) + 1)
            self._ranges += len(columns)
            if self._ranges > _MOST_RANGES:
                raise DocumentError(TOO_BIG)
            for column in columns:
                self.tab.lists.setdefault(column, []).append((top, bottom))


def _row_number(text: str) -> int:
    number = text.strip()
    if not (number.isdecimal() and len(number) <= _DIGITS and int(number) <= _ROWS):
        raise DocumentError(TRUNCATED)
    return int(number)
