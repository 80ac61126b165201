"""The stand-in for lxml in the page writes what lxml writes."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pacom_xl.browser import lxml_etree

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "samples" / "valmorane").glob("*.xlsx"), *(ROOT / "tests" / "frozen").glob("*.xlsx")])
MAIN = "urn:main"
DOCUMENTS = [
    b'<a xmlns="urn:main" xmlns:r="urn:o" r:id="1" b="&lt;&quot;&#10;&#9;&amp;"> text <b/>tail<!-- n --><?pi x?></a>',
    '<a xml:space="preserve">é &amp; <b xmlns:x="urn:x"><x:c x:d=""/></b>\r\n]]&gt;</a>'.encode(),
    b'<?xml version="1.0" encoding="UTF-16"?><a/>'.decode().encode("utf-16"),
    b'<a xmlns="urn:main"><b xmlns=""><c/></b><m:d xmlns:m="urn:main"/></a>',
]


def written(library: Any, root: Any) -> bytes:
    text: bytes = library.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text


#: Files of one program have parts alike: two of each push, all in a long run.
FEW = {"PAC_2026_NO", "layout-1-fr"}


@pytest.mark.parametrize(
    "file",
    [file if file.stem in FEW else pytest.param(file, marks=pytest.mark.long) for file in FILES],
    ids=lambda file: file.stem,
)
def test_parts_of_workbooks(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels", ".vml"))]
    for part in parts:
        assert written(lxml_etree, lxml_etree.fromstring(part)) == written(etree, etree.fromstring(part))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents(document: bytes) -> None:
    ours, theirs = lxml_etree.fromstring(document), etree.fromstring(document)
    assert written(lxml_etree, ours) == written(etree, theirs)
    assert [part.tag for part in ours.iter() if isinstance(part.tag, str)] == [
        part.tag for part in theirs.iter() if isinstance(part.tag, str)
    ]


def changed(library: Any) -> bytes:
    """A document that is changed in every way the program changes one."""
    root = library.fromstring(b'<a xmlns="urn:main" xmlns:r="urn:r"><b n="1"/>after<c/><d><e r:id="x"/></d></a>')
    b, c, d = root[0], root[1], root[2]
    library.SubElement(b, f"{{{MAIN}}}new", {"z": "1"}, y="2").text = "<&>"
    root.insert(0, library.Element(f"{{{MAIN}}}first", nsmap={None: MAIN, "r": "urn:r", "s": "urn:s"}))
    d[0].set("{urn:r}id", "y")
    d[0].set("{urn:unknown}id", 'q"')
    c.append(d[0])
    root.remove(b)
    root.append(b)
    c.extend([library.Element("bare"), library.Element("{urn:s}far")])
    c[:] = sorted(c, key=lambda part: str(part.tag))
    d.text = ""
    copy = library.fromstring(library.tostring(c))
    root.append(copy)
    assert c.getnext() is d and copy.getparent() is root and root.index(d) == 2
    assert (library.QName(root).namespace, library.QName("bare").namespace) == (MAIN, None)
    assert (len(copy), copy.get("none", ""), copy[0].items()) == (3, "", c[0].items())
    return written(library, root)


def test_changes() -> None:
    assert changed(lxml_etree) == changed(etree)


@pytest.mark.parametrize("document", [b"", b"<a>", b"<a></b>", b"no", b"<a b='1' b='2'/>", b"<a/><b/>"])
def test_what_is_not_well_formed(document: bytes) -> None:
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(document)
    with pytest.raises(lxml_etree.XMLSyntaxError):
        lxml_etree.fromstring(document)


def test_entities_are_refused() -> None:
    with pytest.raises(lxml_etree.XMLSyntaxError):
        lxml_etree.fromstring(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
