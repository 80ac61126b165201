"""What a file really is, found without opening it as a workbook: refusals in plain words, document properties."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as Xml  # only on parts without a DTD, see _xml

from pacom_xl.model.text import Text
from pacom_xl.xlsx.archive import ARCHIVE_ERRORS, Archive
from pacom_xl.xlsx.decryption import PROTECTED, unlocked
from pacom_xl.xlsx.ods_metadata import OdsParts
from pacom_xl.xlsx.unindent import joined_ods, joined_sheet
from pacom_xl.xlsx.xlsx_metadata import Parts


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes beyond which a file is refused unopened: the file, one part unpacked, all parts unpacked.

    ``PACOM_MAX_FILE``, ``PACOM_MAX_PART`` and ``PACOM_MAX_TOTAL`` of the environment set them, in megabytes.
    """

    file: int = 100_000_000
    part: int = 150_000_000
    total: int = 300_000_000

    @classmethod
    def of_environment(cls) -> Limits:
        """The limits of this run; what is no number is left at its default."""
        set_ = {key: os.environ.get(f"PACOM_MAX_{key.upper()}", "") for key in ("file", "part", "total")}
        return cls(**{key: int(text) * 1_000_000 for key, text in set_.items() if text.isdigit()})


_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: Where the parts stand that are read.
_READ = ("xl/worksheets/", "xl/sharedStrings", "xl/workbook", "xl/styles", "content.xml")
#: What else a reader of values needs, besides the relations between parts.
_ALSO = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"

MISSING = Text("fichier introuvable", "file not found")
UNREADABLE = Text("accès refusé ou fichier en cours d’écriture", "access denied, or file being written")
EMPTY = Text(
    "fichier vide (0 octet), peut-être non téléchargé depuis OneDrive",
    "empty file (0 bytes), perhaps not downloaded from OneDrive",
)
OLD_FORMAT = Text("ancien format .xls d’Excel 97-2003", "old .xls format of Excel 97-2003")
TRUNCATED = Text("fichier endommagé ou incomplet", "damaged or incomplete file")
TOO_BIG = Text("contenu anormalement volumineux une fois décompressé", "abnormally large content once unpacked")
NOT_A_WORKBOOK = Text("archive qui n’est pas un classeur", "an archive that is not a workbook")
WEB_PAGE = Text("page web ou texte XML, et non un classeur", "a web page or XML text, not a workbook")
TEXT_FILE = Text("texte ou CSV, et non un classeur", "text or CSV, not a workbook")
ENTITIES = Text("contenu XML interdit (entités)", "forbidden XML content (entities)")
FAR = Text(
    "cellules remplies à des milliers de colonnes ou de lignes les unes des autres",
    "cells filled thousands of columns or rows apart",
)
DUPLICATES = Text("archive dont une partie figure deux fois", "an archive with the same part twice")


@dataclass(frozen=True)
class Package:
    """The bytes of a workbook that may be opened, and what its properties say."""

    sha256: str
    #: The parts a reader of values needs, as they were looked at.
    handed: Mapping[str, bytes]
    #: Custom document properties written by the tool.
    properties: dict[str, str] = field(default_factory=dict)
    saved_by: str | None = None
    saved_on: datetime | None = None
    #: For a direct look besides the values.
    parts: Parts | OdsParts | None = None


@dataclass(frozen=True)
class Refusal:
    """Why a file cannot be read."""

    reason: Text
    sha256: str = ""


def open_package(path: Path, limits: Limits | None = None) -> Package | Refusal:
    """Look at a file's bytes and zip directory. Never raises on what the file holds."""
    limits = limits or Limits.of_environment()
    try:
        if path.stat().st_size > limits.file:
            return Refusal(TOO_BIG)
        data = path.read_bytes()
    except FileNotFoundError:
        return Refusal(MISSING)
    except OSError:
        return Refusal(UNREADABLE)
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(_OLE2) and _ENCRYPTED in data:
        opened = unlocked(data)
        if isinstance(opened, Text):
            return Refusal(opened, digest)
        data = opened
    if reason := _not_a_zip(data):
        return Refusal(reason, digest)
    try:
        archive = Archive(data)
        if reason := _refused_archive(archive, limits):
            return Refusal(reason, digest)
        return _unpacked(archive, digest)
    except ARCHIVE_ERRORS:
        return Refusal(TRUNCATED, digest)


def _unpacked(archive: Archive, digest: str) -> Package | Refusal:
    """Every part that will be read, inflated and checked once: the directory of an archive may lie."""
    names = (info.filename for info in archive.infos)
    read = [name for name in names if name.endswith(".xml") and name.startswith(_READ) and "/drawings/" not in name]
    inflated = {name: joined_sheet(archive.part(name)) for name in read}
    if any(b"<!DOCTYPE" in part[:4096] or b"<!ENTITY" in part[:4096] for part in inflated.values()):
        return Refusal(ENTITIES, digest)
    custom, by, on = _properties(archive)
    handed = {name: archive.part(name) for name in archive.names if name.endswith(".rels") or name in _ALSO}
    if "mimetype" in archive.names:
        inflated["content.xml"] = joined_ods(inflated.get("content.xml", b""))
        if b"encryption-data" in handed.get("META-INF/manifest.xml", b""):
            return Refusal(PROTECTED, digest)
        ods = OdsParts(inflated["content.xml"], _more(archive, "styles.xml"), archive.names)
        return Package(digest, handed | inflated, custom, by, on, ods)
    parts = Parts(lambda name: inflated[name] if name in inflated else _more(archive, name), archive.names)
    return Package(digest, handed | inflated, custom, by, on, parts)


def _more(archive: Archive, name: str) -> bytes:
    """One more part, on a rare path; empty when it cannot be had."""
    try:
        return archive.part(name)
    except ARCHIVE_ERRORS:
        return b""


def _not_a_zip(data: bytes) -> Text | None:
    if not data:
        return EMPTY
    if data.startswith(_OLE2):
        return OLD_FORMAT
    if data.startswith(b"PK"):
        return None
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        return WEB_PAGE
    return TEXT_FILE if b"\0" not in data[:2048] else TRUNCATED


def _refused_archive(archive: Archive, limits: Limits) -> Text | None:
    infos = archive.infos
    names = [info.filename for info in infos]
    if any(info.flag_bits & 1 for info in infos):
        return PROTECTED
    if (
        max((info.file_size for info in infos), default=0) > limits.part
        or sum(i.file_size for i in infos) > limits.total
    ):
        return TOO_BIG
    if len(set(names)) < len(names):
        return DUPLICATES
    if "mimetype" in names:
        return None if archive.part("mimetype").startswith(_ODS) else NOT_A_WORKBOOK
    return None if "[Content_Types].xml" in names and any(n.endswith("workbook.xml") for n in names) else NOT_A_WORKBOOK


def _properties(archive: Archive) -> tuple[dict[str, str], str | None, datetime | None]:
    custom: dict[str, str] = {}
    if "docProps/custom.xml" in archive.names:
        for item in _xml(archive.part("docProps/custom.xml")):
            custom[item.get("name", "")] = "".join(item.itertext())
    by, on = None, None
    if "docProps/core.xml" in archive.names:
        for item in _xml(archive.part("docProps/core.xml")):
            tag = item.tag.rpartition("}")[2]
            if tag == "lastModifiedBy":
                by = (item.text or "").strip() or None
            elif tag == "modified":
                on = _moment(item.text or "")
    return custom, by, on


def _xml(data: bytes) -> Xml.Element:
    """A small part as a tree; an empty tree when it is not sound XML or declares entities."""
    if len(data) > 1_000_000 or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return Xml.Element("none")
    try:
        return Xml.fromstring(data)
    except (Xml.ParseError, LookupError, ValueError):  # not sound, or in an encoding nobody knows
        return Xml.Element("none")


def _moment(text: str) -> datetime | None:
    match = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)", text.strip())
    if not match:
        return None
    try:
        return datetime.fromisoformat(match[1])
    except ValueError:
        return None
