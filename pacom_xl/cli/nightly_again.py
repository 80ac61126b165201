"""A night that would find all as the last one did: told and recorded, without doing it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pacom_xl.cli import nightly_jobs, options
from pacom_xl.cli.exit_codes import IN_PART
from pacom_xl.cli.nightly_messages import tell, tell_delivery
from pacom_xl.cli.nightly_output import delivery_lines, found_lines, write_log
from pacom_xl.nightly.config import NightlyConfig
from pacom_xl.nightly.history import History
from pacom_xl.nightly.last_run import Left, content_mark, keep, kept, mark_of, outputs_now
from pacom_xl.nightly.night_run import Outcome, State, spend_again
from pacom_xl.reading.discover import Input

#: States of a finding that is still there.
_PRESENT = ("initial", "new", "ongoing", "worse", "reopened")


@dataclass
class Basis:
    """What a night is made from, and what the last one left."""

    state: State
    day: date
    #: ``None``: some file cannot be read now.
    content: str | None
    mark: str | None
    last: Left | None
    #: Whether a night made again from the same would find the same.
    stands: bool

    @property
    def changed(self) -> bool:
        """Whether what workbooks are made from is not that of the last night."""
        return self.content is None or self.last is None or self.last.content != self.content

    def begin(self) -> None:
        """From here on nothing is known to be in order, until ``end``."""
        keep(self.state.left, None)

    def end(self, outcome: Outcome, outputs: Sequence[Path], code: int) -> None:
        """A night went well: what it leaves."""
        states = Counter("ongoing" if c.state in _PRESENT else c.state or "" for c in outcome.changes)
        told = {state: states[state] for state in ("ongoing", "not_checked") if states[state]}
        unsent = [replace(entry, who="") for entry in outcome.left]
        log = found_lines(outcome.review, told, {}, len(unsent))
        mark = self.mark if self.stands else None
        files = outputs_now(outputs)
        keep(self.state.left, Left(self.content or "", mark or "", outcome.run, files, code, log, unsent))


def basis(
    inputs: Sequence[Input],
    marks: Sequence[str | None],
    settings: NightlyConfig,
    state: State,
    history: History,
    day: date,
    words: Sequence[str],
) -> Basis:
    """What tonight is made from; ``words``: what else of the call it depends on."""
    files = [Path(file) for file in (settings.file, settings.reference) if file]
    template = Path(settings.template)
    files += sorted(file for file in template.rglob("*") if file.is_file()) if template.is_dir() else ()
    names = [f"{entry.path} {entry.named}" for entry in inputs]
    content = mark_of([*words, *names, *marks, *map(str, files), *map(content_mark, files)])
    mark = mark_of([content, day.isoformat()])
    last, before = kept(state.left), history.last()
    same_day = before is not None and before.as_of == day
    # Other content earlier on the day, or a later day before: only this night sees what that changes.
    stands = before is None or before.as_of < day or (same_day and last is not None and last.mark == mark)
    return Basis(state, day, content, mark, last, stands)


def done_again(of: Basis, settings: NightlyConfig, history: History, voice: options.Voice) -> int | None:
    """The exit code of a night that finds all as the last one did; ``None`` when it has to be made."""
    before = history.last()
    if before is None or of.mark is None or of.last is None or not of.last.holds(of.mark, before.uid):
        return None
    run, delivery = spend_again(settings, of.state, history, before)
    keep(of.state.left, replace(of.last, run=run))
    write_log(of.state, of.day, [*of.last.log, *delivery_lines(delivery, ())], voice.lang)
    history.beat(of.day, nightly_jobs.now_text(), "waiting" if delivery.waiting else "done")
    tell([], of.last.unsent, voice)
    tell_delivery(delivery, [], voice)
    return IN_PART if delivery.waiting else of.last.code
