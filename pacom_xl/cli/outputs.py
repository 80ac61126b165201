"""Writing results: never over a file without ``--force``, never half a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pacom_xl.cli.ending import RefusedError
from pacom_xl.core.text import NBSP, Text


def refuse_existing(path: Path, force: bool) -> None:
    """Exit code 2 when ``path`` exists and may not be replaced."""
    if path.is_dir():
        raise RefusedError(
            Text(
                f"{path} est un dossier, il faut un nom de fichier.",
                f"{path} is a folder, a file name is needed.",
            )
        )
    if path.exists() and not force:
        raise RefusedError(
            Text(
                f"{path} existe déjà\u202f; ajoutez --force pour le remplacer.",
                f"{path} exists already; add --force to replace it.",
            )
        )


@contextmanager
def written(path: Path, force: bool = False) -> Iterator[Path]:
    """A temporary path beside ``path``, moved into place when the block ends well.

    Exit code 2 when the folder cannot be written.
    """
    refuse_existing(path, force)
    temporary = _beside(path)
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str, force: bool = False) -> None:
    """``text`` in UTF-8, in one move."""
    with written(path, force) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def make_folder(path: Path) -> None:
    """The folder, made if need be. Exit code 2 when it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def _beside(path: Path) -> Path:
    """An empty file in the same folder and of the same kind, with the permissions any new file has."""
    try:
        handle, name = tempfile.mkstemp(prefix=".pacom-", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    os.close(handle)
    mask = os.umask(0)
    os.umask(mask)
    Path(name).chmod(0o666 & ~mask)
    return Path(name)


def _unwritable(path: Path, error: OSError) -> RefusedError:
    why = error.strerror or type(error).__name__
    return RefusedError(
        Text(
            f"impossible d’écrire {path}{NBSP}: {_REASONS.get(error.errno or 0, why)}.",
            f"cannot write {path}: {why}.",
        )
    )


_REASONS = {
    2: "le dossier n’existe pas",
    13: "accès refusé",
    17: "un fichier porte ce nom",
    20: "ce n’est pas un dossier",
    28: "disque plein",
    30: "support en lecture seule",
    36: "nom trop long",
}
