"""One night, step by step. What is promised to survive a crash is in the order of the steps:

mails staged → run recorded → mails released → sent. Killed before the record, the night never was and is done
again; killed after, the mails are in the box.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from pacom_xl import __version__
from pacom_xl.consolidation.review import Review
from pacom_xl.model.text import Text
from pacom_xl.nightly.action_history import Memory
from pacom_xl.nightly.config import NightlyConfig
from pacom_xl.nightly.digest.digest_rows import LATE, OVER
from pacom_xl.nightly.finding_changes import Change, Known, Tonight, compare, is_news, renamed
from pacom_xl.nightly.history import History, Run
from pacom_xl.nightly.mails import Enclose, Letter, letters
from pacom_xl.nightly.night_facts import Night, rate_of
from pacom_xl.nightly.outbox import Outbox
from pacom_xl.nightly.recipients import Unsent
from pacom_xl.nightly.smtp_delivery import Delivery, deliver
from pacom_xl.reporting.finding_status import Key, Status, days_between, key_of


class Publisher(Protocol):
    """Writes the files of the night."""

    def publish(self, review: Review, trend: Sequence[Run], news: bool) -> Enclose:
        """Told whether any finding changed; what goes with each mail."""

    def finish(self) -> object:
        """Returns when all that could be written is."""


@dataclass(frozen=True)
class State:
    """The folder of a nightly job."""

    folder: Path

    @property
    def history(self) -> Path:
        """Runs and findings."""
        return self.folder / "history.sqlite"

    @property
    def cache(self) -> Path:
        """Readings of unchanged workbooks; may be deleted at any time."""
        return self.folder / "cache.sqlite"

    def made(self, of: str) -> Path:
        """What was made of unchanged workbooks, by what it is; may be deleted at any time."""
        return self.folder / f"made-{of}.sqlite"

    @property
    def left(self) -> Path:
        """What the last night left, for one that would be the same."""
        return self.folder / "history-last.json"

    @property
    def outbox(self) -> Outbox:
        """Mails that wait."""
        folder = self.folder / "outbox"
        folder.mkdir(parents=True, exist_ok=True)
        return Outbox(folder)

    @property
    def lock(self) -> Path:
        """Held during a run."""
        return self.folder / "lock"

    @property
    def logs(self) -> Path:
        """One page per run."""
        return self.folder / "logs"


@dataclass
class Outcome:
    """What a night came to."""

    review: Review
    night: Night
    done: list[Letter] = field(default_factory=list)
    left: list[Unsent] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    delivery: Delivery = field(default_factory=Delivery)
    dropped: int = 0
    #: Uid of the run.
    run: str = ""


def remembered(history: History | None, config: NightlyConfig) -> Memory:
    """The actions of earlier nights, for the rules that ask what changed."""
    return Memory.of(history.actions() if history else (), config.renamed)


def compared(
    review: Review, history: History | None, config: NightlyConfig, memory: Memory
) -> tuple[Night, list[Change]]:
    """The night seen against the history, which is not changed."""
    before = renamed(history.known().values(), config.renamed) if history else {}
    last = history.last() if history else None
    tonight = Tonight(
        review.as_of,
        review.shown,
        hidden=frozenset(key_of(f) for f in review.findings if not f.counts),
        checked=_checked(review, last),
        first=last is None,
        backwards=last is not None and review.as_of < last.as_of,
        reopened_days=config.limits.reopened_days,
    )
    changes = compare(before, tonight)
    statuses = _statuses(review, changes, before, memory)
    night = Night(
        review,
        {} if last is None else statuses,
        first=last is None,
        rows=config.limits.rows_per_section,
        zone=config.time_zone,
    )
    return night, changes


def read_teams(review: Review) -> frozenset[str]:
    """Teams whose whole workbook was read and counts."""
    return frozenset(s.team for s in review.portfolio.sources if s.status == "read" and s.team)


def _checked(review: Review, last: Run | None) -> Callable[[Key], bool]:
    """Whether what a finding is about was read tonight; about several teams, all of them must have been."""
    read = read_teams(review)
    everybody = last is None or last.teams <= read

    def checked(key: Key) -> bool:
        team, subject = key[1], key[2]
        if " / " in subject:
            parts = {part.split("-")[1] for part in subject.split(" / ") if part.count("-") >= 2}
            return parts <= read if parts else everybody
        return team in read if team else everybody

    return checked


def _statuses(
    review: Review, changes: Sequence[Change], before: Mapping[Key, Known], memory: Memory
) -> dict[Key, Status]:
    present = {(plan.team, record.key) for plan in review.portfolio.all_plans for record in plan.table("actions")}
    statuses = {}
    for change in changes:
        if change.state is None:
            continue
        _, team, subject, _ = change.key
        gone = (team, subject) in memory.seen and (team, subject) not in present
        days = days_between(change.known.since, review.as_of)
        told = change.state != "not_checked" or change.known.standing == "unchecked"
        if told:
            statuses[change.key] = Status(change.state, days, gone, is_news(change, before))
    return statuses


def figures(night: Night, uid: str) -> Run:
    """What the history keeps of a run."""
    review = night.review
    late = {(f.team, f.subject) for f in review.shown if f.code.startswith(LATE)}
    over = {(f.team, f.subject) for f in review.shown if f.code.startswith(OVER)}
    delivered, on_time = rate_of(list(night.facts.views.values()))
    return Run(
        uid=uid,
        as_of=review.as_of,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        program=__version__,
        late=len(late),
        over=len(over),
        delivered=delivered,
        on_time=on_time,
        actions=review.actions,
        teams=read_teams(review),
    )


def spend(
    review: Review, config: NightlyConfig, state: State, history: History, memory: Memory, publisher: Publisher
) -> Outcome:
    """The whole night: compare, write, record, send. The lock is the caller's."""
    outbox = state.outbox
    outbox.recover(history.has)
    night, changes = compared(review, history, config, memory)
    run = figures(night, uuid.uuid4().hex)
    news = any(change.state not in (None, "ongoing", "not_checked") for change in changes)
    earlier = [other for other in history.trend() if other.as_of != run.as_of]
    enclose = publisher.publish(review, [*earlier, run], news)
    number = history.runs_on(review.as_of) + 1
    done, left = letters(night, config, number=number, enclose=enclose)
    publisher.finish()
    outbox.stage(run.uid, done)
    if config.renamed:
        history.follow(config.renamed, renamed(history.known().values(), config.renamed), memory.seen.values())
    dropped = history.purge(review.as_of, config.limits.keep_months)
    history.record(run, changes, memory.with_tonight(review.portfolio.all_plans, review.as_of))
    outbox.release(run.uid)
    return Outcome(review, night, done, left, changes, send(outbox, config, only_due=True), dropped, run.uid)


def spend_again(config: NightlyConfig, state: State, history: History, last: Run) -> tuple[str, Delivery]:
    """A night that finds all as the ``last`` run did: it is recorded, and what waits is tried. Uid of its run."""
    outbox = state.outbox
    outbox.recover(history.has)
    run = replace(last, uid=uuid.uuid4().hex, started=datetime.now(UTC).isoformat(timespec="seconds"))
    history.record(run, ())
    return run.uid, send(outbox, config, only_due=True)


def send(outbox: Outbox, config: NightlyConfig, *, only_due: bool) -> Delivery:
    """Hand what waits to the server; without a server everything waits, and that is said."""
    if config.smtp is None:
        entries = outbox.entries()
        problem = Text("pas de section [smtp], rien n’est envoyé", "no [smtp] section, nothing is sent")
        return Delivery(0, len(entries), [problem] if entries else [])
    return deliver(outbox, config.smtp, only_due=only_due)
