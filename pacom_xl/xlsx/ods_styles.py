"""Cell styles of an OpenDocument file: which show a percentage or an amount of money."""

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

_KINDS: dict[str, NumberFormat] = {NUMBER + "percentage-style": "percent", NUMBER + "currency-style": "currency"}


class Styles:
    """Kind of number by name of a cell style, taken from start tags."""

    def __init__(self) -> None:
        self._formats: dict[str, NumberFormat] = {}
        self._kinds: dict[str, NumberFormat] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A number format or a cell style begins; number formats stand before the styles that name them."""
        if tag in _KINDS:
            self._formats[attributes.get(STYLE + "name", "")] = _KINDS[tag]
        elif tag == STYLE + "style":
            kind = self._formats.get(attributes.get(STYLE + "data-style-name", ""))
            kind = kind or self._kinds.get(attributes.get(STYLE + "parent-style-name", ""))
            if kind:
                self._kinds[attributes.get(STYLE + "name", "")] = kind

    def kind(self, name: str) -> NumberFormat | None:
        """The kind of number that a style shows."""
        return self._kinds.get(name)
