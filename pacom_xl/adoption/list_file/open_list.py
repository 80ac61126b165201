"""Open the file of an action list. Its format is recognised by its bytes, never by its name alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from pacom_xl.adoption.list_file.csv_cells import decoded, read_csv
from pacom_xl.adoption.list_file.list_cells import ListFile
from pacom_xl.adoption.list_file.spreadsheet_cells import (
    TooWideError,
    has_huge_merge,
    in_language,
    read_by_calamine,
    read_ods,
    read_xlsx,
)
from pacom_xl.layout.anchors import anchored_sheet
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.xlsx.archive import ARCHIVE_ERRORS
from pacom_xl.xlsx.decryption import unlocked
from pacom_xl.xlsx.package import OLD_FORMAT, TEXT_FILE, Refusal, open_package

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_STRICT = b"purl.oclc.org/ooxml"
_BINARY_WORKBOOK = "xl/workbook.bin"
#: Bytes of a list and of its unpacked sheets: far more than any list people keep by hand.
_MOST_BYTES, _MOST_UNPACKED = 30_000_000, 60_000_000
#: The sheet only a consolidated workbook has.
_GROUP_SHEET = "sources"

_FOLDER = sentence("c’est un dossier ; donnez une liste à la fois", "a folder; give one list at a time")
_NOT_A_LIST = sentence(
    "ni un classeur ni un fichier CSV ; enregistrez la liste en .xlsx ou en .csv",
    "neither a workbook nor a CSV file; save the list as .xlsx or .csv",
)
_OURS = sentence(
    "c’est déjà un classeur de pacom_xl ; contrôlez-le avec pacom-xl check, ou sortez ses données avec pacom-xl export",
    "already a workbook of pacom_xl; check it with pacom-xl check, or take its data out with pacom-xl export",
)
_GROUP = sentence(
    "c’est le classeur consolidé du groupe ; pour commencer un classeur d’équipe à partir de lui, "
    "utilisez pacom-xl new --reference",
    "the consolidated workbook of the group; to start a team’s workbook from it, use pacom-xl new --reference",
)
_DAMAGED = sentence("fichier endommagé ou incomplet", "damaged or incomplete file")
_TOO_BIG = sentence(
    "trop volumineux pour une liste d’actions ; copiez la liste seule dans un nouveau classeur",
    "too large for an action list; copy the list alone into a new workbook",
)
_NO_READER = sentence(
    "ce fichier ne se lit qu’avec le programme installé ; ouvrez-le et enregistrez-le en .xlsx ou en .csv",
    "only the installed program reads this file; open it and save it as .xlsx or .csv",
)
_NO_CELL = sentence("la liste est vide : aucune cellule remplie", "the list is empty: no filled cell")


class ListError(Exception):
    """A list that cannot be read; ``reason`` says why, as the end of a sentence without its full stop."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def open_list(path: Path, lang: Lang = "fr") -> ListFile:
    """The cells of a list: .xlsx, .xlsm, .xls, .xlsb, .ods or CSV. Raises ``ListError``; the file is only read.

    ``lang``: language of percentages and logical values as text.
    """
    found = _opened(path)
    _refuse_ours(found)
    if not found.filled:
        raise ListError(_NO_CELL)
    return in_language(found, lang)


def _refuse_ours(found: ListFile) -> None:
    """Refuse a workbook of this program, which has the anchor of a sheet in its first cell. Raises ``ListError``."""
    corners = (sheet.cells.get((0, 0)) for sheet in found.sheets)
    keys = {anchored_sheet(str(corner.value)) for corner in corners if corner} - {None}
    if keys:
        raise ListError(_GROUP if _GROUP_SHEET in keys else _OURS)


def _opened(path: Path) -> ListFile:
    """The cells of a file: a workbook when it is an archive or an old .xls, else a text file. Raises ``ListError``."""
    if path.is_dir():
        raise ListError(_FOLDER)
    package = open_package(path)
    reason = package.reason if isinstance(package, Refusal) else None
    data = _bytes_of(path, reason)
    names = _part_names(data)
    if _BINARY_WORKBOOK in names:
        return _read(read_by_calamine, path.name, data)
    if reason is None:
        return _read_workbook(path.name, data, names)
    if reason == OLD_FORMAT:
        return _read(read_by_calamine, path.name, data)
    if reason == TEXT_FILE or data.startswith(_UTF_16):
        return _from_text(path.name, data)
    raise ListError(reason)


def _bytes_of(path: Path, reason: Text | None) -> bytes:
    """The bytes of the file, decrypted when the password is known. Raises ``ListError``."""
    if not path.is_file():
        raise ListError(reason or _NOT_A_LIST)
    try:
        data = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
    except OSError as error:
        raise ListError(reason or _NOT_A_LIST) from error
    if not data:
        raise ListError(reason or _TOO_BIG)
    inside = unlocked(data) if data.startswith(_OLE2) and reason is None else data
    return data if isinstance(inside, Text) else inside


def _part_names(data: bytes) -> frozenset[str]:
    """Names of the parts of an archive small enough once unpacked; none when the file is no archive."""
    if not data.startswith(b"PK"):
        return frozenset()
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except ARCHIVE_ERRORS:
        return frozenset()
    if sum(info.file_size for info in infos if info.filename.endswith((".xml", ".bin"))) > _MOST_UNPACKED:
        raise ListError(_TOO_BIG)
    return frozenset(info.filename for info in infos)


def _read_workbook(name: str, data: bytes, parts: frozenset[str]) -> ListFile:
    if "mimetype" in parts:
        return _read(read_ods, name, data)
    if _is_strict(data) or has_huge_merge(data):
        return _read(read_by_calamine, name, data)
    try:
        return read_xlsx(name, data)
    except TooWideError as error:
        raise ListError(_too_wide(error)) from error
    except Exception:  # styles or parts openpyxl does not accept: the other reader does not look at them
        return _read(read_by_calamine, name, data)


def _is_strict(data: bytes) -> bool:
    """Whether an .xlsx is « Strict Open XML », which openpyxl reads as empty without an error."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)).open("xl/workbook.xml") as part:
            return _STRICT in part.read(4096)
    except KeyError:
        return False
    except ARCHIVE_ERRORS:
        return False


def _read(reader: Callable[[str, bytes], ListFile], name: str, data: bytes) -> ListFile:
    try:
        return reader(name, data)
    except TooWideError as error:
        raise ListError(_too_wide(error)) from error
    except ImportError as error:  # python-calamine is not in the page for browsers
        raise ListError(_NO_READER) from error
    except Exception as error:  # the library has many kinds, all of them about the file
        raise ListError(_DAMAGED) from error
    except BaseException as error:
        # Panics of the library are no ``Exception``.
        if type(error).__name__ != "PanicException":
            raise
        raise ListError(_DAMAGED) from error


def _too_wide(error: TooWideError) -> Text:
    return sentence(
        "la feuille « {sheet} » a des cellules remplies à des milliers de lignes ou de colonnes les unes des autres ; "
        "copiez la liste seule dans un nouveau classeur",
        'the sheet "{sheet}" has cells filled thousands of rows or columns apart; copy the list alone into a new '
        "workbook",
        sheet=error.sheet,
    )


def _from_text(name: str, data: bytes) -> ListFile:
    text = decoded(data)
    if text is None or data.lstrip().startswith((b"%PDF", b"{", b"[")):
        raise ListError(_NOT_A_LIST)
    found = read_csv(name, *text)
    if found is None:
        raise ListError(_NOT_A_LIST)
    return found
