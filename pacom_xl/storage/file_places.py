"""Local paths of files whose name is no local path: addresses of object stores, relative paths on another machine.

Every report names a file as the person did (``s3://plans/NO.xlsx``, a relative path). Its bytes are read from a
temporary copy, or below the folder the command was started in. The stores themselves: ``remote_files``.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from urllib.parse import unquote

from pacom_xl.storage.remote_files import fetch

#: A path keeps one slash of the two after the scheme. One letter is a drive.
_URL = re.compile(r"([a-z][a-z0-9+.-]+):/+(.+)", re.DOTALL)
_PLACES: ContextVar[Mapping[Path, Path]] = ContextVar("_PLACES")


def url_of(path: Path | str) -> str | None:
    """The address that a path of the command line is; ``None`` for a path of a disk."""
    found = _URL.fullmatch(Path(path).as_posix())
    return f"{found[1]}://{'/' if found[1] == 'file' else ''}{found[2]}" if found else None


def on_disk(path: Path) -> Path:
    """A ``file:`` address as the path it is; any other path as it is."""
    url = url_of(path) or ""
    return Path(unquote(url.removeprefix("file://"))) if url.startswith("file://") else path


def place_of(path: Path) -> Path:
    """The local path of the bytes of the file named ``path``."""
    return _PLACES.get({}).get(path, path)


@contextmanager
def placed(path: Path, place: Path) -> Iterator[None]:
    """While the block runs, in this thread, the bytes of ``path`` are those of ``place``."""
    before = _PLACES.set({path: place})
    try:
        yield
    finally:
        _PLACES.reset(before)


@contextmanager
def at_hand(path: Path, folder: Path | None = None) -> Iterator[Path]:
    """A path of this machine's disks with the bytes of ``path``: itself, below ``folder``, or a copy for the block.

    Raises ``RemoteFileError`` when an address cannot be read.
    """
    url = url_of(path)
    if url is None:
        yield folder / path if folder else path
        return
    with tempfile.TemporaryDirectory(prefix="pacom_xl-", ignore_cleanup_errors=True) as temporary:
        # Names of a store may be none of a disk: too long, with signs Windows refuses.
        copy = Path(temporary) / f"copy{path.suffix}"
        fetch(url, copy)
        yield copy
