"""The history of a nightly job, opened for a command."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.outputs import refusal
from pacom_xl.model.text import NARROW_NBSP, NBSP, Text
from pacom_xl.nightly.config import NightlyConfig
from pacom_xl.nightly.history import History
from pacom_xl.nightly.history_database import NewerHistoryError
from pacom_xl.nightly.night_run import State


def open_history(state: State) -> History:
    """The history. Exit code 2 when it was written by a later version or its folder cannot be used."""
    try:
        return History(state.history)
    except NewerHistoryError as error:
        raise RefusedError(
            Text(
                f"{state.history}{NBSP}: écrit par une version plus récente, mettez pacom_xl à jour.",
                f"{state.history}: written by a later version, update pacom_xl.",
            )
        ) from error
    except (OSError, sqlite3.Error) as error:
        if refused := refusal(error, state.folder):
            raise refused from error
        raise


def put_aside(history: History) -> list[Text]:
    """That a damaged history was put aside, to be told."""
    if history.damaged is None:
        return []
    name = history.damaged.name
    return [
        Text(
            f"historique endommagé, mis de côté sous {name}{NARROW_NBSP}; cette nuit est un état initial.",
            f"damaged history, put aside as {name}; tonight is an initial state.",
        )
    ]


@contextmanager
def history_of(settings: NightlyConfig) -> Iterator[History | None]:
    """The history of the configuration when there is one, to look at."""
    state = State(Path(settings.state))
    if settings.file is None or not state.history.is_file():
        yield None
        return
    history = open_history(state)
    try:
        yield history
    finally:
        history.close()
