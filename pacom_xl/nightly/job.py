"""One night: read, check, compare with the history, publish, write the mails, record, send.

What survives a crash follows from the order: mails staged → run recorded → mails released → sent. Killed before the
record, the night never was and is done again; killed after it, its mails are in the outbox.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from pacom_xl.consolidation.review import Review
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.text import Text
from pacom_xl.nightly.collection.collection_state import with_collection
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.delivery.outbox import Outbox
from pacom_xl.nightly.delivery.smtp import Delivery, deliver
from pacom_xl.nightly.history.comparison import action_history, compared, run_of
from pacom_xl.nightly.history.finding_changes import Change, renamed
from pacom_xl.nightly.history.history_access import history_problems, open_history
from pacom_xl.nightly.history.moves import moves_of
from pacom_xl.nightly.history.plan_versions import PlanVersions, counted_states
from pacom_xl.nightly.history.run_history import History, Run
from pacom_xl.nightly.history.trend import trend_of
from pacom_xl.nightly.mails import admin_notice
from pacom_xl.nightly.mails.night_mails import MailSummary, mails_of
from pacom_xl.nightly.night_facts import Night
from pacom_xl.nightly.night_log import delivery_lines, outcome_lines, write_log
from pacom_xl.nightly.night_review import NightRefusedError, NightRequest, read_night, review_night, template_of_night
from pacom_xl.nightly.publishing.output_paths import OutputPaths
from pacom_xl.nightly.publishing.publish import Publisher
from pacom_xl.nightly.publishing.sent_corrections import load_sent_corrections, save_sent_corrections
from pacom_xl.nightly.recipients.recipients import NO_GROUP, NO_TEAMS, MissingRecipient
from pacom_xl.nightly.recipients.rhythm import DayMails, load_day_mails, save_day_mails
from pacom_xl.nightly.recipients.sending_days import is_day_off
from pacom_xl.nightly.replies.night_replies import NightReplies
from pacom_xl.nightly.replies.reply_reading import night_replies
from pacom_xl.nightly.state_folder import StateFolder
from pacom_xl.nightly.team_results import TeamResults, store_version
from pacom_xl.nightly.unread_files import newly_unread_files
from pacom_xl.reporting.words.disk_messages import cannot_write
from pacom_xl.storage.atomic_files import CannotWriteError
from pacom_xl.storage.result_store import DamagedStoreError, ResultStore
from pacom_xl.storage.run_lock import BusyError, only_run


@dataclass(frozen=True)
class NightResult:
    """Result of a night."""

    delivery: Delivery
    #: ``None`` on a day off: nothing was checked.
    review: Review | None = None
    mails: tuple[MailSummary, ...] = ()
    unsent: tuple[MissingRecipient, ...] = ()
    #: What went wrong on the way, for people: outputs that could not be written, a damaged history.
    problems: tuple[Text, ...] = ()
    #: Some output could not be written.
    output_failed: bool = False
    #: Workbooks that were read, and those whose results were in the store.
    files_read: int = 0
    files_unchanged: int = 0


@dataclass
class _Night:
    """A night under way."""

    request: NightRequest
    state: StateFolder
    history: History
    replies: NightReplies = field(default_factory=NightReplies)
    #: What the administrator should be informed of.
    admin: list[Text] = field(default_factory=list)

    @property
    def config(self) -> NightlyConfig:
        return self.request.config


def run_night(request: NightRequest) -> NightResult:
    """Do a night. The administrator is informed of what stops it.

    Raises ``BusyError`` while another run is under way, ``NightRefusedError``, ``CannotWriteError`` about the state
    folder, and whatever fault the program has.
    """
    state = StateFolder(Path(request.config.state))
    with only_run(state.lock):
        state.clean()
        try:
            return _retry_without_store(lambda: _run(request, state), state)
        except NightRefusedError as error:
            admin_notice.stage_problems(error.problems, request.config, state)
            _send_what_waits(request.config, state)
            raise
        except CannotWriteError:
            raise
        except Exception as error:
            admin_notice.stage_fault(error, request.config, state)
            _send_what_waits(request.config, state)
            raise


def _retry_without_store(work: Callable[[], NightResult], state: StateFolder) -> NightResult:
    """Do the night; when the result store is damaged, clear it and do the night again."""
    try:
        return work()
    except DamagedStoreError:
        ResultStore(state.results, b"").clear()
        return work()


def _send_what_waits(config: NightlyConfig, state: StateFolder) -> None:
    try:
        send(state.outbox, config, only_due=True)
    except (CannotWriteError, OSError):
        # Reported with the problem that is about to be raised.
        return


def _run(request: NightRequest, state: StateFolder) -> NightResult:
    if is_day_off(request.day, request.config):
        return _day_off(request, state)
    paths = OutputPaths(request.config, state)
    template = template_of_night(request, paths)
    store = ResultStore(state.results, store_version(template))
    results = TeamResults(store)
    try:
        inputs = read_night(request, template, paths, results)
        with open_history(state) as history:
            night = _Night(request, state, history)
            night.admin += history_problems(history, state)
            night.replies = night_replies(request.config, state, request.day)
            actions = action_history(history, request.config)
            review = review_night(request, inputs, template, actions, results, night.replies)
            sent = load_sent_corrections(state.sent_corrections, request.day)
            result = _finished(night, review, Publisher(paths, store, sent))
        store.prune()
    finally:
        store.release()
    return replace(result, files_read=results.read, files_unchanged=results.found)


def _day_off(request: NightRequest, state: StateFolder) -> NightResult:
    """A day off: what waits is tried again, nothing else."""
    with open_history(state) as history:
        outbox = state.outbox
        outbox.recover(history.has)
        delivery = send(outbox, request.config, only_due=True)
        history.beat(request.day, now_text(), "off")
    return NightResult(delivery)


def _finished(night: _Night, review: Review, publisher: Publisher) -> NightResult:
    """The night from its review on: compare, publish, write the mails, record, send, log."""
    outbox, history, config = night.state.outbox, night.history, night.config
    outbox.recover(history.has)
    actions = action_history(history, config)
    facts, changes = compared(review, history, config, actions, night.replies)
    facts = replace(facts, moves=moves_of(review, PlanVersions(night.state.versions)))
    last, run = history.last(), run_of(facts, uuid.uuid4().hex)
    add_history(facts, config, history, run, changes)
    enclose = publisher.publish(facts, [*_before(history.trend(), run), run])
    day_mails = load_day_mails(night.state.day_mails, review.as_of)
    number = history.runs_on(review.as_of) + 1
    mails, unsent = mails_of(facts, config, number=number, enclose=enclose, day_mails=day_mails)
    staged = outbox.stage(run.uid, mails)
    after = actions.after(review.portfolio.all_plans, review.as_of)
    if config.renamed:
        history.follow(config.renamed, renamed(history.known().values(), config.renamed), actions.known.values())
    history.purge(review.as_of, config.limits.keep_months)
    collection = facts.collection
    reminders = [(entry.team, collection.due) for entry in collection.reminded] if collection else []
    history.record(run, changes, after, reminders)
    outbox.release(run.uid)
    night.admin += [*night.replies.problems, *_store_sent(night, day_mails, publisher), *_store_versions(night, review)]
    night.admin += [*_without_summary(unsent, last), *newly_unread_files(review, changes)]
    admin_notice.stage_problems(night.admin, config, night.state)
    delivery = send(outbox, config, only_due=True)
    problems = [*publisher.problems, *night.admin]
    outcome = outcome_lines(review, changes, staged, len(unsent))
    lines = [*outcome, *night.replies.log_lines(), *delivery_lines(delivery, problems)]
    try:
        write_log(night.state, review.as_of, lines, night.request.lang)
    except CannotWriteError as error:
        problems.append(cannot_write(error))
    history.beat(review.as_of, now_text(), "waiting" if delivery.waiting else "done")
    failed = bool(publisher.problems)
    return NightResult(delivery, review, tuple(staged), tuple(unsent), tuple(problems), failed)


def add_history(
    facts: Night, config: NightlyConfig, history: History | None, run: Run, changes: Sequence[Change]
) -> None:
    """Add reminders and trend of earlier nights to the facts of a night."""
    due = config.collection.due if config.collection else None
    with_collection(facts, config, history.reminders(due) if history and due else {})
    if history:
        facts.trend = trend_of(run, history.trend(), history.known().values(), changes)


def _store_sent(night: _Night, day_mails: DayMails, publisher: Publisher) -> list[Text]:
    """Store who was written to, which corrected workbooks went along and what replies changed; what the disk refuses
    stops nothing and is reported.
    """
    try:
        save_day_mails(night.state.day_mails, day_mails)
        save_sent_corrections(night.state.sent_corrections, publisher.sent)
        night.replies.save(night.state.replies)
    except CannotWriteError as error:
        return [cannot_write(error)]
    return []


def _store_versions(night: _Night, review: Review) -> list[Text]:
    """Store the plans that changed, for ``diff --since``; what the disk refuses stops nothing and is reported."""
    states = counted_states(review)
    versions = PlanVersions(night.state.versions)
    try:
        versions.store(states, review.as_of, review.template)
        versions.thin(review.as_of, night.config.limits.keep_months)
    except CannotWriteError as error:
        return [cannot_write(error)]
    return []


def _before(runs: Iterable[Run], run: Run) -> list[Run]:
    return [other for other in runs if other.as_of != run.as_of]


def _without_summary(unsent: Iterable[MissingRecipient], last: Run | None) -> list[Text]:
    """A sentence on the first night on which the national summary has no recipient any more."""
    reasons = [entry.reason for entry in unsent if entry.reason in (NO_GROUP, NO_TEAMS)]
    return reasons if last is None or GROUP_TEAM in last.teams else []


def send(outbox: Outbox, config: NightlyConfig, *, only_due: bool) -> Delivery:
    """Hand what waits to the server; without a server everything waits, and that is a problem."""
    if config.smtp is None:
        waiting = len(outbox.waiting())
        problem = Text("pas de section [smtp], rien n’est envoyé", "no [smtp] section, nothing is sent")
        return Delivery(0, waiting, problems=[problem] if waiting else [])
    return deliver(outbox, config.smtp, only_due=only_due)


def now_text() -> str:
    """The present moment, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


__all__ = ["BusyError", "NightRefusedError", "NightRequest", "NightResult", "now_text", "run_night", "send"]
