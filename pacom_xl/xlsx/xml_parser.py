"""The one XML parser of the package: expat, without DTD or entities, under limits.

expat was chosen by measurement. On a workbook of 41 sheets and 36,000 cells (processor time ÷ python-calamine 0.9.1
reading the values alone): lxml builds its tree in 1.1, and has the cells taken out of it in 1.9 to 2.2; expat alone
takes 0.5, and 2.6 with handlers that take every cell’s type, value, formula and format (``xlsx_sheet``). So expat is
no faster, but it builds no tree: memory is bounded by the cells that are kept, limits hold while a part is parsed, a
DOCTYPE is refused where it stands, and it is part of Python (also in the browser).
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element
from xml.parsers import expat

from pacom_xl.model.text import Text
from pacom_xl.xlsx.limits import TOO_BIG, TOO_DEEP, DocumentError, Limits

TRUNCATED = Text("fichier endommagé ou incomplet", "damaged or incomplete file")
ENTITIES = Text("contenu XML interdit (entités)", "forbidden XML content (entities)")

#: What stands between the namespace and the local part of a name the parser gives.
SEPARATOR = "}"


def new_parser(*, namespaces: bool = True) -> expat.XMLParserType:
    """A parser that joins texts and refuses any DOCTYPE, wherever it stands.

    ``namespaces``: names are given as namespace, separator and local part; else as they are spelt.
    """
    parser = expat.ParserCreate(namespace_separator=SEPARATOR if namespaces else None)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def run(parser: expat.XMLParserType, data: bytes) -> None:
    """Parse ``data`` to its end. Raises ``DocumentError`` when it is not sound XML.

    The handlers are released: they refer to the parser, and both would wait for the garbage collector.
    """
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # not sound, or in an unknown encoding
        raise DocumentError(TRUNCATED) from error
    finally:
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None


def local(name: str) -> str:
    """The local part of a name, resolved or not."""
    return name.rpartition(SEPARATOR)[2].rpartition(":")[2]


def tree(data: bytes, limits: Limits) -> Element:
    """A small part as a tree of local names. Raises ``DocumentError`` as ``run`` does, or beyond the limits."""
    builder = _TreeBuilder(limits)
    parser = new_parser(namespaces=False)
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    run(parser, data)
    return builder.root


def text_of(element: Element) -> str:
    """All text inside an element."""
    return "".join(element.itertext())


class _TreeBuilder:
    """Builds elements under limits of count and depth."""

    def __init__(self, limits: Limits) -> None:
        self.root = Element("none")
        self._open: list[Element] = []
        self._limits, self._count = limits, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(local(name), {local(key): value for key, value in attributes.items()})
        if self._open:
            self._open[-1].append(element)
        else:
            self.root = element
        self._open.append(element)
        self._count += 1
        if self._count > self._limits.elements:
            raise DocumentError(TOO_BIG)
        if len(self._open) > self._limits.depth:
            raise DocumentError(TOO_DEEP)

    def end(self, _name: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text


def _refuse_doctype(*_declaration: Any) -> None:
    raise DocumentError(ENTITIES)
