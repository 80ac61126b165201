"""Notes (« commentaires ») at the cells of a sheet: added below what people wrote, and removed again.

A note of Excel stands in two parts: its text in ``comments``, its box in a drawing of the old VML format. Notes that
are answers of a conversation (threaded comments) are left alone: their text belongs to a third part.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from lxml import etree

from pacom_xl.correction.package_parts import Element, PackageParts, parse, tag
from pacom_xl.correction.sheet_part import SheetPart, xml_text
from pacom_xl.xlsx.addresses import place_of
from pacom_xl.xlsx.cells import Place, address
from pacom_xl.xlsx.program_notes import PROGRAM_NOTE, people_note

AUTHOR = "pacom_xl"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
#: Beginning of the identifiers of this program's boxes.
_BOX = "pacom_note_"
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    f'xmlns:x="{_EXCEL}"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = (
    '<root xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    f'xmlns:x="{_EXCEL}">'
    '<v:shape id="{id}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:260pt;'
    'height:{height}pt;z-index:{number};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape></root>"
)
#: Rows a box covers; characters of a line of it.
_ROWS, _LINE = 8, 52


class CellNotes:
    """The notes of one sheet of a package."""

    def __init__(self, parts: PackageParts, path: str, sheet: SheetPart) -> None:
        self.parts, self.path, self.sheet = parts, path, sheet
        kinds = parts.relations(path).values()
        self._threaded = any(kind == "threadedComment" for kind, _ in kinds)
        found = parts.related(path, "comments")
        self._comments = found[1] if found and found[1] in parts else None
        found = parts.related(path, "vmlDrawing")
        self._drawing = found[1] if found and found[1] in parts else None

    @property
    def writable(self) -> bool:
        """Whether notes can be added: the notes there are no conversation, and their drawing is sound XML."""
        if self._threaded:
            return False
        if self._drawing:
            try:
                self.parts.tree(self._drawing)
            except etree.XMLSyntaxError:
                return False
        return True

    def add(self, notes: Mapping[Place, str], *, by_program: bool = True) -> None:
        """Add a note to each cell, below what people wrote there. Call only when ``writable``.

        ``by_program``: the notes are this program's, and say so; else they are people's.
        """
        if not notes:
            return
        root = self._root()
        listed = next(element for element in root if tag(element) == "commentList")
        author = self._author(root)
        existing = {comment.get("ref"): comment for comment in listed}
        shapes = self._shapes()
        for place, text in sorted(notes.items()):
            comment = existing.get(address(place))
            if comment is None:
                comment = etree.SubElement(listed, f"{{{self.sheet.main}}}comment", ref=address(place))
                comment.set("authorId", str(author))
                etree.SubElement(comment, f"{{{self.sheet.main}}}text")
                shapes.append(_shape(place, text))
            self._append(comment, text, by_program=by_program)
        listed[:] = sorted(listed, key=lambda comment: place_of(comment.get("ref")))

    def remove_program_notes(self) -> None:
        """Remove this program's part of every note, and the notes that hold nothing else."""
        if self._comments is None:
            return
        root = self.parts.tree(self._comments)
        emptied: set[Place] = set()
        for listed in (element for element in root if tag(element) == "commentList"):
            for comment in list(listed):
                if PROGRAM_NOTE not in _text(comment):
                    continue
                if people_note(_text(comment)):
                    _cut(comment)
                else:
                    listed.remove(comment)
                    emptied.add(place_of(comment.get("ref")))
            if emptied and not len(listed):
                self._remove_parts()
                return
        if emptied and self._drawing and self.writable:
            self._remove_shapes(emptied)

    # -- parts -----------------------------------------------------------------------------------------------

    def _root(self) -> Element:
        if self._comments is None:
            self._comments = self.parts.free_path("xl/comments{}.xml")
            root = etree.Element(f"{{{self.sheet.main}}}comments", nsmap={None: self.sheet.main})
            etree.SubElement(root, f"{{{self.sheet.main}}}authors")
            etree.SubElement(root, f"{{{self.sheet.main}}}commentList")
            self.parts.add(self._comments, root, "comments")
            self.parts.relate(self.path, "comments", self._comments)
        return self.parts.tree(self._comments)

    def _author(self, root: Element) -> int:
        """The number of this program among the authors."""
        authors = next(element for element in root if tag(element) == "authors")
        names = [author.text for author in authors]
        if AUTHOR not in names:
            etree.SubElement(authors, f"{{{self.sheet.main}}}author").text = AUTHOR
            return len(names)
        return names.index(AUTHOR)

    def _shapes(self) -> Element:
        if self._drawing is None:
            self._drawing = self.parts.free_path("xl/drawings/vmlDrawing{}.vml")
            self.parts.add(self._drawing, parse(_VML.encode()), "vmlDrawing")
            key = self.parts.relate(self.path, "vmlDrawing", self._drawing)
            element = self.sheet.new("legacyDrawing")
            element.set(self.parts.id_attribute(), key)
            self.sheet.insert(element)
        return self.parts.tree(self._drawing)

    def _remove_parts(self) -> None:
        """Remove both parts when no note is left; a drawing that holds more than notes stays."""
        assert self._comments
        self.parts.unrelate(self.path, self._comments)
        self.parts.remove(self._comments)
        self._comments = None
        if self._drawing and self.writable:
            shapes = self.parts.tree(self._drawing)
            if all(tag(shape) != "shape" or _row_and_column(shape) for shape in shapes):
                for element in self.sheet.children("legacyDrawing"):
                    self.sheet.root.remove(element)
                self.parts.unrelate(self.path, self._drawing)
                self.parts.remove(self._drawing)
                self._drawing = None

    def _remove_shapes(self, places: set[Place]) -> None:
        assert self._drawing
        root = self.parts.tree(self._drawing)
        for shape in list(root):
            if tag(shape) == "shape" and _row_and_column(shape) in places:
                root.remove(shape)

    def _append(self, comment: Element, text: str, *, by_program: bool) -> None:
        holder = next(element for element in comment if tag(element) == "text")
        before = "\n" if _text(comment).strip() else ""
        head = [(True, f"{before}{PROGRAM_NOTE}\n")] if by_program else []
        for bold, part in (*head, (False, text if by_program else before + text)):
            run = etree.SubElement(holder, f"{{{self.sheet.main}}}r")
            look = etree.SubElement(run, f"{{{self.sheet.main}}}rPr")
            if bold:
                etree.SubElement(look, f"{{{self.sheet.main}}}b")
            for name, value in (("sz", "9"), ("color", "81"), ("rFont", "Tahoma"), ("family", "2")):
                attribute = "indexed" if name == "color" else "val"
                etree.SubElement(look, f"{{{self.sheet.main}}}{name}", {attribute: value})
            piece = etree.SubElement(run, f"{{{self.sheet.main}}}t")
            piece.text = xml_text(part)
            piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _text(comment: Element) -> str:
    return "".join(piece.text or "" for piece in comment.iter() if tag(piece) == "t")


def _cut(comment: Element) -> None:
    """Cut a note where this program's part begins."""
    seen = False
    for piece in [piece for piece in comment.iter() if tag(piece) == "t"]:
        text = piece.text or ""
        if seen:
            piece.text = ""
        elif PROGRAM_NOTE in text:
            piece.text, seen = text.partition(PROGRAM_NOTE)[0].rstrip("\n"), True
    for run in [run for run in comment.iter() if tag(run) == "r"]:
        if not _text(run):
            run.getparent().remove(run)


def _shape(place: Place, text: str) -> Element:
    row, column = place
    lines = 2 + sum(1 + len(line) // _LINE for line in text.split("\n"))
    anchor = f"{column + 1}, 15, {max(0, row - 1)}, 2, {column + 5}, 15, {row + max(_ROWS, lines)}, 2"
    spelled = _SHAPE.format(
        id=escape(f"{_BOX}{row}_{column}"), height=15 * lines, number=row + 1, anchor=anchor, row=row, column=column
    )
    return parse(spelled.encode())[0]


def _row_and_column(shape: Element) -> Place | None:
    """The cell a box belongs to; ``None`` for a shape that is no note."""
    found: dict[str, str] = {}
    for data in (element for element in shape if tag(element) == "ClientData"):
        if data.get("ObjectType") != "Note":
            return None
        found = {tag(element): (element.text or "").strip() for element in data}
    row, column = found.get("Row", ""), found.get("Column", "")
    return (int(row), int(column)) if row.isdecimal() and column.isdecimal() else None
