"""The part of ``lxml.etree`` that ``correction`` uses, for the Python in the page: lxml is not built for browsers.

The page's archive holds this module as ``lxml.etree``. Documents are parsed with expat and written as lxml writes
them, byte for byte (``tests/browser/test_lxml_etree.py`` compares both). Entities of a document type are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, overload
from xml.parsers import expat

_XML = "http://www.w3.org/XML/1998/namespace"
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_VALUE = str.maketrans({
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;",
})  # fmt: skip


class XMLSyntaxError(SyntaxError):
    """A document that is not well-formed."""


class XMLParser:
    """Options of lxml that this parser always follows: no entity is resolved, nothing is fetched."""

    def __init__(self, **options: bool) -> None:
        self.options = options


class QName:
    """Namespace and local name of an element or of ``{namespace}name``."""

    def __init__(self, element: _Element | str) -> None:
        text = element if isinstance(element, str) else str(element.tag)
        namespace, closed, name = text.rpartition("}")
        self.namespace = namespace[1:] if closed else None
        self.localname = name


class _Element:
    """An element, a comment (``tag`` is ``Comment``) or a processing instruction."""

    def __init__(self, tag: Any, attrib: Mapping[str, str], declared: Mapping[str | None, str]) -> None:
        self.tag = tag
        self.attrib = dict(attrib)
        self.text: str | None = None
        self.tail: str | None = None
        self._children: list[_Element] = []
        self._parent: _Element | None = None
        #: Namespaces declared here: prefix to namespace.
        self._declared = dict(declared)

    # -- attributes ------------------------------------------------------------------------------------------

    def get(self, name: str, default: Any = None) -> Any:
        """The value of an attribute."""
        return self.attrib.get(name, default)

    def set(self, name: str, value: str) -> None:
        """Set an attribute."""
        self.attrib[name] = value

    def items(self) -> list[tuple[str, str]]:
        """Names and values of the attributes."""
        return list(self.attrib.items())

    @property
    def nsmap(self) -> dict[str | None, str]:
        """Namespaces in scope: prefix to namespace."""
        above = self._parent.nsmap if self._parent is not None else {}
        return above | self._declared

    # -- children --------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[_Element]:
        return iter(self._children)

    def __len__(self) -> int:
        return len(self._children)

    @overload
    def __getitem__(self, at: int) -> _Element: ...
    @overload
    def __getitem__(self, at: slice) -> list[_Element]: ...
    def __getitem__(self, at: int | slice) -> _Element | list[_Element]:
        return self._children[at]

    def __setitem__(self, at: slice, elements: Iterable[_Element]) -> None:
        replaced = list(elements)
        for child in self._children[at]:
            child._parent = None
        self._children[at] = replaced
        for child in replaced:
            child._parent = self
            child._drop_known_namespaces()

    def __bool__(self) -> bool:
        return bool(self._children)

    def iter(self) -> Iterator[_Element]:
        """The element and all below it, in the order of the document."""
        yield self
        for child in self._children:
            yield from child.iter()

    def index(self, child: _Element) -> int:
        """The position of a child."""
        return next(at for at, other in enumerate(self._children) if other is child)

    def insert(self, at: int, element: _Element) -> None:
        """Put an element, and the text after it, before a position; it leaves its former parent."""
        if element._parent is not None:
            element._parent.remove(element)
        self._children.insert(at, element)
        element._parent = self
        element._drop_known_namespaces()

    def append(self, element: _Element) -> None:
        """Put an element after the others."""
        self.insert(len(self._children), element)

    def extend(self, elements: Iterable[_Element]) -> None:
        """Put elements after the others."""
        for element in list(elements):
            self.append(element)

    def remove(self, element: _Element) -> None:
        """Take a child away, with the text after it."""
        del self._children[self.index(element)]
        element._parent = None

    def getparent(self) -> _Element | None:
        """The element that holds this one."""
        return self._parent

    def getnext(self) -> _Element | None:
        """The element after this one."""
        if self._parent is None:
            return None
        following = self._parent._children[self._parent.index(self) + 1 :]
        return following[0] if following else None

    # -- namespaces ------------------------------------------------------------------------------------------

    def _drop_known_namespaces(self) -> None:
        """Remove the declarations of namespaces that an element above declares."""
        known = set(self._parent.nsmap.values()) if self._parent is not None else set()
        for element in self.iter():
            element._declared = {p: uri for p, uri in element._declared.items() if uri not in known}

    def _prefix(self, namespace: str, *, for_attribute: bool) -> str | None:
        """The prefix of a namespace, of the nearest declaration; raises ``KeyError`` when there is none."""
        if namespace == _XML:
            return "xml"
        element: _Element | None = self
        hidden: set[str | None] = set()
        while element is not None:
            for prefix, uri in element._declared.items():
                if uri == namespace and prefix not in hidden and not (for_attribute and prefix is None):
                    return prefix
            hidden |= element._declared.keys()
            element = element._parent
        raise KeyError(namespace)

    def _spelled(self, name: str, *, for_attribute: bool = False) -> str:
        """A name with its prefix; a namespace without a prefix is declared here."""
        found = QName(name)
        if found.namespace is None:
            return found.localname
        try:
            prefix = self._prefix(found.namespace, for_attribute=for_attribute)
        except KeyError:
            used = self.nsmap
            prefix = next(free for number in range(len(used) + 1) if (free := f"ns{number}") not in used)
            self._declared[prefix] = found.namespace
        return f"{prefix}:{found.localname}" if prefix else found.localname

    # -- writing ---------------------------------------------------------------------------------------------

    def _write(self, out: list[str]) -> None:
        if self.tag is Comment:
            out.append(f"<!--{self.text}-->")
        elif self.tag is ProcessingInstruction:
            out.append(f"<?{self.text}?>")
        else:
            self._write_element(out)
        if self.tail:
            out.append(self.tail.translate(_TEXT))

    def _write_element(self, out: list[str]) -> None:
        name = self._spelled(self.tag)
        values = [(self._spelled(key, for_attribute=True), value) for key, value in self.attrib.items()]
        declared = [(f"xmlns:{prefix}" if prefix else "xmlns", uri) for prefix, uri in self._declared.items()]
        written = "".join([f' {key}="{value.translate(_VALUE)}"' for key, value in (*declared, *values)])
        if self.text is None and not self._children:
            out.append(f"<{name}{written}/>")
            return
        out.append(f"<{name}{written}>{(self.text or '').translate(_TEXT)}")
        for child in self._children:
            child._write(out)
        out.append(f"</{name}>")


def Comment(text: str) -> _Element:  # noqa: N802 (the name of lxml)
    """A comment."""
    element = _Element(Comment, {}, {})
    element.text = text
    return element


def ProcessingInstruction(target: str, text: str = "") -> _Element:  # noqa: N802 (the name of lxml)
    """A processing instruction."""
    element = _Element(ProcessingInstruction, {}, {})
    element.text = f"{target} {text}" if text else target
    return element


def Element(  # noqa: N802 (the name of lxml)
    tag: str, attrib: Mapping[str, str] | None = None, nsmap: Mapping[str | None, str] | None = None, **more: str
) -> _Element:
    """An element without a parent; ``nsmap``: the namespaces it declares."""
    return _Element(tag, {**more, **(attrib or {})}, nsmap or {})


def SubElement(  # noqa: N802 (the name of lxml)
    parent: _Element,
    tag: str,
    attrib: Mapping[str, str] | None = None,
    nsmap: Mapping[str | None, str] | None = None,
    **more: str,
) -> _Element:
    """A new element after the others of ``parent``."""
    element = Element(tag, attrib, nsmap, **more)
    parent.append(element)
    return element


def fromstring(data: bytes | str, parser: XMLParser | None = None) -> _Element:
    """The root of a document. Raises ``XMLSyntaxError``."""
    builder = _Builder()
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise XMLSyntaxError(str(error)) from error
    assert builder.root is not None
    return builder.root


def tostring(
    root: _Element, *, xml_declaration: bool = False, encoding: str = "ASCII", standalone: bool | None = None
) -> bytes:
    """The element as a document; the namespaces of the elements above it are declared."""
    out: list[str] = []
    parent, declared = root._parent, root._declared
    try:
        root._declared = root.nsmap
        root._parent = None
        root._write(out)
    finally:
        root._parent, root._declared = parent, declared
    text = "".join(out)
    if not xml_declaration:
        return text.encode(encoding, "xmlcharrefreplace")
    alone = "" if standalone is None else f" standalone='{'yes' if standalone else 'no'}'"
    return f"<?xml version='1.0' encoding='{encoding}'{alone}?>\n{text}".encode(encoding, "xmlcharrefreplace")


class _Builder:
    """Builds elements from what expat reports."""

    def __init__(self) -> None:
        self.root: _Element | None = None
        self._open: list[_Element] = []
        self._declared: dict[str | None, str] = {}
        self.parser = parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruction
        parser.EntityDeclHandler = self._entity

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        self._declared[prefix] = uri or ""

    def _start(self, name: str, attributes: list[str]) -> None:
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        element = _Element(_name(name), {_name(key): value for key, value in pairs}, self._declared)
        self._declared = {}
        self._add(element)
        self._open.append(element)

    def _end(self, name: str) -> None:
        self._open.pop()

    def _add(self, element: _Element) -> None:
        if self._open:
            element._parent = self._open[-1]
            self._open[-1]._children.append(element)
        elif self.root is None and isinstance(element.tag, str):
            self.root = element

    def _data(self, data: str) -> None:
        parent = self._open[-1]
        if parent._children:
            last = parent._children[-1]
            last.tail = (last.tail or "") + data
        else:
            parent.text = (parent.text or "") + data

    def _comment(self, text: str) -> None:
        self._add(Comment(text))

    def _instruction(self, target: str, text: str) -> None:
        self._add(ProcessingInstruction(target, text))

    def _entity(self, *_: object) -> None:
        raise XMLSyntaxError("entities are not read")


def _name(name: str) -> str:
    return f"{{{name}" if "}" in name else name
