"""What the last night made of workbooks that did not change, so that this one need not.

Good for the very program, template and things it was made of; anything odd is dropped and made again. What a night
neither asks for nor makes is not kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from types import TracebackType

from pacom_xl.nightly.last_run import program_mark
from pacom_xl.storage.derived_cache import mark_of
from pacom_xl.template.schema import Template

_TABLE = "CREATE TABLE IF NOT EXISTS made (mark BLOB PRIMARY KEY, digest BLOB NOT NULL, data BLOB NOT NULL)"
_DIGEST = 16
#: Bytes of a page of a new file: what is kept is longer than the usual ones.
PAGE = 1 << 14
#: What a damaged file makes the decoders raise.
_ODD = (sqlite3.Error, ValueError, TypeError)


class Made:
    """A memo in a file, changed once it is left. Not usable, it is begun again; not writable, nothing is kept."""

    def __init__(self, file: Path, template: Template) -> None:
        self._file = file
        self._stamp = mark_of(program_mark().encode(), repr(template).encode())
        self._db = _opened(file)
        #: Marks that were there, and those asked for or made tonight.
        self._there, self._used = set[bytes](), set[bytes]()
        self._try(self._begin)

    def __enter__(self) -> Made:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep what this night asked for and made, and nothing else; after an error, what was there before."""
        if error is None:
            self._try(self._end)
        if self._db:
            self._db.close()

    def get(self, mark: bytes) -> bytes | None:
        """What was made of these things, ``None`` when it is not known or cannot be trusted."""
        mark = mark_of(self._stamp, mark)
        if self._db is None or mark not in self._there:
            return None
        try:
            digest, data = self._db.execute("SELECT digest, data FROM made WHERE mark = ?", (mark,)).fetchone()
            if _digest(mark, data) != digest:
                return None
        except _ODD:
            return None
        self._used.add(mark)
        return bytes(data)

    def put(self, mark: bytes, made: bytes) -> None:
        """Keep what was made."""
        mark = mark_of(self._stamp, mark)
        row = (mark, _digest(mark, made), made)
        self._try(lambda db: db.execute("INSERT OR REPLACE INTO made VALUES (?, ?, ?)", row))
        self._used.add(mark)

    def keep(self, mark: bytes) -> None:
        """What was made of these things, if anything, stays for the next night."""
        self._used.add(mark_of(self._stamp, mark))

    def _begin(self, db: sqlite3.Connection) -> None:
        db.execute("BEGIN IMMEDIATE")
        self._there |= {mark for (mark,) in db.execute("SELECT mark FROM made")}

    def _end(self, db: sqlite3.Connection) -> None:
        db.executemany("DELETE FROM made WHERE mark = ?", [(mark,) for mark in self._there - self._used])
        db.execute("COMMIT")

    def _try(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Work on the file; when that fails, all of it is forgotten."""
        try:
            if self._db:
                work(self._db)
        except _ODD:
            forget(self._file, self._db)
            self._db = None


def forget(file: Path, db: sqlite3.Connection | None = None) -> None:
    """Drop all that is kept in a file, open as ``db``, as far as the disk lets us."""
    if db:
        db.close()
    for suffix in ("", "-journal"):
        with suppress(OSError):
            file.with_name(file.name + suffix).unlink(missing_ok=True)


def _opened(file: Path) -> sqlite3.Connection | None:
    for _ in range(2):
        db = None
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(file, isolation_level=None)
            db.execute(f"PRAGMA page_size = {PAGE}")
            db.execute("PRAGMA synchronous = OFF")
            db.execute(_TABLE)
            db.execute("SELECT mark, digest, data FROM made LIMIT 1").fetchall()
            return db
        except (*_ODD, OSError):
            forget(file, db)
    return None


def _digest(mark: bytes, data: bytes) -> bytes:
    return blake2b(mark + data, digest_size=_DIGEST).digest()
