"""SQLite files, also on a file system without locks (some network shares), where SQLite refuses every access."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from pacom_xl.storage.run_lock import NO_LOCKS


def open_sqlite(file: Path, *, is_read_only: bool = False, **options: Any) -> sqlite3.Connection:
    """A connection to a file; ``options`` are those of ``sqlite3.connect``.

    Where the file system has no locks SQLite does without: ``run_lock`` keeps a second run away. Raises
    ``sqlite3.Error``.
    """
    parts = ["mode=ro"] if is_read_only else []
    lockless = not _has_locks(file.absolute().parent)
    if lockless:
        parts.append("vfs=unix-none")
    if not parts:
        plain: sqlite3.Connection = sqlite3.connect(file, **options)
        return plain
    database: sqlite3.Connection = sqlite3.connect(f"{file.absolute().as_uri()}?{'&'.join(parts)}", uri=True, **options)
    if lockless:
        # A write-ahead log without shared memory, which needs locks too.
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
    return database


def _has_locks(folder: Path) -> bool:
    """Whether files of a folder can be locked; ``True`` where nothing can be written, or on Windows."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        with tempfile.TemporaryFile(prefix=".pacom-", dir=folder) as probe:
            fcntl.lockf(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in NO_LOCKS
    return True
