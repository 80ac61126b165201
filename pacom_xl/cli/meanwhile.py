"""A file made by a second process while this one goes on with the rest.

Only where a copy of the process is simple and safe to make: on Linux, with a processor to spare and no other thread
at work. Elsewhere, and when the copy comes to grief, the file is made here when it is waited for: whatever goes wrong
is then told as if there had been no copy.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
import tempfile
import threading
from collections.abc import Callable
from typing import IO, Generic, TypeVar, cast

T = TypeVar("T")


class Meanwhile(Generic[T]):
    """Work that has begun, where it can. What it needs at its end only may be told later."""

    def __init__(self, work: Callable[[Callable[[], T]], None], *, apart: bool = True) -> None:
        """``work``: is given what returns what was told. ``apart``: whether a process of its own is worth it."""
        self._work = work
        self._told: list[T] = []
        self._copy = _begun(work) if apart and _may_copy() else None

    def tell(self, what: T) -> None:
        """What the work asks for. It is told once."""
        self._told.append(what)
        if self._copy:
            self._copy.tell(what)

    def wait(self) -> None:
        """Returns when the work is done; what it asks for was told. Raises what it raises."""
        if self._copy is None or not self._copy.ended_well():
            self._work(lambda: self._told[0])


def _may_copy() -> bool:
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


class _Copy(Generic[T]):
    """A copy of this process at work. What it is told waits in a file: it may be long, and nobody waits for it."""

    def __init__(self, work: Callable[[Callable[[], T]], None]) -> None:
        """Raises ``OSError``."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (read by the copy)
        context = multiprocessing.get_context("fork")
        told, self._tell = context.Pipe(duplex=False)

        def alone() -> None:
            # Its end of what this process tells: closed here, so that it ends when this process does.
            self._tell.close()

            def ask() -> T:
                told.recv()
                self._file.seek(0)
                return cast(T, pickle.load(self._file))

            _alone(lambda: work(ask))

        self._process = context.Process(target=alone, daemon=True)
        self._process.start()
        told.close()

    def tell(self, what: T) -> None:
        """Whether anybody hears it comes out at the end."""
        try:
            pickle.dump(what, cast(IO[bytes], self._file), 5)
            self._file.flush()
            self._tell.send(True)
        except OSError:
            self._tell.close()

    def ended_well(self) -> bool:
        """Whether it did the work; returns when it has ended."""
        self._tell.close()
        self._process.join()
        self._file.close()
        return self._process.exitcode == 0


def _begun(work: Callable[[Callable[[], T]], None]) -> _Copy[T] | None:
    try:
        return _Copy(work)
    except OSError:
        return None


def _alone(work: Callable[[], None]) -> None:
    """The work, and not a word of what goes wrong: it is done again by who can tell."""
    try:
        work()
    except BaseException:
        sys.exit(1)
