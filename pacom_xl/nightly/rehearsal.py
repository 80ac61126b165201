"""The mails the next night would write: nothing is sent, published or recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pacom_xl.consolidation.review import Review
from pacom_xl.model.text import Text
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.history.comparison import action_history, compared, run_of
from pacom_xl.nightly.history.history_access import errors_in_sentences, history_problems
from pacom_xl.nightly.history.moves import moves_of
from pacom_xl.nightly.history.plan_versions import PlanVersions
from pacom_xl.nightly.history.run_history import History, read_only
from pacom_xl.nightly.job import add_history
from pacom_xl.nightly.mails.night_mails import Mail, mails_of
from pacom_xl.nightly.night_review import NightRequest, read_night, review_night, template_of_night
from pacom_xl.nightly.publishing.output_paths import OutputPaths
from pacom_xl.nightly.publishing.publish import Publisher
from pacom_xl.nightly.publishing.sent_corrections import SentCorrections, load_sent_corrections
from pacom_xl.nightly.recipients.recipients import MissingRecipient
from pacom_xl.nightly.recipients.rhythm import DayMails, load_day_mails
from pacom_xl.nightly.recipients.sending_days import is_day_off
from pacom_xl.nightly.replies.reply_reading import night_replies, replies_of_a_first_night
from pacom_xl.nightly.state_folder import StateFolder
from pacom_xl.storage.result_store import ResultStore


@dataclass(frozen=True)
class Rehearsal:
    """The mails the next night would write. ``review`` is ``None`` on a day off."""

    mails: Iterable[Mail] = ()
    unsent: tuple[MissingRecipient, ...] = ()
    review: Review | None = None
    problems: tuple[Text, ...] = ()


@contextmanager
def rehearse(request: NightRequest, *, fresh: bool = False) -> Iterator[Rehearsal]:
    """The mails of a night that is not done: nothing is sent, published or recorded.

    The history is looked at and not changed; ``fresh``: as if there were none, on any day. Raises
    ``NightRefusedError``, ``CannotWriteError``.
    """
    if not fresh and is_day_off(request.day, request.config):
        yield Rehearsal()
        return
    state = StateFolder(Path(request.config.state))
    paths = OutputPaths(request.config, state)
    template = template_of_night(request, paths)
    inputs = read_night(request, template, paths)
    with _history_copy(state, request.config, fresh) as history:
        actions = action_history(history, request.config)
        config, day = request.config, request.day
        replies = replies_of_a_first_night(config, day) if fresh else night_replies(config, state, day, rehearsal=True)
        review = review_night(request, inputs, template, actions, replies=replies)
        facts, changes = compared(review, history, request.config, actions, replies)
        if history:
            facts = replace(facts, moves=moves_of(review, PlanVersions(state.versions)))
        add_history(facts, request.config, history, run_of(facts, ""), changes)
        number = history.runs_on(request.day) + 1 if history else 1
        sent = SentCorrections(day) if fresh else load_sent_corrections(state.sent_corrections, day)
        enclose = Publisher(paths, ResultStore(state.results, b""), sent).planned(facts)
        day_mails = DayMails(request.day) if fresh else load_day_mails(state.day_mails, request.day)
        mails, unsent = mails_of(facts, request.config, number=number, enclose=enclose, day_mails=day_mails)
        problems = [*(history_problems(history, state) if history else []), *replies.problems]
        yield Rehearsal(mails, tuple(unsent), review, tuple(problems))


@contextmanager
def _history_copy(state: StateFolder, config: NightlyConfig, fresh: bool) -> Iterator[History | None]:
    if fresh or config.file is None or not state.history.is_file():
        yield None
        return
    with errors_in_sentences(state), read_only(state.history) as history:
        yield history
