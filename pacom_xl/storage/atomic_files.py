"""Atomic writes: a file is replaced as a whole, once its new content is on the disk, or not at all.

The new content is written to a temporary file in the same folder. Its name says which output it is for and which
process writes it, so that a later run removes what a killed one left.
"""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pacom_xl.storage.file_places import url_of

#: Beginning of the name of every temporary file.
TEMPORARY = ".pacom-"
#: Where files stand that a shell or a parent opened for this program.
_OPENED = ("/dev/", "/proc/")
#: Seconds after which a temporary file is abandoned where its process cannot be asked for.
_A_DAY = 86_400
#: errno of a disk that fails, is out of reach, full, read only, or beyond its quota.
_DISK_ERRORS = (5, 13, 27, 28, 30, 122)
#: SQLite's code of the same errors → errno.
_SQLITE_ERRORS = {8: 30, 10: 5, 13: 28, 14: 13}


class CannotWriteError(Exception):
    """A file or folder cannot be written; ``error`` is what the system answered."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path}: {error.strerror or type(error).__name__}")
        self.path = path
        self.error = error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path``; it takes the place of ``path`` when the block ends without an error.

    The content is on the disk when this returns. Raises ``CannotWriteError`` for whatever the disk refuses.
    """
    if is_special(path):
        raise CannotWriteError(path, OSError(22, "not a regular file"))
    remove_leftovers(path)
    temporary = _temporary_beside(path)
    try:
        with reporting_disk_errors(path):
            yield temporary
            sync_file(temporary)
            temporary.replace(path)
            sync_folder(path.parent)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """A temporary folder beside ``path`` that takes its place, whole, when the block ends without an error.

    Raises ``CannotWriteError`` for whatever the disk refuses.
    """
    make_folder(path.parent)
    remove_leftovers(path)
    with (
        reporting_disk_errors(path),
        tempfile.TemporaryDirectory(prefix=temporary_prefix(path), dir=path.parent) as name,
    ):
        new, old = Path(name) / "new", Path(name) / "old"
        make_folder(new)
        yield new
        if path.exists():
            path.replace(old)
        try:
            new.replace(path)
        except OSError:
            if old.exists():
                old.replace(path)
            raise
        shutil.rmtree(old, ignore_errors=True)


def write_bytes(path: Path, data: bytes) -> Path:
    """Replace ``path`` by ``data``. Raises ``CannotWriteError``."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)
    return path


def make_folder(path: Path) -> None:
    """Create the folder and its parents. Raises ``CannotWriteError``, also for an address."""
    try:
        if url_of(path):
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWriteError(path, error) from error


@contextmanager
def reporting_disk_errors(path: Path) -> Iterator[None]:
    """Turn an error of the disk, raised by any library, into ``CannotWriteError`` about ``path``."""
    try:
        yield
    except OSError as error:
        raise CannotWriteError(path, error) from error
    except Exception as error:
        if found := disk_error(error):
            raise CannotWriteError(path, found) from error
        raise


def disk_error(error: Exception) -> OSError | None:
    """The system's error behind an exception of the system or of SQLite; ``None`` for any other fault."""
    if isinstance(error, OSError):
        return error if error.errno in _DISK_ERRORS else None
    code = _SQLITE_ERRORS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return OSError(code, os.strerror(code)) if code else None


def is_special(path: Path) -> bool:
    """Whether ``path`` is a device, a pipe or a socket: replacing it would destroy it."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def is_pipe(path: Path) -> bool:
    """Whether ``path`` is a pipe with a name of its own; one a shell opened for this program (``<(…)``) is a file."""
    try:
        return stat.S_ISFIFO(path.stat().st_mode) and not str(path).startswith(_OPENED)
    except (OSError, ValueError):
        return False


def sync_file(path: Path) -> None:
    """Have the content of a file on the disk. Raises ``OSError``."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Have the names of a folder on the disk, where the system can."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# -- temporary files ------------------------------------------------------------------------------------------------


def temporary_prefix(path: Path) -> str:
    """Beginning of the names of temporary files for ``path``: its output, then the process that writes it."""
    return f"{TEMPORARY}{_output_id(path)}-{os.getpid()}-"


def remove_leftovers(path: Path) -> None:
    """Remove the temporary files that killed runs of this machine left for the same output."""
    _remove_abandoned(path.parent, f"{TEMPORARY}{_output_id(path)}-*-*")


def sweep(folder: Path) -> None:
    """Remove every temporary file that killed runs of this machine left in ``folder``."""
    _remove_abandoned(folder, f"{TEMPORARY}*")


def _remove_abandoned(folder: Path, pattern: str) -> None:
    with suppress(OSError):
        for leftover in list(folder.glob(pattern)):
            if _is_abandoned(leftover):
                _remove(leftover)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _output_id(path: Path) -> str:
    name = f"{platform.node()}/{path.name}".encode(errors="surrogateescape")
    return hashlib.sha256(name).hexdigest()[:8]


def _is_abandoned(leftover: Path) -> bool:
    """Whether its process has ended; where that cannot be asked, whether it is a day old."""
    parts = leftover.name.split("-")
    process = parts[2] if len(parts) > 3 else ""
    try:
        if os.name != "posix" or not process.isdigit():
            return time.time() - leftover.stat().st_mtime > _A_DAY
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return int(process) == os.getpid()


def _temporary_beside(path: Path) -> Path:
    """An empty file in the same folder, with the suffix of ``path`` and the permissions any new file has."""
    try:
        handle, name = tempfile.mkstemp(prefix=temporary_prefix(path), suffix=path.suffix, dir=path.parent)
        os.close(handle)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
    except OSError as error:
        raise CannotWriteError(path, error) from error
    return Path(name)
