"""Open a file, whose format is found from its first bytes: refusals in plain words, properties, workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from stat import S_ISREG

from pacom_xl.model.text import Text
from pacom_xl.storage.file_places import place_of
from pacom_xl.xlsx.archive import ARCHIVE_ERRORS, Archive
from pacom_xl.xlsx.cells import Tab
from pacom_xl.xlsx.decryption import unlocked
from pacom_xl.xlsx.limits import TOO_BIG, Budget, DocumentError, Limits
from pacom_xl.xlsx.ods_workbook import read_ods
from pacom_xl.xlsx.workbook import Workbook
from pacom_xl.xlsx.xlsx_workbook import NOT_A_WORKBOOK, begin_xlsx, read_xlsx
from pacom_xl.xlsx.xml_parser import TRUNCATED, text_of, tree

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_CONTENT_TYPES, _MIMETYPE = "[Content_Types].xml", "mimetype"
#: Length of a moment to the second, as properties spell it.
_MOMENT = len("2026-06-15T08:30:00")

MISSING = Text("fichier introuvable", "file not found")
UNREADABLE = Text("accès refusé ou fichier en cours d’écriture", "access denied, or file being written")
NOT_A_FILE = Text("ni un fichier ni un dossier (tube, périphérique)", "neither a file nor a folder (a pipe, a device)")
EMPTY = Text(
    "fichier vide (0 octet), peut-être non téléchargé depuis OneDrive",
    "empty file (0 bytes), perhaps not downloaded from OneDrive",
)
OLD_FORMAT = Text("ancien format .xls d’Excel 97-2003", "old .xls format of Excel 97-2003")
WEB_PAGE = Text("page web ou texte XML, et non un classeur", "a web page or XML text, not a workbook")
TEXT_FILE = Text("texte ou CSV, et non un classeur", "text or CSV, not a workbook")


@dataclass(frozen=True)
class Package:
    """A file that was read: the hash of its bytes, what its document properties say, its workbook."""

    sha256: str
    workbook: Workbook
    #: Custom document properties, which the tool writes.
    properties: dict[str, str] = field(default_factory=dict)
    saved_by: str | None = None
    saved_on: datetime | None = None
    #: The tabs where they are not in the workbook yet: each is read when it is asked for. Raises ``DocumentError``.
    coming: Iterable[Tab] = ()


@dataclass(frozen=True)
class Refusal:
    """Why a file cannot be read."""

    reason: Text
    sha256: str = ""


def open_package(path: Path, limits: Limits | None = None, *, tab_by_tab: bool = False) -> Package | Refusal:
    """Read a file. Never raises on what the file holds. ``tab_by_tab``: the tabs of an .xlsx are ``coming``."""
    limits = limits or Limits.of_environment()
    data = _bytes(path, limits)
    if isinstance(data, Refusal):
        return data
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
        archive.check(limits)
        workbook, coming = _begun(archive, Budget(limits), tab_by_tab=tab_by_tab)
        return Package(digest, workbook, *_properties(archive, limits), coming)
    except DocumentError as error:
        return Refusal(error.reason, digest)
    except ARCHIVE_ERRORS:
        return Refusal(TRUNCATED, digest)


def _bytes(path: Path, limits: Limits) -> bytes | Refusal:
    """The bytes of a regular file: a pipe or a device may have no end."""
    path = place_of(path)
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            return Refusal(NOT_A_FILE)
        return Refusal(TOO_BIG) if status.st_size > limits.file else path.read_bytes()
    except FileNotFoundError:
        return Refusal(MISSING)
    except OSError:
        return Refusal(UNREADABLE)


def _begun(archive: Archive, budget: Budget, *, tab_by_tab: bool) -> tuple[Workbook, Iterable[Tab]]:
    """The workbook, and the tabs that are still to be read."""
    if _MIMETYPE in archive:
        if not archive.part(_MIMETYPE).startswith(_ODS):
            raise DocumentError(NOT_A_WORKBOOK)
        return read_ods(archive, budget), ()
    if _CONTENT_TYPES not in archive:
        raise DocumentError(NOT_A_WORKBOOK)
    if not tab_by_tab:
        return read_xlsx(archive, budget), ()
    workbook, tabs = begin_xlsx(archive, budget)
    return workbook, _sound(tabs)


def _sound(tabs: Iterator[Tab]) -> Iterator[Tab]:
    """The tabs; what reading a damaged archive raises becomes a ``DocumentError``."""
    try:
        yield from tabs
    except ARCHIVE_ERRORS as error:
        raise DocumentError(TRUNCATED) from error


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


def _properties(archive: Archive, limits: Limits) -> tuple[dict[str, str], str | None, datetime | None]:
    """Properties of the document; a part that is not sound is done without: no value of a plan stands there."""
    custom: dict[str, str] = {}
    by, on = None, None
    try:
        if part := archive.part("docProps/custom.xml"):
            custom = {item.get("name", ""): text_of(item).strip() for item in tree(part, limits)}
        for item in tree(archive.part("docProps/core.xml") or b"<none/>", limits):
            if item.tag == "lastModifiedBy":
                by = text_of(item).strip() or None
            elif item.tag == "modified":
                on = _moment(text_of(item))
    except DocumentError:
        pass
    return custom, by, on


def custom_properties(path: Path) -> dict[str, str]:
    """The custom properties of a document, without reading its cells; none where they cannot be read."""
    limits = Limits.of_environment()
    data = _bytes(path, limits)
    if isinstance(data, Refusal) or _not_a_zip(data):
        return {}
    try:
        archive = Archive(data)
        archive.check(limits)
        return _properties(archive, limits)[0]
    except DocumentError:
        return {}
    except ARCHIVE_ERRORS:
        return {}


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()[:_MOMENT])
    except ValueError:
        return None
