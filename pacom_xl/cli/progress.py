"""Progress on a terminal: a bar with count, rate and time left, once the work lasts over a second; never in pipes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from pacom_xl.cli.options import Voice
from pacom_xl.model.progress import Progress
from pacom_xl.model.text import Text

READING = Text("Lecture", "Reading")
WRITING = Text("Écriture", "Writing")
#: Seconds before a bar is shown.
_PATIENCE = 1.0


@contextmanager
def progress_bar(voice: Voice, total: int, work: Text) -> Iterator[Progress | None]:
    """A bar on the terminal's standard error; ``None`` where there is no terminal, or with ``--quiet``."""
    if voice.quiet or not sys.stderr.isatty():
        yield None
        return
    label, started = work.in_(voice.lang), time.monotonic()
    bar = click.progressbar(length=total, label=label, show_pos=True, show_eta=True, file=sys.stderr)
    is_shown = False

    def progress(done: int, of: int) -> None:
        nonlocal is_shown
        lasted = time.monotonic() - started
        if not is_shown and lasted <= _PATIENCE:
            return
        is_shown = True
        bar.length = of
        bar.label = f"{label} ({_rate(done / lasted, voice)})"
        bar.update(done - bar.pos)

    yield progress
    if is_shown:
        bar.render_finish()


def _rate(by_second: float, voice: Voice) -> str:
    shown = f"{by_second:.1f}/s"
    return shown.replace(".", ",") if voice.lang == "fr" else shown
