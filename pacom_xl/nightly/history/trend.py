"""Trend of the figures of the nights, and the speed at which findings are resolved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pacom_xl.model.formats import percent
from pacom_xl.model.text import Lang
from pacom_xl.nightly.history.finding_changes import Change, KnownFinding
from pacom_xl.nightly.history.run_history import Run

#: Tonight is compared with the last run at least so long ago.
_WEEK = timedelta(days=7)
#: Days over which resolved findings are counted.
RESOLVED_DAYS = 30


@dataclass(frozen=True)
class Trend:
    """Two nights side by side. ``before``: about a week before ``tonight``; ``None`` on the first day."""

    tonight: Run
    before: Run | None
    #: Number of findings resolved in the last ``RESOLVED_DAYS`` days, and the mean number of days they were open.
    resolved: int = 0
    mean_days: Decimal | None = None


def trend_of(tonight: Run, runs: Iterable[Run], known: Iterable[KnownFinding], changes: Sequence[Change]) -> Trend:
    """``runs`` and ``known``: those of the history before tonight; ``changes``: what tonight changes."""
    days = [*_days_open(tonight.as_of, known, changes)]
    mean = Decimal(sum(days)) / len(days) if days else None
    return Trend(tonight, _before(tonight, runs), len(days), mean)


def _before(tonight: Run, runs: Iterable[Run]) -> Run | None:
    """The last run at least a week before tonight, else the oldest one of an earlier day."""
    earlier = sorted((run for run in runs if run.as_of < tonight.as_of), key=lambda run: run.as_of)
    long_ago = [run for run in earlier if tonight.as_of - run.as_of >= _WEEK]
    return next(iter(long_ago[-1:] or earlier[:1]), None)


def _days_open(as_of: date, known: Iterable[KnownFinding], changes: Sequence[Change]) -> Iterable[int]:
    """Number of days each finding resolved lately was open."""
    first, changed = as_of - timedelta(days=RESOLVED_DAYS), {change.key for change in changes}
    for entry in known:
        # What tonight finds again is open.
        if entry.resolved and first < entry.resolved <= as_of and entry.key not in changed:
            yield (entry.resolved - entry.since).days
    yield from ((as_of - change.known.since).days for change in changes if change.state == "resolved")


def on_time_text(run: Run, lang: Lang) -> str:
    """Share of the actions of a run completed in time, as text; a dash when none was completed."""
    return percent(Decimal(run.on_time) / run.delivered, lang, 0) if run.delivered else "–"
