"""Find the files that the paths of a command line refer to: files, folders, patterns."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.storage.file_places import on_disk, url_of
from pacom_xl.storage.remote_files import PATTERN_MARKS, RemoteFileError, listed
from pacom_xl.xlsx.package import NOT_A_FILE, UNREADABLE

SUFFIXES = (".xlsx", ".xlsm", ".ods")
#: Spreadsheets and templates in other formats: a plan may stand in one.
_OTHER_SUFFIXES = (".xls", ".xlsb", ".xltx", ".xltm", ".numbers", ".fods", ".ots", ".xlt")


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read. ``named``: the caller asked for it, so that not being able to read it is a fault."""

    path: Path
    named: bool
    #: Why there is nothing to open.
    problem: Text | None = None
    #: The case of PAC118 of the problem, when it does not follow from its text and the path.
    case: str | None = None


def expand(paths: Iterable[str | Path], exclude: Iterable[Path] = ()) -> list[Input]:
    """Files for each path in the order given, those of a folder sorted by name; each file once.

    Lock files and hidden files never appear; nor do those of ``exclude`` (the output about to be replaced).
    """
    outputs = {path.resolve() for path in exclude}
    found: dict[Path, Input] = {}
    for path in paths:
        place = on_disk(Path(path))
        for entry in _at_address(place) if url_of(place) and not _as_on_disk(place) else _entries(place):
            place = entry.path.resolve()
            if place not in outputs and (place not in found or entry.named > found[place].named):
                found[place] = entry
    return list(found.values())


def _at_address(path: Path) -> Iterator[Input]:
    """The workbooks at an address: ``s3://plans``, ``abfs://plans/*.xlsx``."""
    try:
        found = listed(url_of(path) or "")
    except RemoteFileError as error:
        yield Input(path, named=True, problem=error.reason)
        return
    is_file = [_sort_key(file) for file, _ in found] == [_sort_key(path)]
    for file, problem in found:
        suffix = file.suffix.lower()
        if problem:
            yield Input(file, named=True, problem=problem)
        elif is_skipped(file.name):
            continue
        elif suffix in SUFFIXES or is_file:
            yield Input(file, named=is_file or any(c in str(path) for c in PATTERN_MARKS))
        elif suffix in _OTHER_SUFFIXES:
            yield Input(file, named=False, problem=_other_format(suffix), case="format")


def is_skipped(name: str) -> bool:
    """Lock files of Excel (``~$``) and LibreOffice (``.~lock.``), hidden files and folders."""
    return name.startswith(("~$", "."))


def _entries(path: Path) -> Iterator[Input]:
    spelled = _as_on_disk(path)
    if spelled is None:
        yield from _pattern(path) if any(c in str(path) for c in PATTERN_MARKS) else [_missing(path)]
    elif spelled.is_dir():
        yield from _under(spelled)
    elif not is_skipped(spelled.name):
        yield Input(spelled, named=True, problem=_problem(spelled))


def _as_on_disk(path: Path) -> Path | None:
    """The path as the disk spells its accents (composed or decomposed), ``None`` when there is none."""
    for form in (None, "NFC", "NFD"):
        spelled = Path(unicodedata.normalize(form, str(path))) if form else path
        try:
            if spelled.exists():
                return spelled
        except OSError:
            continue
    return None


def _pattern(pattern: Path) -> Iterator[Input]:
    matches = sorted(_glob(pattern), key=_sort_key)
    for match in matches:
        if match.is_dir():
            yield from _under(match)
        elif match.suffix.lower() in SUFFIXES and not is_skipped(match.name):
            yield Input(match, named=True, problem=_problem(match))
    if not matches:
        yield _missing(pattern)


def _glob(pattern: Path) -> list[Path]:
    parts = pattern.parts
    first = next(i for i, part in enumerate(parts) if any(c in part for c in PATTERN_MARKS))
    base = Path(*parts[:first]) if first else Path()
    try:
        return list(base.glob(str(Path(*parts[first:]))))
    except (OSError, ValueError):
        return []


def _under(folder: Path) -> Iterator[Input]:
    """The workbooks of a folder and its sub-folders, and what may hide one: each is reported, none is passed over."""
    closed: list[OSError] = []
    files: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not is_skipped(name)]
        files += [Path(place, name) for name in names if not is_skipped(name)]
    inputs = [entry for file in files if (entry := _found_in_folder(file))]
    inputs += [Input(Path(error.filename or folder), named=True, problem=_CLOSED_FOLDER) for error in closed]
    yield from sorted(inputs, key=lambda entry: _sort_key(entry.path))


def _found_in_folder(file: Path) -> Input | None:
    """The input for a file found in a folder; ``None`` when it is no spreadsheet."""
    suffix = file.suffix.lower()
    if suffix in _OTHER_SUFFIXES:
        return Input(file, named=False, problem=_other_format(suffix))
    if suffix not in SUFFIXES:
        return None
    problem = _problem(file)
    return Input(file, named=problem is not None, problem=problem)


def _problem(file: Path) -> Text | None:
    """Why a path cannot be opened as a file: for instance a pipe, or a link whose target is missing."""
    try:
        return None if S_ISREG(file.stat().st_mode) else NOT_A_FILE
    except FileNotFoundError:
        return _DANGLING
    except OSError:
        return UNREADABLE


_DANGLING = Text("lien vers un fichier qui n’existe plus", "a link to a file that is gone")
_CLOSED_FOLDER = sentence(
    "dossier illisible : vérifiez vos droits d’accès", "folder that cannot be read: check your access rights"
)


def _other_format(suffix: str) -> Text:
    return sentence(
        f"format {suffix}, qui n’est pas lu : s’il s’agit d’un plan, ouvrez-le et enregistrez-le en .xlsx",
        f"{suffix} format, which is not read: if it is a plan, open it and save it as .xlsx",
    )


def _sort_key(path: Path) -> str:
    return unicodedata.normalize("NFC", path.as_posix())


def _missing(path: Path) -> Input:
    reason = sentence(
        "fichier ou dossier introuvable : vérifiez l’orthographe et l’emplacement",
        "no such file or folder: check the spelling and the place",
    )
    if any(c in str(path) for c in PATTERN_MARKS):
        reason = sentence(
            "aucun fichier ne correspond au motif ; mettez-le entre guillemets",
            "no file matches the pattern; put it between quotes",
        )
    return Input(path, named=True, problem=reason)
