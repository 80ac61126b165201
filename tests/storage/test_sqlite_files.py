"""SQLite files where the file system refuses every lock."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pacom_xl.nightly.history.history_database import open_file
from pacom_xl.storage.result_store import ResultStore
from pacom_xl.storage.sqlite_files import open_sqlite

_HOLD = "import fcntl, sys; f = open(sys.argv[1], 'r+b'); fcntl.lockf(f, fcntl.LOCK_EX); print(flush=True); input()"


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A database no lock can be had of: another process holds them all."""
    file = tmp_path / "history.sqlite"
    open_file(file).close()
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        yield file
        process.communicate(b"\n")


def _without_locks(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def refused(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "lockf", refused)


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_history_on_a_file_system_without_locks_is_used(
    locked: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    with pytest.raises(sqlite3.OperationalError):
        open_sqlite(locked, timeout=0).execute("SELECT COUNT(*) FROM runs")
    _without_locks(monkeypatch, code)
    database = open_file(locked)
    database.execute("INSERT INTO beats VALUES ('2026-06-15', 'now', 'done')")
    database.close()
    read = open_sqlite(locked, is_read_only=True)
    assert read.execute("SELECT outcome FROM beats").fetchall() == [("done",)]
    read.close()


def test_results_are_stored_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _without_locks(monkeypatch, errno.ENOLCK)
    store = ResultStore(tmp_path / "results.sqlite", b"1")
    store.put(b"key", b"value")
    store.release()
    assert ResultStore(tmp_path / "results.sqlite", b"1").get(b"key") == b"value"


def test_a_folder_nobody_may_write_to_is_taken_to_have_locks(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        open_sqlite(tmp_path / "missing" / "history.sqlite").execute("SELECT 1 FROM runs")
