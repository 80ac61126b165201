"""Limits on what one file may cost: bytes, cells, tabs, depth, time."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence

_MEGABYTE = 1_000_000
#: Cells between two looks at the clock.
_CELLS_A_LOOK = 1_000
#: Seconds of the processor for this thread; of a clock where the system has no threads (a web browser).
_seconds_used = getattr(time, "thread_time", time.perf_counter)

TOO_BIG = Text("contenu anormalement volumineux une fois décompressé", "abnormally large content once unpacked")
TOO_DEEP = Text("contenu XML imbriqué trop profondément", "XML content nested too deeply")


class DocumentError(Exception):
    """A file is refused while it is read; ``reason`` is shown to people."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a document, whatever way its parts are spelt.

    Bytes: the file, one part unpacked, all parts unpacked; ``PACOM_MAX_FILE``, ``PACOM_MAX_PART`` and
    ``PACOM_MAX_TOTAL`` of the environment set them, in megabytes. Counts: filled cells and tabs of a workbook,
    elements of a small part, levels of nested elements. ``seconds``: ``PACOM_MAX_SECONDS`` sets it.
    """

    file: int = 100 * _MEGABYTE
    part: int = 150 * _MEGABYTE
    total: int = 300 * _MEGABYTE
    cells: int = 2_000_000
    tabs: int = 1_000
    elements: int = 1_000_000
    depth: int = 100
    seconds: int = 10

    @classmethod
    def of_environment(cls) -> Limits:
        """The limits of this run; a value that is not a number leaves the default."""
        sizes = {key: os.environ.get(f"PACOM_MAX_{key.upper()}", "") for key in ("file", "part", "total")}
        values = {key: int(text) * _MEGABYTE for key, text in sizes.items() if text.isdecimal()}
        seconds = os.environ.get("PACOM_MAX_SECONDS", "")
        return cls(**values, **({"seconds": int(seconds)} if seconds.isdecimal() and int(seconds) else {}))


@dataclass(slots=True)
class Budget:
    """What remains of the limits of one file.

    Time is that of the processor: a machine that is busy with other things must not make a sound file look endless.
    """

    limits: Limits = field(default_factory=Limits)
    cells: int = 0
    _next_look: int = 0
    _started: float = field(default_factory=_seconds_used)

    def spend(self, cells: int) -> None:
        """Count ``cells``; look at the clock now and then. Raises ``DocumentError`` when a limit is passed."""
        self.cells += cells
        if self.cells < self._next_look:
            return
        self._next_look = self.cells + _CELLS_A_LOOK
        if self.cells > self.limits.cells:
            raise DocumentError(TOO_BIG)
        if _seconds_used() - self._started > self.limits.seconds:
            raise DocumentError(too_long(self.limits.seconds))


def too_long(seconds: int) -> Text:
    """The reason of a file that takes longer than ``seconds``."""
    return sentence(
        "lecture interrompue après {seconds} s (limite PACOM_MAX_SECONDS)",
        "reading stopped after {seconds} s (limit PACOM_MAX_SECONDS)",
        seconds=seconds,
    )
