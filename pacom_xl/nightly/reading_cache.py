"""Readings kept by content: a workbook that did not change is not read again.

An entry holds for one file (path and bytes), one template and one version of the program, code included. It is
checked before it is opened, and opened by an unpickler that makes plain values only; anything odd is dropped.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import lru_cache
from itertools import starmap
from pathlib import Path
from typing import Any

from pacom_xl import __version__
from pacom_xl.model.findings import Finding
from pacom_xl.model.text import NBSP, Text, path_text
from pacom_xl.nightly.last_run import content_mark
from pacom_xl.nightly.made import PAGE
from pacom_xl.reading.discover import Input
from pacom_xl.reading.read_many import Progress, begin_reading, read_all
from pacom_xl.reading.reading_codec import Packed, Unpacker, pack
from pacom_xl.reading.reading_result import Reading
from pacom_xl.storage.derived_cache import MARK, mark_of
from pacom_xl.storage.safe_pickle import plain_values
from pacom_xl.template.schema import Template

#: Rooms whose code decides what a reading holds.
_ROOMS = ("model", "template", "values", "xlsx", "layout", "reading")
#: Modules of the values a reading is made of.
_OWN = tuple(f"pacom_xl.{room}." for room in _ROOMS)
#: One row per file, made of parts that many files may share.
_TABLES = (
    "packed (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, stamp TEXT NOT NULL, digest BLOB NOT NULL, "
    "marks BLOB NOT NULL, head BLOB NOT NULL) WITHOUT ROWID",
    "parts (mark BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID",
)
#: What a damaged file makes SQLite raise: an error, or its words when they are no text.
_ODD = (sqlite3.Error, ValueError)
_TRIES = 3
_PAUSE = 0.5
_BEING_SAVED = Text(
    "fichier modifié pendant la lecture, sans doute en cours d’enregistrement",
    "file changed while it was read, probably being saved",
)


class ReadingCache:
    """The file of the cache. Not usable, it is begun again; not writable, nothing is kept."""

    def __init__(self, file: Path, template: Template) -> None:
        self._stamp = _stamp(template)
        self._file = file
        self._db = self._open()
        self._unpacker = Unpacker(_load)
        #: Files not read again, files read.
        self.hits, self.misses = 0, 0

    def _open(self) -> sqlite3.Connection | None:
        for _ in range(2):
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                db = sqlite3.connect(self._file, isolation_level=None)
                db.execute(f"PRAGMA page_size = {PAGE}")
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = OFF")
                for table in _TABLES:
                    db.execute(f"CREATE TABLE IF NOT EXISTS {table}")
                db.execute("SELECT path, sha256, stamp, digest, marks, head FROM packed LIMIT 1").fetchall()
                db.execute("SELECT mark, data FROM parts LIMIT 1").fetchall()
                return db
            except (*_ODD, OSError):
                self.clear()
        return None

    def clear(self) -> None:
        """Drop everything."""
        for suffix in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file."""
        if self._db:
            self._db.close()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """All that is asked for meanwhile is looked up in the file as it is now: it is locked and checked once."""
        self._say("BEGIN")
        try:
            yield
        finally:
            self._say("COMMIT")

    def _say(self, words: str) -> None:
        with suppress(*_ODD):
            if self._db:
                self._db.execute(words)

    def knows(self, path: Path, sha256: str) -> bool:
        """Whether it seems to have the reading of that file."""
        words = "SELECT 1 FROM packed WHERE path = ? AND sha256 = ? AND stamp = ?"
        try:
            return bool(self._db and self._db.execute(words, (path_text(path), sha256, self._stamp)).fetchone())
        except _ODD:
            return False

    def get(self, path: Path, sha256: str) -> Reading | None:
        """The reading of that file as it was, ``None`` when it changed or cannot be trusted."""
        if self._db is None:
            return None
        try:
            found = self._db.execute(
                "SELECT digest, marks, head FROM packed WHERE path = ? AND sha256 = ? AND stamp = ?",
                (path_text(path), sha256, self._stamp),
            ).fetchone()
            if found is None or _digest(found[1], found[2]) != found[0]:
                return None
            marks = tuple(found[1][n : n + MARK] for n in range(0, len(found[1]), MARK))
            return _marked(self._unpacker.unpack(Packed(zlib.decompress(found[2]), marks, _Parts(self._db))), found[0])
        except Exception:  # whatever a damaged file makes the decoders raise: it is read again
            return None

    def put(self, readings: Sequence[Reading]) -> None:
        """Keep readings of files that could be read."""
        if self._db is None:
            return
        kept = [(reading, pack(reading)) for reading in readings if reading.status in ("read", "partial")]
        parts = {mark: data for _, packed in kept for mark, data in packed.parts.items()}
        try:
            self._db.execute("BEGIN")
            self._db.executemany("INSERT OR REPLACE INTO packed VALUES (?, ?, ?, ?, ?, ?)", starmap(self._row, kept))
            # Written anew even when it is there: so a damaged one is mended.
            squeezed = ((mark, zlib.compress(data, 1)) for mark, data in parts.items())
            self._db.executemany("INSERT OR REPLACE INTO parts VALUES (?, ?)", squeezed)
            self._db.execute("COMMIT")
        except _ODD:
            self._db.close()
            self.clear()
            self._db = self._open()

    def keep_only(self, paths: Sequence[Path]) -> None:
        """Drop the entries of files that are no longer there, and of other versions."""
        if self._db is None:
            return
        try:
            known = {str(row[0]) for row in self._db.execute("SELECT path FROM packed")}
            gone = [(path,) for path in known - {path_text(path) for path in paths}]
            self._db.executemany("DELETE FROM packed WHERE path = ?", gone)
            self._db.execute("DELETE FROM packed WHERE stamp <> ?", (self._stamp,))
            used = {
                marks[n : n + MARK]
                for (marks,) in self._db.execute("SELECT marks FROM packed")
                for n in range(0, len(marks), MARK)
            }
            unused = [(mark,) for (mark,) in self._db.execute("SELECT mark FROM parts") if mark not in used]
            self._db.executemany("DELETE FROM parts WHERE mark = ?", unused)
        except _ODD:
            self.clear()

    def _row(self, reading: Reading, packed: Packed) -> tuple[str, str, str, bytes, bytes, bytes]:
        marks, head = b"".join(packed.marks), zlib.compress(packed.head, 1)
        digest = _digest(marks, head)
        _marked(reading, digest)
        return path_text(reading.path), reading.sha256, self._stamp, digest, marks, head


def _marked(reading: Reading, digest: bytes) -> Reading:
    """The reading, its plans marked by what is kept of it: the night that reads it and those after tell them alike."""
    reading.plans = [
        plan.with_head(content_digest=digest + number.to_bytes(4, "big")) for number, plan in enumerate(reading.plans)
    ]
    return reading


def _digest(marks: bytes, head: bytes) -> bytes:
    return hashlib.sha256(marks + head).digest()


class _Parts(Mapping[bytes, bytes]):
    """The parts of readings the file keeps, each checked against its mark. Raises ``KeyError`` for any other."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __getitem__(self, mark: bytes) -> bytes:
        found = self._db.execute("SELECT data FROM parts WHERE mark = ?", (mark,)).fetchone()
        part = zlib.decompress(found[0]) if found else b""
        if mark_of(part) != mark:
            raise KeyError(mark)
        return part

    def __iter__(self) -> Iterator[bytes]:
        return (mark for (mark,) in self._db.execute("SELECT mark FROM parts"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _load(data: bytes) -> Any:
    return plain_values(data, _OWN)


def read_incrementally(
    inputs: Sequence[Input],
    template: Template,
    cache: ReadingCache,
    *,
    marks: Sequence[str | None] | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> list[Reading]:
    """One reading per input, in the same order; only what changed is read.

    A file saved while it is read is read again; still changing after a few tries, it is rejected with the reason.
    ``marks``: those of the files' contents, when the caller has them.
    """
    marks = marks or [content_mark(entry.path) for entry in inputs]
    known = [bool(mark) and cache.knows(entry.path, mark or "") for entry, mark in zip(inputs, marks, strict=True)]
    changed = [entry for entry, there in zip(inputs, known, strict=True) if not there]
    # Other processes read these while the others are taken from the cache.
    begun = begin_reading(changed, template, jobs, progress)
    with cache.at_once():
        found = [
            cache.get(entry.path, mark or "") if there else None
            for entry, mark, there in zip(inputs, marks, known, strict=True)
        ]
    missing = [n for n, reading in enumerate(found) if reading is None]
    cache.hits, cache.misses = len(inputs) - len(missing), len(missing)
    damaged = read_all([inputs[n] for n in missing if known[n]], template, jobs)
    read = {False: iter(list(begun)), True: iter(damaged)}
    for n in missing:
        found[n] = _settled(inputs[n], next(read[known[n]]), marks[n], template)
    readings = [reading for reading in found if reading is not None]
    cache.put([reading for n in missing if (reading := found[n]) is not None])
    cache.keep_only([entry.path for entry in inputs])
    return readings


def _settled(entry: Input, reading: Reading, mark: str | None, template: Template) -> Reading:
    """The reading, done again while the bytes before and after differ."""
    for _ in range(_TRIES):
        after = content_mark(entry.path)
        if mark is None or (mark == after and reading.sha256 in ("", mark)):
            return reading
        time.sleep(_PAUSE)
        mark = content_mark(entry.path)
        reading = read_all([entry], template)[0]
    name = path_text(entry.path.name)
    params = {"file": name, "reason": _BEING_SAVED}
    finding = Finding("PAC118", subject=name, file=path_text(entry.path), params=params)
    return replace(reading, status="rejected", reason=_BEING_SAVED, plans=[], findings=[finding])


def _stamp(template: Template) -> str:
    """What a reading depends on besides the file."""
    return hashlib.sha256(f"{__version__}\n{_code()}\n{template!r}".encode()).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """The reading code itself: a version number does not follow every edit."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for room in _ROOMS:
        for file in sorted((package / room).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def said(cache: ReadingCache) -> Text:
    """How much had to be read."""
    return Text(
        f"classeurs relus{NBSP}: {cache.misses}, inchangés{NBSP}: {cache.hits}",
        f"workbooks read: {cache.misses}, unchanged: {cache.hits}",
    )
