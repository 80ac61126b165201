"""Content-addressed cache: bytes under a digest of everything they were derived from.

One SQLite file holds it. Every value carries a checksum; a damaged value is unknown, a damaged file is deleted and
begun again. Entries nobody asked for since the store was opened can be dropped (``prune``). The file may be deleted
at any time: everything in it can be derived again.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from pacom_xl.storage.digests import DIGEST_BYTES, digest_of
from pacom_xl.storage.sqlite_files import open_sqlite

T = TypeVar("T")
#: The file is written again once one page in so many is free.
_FREE = 4
#: Bytes of a page of a new file.
_PAGE = 1 << 14
#: What a damaged file makes SQLite raise: an error, or its words when they are no text.
_DAMAGE = (sqlite3.Error, ValueError, TypeError)


class DamagedStoreError(Exception):
    """A value that passed its checksum does not hold what was stored: the store cannot be trusted."""


class ResultStore:
    """The file of the cache. It is opened when first needed; what cannot be opened or written stores nothing.

    ``release`` closes it between uses, so that no child process inherits an open database.
    """

    def __init__(self, file: Path, version: bytes) -> None:
        """``version``: digest of program and template; entries of another version are never found."""
        self._file = file
        self._version = version
        self._db: sqlite3.Connection | None = None
        #: Nothing is stored for the rest of the run: the file cannot be opened.
        self._unusable = False
        self._asked: set[bytes] = set()

    def get(self, key: bytes) -> bytes | None:
        """The value of ``key``; ``None`` when it is unknown or damaged."""
        address = self._address(key)
        row = self._try(lambda db: db.execute("SELECT value FROM results WHERE key = ?", (address,)).fetchone())
        if row is None:
            return None
        stored = bytes(row[0])
        if _checksum(address, stored[DIGEST_BYTES:]) != stored[:DIGEST_BYTES]:
            return None
        self._asked.add(address)
        with suppress(zlib.error):
            return zlib.decompress(stored[DIGEST_BYTES:])
        return None

    def has(self, key: bytes) -> bool:
        """Whether there is an undamaged value under ``key``; it counts as asked for."""
        return self.get(key) is not None

    def put(self, key: bytes, value: bytes) -> None:
        """Store a value, in the place of any other under that key."""
        self.put_all([(key, value)])

    def put_all(self, values: Iterable[tuple[bytes, bytes]]) -> None:
        """Store many values."""
        rows = [self._row(key, value) for key, value in values]
        self._asked.update(address for address, _ in rows)
        self._try(lambda db: db.executemany("INSERT OR REPLACE INTO results VALUES (?, ?)", rows))

    def prune(self) -> None:
        """Drop every entry that was neither asked for nor stored since this object was made."""

        def drop(db: sqlite3.Connection) -> None:
            unused = {bytes(key) for (key,) in db.execute("SELECT key FROM results")} - self._asked
            db.executemany("DELETE FROM results WHERE key = ?", [(key,) for key in unused])
            db.commit()
            (free,), (pages,) = (db.execute(f"PRAGMA {name}_count").fetchone() for name in ("freelist", "page"))
            if free * _FREE > pages:
                db.execute("VACUUM")

        self._try(drop)

    def release(self) -> None:
        """Write what is stored and close the file; the next use opens it again."""
        db, self._db = self._db, None
        if db is None:
            return
        try:
            db.commit()
            db.close()
        except _DAMAGE:
            self._drop(db)

    def clear(self) -> None:
        """Delete the file."""
        db, self._db = self._db, None
        self._drop(db)

    def _address(self, key: bytes) -> bytes:
        return digest_of(self._version, key)

    def _row(self, key: bytes, value: bytes) -> tuple[bytes, bytes]:
        address, packed = self._address(key), zlib.compress(value, 1)
        return address, _checksum(address, packed) + packed

    def _try(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do ``work`` on the file; when the file is damaged it is dropped, and ``None`` returned."""
        try:
            if self._db is None and not self._unusable:
                self._db = self._opened()
            return work(self._db) if self._db else None
        except _DAMAGE:
            self.clear()
            return None

    def _opened(self) -> sqlite3.Connection | None:
        for _ in range(2):
            db = None
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                db = open_sqlite(self._file)
                db.execute(f"PRAGMA page_size = {_PAGE}")
                # A power cut may damage the file; checksums find that, and it is derived again.
                db.execute("PRAGMA synchronous = OFF")
                db.execute("CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, value BLOB NOT NULL)")
                db.execute("SELECT key, value FROM results LIMIT 1").fetchall()
                return db
            except (*_DAMAGE, OSError):
                self._drop(db)
        self._unusable = True
        return None

    def _drop(self, db: sqlite3.Connection | None) -> None:
        if db:
            with suppress(sqlite3.Error):
                db.close()
        for suffix in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)


def _checksum(address: bytes, packed: bytes) -> bytes:
    return blake2b(address + packed, digest_size=DIGEST_BYTES).digest()
