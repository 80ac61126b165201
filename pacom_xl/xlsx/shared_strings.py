"""Texts of an .xlsx: shared strings, rich text, the escapes of characters XML cannot hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from pacom_xl.xlsx.limits import Budget
from pacom_xl.xlsx.xml_parser import SEPARATOR, local, new_parser, run

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Name of the attribute that says spaces around a text count.
SPACE = f"http://www.w3.org/XML/1998/namespace{SEPARATOR}space"


def unescaped(text: str) -> str:
    """``text`` with escapes such as ``_x000D_`` replaced by their characters."""
    if "_x" not in text:
        return text
    decoded = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # Escapes of two halves of one character, or of a half that is alone.
    return decoded.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class SharedStrings(NamedTuple):
    """The shared strings in their order, and the numbers of those of which a part is struck through."""

    texts: list[str]
    struck: set[int]


def is_on(attributes: Mapping[str, str]) -> bool:
    """Whether an element such as ``<strike/>`` says yes: without a value it does."""
    return attributes.get("val", "1") not in ("0", "false", "off")


def read_shared_strings(data: bytes, budget: Budget) -> SharedStrings:
    """The shared strings; phonetic guides left out. However many the part says there are."""
    strings: list[str] = []
    struck: set[int] = set()
    item: list[str] = []
    pieces: list[str] = []
    exact = phonetic = False
    names = _Names()

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal exact, phonetic
        name = names[tag]
        if name == "t":
            exact = attributes.get(SPACE) == "preserve"
            parser.CharacterDataHandler = pieces.append
        elif name == "rPh":
            phonetic = True
        elif name == "strike" and is_on(attributes):
            struck.add(len(strings))

    def end(tag: str) -> None:
        nonlocal phonetic
        name = names[tag]
        if name == "t":
            parser.CharacterDataHandler = None
            if not phonetic:
                text = "".join(pieces)
                item.append(text if exact else text.strip())
            pieces.clear()
        elif name == "si":
            strings.append(unescaped("".join(item)))
            item.clear()
            if not len(strings) % 1000:
                budget.spend(1000)
        elif name == "rPh":
            phonetic = False

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    if data:
        run(parser, data)
    return SharedStrings(strings, struck)


class _Names(dict[str, str]):
    """Local part of each name met."""

    def __missing__(self, name: str) -> str:
        self[name] = found = local(name)
        return found
