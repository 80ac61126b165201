"""Files at addresses (``s3://…``, ``sftp://…``): found, fetched and written with fsspec and its library of the service.

A name is taken as it is, whatever signs it holds (``#``, ``?``, ``%``): only the beginning of an address, its scheme
and server, goes through fsspec's parser.
"""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

from pacom_xl.model.text import Text, has_password
from pacom_xl.storage.remote_reasons import (
    PASSWORD_IN_ADDRESS,
    is_connection_fault,
    library_missing,
    quiet_libraries,
    why_not_read,
    why_not_written,
)

_T = TypeVar("_T")
PATTERN_MARKS = "*?["
#: Object stores. They show a file when all of it has arrived (to others it goes under another name first), and their
#: libraries try again by themselves.
_OBJECT_STORES = ("s3", "s3a", "abfs", "abfss", "az", "gs", "gcs")
#: Beginning of that other name, which no folder read shows as a workbook.
_PART = ".pacom-"
#: Seconds in which a server that did not answer is not asked again: of many files, each would wait for it.
_GONE_FOR = 60.0
#: Seconds an S3 server may be silent; its library asks five times.
_SILENT = 20
_gone: dict[str, tuple[float, Text]] = {}


class RemoteFileError(Exception):
    """A file at an address cannot be read or written. ``reason``: a sentence without its full stop."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


class FoundFile(NamedTuple):
    """A file at an address, or a folder that is closed: ``problem`` says so."""

    path: Path
    problem: Text | None = None


class _Store(NamedTuple):
    """The files of a server: fsspec's, the address they begin at, and fsspec's name of that beginning."""

    files: Any
    root: str
    base: str

    def address(self, name: str) -> Path:
        return Path(self.root + "/" + name.removeprefix(self.base).lstrip("/"))


def listed(url: str) -> list[FoundFile]:
    """The files at an address: itself, those of a folder at any depth, those that match a pattern; by name.

    Raises ``RemoteFileError`` when there is none or the address cannot be read.
    """
    return _with_store(url, _listed)


def fetch(url: str, copy: Path) -> None:
    """Copy the file at an address. Raises ``RemoteFileError``."""
    _with_store(url, lambda store, name: store.files.get_file(name, str(copy)))


def kind(url: str) -> Literal["file", "folder"] | None:
    """What there is at an address now. Raises ``RemoteFileError`` when that cannot be asked for."""
    return _with_store(url, _kind)


def upload(file: Path, url: str) -> None:
    """Put a file of this machine at an address: readers have the old file or the new one, nothing in between.

    Raises ``RemoteFileError``.
    """
    _with_store(url, partial(_upload, file), why_not_written)


# -- one server -------------------------------------------------------------------------------------------------------


def _with_store(
    url: str, action: Callable[[_Store, str], _T], why: Callable[[str, Exception], Text] = why_not_read
) -> _T:
    """The result of ``action`` with the store of an address and the name there; tried again when a connection that was
    open is cut.
    """
    scheme, _, rest = url.partition("://")
    server, slash, tail = rest.partition("/")
    root = f"{scheme}://{server}"
    if has_password(root):
        raise RemoteFileError(PASSWORD_IN_ADDRESS)
    since, reason = _gone.get(root, (0.0, None))
    if reason and time.monotonic() - since < _GONE_FOR:
        raise RemoteFileError(reason)
    with _in_sentences(url, root, why):
        store = _opened(root)
        name = store.base.rstrip("/") + slash + tail or "/"
        try:
            return action(store, name)
        except Exception as error:
            if scheme in _OBJECT_STORES or not is_connection_fault(error):
                raise
        # An open connection is kept from call to call; this one leads nowhere any more.
        type(store.files).clear_instance_cache()
        return action(_opened(root), name)


@contextmanager
def _in_sentences(url: str, root: str, why: Callable[[str, Exception], Text]) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise RemoteFileError(library_missing(url)) from error
    except Exception as error:  # each service has its own
        reason = why(url, error)
        if is_connection_fault(error):
            _gone[root] = (time.monotonic(), reason)
        raise RemoteFileError(reason) from error


def _opened(root: str) -> _Store:
    quiet_libraries()
    from fsspec.core import url_to_fs

    if root.partition("://")[0] in ("sftp", "ssh"):
        from pacom_xl.storage.sftp_files import use_known_hosts

        use_known_hosts()
    files, base = url_to_fs(root, **_options(root.partition("://")[0]))
    return _Store(files, root, base)


def _options(scheme: str) -> dict[str, Any]:
    """Options of a service besides those of the user: how long S3 may be silent (by itself: 25 times a minute)."""
    if scheme not in ("s3", "s3a"):
        return {}
    from fsspec.config import conf

    limits = {"connect_timeout": _SILENT, "read_timeout": _SILENT, "retries": {"max_attempts": 0}}
    return {"config_kwargs": limits | conf.get("s3", {}).get("config_kwargs", {})}


# -- reading ----------------------------------------------------------------------------------------------------------


def _kind(store: _Store, name: str) -> Literal["file", "folder"] | None:
    store.files.invalidate_cache()
    try:
        # Not ``exists``, for which a server that does not answer has no file.
        found = store.files.info(name)
    except FileNotFoundError:
        return None
    return "folder" if found["type"] == "directory" else "file"


def _listed(store: _Store, name: str) -> list[FoundFile]:
    # Accents may be composed or not, as on a disk.
    for spelled in dict.fromkeys((name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name))):
        found = _kind(store, spelled)
        if found == "file":
            return [FoundFile(store.address(spelled))]
        if found == "folder":
            return list(_under(store, spelled))
    segments = name.removeprefix(store.base).strip("/").split("/")
    plain = next((n for n, segment in enumerate(segments) if set(segment) & set(PATTERN_MARKS)), None)
    if plain is None:
        raise FileNotFoundError(name)
    folder = "/".join([store.base.rstrip("/"), *segments[:plain]])
    matches = list(dict.fromkeys(_matching(store, folder, segments[plain:])))
    if not matches:
        raise FileNotFoundError(name)
    return matches


def _under(store: _Store, folder: str) -> Iterator[FoundFile]:
    """The files of a folder at any depth, without those of hidden folders; a closed folder as a problem."""
    try:
        entries = _entries(store, folder)
    except PermissionError as error:
        yield FoundFile(store.address(folder), why_not_read(store.root, error))
        return
    for entry in entries:
        name = entry["name"].rstrip("/")
        if entry["type"] != "directory":
            yield FoundFile(store.address(name))
        elif not name.rpartition("/")[2].startswith("."):
            yield from _under(store, name)


def _matching(store: _Store, folder: str, pattern: list[str]) -> Iterator[FoundFile]:
    """The files below a folder whose path matches the segments of a pattern, and those of folders that do."""
    first, *rest = pattern
    if first == "**":
        yield from _matching(store, folder, rest or ["*"])
    for entry in _entries(store, folder):
        name = entry["name"].rstrip("/")
        is_folder = entry["type"] == "directory"
        if first == "**":
            yield from _matching(store, name, pattern) if is_folder else ()
        elif not fnmatchcase(name.rpartition("/")[2], first):
            continue
        elif rest:
            yield from _matching(store, name, rest) if is_folder else ()
        else:
            yield from _under(store, name) if is_folder else [FoundFile(store.address(name))]


def _entries(store: _Store, folder: str) -> list[dict[str, Any]]:
    """What a folder holds, by name; some services list the folder itself too."""
    found = [entry for entry in store.files.ls(folder, detail=True) if entry["name"].strip("/") != folder.strip("/")]
    return sorted(found, key=lambda entry: unicodedata.normalize("NFC", entry["name"]))


# -- writing ----------------------------------------------------------------------------------------------------------


def _upload(file: Path, store: _Store, name: str) -> None:
    if store.root.partition("://")[0] in _OBJECT_STORES:
        store.files.put_file(str(file), name)
        return
    # Without signs of patterns, which some services would follow while they move it.
    part = f"{name.rpartition('/')[0]}/{_PART}{os.urandom(4).hex()}.part"
    try:
        store.files.put_file(str(file), part)
        store.files.mv(part, name)
    except BaseException:
        with suppress(Exception):
            store.files.rm_file(part)
        raise
