"""A second process makes a file meanwhile; whatever becomes of it, the file is made or the fault is told."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pacom_xl.cli import meanwhile
from pacom_xl.cli.meanwhile import Meanwhile

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies of a process are made on Linux only")


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy is made in any case: tests run beside threads of their own."""
    monkeypatch.setattr(meanwhile, "_may_copy", lambda: True)


def who(path: Path) -> Callable[[object], None]:
    """Work that says which process did it."""

    def work(_: object) -> None:
        path.write_text(str(os.getpid()), encoding="utf-8")

    return work


@pytest.mark.usefixtures("copies")
def test_another_process_does_it(tmp_path: Path) -> None:
    Meanwhile(who(tmp_path / "who")).wait()
    assert int((tmp_path / "who").read_text(encoding="utf-8")) != os.getpid()


def test_without_a_copy_it_is_done_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanwhile, "_may_copy", lambda: False)
    Meanwhile(who(tmp_path / "who")).wait()
    assert int((tmp_path / "who").read_text(encoding="utf-8")) == os.getpid()


@pytest.mark.usefixtures("copies")
def test_a_fault_is_told_here() -> None:
    def fails(_: object) -> None:
        raise OSError(28, "no room")

    with pytest.raises(OSError, match="no room"):
        Meanwhile(fails).wait()


@pytest.mark.usefixtures("copies")
def test_a_copy_that_is_killed_is_replaced(tmp_path: Path) -> None:
    here = os.getpid()

    def work(_: object) -> None:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        who(tmp_path / "who")(_)

    Meanwhile(work).wait()
    assert int((tmp_path / "who").read_text(encoding="utf-8")) == here


@pytest.mark.parametrize("copied", [True, False])
def test_what_is_told_late_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copied: bool) -> None:
    """However long it is, whoever does the work."""
    monkeypatch.setattr(meanwhile, "_may_copy", lambda: copied)
    words, out = ["mot"] * 500_000, tmp_path / "words"

    def work(ask: Callable[[], list[str]]) -> None:
        out.write_text(f"{os.getpid()} {len(ask())}", encoding="utf-8")

    making = Meanwhile(work)
    making.tell(words)
    making.wait()
    process, count = map(int, out.read_text(encoding="utf-8").split())
    assert (process != os.getpid(), count) == (copied, len(words))


@pytest.mark.usefixtures("copies")
def test_a_copy_that_is_gone_before_it_is_told_is_replaced(tmp_path: Path) -> None:
    here, out = os.getpid(), tmp_path / "heard"

    def work(ask: Callable[[], str]) -> None:
        if os.getpid() != here:
            sys.exit(1)
        out.write_text(ask(), encoding="utf-8")

    making = Meanwhile(work)
    time.sleep(0.3)
    making.tell("said")
    making.wait()
    assert out.read_text(encoding="utf-8") == "said"


@pytest.mark.usefixtures("copies")
def test_a_copy_that_is_told_nothing_ends(tmp_path: Path) -> None:
    """The process that had something to tell came to grief."""

    def work(ask: Callable[[], str]) -> None:
        ask()
        (tmp_path / "done").touch()

    with pytest.raises(IndexError):
        Meanwhile(work).wait()
    assert not (tmp_path / "done").exists()


def test_a_process_with_threads_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 2)
    assert not meanwhile._may_copy()
