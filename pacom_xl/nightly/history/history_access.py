"""Open the history of a nightly job, and put what is wrong with it into sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pacom_xl.model.text import Text
from pacom_xl.nightly import job_messages
from pacom_xl.nightly.history.history_database import HistoryBusyError, NewerHistoryError
from pacom_xl.nightly.history.run_history import History
from pacom_xl.nightly.night_review import NightRefusedError
from pacom_xl.nightly.state_folder import StateFolder


@contextmanager
def open_history(state: StateFolder) -> Iterator[History]:
    """The history of a job. Raises ``NightRefusedError`` when it is in use or was written by a later version."""
    with errors_in_sentences(state):
        had_runs = not state.history.exists() and any(state.logs.glob("2*.txt"))
        history = History(state.history)
        history.was_missing = had_runs
        try:
            yield history
        finally:
            history.close()


@contextmanager
def errors_in_sentences(state: StateFolder) -> Iterator[None]:
    """Turn errors of the history into ``NightRefusedError``, whose sentences say what to do."""
    try:
        yield
    except NewerHistoryError as error:
        raise NightRefusedError(job_messages.history_newer(state.history)) from error
    except HistoryBusyError as error:
        raise NightRefusedError(job_messages.history_busy(state.history)) from error


def history_problems(history: History, state: StateFolder) -> list[Text]:
    """Sentences about a history that was damaged, emptied or removed."""
    if history.damaged is not None:
        return [job_messages.history_damaged(history.damaged)]
    if history.was_empty:
        return [job_messages.HISTORY_EMPTY]
    return [job_messages.HISTORY_GONE] if history.was_missing else []
