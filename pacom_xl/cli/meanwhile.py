"""A file made by a second process while this one goes on with the rest.

Only where a copy of the process is simple and safe to make: on Linux, with a processor to spare and no other thread
at work. Elsewhere, and when the copy comes to grief, the file is made here when it is waited for: whatever goes wrong
is then told as if there had been no copy.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess


class Meanwhile:
    """Work that has begun, where it can."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._copy = _begun(work) if _may_copy() else None

    def wait(self) -> None:
        """Returns when the work is done. Raises what it raises."""
        if self._copy is None or not _ended_well(self._copy):
            self._work()


def _may_copy() -> bool:
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def _begun(work: Callable[[], None]) -> BaseProcess | None:
    copy = multiprocessing.get_context("fork").Process(target=_alone, args=(work,), daemon=True)
    try:
        copy.start()
    except OSError:
        return None
    return copy


def _alone(work: Callable[[], None]) -> None:
    """The work, and not a word of what goes wrong: it is done again by who can tell."""
    try:
        work()
    except BaseException:
        sys.exit(1)


def _ended_well(copy: BaseProcess) -> bool:
    copy.join()
    return copy.exitcode == 0
