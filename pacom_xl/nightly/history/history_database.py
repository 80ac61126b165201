"""The SQLite file of the history: its tables, their migrations, and renaming a damaged file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pacom_xl.storage.atomic_files import CannotWriteError, disk_error
from pacom_xl.storage.sqlite_files import open_sqlite

#: One script per version of the file; ``user_version`` counts those done.
_MIGRATIONS = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, as_of TEXT NOT NULL, started TEXT NOT NULL,
        program TEXT NOT NULL, late INTEGER, over INTEGER, delivered INTEGER, on_time INTEGER, actions INTEGER
    );
    CREATE TABLE run_teams (run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, team TEXT NOT NULL,
        PRIMARY KEY (run, team)) WITHOUT ROWID;
    CREATE TABLE findings (
        id INTEGER PRIMARY KEY, code TEXT NOT NULL, team TEXT NOT NULL, subject TEXT NOT NULL,
        detail TEXT NOT NULL, since TEXT NOT NULL, seen TEXT NOT NULL, standing TEXT NOT NULL,
        resolved TEXT, level TEXT NOT NULL, days INTEGER NOT NULL, UNIQUE (code, team, subject, detail)
    );
    CREATE TABLE events (run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
        finding INTEGER NOT NULL REFERENCES findings ON DELETE CASCADE, state TEXT NOT NULL,
        PRIMARY KEY (run, finding)) WITHOUT ROWID;
    CREATE TABLE actions (team TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (team, code)) WITHOUT ROWID;
    CREATE TABLE beats (day TEXT PRIMARY KEY, at TEXT NOT NULL, outcome TEXT NOT NULL) WITHOUT ROWID;
    """,
    "CREATE INDEX events_of_finding ON events (finding);",
    """
    ALTER TABLE actions ADD COLUMN year INTEGER;
    ALTER TABLE actions ADD COLUMN first TEXT;
    ALTER TABLE actions ADD COLUMN last TEXT;
    ALTER TABLE actions ADD COLUMN title TEXT;
    ALTER TABLE actions ADD COLUMN owner TEXT;
    ALTER TABLE actions ADD COLUMN start TEXT;
    ALTER TABLE actions ADD COLUMN due TEXT;
    UPDATE actions SET last = (SELECT MAX(as_of) FROM runs);
    """,
    """
    CREATE TABLE reminders (team TEXT NOT NULL, due TEXT NOT NULL, day TEXT NOT NULL,
        PRIMARY KEY (team, due, day)) WITHOUT ROWID;
    """,
)


#: Seconds to wait for another process that uses the file.
_PATIENCE_S = 20


def open_file(file: Path) -> sqlite3.Connection:
    """The history, brought to the present version. Raises ``NewerHistoryError``, ``sqlite3.DatabaseError``."""
    db = open_sqlite(file, isolation_level=None, timeout=_PATIENCE_S)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")
        if db.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("quick_check")
        _migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def _migrate(db: sqlite3.Connection) -> None:
    done = int(db.execute("PRAGMA user_version").fetchone()[0])
    if done > len(_MIGRATIONS):
        raise NewerHistoryError(done)
    for number, script in enumerate(_MIGRATIONS[done:], done + 1):
        db.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")


class NewerHistoryError(Exception):
    """The file was written by a later version of the program."""


class HistoryBusyError(Exception):
    """Another program uses the file, and did not release it in time."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


def put_aside(file: Path) -> Path:
    """Rename a damaged file and its companions, never over an older one."""
    number = 1
    while (aside := file.with_name(f"{file.name}.damaged-{number}")).exists():
        number += 1
    file.replace(aside)
    for companion in ("-wal", "-shm"):
        file.with_name(file.name + companion).unlink(missing_ok=True)
    return aside


#: SQLite's codes of a file that another process uses.
_BUSY = (5, 6)


@contextmanager
def translating_errors(file: Path) -> Iterator[None]:
    """Turn errors of SQLite into ``HistoryBusyError`` (file in use) or ``CannotWriteError`` (refused by the disk)."""
    try:
        yield
    except sqlite3.Error as error:
        if is_busy(error):
            raise HistoryBusyError(file) from error
        if refused := disk_error(error):
            raise CannotWriteError(file, refused) from error
        raise


def is_busy(error: Exception) -> bool:
    """Whether SQLite refused because another process uses the file."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY
