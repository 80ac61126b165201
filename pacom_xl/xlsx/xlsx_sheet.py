"""One worksheet part of an .xlsx, in one pass of the parser: cells that hold something, and drop-down lists.

The pass is written for speed: a handler is called for each of some 110,000 tags and texts of a workbook. Handlers are
closures, whose variables cost less than attributes; the commonest cases come first and call nothing of Python.
Only starts of elements are noted. Ends matter where spaces count: they are watched inside texts alone, so that a
number, the index of a shared string or a formula may be followed by spaces and line ends, as programs that indent
write them.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from pacom_xl.xlsx.addresses import PLACES
from pacom_xl.xlsx.cell_contents import FORMULA, VALUE, RawCell, SheetContext
from pacom_xl.xlsx.cells import Tab
from pacom_xl.xlsx.shared_strings import is_on
from pacom_xl.xlsx.sheet_content import SheetReader, UnexpectedNamespaceError
from pacom_xl.xlsx.xml_parser import local, new_parser, run

#: Cells counted before the budget is informed.
_CELLS_A_SPEND = 500


def read_sheet(name: str, data: bytes, context: SheetContext) -> Tab:
    """The tab of a worksheet part. Raises ``DocumentError`` when it is not sound or passes a limit.

    Names are compared as they are spelt, with the prefix of the first element: resolving the namespace of each costs
    a sixth of the whole reading. A part where this could mislead is read again with its namespaces resolved.
    """
    try:
        return _read(name, data, context, namespaces=False)
    except UnexpectedNamespaceError:
        return _read(name, data, context, namespaces=True)


def _read(name: str, data: bytes, context: SheetContext, *, namespaces: bool) -> Tab:
    parser = new_parser(namespaces=namespaces)
    reader = SheetReader(Tab(name), context)
    finish: Callable[[], None] | None = None

    def root(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal finish
        prefix = tag[: -len(local(tag))]
        if not namespaces:
            reader.declaration = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
        finish = _set_handlers(parser, reader, prefix)

    parser.StartElementHandler = root
    run(parser, data)
    if finish is not None:
        finish()
    return reader.tab


def _set_handlers(  # noqa: C901
    parser: expat.XMLParserType, reader: SheetReader, prefix: str
) -> Callable[[], None]:
    """Set the handlers of ``parser``, which share variables. ``prefix`` stands before the local parts of names.

    Returns what must be called at the end of the part. ``reader`` must not refer to it: it refers to ``reader``.
    """
    row_tag, cell_tag, formula_tag, value_tag = (prefix + name for name in ("row", "c", "f", "v"))
    others, ignored, held, values = _OtherElements(reader, prefix), reader.ignored, reader.held, reader.tab.values
    context, places = reader.context, PLACES
    string_of, struck, spend = context.strings.get, context.struck_styles, context.budget.spend
    # The last element begun, its cell, and the number of cells not yet counted in the budget.
    element: str | None = None
    cell: RawCell = {}
    count = 0

    def start(tag: str, attributes: RawCell) -> None:
        nonlocal element, cell, count
        element = tag
        if tag == cell_tag:
            if "r" not in attributes:
                attributes["r"] = reader.next_address(cell.get("r"))
            cell = attributes
            if struck and cell.get("s") in struck:
                reader.note_struck(cell)
        elif tag == value_tag:
            if "t" in cell and cell["t"] == "str":
                parser.EndElementHandler = end
        elif tag == formula_tag:
            reader.begin_formula(cell, attributes)
            count += 1
        elif tag == row_tag:
            count += reader.begin_row(attributes)
            if count >= _CELLS_A_SPEND:
                spend(count)
                count = 0
            cell = {}
        elif (tag not in ignored or reader.declaration in attributes) and others.begin(tag, attributes, cell):
            parser.EndElementHandler = end

    def text(data: str) -> None:
        nonlocal count
        if element == value_tag:
            if VALUE in cell:
                reader.add_text(cell, data)
                return
            cell[VALUE] = data
            if FORMULA in cell:
                return
            string = string_of(data) if cell.get("t") == "s" else None
            if string is None:
                held.append(cell)
                return
            row, column = places[cell["r"]]
            if row not in values:
                values[row] = {}
            values[row][column] = string
            count += 1
        elif element == formula_tag:
            cell[FORMULA] += data
        elif element is not None and element not in ignored:
            others.text(element, data)

    def end(tag: str) -> None:
        nonlocal element
        element = None
        if tag == value_tag or others.end(tag, cell):
            parser.EndElementHandler = None

    def finish() -> None:
        spend(count + reader.end_row())

    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    return finish


class _OtherElements:
    """Takes texts written in their cell, in one piece or several; hands elements beside cells on to the reader."""

    def __init__(self, reader: SheetReader, prefix: str) -> None:
        self._reader = reader
        self._item_tag, self._text_tag, self._phonetic_tag = prefix + "is", prefix + "t", prefix + "rPh"
        self._strike_tag = prefix + "strike"
        reader.ignored.add(self._item_tag)
        #: Parts of the piece being read.
        self._pieces: list[str] = []
        self._is_exact = self._is_phonetic = False

    def begin(self, tag: str, attributes: RawCell, cell: RawCell) -> bool:
        """An element begins, in ``cell`` or beside cells. Returns whether its end is to be watched, as a text’s is."""
        if tag == self._text_tag:
            self._is_exact = attributes.get(self._reader.space) == "preserve"
        elif tag == self._phonetic_tag:
            self._is_phonetic = True
        elif tag == self._strike_tag and is_on(attributes):
            self._reader.note_struck(cell)
            return False
        else:
            self._reader.other(tag, attributes)
            return False
        return True

    def text(self, tag: str, data: str) -> None:
        """Text of an element."""
        if tag == self._text_tag:
            self._pieces.append(data)
        else:
            self._reader.text(tag, data)

    def end(self, tag: str, cell: RawCell) -> bool:
        """An element ends in ``cell``. Returns whether the inline text ends with it; phonetic guides are left out."""
        if tag == self._phonetic_tag:
            self._is_phonetic = False
        elif tag == self._text_tag:
            piece = "".join(self._pieces)
            self._pieces.clear()
            if not self._is_phonetic:
                self._reader.add_text(cell, piece if self._is_exact else piece.strip())
        return tag == self._item_tag
