"""Local paths of files whose name is no local path: addresses of object stores, relative paths on another machine.

Every report names a file as the person did (``s3://plans/NO.xlsx``, a relative path). Its bytes are read from a
temporary copy, or below the folder the command was started in.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from urllib.parse import unquote

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence

#: A path keeps one slash of the two after the scheme. One letter is a drive.
_URL = re.compile(r"([a-z][a-z0-9+.-]+):/+(.+)", re.DOTALL)
_PLACES: ContextVar[Mapping[Path, Path]] = ContextVar("_PLACES")


class RemoteFileError(Exception):
    """A file at an address cannot be read. ``reason``: a sentence without its full stop."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


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
        copy = Path(temporary) / path.name
        _fetch(url, copy)
        yield copy


def listed(url: str) -> list[Path]:
    """The files at an address: itself, those of a folder at any depth, those that match a pattern.

    Raises ``RemoteFileError`` when there is none or the address cannot be read.
    """
    with _in_sentences(url):
        from fsspec.core import url_to_fs

        files, name = url_to_fs(url)
        if any(sign in name for sign in "*?["):
            names = files.glob(name)
        elif files.isdir(name):
            names = files.find(name)
        else:
            names = [name] if files.exists(name) else []
        if not names:
            raise FileNotFoundError(url)
        return [Path(files.unstrip_protocol(found)) for found in sorted(names)]


def upload(file: Path, url: str) -> None:
    """Put a file of this machine at an address. Raises ``RemoteFileError``."""
    with _in_sentences(url):
        from fsspec.core import url_to_fs

        files, name = url_to_fs(url)
        # Under another name first: a reader has the old file or the new one.
        part = f"{name}.part"
        files.put_file(str(file), part)
        files.mv(part, name)


def exists(url: str) -> bool:
    """Whether there is a file at an address. Raises ``RemoteFileError``."""
    with _in_sentences(url):
        from fsspec.core import url_to_fs

        files, name = url_to_fs(url)
        return bool(files.exists(name))


def _fetch(url: str, copy: Path) -> None:
    with _in_sentences(url):
        from fsspec.core import url_to_fs

        files, name = url_to_fs(url)
        files.get_file(name, str(copy))


@contextmanager
def _in_sentences(url: str) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise RemoteFileError(not_installed(url)) from error
    except FileNotFoundError as error:
        raise RemoteFileError(Text("rien à cette adresse", "nothing at this address")) from error
    except Exception as error:  # each service has its own
        raise RemoteFileError(unreachable(error)) from error


def not_installed(url: str) -> Text:
    """A sentence: which library to install to read an address."""
    scheme = url.partition("://")[0]
    return sentence(
        "lire {scheme}:// demande pip install 'pacom_xl[cluster]', et la bibliothèque fsspec de ce service (s3fs pour "
        "s3://, adlfs pour abfs://)",
        "reading {scheme}:// needs pip install 'pacom_xl[cluster]', and the fsspec library of that service (s3fs for "
        "s3://, adlfs for abfs://)",
        scheme=scheme,
    )


def unreachable(error: Exception) -> Text:
    """Why an address cannot be reached, with what the service says."""
    what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return sentence(
        "adresse illisible ({what}) : vérifiez l’adresse et vos droits",
        "this address cannot be read ({what}): check the address and your rights",
        what=what,
    )
