"""Styles of an OpenDocument file: which show a percentage or an amount of money, which strike a text through."""

from __future__ import annotations

from collections.abc import Mapping

from pacom_xl.xlsx.cells import NumberFormat

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
NUMBER = "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"

#: What says whether a text is struck through; programs write one of them or both.
_LINES = (STYLE + "text-line-through-style", STYLE + "text-line-through-type")
_KINDS: dict[str, NumberFormat] = {NUMBER + "percentage-style": "percent", NUMBER + "currency-style": "currency"}


class Styles:
    """What styles of cells and of parts of a text say, by name, taken from start tags."""

    def __init__(self) -> None:
        #: Name of the style being read; names of those that strike a text through.
        self._name = ""
        self._struck: set[str] = set()
        #: Names of styles that hide a sheet.
        self._hiding: set[str] = set()
        self._formats: dict[str, NumberFormat] = {}
        self._kinds: dict[str, NumberFormat] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A number format or a cell style begins; number formats stand before the styles that name them."""
        if tag in _KINDS:
            self._formats[attributes.get(STYLE + "name", "")] = _KINDS[tag]
        elif tag == STYLE + "style":
            self._name, parent = attributes.get(STYLE + "name", ""), attributes.get(STYLE + "parent-style-name", "")
            kind = self._formats.get(attributes.get(STYLE + "data-style-name", ""))
            if kind := kind or self._kinds.get(parent):
                self._kinds[self._name] = kind
            if parent in self._struck:
                self._struck.add(self._name)
        elif tag == STYLE + "text-properties":
            lines = [attributes[name] for name in _LINES if name in attributes]
            if lines:
                (self._struck.discard if set(lines) == {"none"} else self._struck.add)(self._name)
        elif tag == STYLE + "table-properties" and attributes.get(TABLE + "display") == "false":
            self._hiding.add(self._name)

    def kind(self, name: str) -> NumberFormat | None:
        """The kind of number that a style shows."""
        return self._kinds.get(name)

    def is_hiding(self, name: str) -> bool:
        """Whether a style hides a sheet."""
        return name in self._hiding

    def is_struck(self, name: str) -> bool:
        """Whether a style strikes a text through."""
        return name in self._struck
