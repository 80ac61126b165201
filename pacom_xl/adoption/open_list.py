"""Open the file of an action list: what it is is found from its bytes, never from its name alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from pacom_xl.adoption.csv_cells import decoded, read_csv
from pacom_xl.adoption.list_cells import ListFile
from pacom_xl.adoption.spreadsheet_cells import TooWideError, read_by_calamine, read_xlsx
from pacom_xl.layout.anchors import marked_sheet
from pacom_xl.model.text import NARROW_NBSP, NBSP, Text
from pacom_xl.xlsx.decryption import unlocked
from pacom_xl.xlsx.package import (
    EMPTY,
    MISSING,
    TOO_BIG,
    TRUNCATED,
    UNREADABLE,
    WEB_PAGE,
    Limits,
    Refusal,
    open_package,
)

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STRICT = b"purl.oclc.org/ooxml"
_BINARY_WORKBOOK = "xl/workbook.bin"
#: Bytes of the unpacked sheets of a list: far more than any list people keep by hand.
_MOST_UNPACKED = 60_000_000
#: The sheet only a consolidated workbook has.
_GROUP_SHEET = "sources"

_FOLDER = Text("c’est un dossier ; donnez une liste à la fois", "a folder; give one list at a time")
_NOT_TEXT = Text(
    f"ni un classeur ni un fichier CSV{NBSP}; enregistrez la liste en .xlsx ou en .csv",
    "neither a workbook nor a CSV file; save the list as .xlsx or .csv",
)
_OURS = Text(
    f"c’est déjà un classeur de pacom_xl{NARROW_NBSP}; contrôlez-le avec pacom-xl check, ou sortez ses données avec "
    "pacom-xl export",
    "already a workbook of pacom_xl; check it with pacom-xl check, or take its data out with pacom-xl export",
)
_GROUP = Text(
    f"c’est le classeur consolidé du groupe{NARROW_NBSP}; pour commencer un classeur d’équipe à partir de lui, "
    "utilisez pacom-xl new --reference",
    "the consolidated workbook of the group; to start a team’s workbook from it, use pacom-xl new --reference",
)
_NO_CELL = Text("la liste est vide : aucune cellule remplie", "the list is empty: no filled cell")


class ListError(Exception):
    """A list that cannot be read; ``reason`` says why, as the end of a sentence without its full stop."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def open_list(path: Path, limits: Limits | None = None) -> ListFile:
    """The cells of a list: .xlsx, .xlsm, .xls, .xlsb, .ods or CSV. Raises ``ListError``; the file is only read."""
    data = _bytes_of(path, limits or Limits.of_environment())
    found = _opened(path, data)
    for sheet in found.sheets:
        corner = sheet.cells.get((0, 0))
        key = marked_sheet(str(corner.value)) if corner else None
        if key:
            keys = {marked_sheet(str(s.cells[0, 0].value)) for s in found.sheets if (0, 0) in s.cells}
            raise ListError(_GROUP if _GROUP_SHEET in keys else _OURS)
    if not found.filled:
        raise ListError(_NO_CELL)
    return found


def _bytes_of(path: Path, limits: Limits) -> bytes:
    try:
        if path.is_dir():
            raise ListError(_FOLDER)
        if not path.is_file():
            raise ListError(MISSING)
        if path.stat().st_size > limits.file:
            raise ListError(TOO_BIG)
        data = path.read_bytes()
    except OSError as error:
        raise ListError(UNREADABLE) from error
    if not data:
        raise ListError(EMPTY)
    return data


def _opened(path: Path, data: bytes) -> ListFile:
    if data.startswith(_OLE2):
        if _ENCRYPTED not in data:
            return _read(read_by_calamine, path.name, data)
        inside = unlocked(data)
        if isinstance(inside, Text):
            raise ListError(inside)
        data = inside
    if data.startswith(b"PK"):
        return _from_archive(path, data)
    return _from_text(path, data)


def _from_archive(path: Path, data: bytes) -> ListFile:
    names = _checked_names(data)
    if _BINARY_WORKBOOK in names:
        return _read(read_by_calamine, path.name, data)
    package = open_package(path)
    if isinstance(package, Refusal):
        raise ListError(package.reason)
    if "mimetype" in names or _is_strict(data):
        return _read(read_by_calamine, path.name, data)
    try:
        return read_xlsx(path.name, data)
    except TooWideError as error:
        raise ListError(_too_wide(error)) from error
    except Exception:  # styles or parts openpyxl does not accept: the other reader does not look at them
        return _read(read_by_calamine, path.name, data)


def _checked_names(data: bytes) -> frozenset[str]:
    """Names of the parts of an archive, when it is sound and small enough once unpacked."""
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ListError(TRUNCATED) from error
    read = (info.file_size for info in infos if info.filename.endswith((".xml", ".bin")))
    if sum(read) > _MOST_UNPACKED:
        raise ListError(TOO_BIG)
    return frozenset(info.filename for info in infos)


def _is_strict(data: bytes) -> bool:
    """Whether an .xlsx is « Strict Open XML », which openpyxl reads as empty without an error."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)).open("xl/workbook.xml") as part:
            return _STRICT in part.read(4096)
    except (KeyError, OSError, ValueError, zipfile.BadZipFile):
        return False


def _read(reader: Callable[[str, bytes], ListFile], name: str, data: bytes) -> ListFile:
    try:
        return reader(name, data)
    except TooWideError as error:
        raise ListError(_too_wide(error)) from error
    except Exception as error:  # the library has many kinds, all of them about the file
        raise ListError(TRUNCATED) from error
    except BaseException as error:
        # Panics of the library are no ``Exception``.
        if type(error).__name__ != "PanicException":
            raise
        raise ListError(TRUNCATED) from error


def _too_wide(error: TooWideError) -> Text:
    return Text(
        f"la feuille «{NBSP}{error.sheet}{NBSP}» a des cellules remplies à des milliers de lignes ou de colonnes les "
        f"unes des autres{NARROW_NBSP}; copiez la liste seule dans un nouveau classeur",
        f'the sheet "{error.sheet}" has cells filled thousands of rows or columns apart; copy the list alone into a '
        "new workbook",
    )


def _from_text(path: Path, data: bytes) -> ListFile:
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta")):
        raise ListError(WEB_PAGE)
    text = decoded(data)
    if text is None or start.startswith((b"%pdf", b"{", b"[")):
        raise ListError(_NOT_TEXT)
    found = read_csv(path.name, *text)
    if found is None:
        raise ListError(_NOT_TEXT)
    return found
