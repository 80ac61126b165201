"""Writing results: never over a file without ``--force``, never half a file."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.model.text import NBSP, Text
from pacom_xl.storage.os_reasons import os_reason

#: Seconds.
_A_DAY = 86_400


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
    remove_leftovers(path)
    temporary = _beside(path)
    try:
        with refusing(path):
            yield temporary
            temporary.replace(path)
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
        raise unwritable(path, error) from error


def temporary_prefix(path: Path) -> str:
    """How names of temporary files for ``path`` begin: they tell its next run whose they are, and who made them."""
    return f".pacom-{_mark(path)}-{os.getpid()}-"


def remove_leftovers(path: Path) -> None:
    """Temporary files that runs of this machine for the same output left when they were killed."""
    for left in path.parent.glob(f".pacom-{_mark(path)}-*-*"):
        if _is_abandoned(left):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                with suppress(OSError):
                    left.unlink()


def _mark(path: Path) -> str:
    return hashlib.sha256(f"{platform.node()}/{path.name}".encode(errors="replace")).hexdigest()[:8]


def _is_abandoned(left: Path) -> bool:
    """Its process runs no more; where that cannot be asked, it is a day old."""
    maker = left.name.split("-")[2]
    try:
        if os.name != "posix" or not maker.isdigit():
            return time.time() - left.stat().st_mtime > _A_DAY
        os.kill(int(maker), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _beside(path: Path) -> Path:
    """An empty file in the same folder and of the same kind, with the permissions any new file has."""
    try:
        handle, name = tempfile.mkstemp(prefix=temporary_prefix(path), suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise unwritable(path, error) from error
    os.close(handle)
    mask = os.umask(0)
    os.umask(mask)
    Path(name).chmod(0o666 & ~mask)
    return Path(name)


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Exit code 2 when what is written to ``path`` in the block cannot be."""
    try:
        yield
    except OSError as error:
        raise unwritable(path, error) from error
    except Exception as error:
        if refused := refusal(error, path):
            raise refused from error
        raise


def refusal(error: Exception, path: Path) -> RefusedError | None:
    """Exit code 2 for what a disk refuses, whichever library met it; ``None`` for any other fault."""
    if isinstance(error, OSError):
        return unwritable(path, error) if error.errno in _OF_A_DISK else None
    code = _OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return unwritable(path, OSError(code, os.strerror(code))) if code else None


def unwritable(path: Path, error: OSError) -> RefusedError:
    """The sentence: where, and why."""
    why = os_reason(error)
    return RefusedError(
        Text(
            f"impossible d’écrire {path}{NBSP}: {why.fr}.",
            f"cannot write {path}: {why.en}.",
        )
    )


#: Errors of a disk: failing, out of reach, full, read only, beyond its quota; then SQLite's, as the system has them.
_OF_A_DISK = (5, 13, 27, 28, 30, 122)
_OF_SQLITE = {8: 30, 10: 5, 13: 28, 14: 13}
