"""What the paths of a command line stand for: files, folders looked through, patterns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence

SUFFIXES = (".xlsx", ".xlsm", ".ods")
_PATTERN_MARKS = "*?["


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read. ``named``: the caller asked for it, so that not being able to read it is a fault."""

    path: Path
    named: bool
    #: Why there is nothing to open.
    problem: Text | None = None


def expand(paths: Iterable[str | Path], exclude: Iterable[Path] = ()) -> list[Input]:
    """Files for each path in the order given, those of a folder sorted by name; each file once.

    Lock files and hidden files never appear; nor do those of ``exclude`` (the output about to be replaced).
    """
    outputs = {path.resolve() for path in exclude}
    found: dict[Path, Input] = {}
    for path in paths:
        for entry in _entries(Path(path)):
            place = entry.path.resolve()
            if place not in outputs and (place not in found or entry.named > found[place].named):
                found[place] = entry
    return list(found.values())


def is_skipped(name: str) -> bool:
    """Lock files of Excel (``~$``) and LibreOffice (``.~lock.``), hidden files and folders."""
    return name.startswith(("~$", "."))


def _entries(path: Path) -> Iterator[Input]:
    spelled = _as_on_disk(path)
    if spelled is None:
        yield from _pattern(path) if any(c in str(path) for c in _PATTERN_MARKS) else [_missing(path)]
    elif spelled.is_dir():
        yield from (Input(file, named=False) for file in _workbooks_under(spelled))
    elif not is_skipped(spelled.name):
        yield Input(spelled, named=True)


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
            yield from (Input(file, named=False) for file in _workbooks_under(match))
        elif match.suffix.lower() in SUFFIXES and not is_skipped(match.name):
            yield Input(match, named=True)
    if not matches:
        yield _missing(pattern)


def _glob(pattern: Path) -> list[Path]:
    parts = pattern.parts
    first = next(i for i, part in enumerate(parts) if any(c in part for c in _PATTERN_MARKS))
    base = Path(*parts[:first]) if first else Path()
    try:
        return list(base.glob(str(Path(*parts[first:]))))
    except (OSError, ValueError):
        return []


def _workbooks_under(folder: Path) -> list[Path]:
    files = (
        file
        for file in folder.rglob("*")
        if file.suffix.lower() in SUFFIXES
        and not any(is_skipped(part) for part in file.relative_to(folder).parts)
        and file.is_file()
    )
    return sorted(files, key=_sort_key)


def _sort_key(path: Path) -> str:
    return unicodedata.normalize("NFC", path.as_posix())


def _missing(path: Path) -> Input:
    reason = sentence(
        "fichier ou dossier introuvable : vérifiez l’orthographe et l’emplacement",
        "no such file or folder: check the spelling and the place",
    )
    if any(c in str(path) for c in _PATTERN_MARKS):
        reason = sentence(
            "aucun fichier ne correspond au motif ; mettez-le entre guillemets",
            "no file matches the pattern; put it between quotes",
        )
    return Input(path, named=True, problem=reason)
