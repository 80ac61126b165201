"""A direct look into an OpenDocument spreadsheet: formulas, errors, number formats, drop-down lists, notes, names.

Its contents are one part, read once from end to end, and only for the cells that hold something.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree import ElementTree as Xml  # entities are refused before

from pacom_xl.xlsx.addresses import address, column_number
from pacom_xl.xlsx.metadata import Comment, NumberFormat

_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}


def _q(name: str) -> str:
    """``table:name`` as the parser spells it."""
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


_TABLE, _ROW, _COLUMN = _q("table:table"), _q("table:table-row"), _q("table:table-column")
_CELLS = (_q("table:table-cell"), _q("table:covered-table-cell"))
_VALIDATION, _RANGE = _q("table:content-validation"), _q("table:named-range")
_STYLE, _NAME, _STYLE_NAME = _q("style:style"), _q("table:name"), _q("table:style-name")
_FORMULA, _TYPE, _ERROR_TYPE = _q("table:formula"), _q("office:value-type"), _q("calcext:value-type")
_DEFAULT = _q("table:default-cell-style-name")
_COLUMNS, _ROWS = _q("table:number-columns-repeated"), _q("table:number-rows-repeated")
_KINDS: dict[str, NumberFormat] = {_q("number:percentage-style"): "percent", _q("number:currency-style"): "currency"}
#: What a cell that holds nothing may bear.
_PLAIN = {_STYLE_NAME, _COLUMNS}
#: Most times a filled cell or row is taken when a file says it is repeated; beyond are no plans.
_MOST = 1_000
_ADDRESS = re.compile(r"^\$?'?((?:[^']|'')+?)'?\.\$?([A-Z]+)\$?[0-9]+")


@dataclass
class OdsTab:
    """One table. Rows and columns are zero-based; addresses as in an .xlsx."""

    formulas: dict[bytes, bytes] = field(default_factory=dict)
    errors: dict[bytes, str] = field(default_factory=dict)
    lists: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    comments: list[tuple[bytes, str]] = field(default_factory=list)
    _shown_errors: dict[bytes, str] = field(default_factory=dict)
    _uncached: set[bytes] = field(default_factory=set)
    _kinds: dict[NumberFormat, set[bytes]] = field(default_factory=dict)

    def is_uncached(self, cell: bytes) -> bool:
        """Whether a formula has no value."""
        return cell in self._uncached

    def error_of(self, cell: bytes) -> str | None:
        """The error a formula shows."""
        return self._shown_errors.get(cell)

    def shown(self, letters: bytes) -> Sequence[tuple[int, str]]:
        """Nothing: here the values are read with those of formulas."""
        return ()

    def shown_as(self, kind: NumberFormat, cells: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Those of ``cells`` that show their number so."""
        shown = self._kinds.get(kind, ())
        return (cell for cell in cells if address(*cell) in shown)

    def take(self, cell: Xml.Element, row: int, columns: Iterable[int], kind: NumberFormat | None) -> None:
        """Note what a cell that is not empty holds, once for each column it stands in."""
        held = cell.get(_TYPE)
        note = next((_said(part) for part in cell.iter(_q("office:annotation"))), None)
        for column in columns:
            at = address(row, column)
            if formula := cell.get(_FORMULA):
                self.formulas[at] = formula.encode()
                if held is None:
                    self._uncached.add(at)
            if cell.get(_ERROR_TYPE) == "error":
                errors = self._shown_errors if cell.get(_FORMULA) else self.errors
                errors[at] = "".join(_said(part) for part in cell.iterfind(_q("text:p")))
            elif kind and held is not None:
                self._kinds.setdefault(kind, set()).add(at)
            if note is not None:
                self.comments.append((at, note))

    def listed(self, row: int, columns: Iterable[int]) -> None:
        """Note cells with a drop-down list."""
        for column in columns:
            ranges = self.lists.setdefault(column, [])
            if ranges and ranges[-1][1] == row - 1:
                ranges[-1] = (ranges[-1][0], row)
            else:
                ranges.append((row, row))


class OdsParts:
    """The look at a whole file, on demand."""

    def __init__(self, content: bytes, styles: bytes, names: Collection[str]) -> None:
        self._content, self._styles, self._names = content, styles, names

    def sheet(self, tab: str) -> OdsTab | None:
        """The look at a table."""
        return self._read.tabs.get(tab)

    @property
    def columns_by_name(self) -> Mapping[str, Mapping[str, int]]:
        """Column each defined name begins at, by table then name."""
        return self._read.names

    def may_name(self, name: str) -> bool:
        """Whether a name may be defined."""
        return name.encode() in self._content

    @property
    def has_macros(self) -> bool:
        """Whether the file carries Basic or scripts."""
        return any(name.startswith(("Basic/", "Scripts/")) and name.endswith(".xml") for name in self._names)

    def comments(self) -> tuple[Comment, ...]:
        """Notes people left."""
        return tuple(
            Comment(tab, at.decode(), text) for tab, look in self._read.tabs.items() for at, text in look.comments
        )

    @cached_property
    def _read(self) -> _Reader:
        reader = _Reader()
        for data in filter(None, (self._styles, self._content)):
            reader.read(data)
        return reader


class _Reader:
    """Goes through the parts once."""

    def __init__(self) -> None:
        self.tabs: dict[str, OdsTab] = {}
        self.names: dict[str, dict[str, int]] = {}
        self._formats: dict[str, NumberFormat] = {}
        self._styles: dict[str, NumberFormat] = {}
        self._lists: set[str] = set()
        self._tab = OdsTab()
        self._row = 0
        self._defaults: list[tuple[int, str]] = []

    def read(self, data: bytes) -> None:
        """A part; what is not sound XML ends it."""
        try:
            for event, element in Xml.iterparse(io.BytesIO(data), ("start", "end")):
                if event == "start" and element.tag == _TABLE:
                    self._tab = self.tabs.setdefault(element.get(_NAME, ""), OdsTab())
                    self._row, self._defaults = 0, []
                elif event == "end" and (take := _TAKERS.get(element.tag)):
                    take(self, element)
        except Xml.ParseError:
            return

    def format(self, element: Xml.Element) -> None:
        """A number format; conditional parts of one have names of their own."""
        self._formats[element.get(_q("style:name"), "")] = _KINDS[element.tag]

    def style(self, element: Xml.Element) -> None:
        """A style of cells."""
        kind = self._formats.get(element.get(_q("style:data-style-name"), ""))
        if kind:
            self._styles[element.get(_q("style:name"), "")] = kind

    def validation(self, element: Xml.Element) -> None:
        """A control; those with a list are kept."""
        if "cell-content-is-in-list" in element.get(_q("table:condition"), ""):
            self._lists.add(element.get(_NAME, ""))

    def named_range(self, element: Xml.Element) -> None:
        """A defined name."""
        found = _ADDRESS.match(element.get(_q("table:cell-range-address"), ""))
        if found:
            names = self.names.setdefault(found[1].replace("''", "'"), {})
            names[element.get(_NAME, "")] = column_number(found[2].encode())

    def column(self, element: Xml.Element) -> None:
        """Columns, for the style their cells have by default."""
        start = self._defaults[-1][0] if self._defaults else 0
        self._defaults.append((start + _repeated(element, _COLUMNS), element.get(_DEFAULT, "")))

    def row(self, element: Xml.Element) -> None:
        """A row and those it stands for."""
        times = _repeated(element, _ROWS)
        cells = list(self._cells(element))
        for row in range(self._row, self._row + (min(times, _MOST) if cells else 0)):
            for cell, columns in cells:
                if cell.get(_q("table:content-validation-name")) in self._lists:
                    self._tab.listed(row, columns)
                if len(cell) or cell.get(_TYPE) or cell.get(_FORMULA):
                    self._tab.take(cell, row, columns, self._kind(cell, element, columns[0]))
        self._row += times
        element.clear()

    def _cells(self, row: Xml.Element) -> Iterator[tuple[Xml.Element, range]]:
        """Cells that hold something or are controlled, with the columns they stand in."""
        column = 0
        for cell in row:
            if cell.tag in _CELLS:
                times = _repeated(cell, _COLUMNS)
                if len(cell) or cell.attrib.keys() - _PLAIN:
                    yield cell, range(column, column + min(times, _MOST))
                column += times

    def _kind(self, cell: Xml.Element, row: Xml.Element, column: int) -> NumberFormat | None:
        name = cell.get(_STYLE_NAME) or row.get(_DEFAULT)
        if name is None:
            name = next((style for end, style in self._defaults if column < end), "")
        return self._styles.get(name)


_TAKERS = {
    **dict.fromkeys(_KINDS, _Reader.format),
    _STYLE: _Reader.style,
    _VALIDATION: _Reader.validation,
    _RANGE: _Reader.named_range,
    _COLUMN: _Reader.column,
    _ROW: _Reader.row,
}


def _repeated(element: Xml.Element, attribute: str) -> int:
    times = element.get(attribute, "1")
    return int(times) if times.isdigit() and len(times) < 8 else 1


def _said(element: Xml.Element) -> str:
    paragraphs = [element] if element.tag == _q("text:p") else element.findall(_q("text:p"))
    return "\n".join("".join(part.itertext()) for part in paragraphs).strip()
