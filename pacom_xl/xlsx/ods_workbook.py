"""The contents of an OpenDocument spreadsheet, in one pass of the parser.

Only what stands in cells is read as their text: text boxes, shapes and notes anchored in a cell are listed beside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pacom_xl.model.text import CELL_TEXT
from pacom_xl.xlsx import ods_names as names
from pacom_xl.xlsx.addresses import column_number
from pacom_xl.xlsx.archive import PROTECTED, Archive
from pacom_xl.xlsx.cells import FormulaCell, Place, Tab
from pacom_xl.xlsx.limits import TOO_BIG, TOO_DEEP, Budget, DocumentError
from pacom_xl.xlsx.ods_cell import count
from pacom_xl.xlsx.ods_rows import OdsRows
from pacom_xl.xlsx.ods_styles import DRAW, TABLE, TEXT, Styles
from pacom_xl.xlsx.ods_text import Paragraphs
from pacom_xl.xlsx.workbook import Workbook, unique_names
from pacom_xl.xlsx.xml_parser import new_parser, run, tree

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_CELLS = frozenset({TABLE + "table-cell", TABLE + "covered-table-cell"})
#: Elements whose contents are no cells: tables shown of other documents, tracked changes.
_SKIPPED = frozenset({TABLE + "dde-links", TABLE + "tracked-changes"})
#: Elements inside a paragraph whose text belongs to it; others (notes, shapes) stand beside it.
_INLINE = frozenset({TEXT + "span", TEXT + "a"})
_ADDRESS = re.compile(r"^\$?'?((?:[^']|'')+?)'?\.\$?([A-Z]+)\$?[0-9]+")


def read_ods(archive: Archive, budget: Budget) -> Workbook:
    """The workbook. Raises ``DocumentError``, or what reading the archive raises."""
    if _MANIFEST in archive and _is_encrypted(archive, budget):
        raise DocumentError(PROTECTED)
    reader = _Reader(budget)
    for part in (_STYLES, _CONTENT):
        if part in archive or part == _CONTENT:
            reader.read(archive.part(part))
    for tab, name in zip(reader.tabs, unique_names([tab.name for tab in reader.tabs]), strict=True):
        tab.name = name
    macros = any(name.startswith(("Basic/", "Scripts/")) and name.endswith(".xml") for name in archive.names)
    return Workbook(reader.tabs, reader.columns_by_name, macros)


def _pass(_tag: str) -> None:
    """Do nothing at an element."""


def _is_encrypted(archive: Archive, budget: Budget) -> bool:
    return next(tree(archive.part(_MANIFEST), budget.limits).iter("encryption-data"), None) is not None


class _Reader:
    """Handlers of the parser, by the element they are in."""

    def __init__(self, budget: Budget) -> None:
        self.tabs: list[Tab] = []
        self.columns_by_name: dict[str, dict[str, int]] = {}
        self._budget, self._styles = budget, Styles()
        self._lists: set[str] = set()
        #: Rows of the sheet being read; rows outside of sheets are noted nowhere.
        self._rows = OdsRows(Tab(""), budget, self._styles, self._lists)
        #: What the paragraph being read belongs to, and which handlers go on after it.
        self._paragraphs = Paragraphs()
        self._after_paragraph: Callable[[_Reader], None] = _Reader._in_cell

    def read(self, data: bytes) -> None:
        """A part."""
        self._parser = new_parser()
        self._outside()
        run(self._parser, data)

    def _handlers(self, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None]) -> None:
        self._parser.StartElementHandler, self._parser.EndElementHandler = start, end

    # -- outside cells ---------------------------------------------------------------------------------------

    def _outside(self) -> None:
        self._parser.CharacterDataHandler = None
        self._handlers(self._start, self._end)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _CELLS:
            self._rows.begin_cell(attributes)
            self._in_cell()
        elif tag in _STARTS:
            _STARTS[tag](self, attributes)
        elif tag in _SKIPPED:
            self._skip(self._outside)
        elif tag.startswith(DRAW) and self.tabs:
            self._shape((0, 0), self._outside, "")
        else:
            self._styles.start(tag, attributes)

    def _end(self, tag: str) -> None:
        if tag == names.TABLE_ROW:
            self._rows.end()

    def _skip(self, back: Callable[[], None], *also: Callable[[str], None]) -> None:
        """Pass over an element and all it holds. ``also``: what is done at the start and the end of what it holds."""
        depth = 1
        text = self._parser.CharacterDataHandler
        at_start, at_end = also or (_pass, _pass)

        def start(tag: str, _attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > self._budget.limits.depth:
                raise DocumentError(TOO_DEEP)
            at_start(tag)

        def end(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if depth:
                at_end(tag)
            else:
                back()
                self._parser.CharacterDataHandler = text

        self._parser.CharacterDataHandler = None
        self._handlers(start, end)

    def _shape(self, place: Place, back: Callable[[], None], name: str) -> None:
        """Pass over a drawing; the text of its paragraphs is listed as a note at ``place``, or the picture it is.

        Pictures without a name stand on the page, as a logo does, not in a cell: they are not listed.
        """
        texts: list[str] = []
        kinds: set[str] = set()
        tab, data, inside = self.tabs[-1], self._parser.CharacterDataHandler, 0

        def start(tag: str) -> None:
            nonlocal inside
            inside += tag == names.PARAGRAPH
            kinds.add(tag)
            if tag == names.PARAGRAPH:
                texts.append("\n")

        def end(tag: str) -> None:
            nonlocal inside
            inside -= tag == names.PARAGRAPH

        def done() -> None:
            self._parser.CharacterDataHandler = data
            if text := "".join(texts).strip():
                self._budget.spend(1)
                tab.comments.append((place, text))
            if name and names.IMAGE in kinds and names.OBJECT not in kinds:
                tab.pictures.append((place, name))
            back()

        self._skip(done, start, end)
        self._parser.CharacterDataHandler = lambda text: texts.append(text) if inside else None

    def _begin_tab(self, attributes: Mapping[str, str]) -> None:
        if len(self.tabs) >= self._budget.limits.tabs:
            raise DocumentError(TOO_BIG)
        tab = Tab(attributes.get(names.NAME, ""))
        tab.read_formula = _formula
        tab.is_hidden = self._styles.is_hiding(attributes.get(names.STYLE_NAME, ""))
        self.tabs.append(tab)
        self._rows = OdsRows(tab, self._budget, self._styles, self._lists)

    def _validation(self, attributes: Mapping[str, str]) -> None:
        if "cell-content-is-in-list" in attributes.get(names.CONDITION, ""):
            self._lists.add(attributes.get(names.NAME, ""))

    def _named_range(self, attributes: Mapping[str, str]) -> None:
        found = _ADDRESS.match(attributes.get(names.CELL_RANGE_ADDRESS, ""))
        if found:
            columns = self.columns_by_name.setdefault(found[1].replace("''", "'"), {})
            columns[attributes.get(names.NAME, "")] = column_number(found[2])

    # -- inside a cell ---------------------------------------------------------------------------------------

    def _in_cell(self) -> None:
        self._handlers(self._start_in_cell, self._end_of_cell)

    def _start_in_cell(self, tag: str, attributes: dict[str, str]) -> None:
        cell = self._rows.cell
        if tag == names.PARAGRAPH:
            if cell.has_value_beside_text:
                self._skip(self._in_cell)
                return
            cell.paragraphs = cell.paragraphs or Paragraphs()
            self._begin_paragraph(cell.paragraphs, _Reader._in_cell)
        elif tag == names.ANNOTATION:
            cell.note = Paragraphs()
            self._in_note()
        elif tag.startswith(DRAW):
            self._shape((self._rows.row, cell.columns.start), self._in_cell, attributes.get(names.DRAW_NAME, ""))
        else:
            self._skip(self._in_cell)

    def _end_of_cell(self, tag: str) -> None:
        if tag in _CELLS:
            self._outside()

    def _in_note(self) -> None:
        self._handlers(self._start_in_note, self._end_of_note)

    def _start_in_note(self, tag: str, _attributes: dict[str, str]) -> None:
        note = self._rows.cell.note
        if tag == names.PARAGRAPH and note is not None:
            self._begin_paragraph(note, _Reader._in_note)
        elif tag != names.LIST and tag != names.LIST_ITEM:
            self._skip(self._in_note)

    def _end_of_note(self, tag: str) -> None:
        if tag == names.ANNOTATION:
            self._in_cell()

    # -- inside a paragraph ----------------------------------------------------------------------------------

    def _begin_paragraph(self, target: Paragraphs, back: Callable[[_Reader], None]) -> None:
        self._paragraphs, self._after_paragraph = target, back
        target.begin()
        self._parser.CharacterDataHandler = target.add
        self._in_paragraph()

    def _in_paragraph(self) -> None:
        self._handlers(self._start_in_paragraph, self._end_of_paragraph)

    def _start_in_paragraph(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == names.SPACES:
            self._paragraphs.put(" " * min(count(attributes, names.SPACES_REPEATED), CELL_TEXT))
        elif tag == names.TAB:
            self._paragraphs.put("\t")
        elif tag == names.LINE_BREAK:
            self._paragraphs.put("\n")
        elif tag not in _INLINE:
            self._skip(self._in_paragraph)
        elif self._styles.is_struck(attributes.get(names.SPAN_STYLE_NAME, "")):
            self._rows.cell.is_struck |= self._paragraphs is self._rows.cell.paragraphs

    def _end_of_paragraph(self, tag: str) -> None:
        if tag == names.PARAGRAPH:
            self._paragraphs.end()
            self._parser.CharacterDataHandler = None
            self._after_paragraph(self)


#: What is done at the start of an element beside cells. Functions of the class, not of a reader: a reader that refers
#: to its own methods would wait for the cyclic garbage collector, with all the tabs it read.
_STARTS: dict[str, Callable[[_Reader, Mapping[str, str]], None]] = {
    names.TABLE_ELEMENT: _Reader._begin_tab,
    names.TABLE_COLUMN: lambda reader, attributes: reader._rows.add_columns(attributes),
    names.TABLE_ROW: lambda reader, attributes: reader._rows.begin(attributes),
    names.CONTENT_VALIDATION: _Reader._validation,
    names.NAMED_RANGE: _Reader._named_range,
}


def _formula(cell: FormulaCell) -> FormulaCell:
    return cell
