"""The parts of an .xlsx that are changed one by one; all others keep their bytes.

Libraries that load a workbook and save it again lose what they do not know (drop-down lists of Excel 2010, shapes,
cached values). Here only the parts concerned are parsed, changed and written again.
"""

from __future__ import annotations

import io
import zipfile
from posixpath import basename, dirname, join, normpath, relpath
from typing import Any

from lxml import etree

from pacom_xl.xlsx.archive import ARCHIVE_ERRORS, Archive
from pacom_xl.xlsx.decryption import is_closed, unlocked
from pacom_xl.xlsx.limits import DocumentError, Limits

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_CONTENT_TYPES = "[Content_Types].xml"
#: Kind of a relation to the content type of its part.
CONTENT_TYPES = {
    "worksheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "comments": "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    "vmlDrawing": "application/vnd.openxmlformats-officedocument.vmlDrawing",
}

#: What a package raises that is damaged, too large or not built as one expects.
PACKAGE_ERRORS: tuple[type[Exception], ...] = (*ARCHIVE_ERRORS, DocumentError, LookupError, etree.XMLSyntaxError)
#: An element of lxml, which has no types of its own.
Element = Any


def parse(data: bytes) -> Element:
    """The root of a part. Entities are not resolved and nothing is fetched. Raises ``etree.XMLSyntaxError``."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)
    return etree.fromstring(data, parser)


def tag(element: Element) -> str:
    """The local name of an element; ``""`` for comments and processing instructions."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


class PackageParts:
    """An .xlsx in memory: bytes of parts by name, parsed trees of those that are looked into."""

    def __init__(self, data: bytes) -> None:
        """Unpack every part, also those the reader leaves alone; of a workbook closed by a password, with that of the
        environment. Raises one of ``PACKAGE_ERRORS``.
        """
        opened = unlocked(data) if is_closed(data) else data
        archive = Archive(opened if isinstance(opened, bytes) else data)
        archive.check(Limits.of_environment())
        self._bytes = {name.lstrip("/"): archive.part(name) for name in archive.names}
        self._trees: dict[str, Element] = {}
        self._names = {name.lower(): name for name in self._bytes}
        self.workbook_path = self._find_workbook()
        self.workbook = self.tree(self.workbook_path)
        #: Namespace of the workbook's elements: transitional or strict.
        self.main = etree.QName(self.workbook).namespace or MAIN
        self.office = _STRICT_OFFICE if self.main == _STRICT_MAIN else _OFFICE

    # -- parts -----------------------------------------------------------------------------------------------

    def __contains__(self, path: str) -> bool:
        """Whether there is a part of that name, whatever its case."""
        return path.lower() in self._names

    def tree(self, path: str) -> Element:
        """The root element of a part; changes made to it are saved."""
        name = self._names[path.lower()]
        if name not in self._trees:
            self._trees[name] = parse(self._bytes[name])
        return self._trees[name]

    def raw(self, path: str) -> bytes:
        """The bytes of a part as they were read; empty when there is none."""
        return self._bytes.get(self._names.get(path.lower(), ""), b"")

    def add(self, path: str, root: Element | bytes, kind: str) -> None:
        """Add or replace a part; ``kind`` is the last word of the type of its relation."""
        self._names[path.lower()] = path
        if isinstance(root, bytes):
            self._bytes[path] = root
            self._trees.pop(path, None)
        else:
            self._bytes[path] = b""
            self._trees[path] = root
        if kind == "vmlDrawing":
            self._default_type("vml", CONTENT_TYPES[kind])
        else:
            self._override_type(path, CONTENT_TYPES[kind])

    def remove(self, path: str) -> None:
        """Remove a part, its relations and its content type."""
        for name in (path, _relations_path(path)):
            if name.lower() in self._names:
                stored = self._names.pop(name.lower())
                self._bytes.pop(stored, None)
                self._trees.pop(stored, None)
        for override in list(self.tree(_CONTENT_TYPES)):
            if override.get("PartName", "").lower() == f"/{path}".lower():
                override.getparent().remove(override)

    def free_path(self, pattern: str) -> str:
        """A name no part has: ``pattern`` with the first free number in place of ``{}``."""
        number = 1
        while pattern.format(number).lower() in self._names:
            number += 1
        return pattern.format(number)

    def save(self) -> bytes:
        """The archive: content types first, each part packed."""
        for name, root in self._trees.items():
            self._bytes[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            first = [name for name in self._bytes if name.lower() == _CONTENT_TYPES.lower()]
            for name in [*first, *(name for name in self._bytes if name not in first)]:
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, self._bytes[name])
        return out.getvalue()

    # -- relations -------------------------------------------------------------------------------------------

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Relations of a part by id: last word of the type, and the part it leads to."""
        links = _relations_path(path)
        if links not in self:
            return {}
        return {
            link.get("Id", ""): (link.get("Type", "").rpartition("/")[2], _target(path, link.get("Target", "")))
            for link in self.tree(links)
            if tag(link) == "Relationship"
        }

    def related(self, path: str, kind: str) -> tuple[str, str] | None:
        """Id and part of the first relation of a kind."""
        return next(((key, part) for key, (of, part) in self.relations(path).items() if of == kind), None)

    def relate(self, path: str, kind: str, target: str) -> str:
        """Add a relation; its id."""
        links = _relations_path(path)
        if links not in self:
            root = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
            self._names[links.lower()] = links
            self._bytes[links], self._trees[links] = b"", root
        root = self.tree(links)
        used = {link.get("Id") for link in root}
        key = next(name for n in range(1, len(used) + 2) if (name := f"rId{n}") not in used)
        etree.SubElement(
            root,
            f"{{{_RELATIONS}}}Relationship",
            Id=key,
            Type=f"{self.office}/{kind}",
            Target=relpath(f"/{target}", f"/{dirname(path)}"),
        )
        return key

    def unrelate(self, path: str, target: str) -> None:
        """Remove the relations of a part that lead to ``target``."""
        links = _relations_path(path)
        for link in list(self.tree(links)) if links in self else ():
            if _target(path, link.get("Target", "")).lower() == target.lower():
                link.getparent().remove(link)

    def id_attribute(self) -> str:
        """Name of the attribute by which elements refer to relations."""
        return f"{{{self.office}}}id"

    # -- workbook --------------------------------------------------------------------------------------------

    def sheets(self) -> list[tuple[Element, str]]:
        """The ``sheet`` elements of the workbook with the part of each; ``""`` when it has none."""
        relations = self.relations(self.workbook_path)
        attribute = self.id_attribute()
        return [
            (sheet, relations.get(sheet.get(attribute, ""), ("", ""))[1])
            for holder in self.workbook
            if tag(holder) == "sheets"
            for sheet in holder
            if tag(sheet) == "sheet"
        ]

    def sheet_path(self, name: str) -> str | None:
        """The part of the tab of that name; ``None`` when there is none."""
        return next((path for sheet, path in self.sheets() if sheet.get("name") == name and path in self), None)

    def drop_calculation_chain(self) -> None:
        """Remove the list of formulas: it may name cells that are no formulas any more, and offices make it again."""
        found = self.related(self.workbook_path, "calcChain")
        if found:
            self.remove(found[1])
            self.unrelate(self.workbook_path, found[1])

    def _find_workbook(self) -> str:
        found = self.related("", "officeDocument")
        return found[1] if found and found[1] in self else "xl/workbook.xml"

    # -- content types ---------------------------------------------------------------------------------------

    def _override_type(self, path: str, content_type: str) -> None:
        root = self.tree(_CONTENT_TYPES)
        for override in root:
            if override.get("PartName", "").lower() == f"/{path}".lower():
                override.set("ContentType", content_type)
                return
        etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{path}", ContentType=content_type)

    def _default_type(self, extension: str, content_type: str) -> None:
        root = self.tree(_CONTENT_TYPES)
        if not any(entry.get("Extension", "").lower() == extension for entry in root):
            root.insert(0, etree.Element(f"{{{_TYPES}}}Default", Extension=extension, ContentType=content_type))


def _relations_path(path: str) -> str:
    return join(dirname(path), "_rels", f"{basename(path)}.rels")


def _target(path: str, target: str) -> str:
    return normpath(join("/", dirname(path), target.replace("\\", "/"))).lstrip("/")
