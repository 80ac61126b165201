"""Killed at any moment: no mail lost, none sent again once its acceptance was confirmed, the history whole.

Between the server's acceptance and the moment its answer reaches the program, nobody can know: the one mail in flight
then may come twice, with the same Message-ID. Any other that comes twice is a fault.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from pacom_xl.nightly.delivery.outbox import Outbox
from pacom_xl.nightly.history.run_history import History
from tests.support.mail_server import PASSWORD, mail_server
from tests.support.nightly_company import MONDAY, Company


def _kill_after(company: Company, delay: float) -> int:
    """Start the night and kill it; its exit code when it was faster."""
    words = ["nightly", "--config", str(company.config), "--as-of", MONDAY.isoformat(), "-q"]
    process = subprocess.Popen([sys.executable, "-m", "pacom_xl", *words], start_new_session=True)
    try:
        return process.wait(delay)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait()


def _trial(company: Company, delay: float) -> tuple[bool, set[str]]:
    """Kill one night, then let the next one finish: whether it was killed, and the mails in flight at that moment."""
    killed = _kill_after(company, delay) == -signal.SIGKILL
    time.sleep(0.3)  # what was already on the wire reaches the server
    waiting = {entry.header("Message-ID") for entry in Outbox(company.folder / "state" / "outbox").entries()}
    in_flight = waiting & set(company.room.ids())
    words = ["nightly", "--config", str(company.config), "--as-of", MONDAY.isoformat(), "-q"]
    subprocess.run([sys.executable, "-m", "pacom_xl", *words], check=True, timeout=120)
    return killed, in_flight


def _check(company: Company, expected: set[str], delay: float) -> bool:
    killed, in_flight = _trial(company, delay)
    ids = company.room.ids()
    assert len(in_flight) <= 1
    history = History(company.folder / "state" / "history.sqlite")
    assert history.damaged is None
    known, runs = history.known(), history.runs_on(MONDAY)
    history.close()
    assert {entry.standing for entry in known.values()} == {"open"}
    assert runs in (1, 2)
    assert expected <= set(ids), f"lost when killed after {delay:.2f} s"
    doubled = {mark for mark, count in Counter(ids).items() if count > 1}
    assert doubled <= in_flight, f"sent twice when killed after {delay:.2f} s"
    box = company.folder / "state" / "outbox"
    assert not list(box.glob("*.eml")) + list(box.glob(".staging-*"))
    return killed


def _length(company: Company) -> tuple[float, set[str]]:
    """How long a whole night lasts, and the mails of it."""
    start = time.monotonic()
    assert _kill_after(company, 120) == 0
    return time.monotonic() - start, set(company.room.ids())


def _repeat(folder: Path, workbooks: Path, times: int) -> int:
    """Kill ``times`` nights, each at another moment of a fresh company; how many were really killed."""
    with mail_server(folder) as room:
        (folder / "whole").mkdir()
        length, expected = _length(Company(folder / "whole", room, workbooks))
        chance = random.Random(7)
        killed = 0
        for n in range(times):
            home = folder / f"night-{n}"
            home.mkdir()
            room.received.clear()
            delay = length * ((n + chance.random()) / times)
            killed += _check(Company(home, room, workbooks), expected, delay)
        return killed


def test_killed_a_few_times(tmp_path: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACOM_SMTP_PASSWORD", PASSWORD)
    assert _repeat(tmp_path, workbooks, 3) >= 1


@pytest.mark.long
def test_killed_fifty_times(tmp_path: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACOM_SMTP_PASSWORD", PASSWORD)
    assert _repeat(tmp_path, workbooks, 50) >= 30
