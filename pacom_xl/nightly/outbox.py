"""Mails on disk until the server has accepted them. A file here is a promise; its removal is the receipt.

The mails of a run are first staged beside the box; they enter it, one rename each, once the history holds the
run. Killed in between, the next run finishes the move (the run is recorded) or drops the staging (it is not,
and will be made again).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

from pacom_xl.model.text import Text
from pacom_xl.nightly.mails import Letter, write_whole

#: Minutes to wait after the first, second… failure; the last for ever.
_BACK_OFF = (15, 60, 240, 720, 1440)
_STAGING = ".staging-"


@dataclass(frozen=True)
class Entry:
    """One mail that waits."""

    path: Path
    attempts: int = 0
    #: Not to be tried again before, but by hand.
    next_try: datetime | None = None
    error: Text | None = None
    trigram: str = ""

    @property
    def name(self) -> str:
        """Its name in lists and logs: nobody can be recognised by it."""
        return self.path.stem

    def data(self) -> bytes:
        """The mail. Raises ``OSError``."""
        return self.path.read_bytes()

    def header(self, name: str) -> str:
        """A header of the mail; ``""`` when there is none."""
        try:
            return str(message_from_bytes(self.data(), policy=SMTP).get(name, ""))
        except OSError:
            return ""

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to try again. A clock that went back does not hold a mail for longer than a day."""
        if self.next_try is None:
            return True
        return now >= self.next_try or self.next_try - now > timedelta(minutes=_BACK_OFF[-1])


class Outbox:
    """The folder of waiting mails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def stage(self, uid: str, letters: Sequence[Letter]) -> None:
        """Write the mails of a run where nothing sends them yet. Raises ``OSError``."""
        staging = self._staging(uid)
        staging.mkdir(parents=True, exist_ok=True)
        for letter in letters:
            path = write_whole(staging / f"{name_of(letter)}.eml", letter.message.as_bytes())
            if letter.trigram:
                _write_state(path, {"trigram": letter.trigram})
        _settle(staging)
        _settle(self.folder)

    def release(self, uid: str) -> None:
        """Move the staged mails of a recorded run into the box."""
        staging = self._staging(uid)
        if not staging.is_dir():
            return
        for path in sorted(staging.glob("*.json")) + sorted(staging.glob("*.eml")):
            path.replace(self.folder / path.name)
        _settle(self.folder)
        shutil.rmtree(staging, ignore_errors=True)

    def recover(self, recorded: Callable[[str], bool]) -> None:
        """Finish or undo what an interrupted run left."""
        for staging in sorted(self.folder.glob(f"{_STAGING}*")):
            uid = staging.name.removeprefix(_STAGING)
            if recorded(uid):
                self.release(uid)
            else:
                shutil.rmtree(staging, ignore_errors=True)

    def entries(self) -> list[Entry]:
        """Waiting mails, the oldest first."""
        return [_entry(path) for path in sorted(self.folder.glob("*.eml"))]

    def accepted(self, entry: Entry) -> None:
        """The server has it: forget it at once. The very next instruction after the server's answer."""
        entry.path.unlink(missing_ok=True)
        _state_file(entry.path).unlink(missing_ok=True)
        _settle(self.folder)

    def postponed(self, entry: Entry, error: Text, now: datetime) -> None:
        """Keep it for later, with the reason."""
        wait = _BACK_OFF[min(entry.attempts, len(_BACK_OFF) - 1)]
        state = {
            "attempts": entry.attempts + 1,
            "next": (now + timedelta(minutes=wait)).isoformat(),
            "error": {"fr": error.fr, "en": error.en},
            "trigram": entry.trigram,
        }
        _write_state(entry.path, state)

    def forget(self, trigram: str) -> int:
        """Drop the mails to a person; how many there were."""
        gone = [entry for entry in self.entries() if entry.trigram == trigram]
        for entry in gone:
            self.accepted(entry)
        return len(gone)

    def _staging(self, uid: str) -> Path:
        return self.folder / f"{_STAGING}{uid}"


def name_of(letter: Letter) -> str:
    """Date and a digest of the Message-ID: the same mail has the same name."""
    mark = hashlib.sha256(str(letter.message["Message-ID"]).encode()).hexdigest()[:16]
    return f"{str(letter.message['Message-ID'])[1:9]}-{mark}"


def _entry(path: Path) -> Entry:
    state = _read_state(path)
    said = state.get("error") or {}
    error = Text(str(said.get("fr", "")), str(said.get("en", ""))) if isinstance(said, dict) and said else None
    attempts = state.get("attempts", 0)
    tried = attempts if isinstance(attempts, int) else 0
    return Entry(path, tried, _moment(state.get("next")), error, str(state.get("trigram", "")))


def _read_state(path: Path) -> dict[str, Any]:
    """What is known of earlier attempts; nothing when the file is absent or damaged: the mail counts, not it."""
    try:
        state = json.loads(_state_file(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _write_state(path: Path, state: dict[str, Any]) -> None:
    write_whole(_state_file(path), json.dumps(state, ensure_ascii=False).encode("utf-8"))


def _state_file(path: Path) -> Path:
    return path.with_suffix(".json")


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _settle(folder: Path) -> None:
    """Have the folder itself on the disk, where the system can."""
    if os.name == "nt" or not folder.is_dir():
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
