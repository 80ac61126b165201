"""Mails on disk until the server has accepted them.

The mails of a run are first staged beside the box; they enter it, one rename each, once the history holds the
run. Killed in between, the next run finishes the move (the run is recorded) or drops the staging (it is not,
and its mails will be made again). A mail that cannot be read is moved to ``damaged``; one the server refused for
good stays, is not tried by itself any more, and is listed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.errors import MessageError
from email.policy import SMTP
from pathlib import Path
from typing import Any

from pacom_xl.model.text import Text
from pacom_xl.nightly.mails.night_mails import Mail, MailSummary
from pacom_xl.storage.atomic_files import make_folder, sync_folder, write_bytes

#: Minutes to wait after the first, second… failure; the last for ever.
_BACK_OFF = (15, 60, 240, 720, 1440)
#: A mail that the server rejected permanently so many times is not tried again automatically.
_REFUSALS = 3
_STAGING = ".staging-"
_DAMAGED = "damaged"


@dataclass(frozen=True)
class Entry:
    """One mail that waits."""

    path: Path
    attempts: int = 0
    #: Not to be tried again before, but by hand.
    next_try: datetime | None = None
    error: Text | None = None
    trigram: str = ""
    #: How often the server refused it for good.
    refusals: int = 0

    @property
    def name(self) -> str:
        """Its name in lists and logs, which identifies no person."""
        return self.path.stem

    @property
    def is_refused(self) -> bool:
        """Whether it is tried by hand only: the server refused it for good more than once."""
        return self.refusals >= _REFUSALS

    def data(self) -> bytes:
        """The mail. Raises ``OSError``."""
        return self.path.read_bytes()

    def addresses(self) -> tuple[str, str] | None:
        """Sender and recipient; ``None`` when the file holds no mail."""
        try:
            mail = message_from_bytes(self.data(), policy=SMTP)
            return mail["From"].addresses[0].addr_spec, mail["To"].addresses[0].addr_spec
        except (OSError, MessageError, AttributeError, IndexError, TypeError, ValueError, LookupError):
            return None

    def header(self, name: str) -> str:
        """A header of the mail; ``""`` when there is none."""
        try:
            return str(message_from_bytes(self.data(), policy=SMTP).get(name, ""))
        except (OSError, MessageError, AttributeError, IndexError, TypeError, ValueError, LookupError):
            return ""

    def is_due(self, now: datetime) -> bool:
        """Whether to try it now. A clock that went back does not hold a mail for longer than a day."""
        if self.is_refused or self.next_try is None:
            return not self.is_refused
        return now >= self.next_try or self.next_try - now > timedelta(minutes=_BACK_OFF[-1])


class Outbox:
    """The folder of waiting mails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def stage(self, uid: str, mails: Iterable[Mail]) -> list[MailSummary]:
        """Write the mails of a run where nothing sends them yet. Raises ``CannotWriteError``."""
        staging = self._staging(uid)
        make_folder(staging)
        staged = []
        for mail in mails:
            path = write_bytes(staging / f"{name_of(mail)}.eml", mail.message.as_bytes())
            if mail.trigram:
                _write_state(path, {"trigram": mail.trigram})
            staged.append(mail.summary)
        sync_folder(self.folder)
        return staged

    def release(self, uid: str) -> None:
        """Move the staged mails of a recorded run into the box."""
        staging = self._staging(uid)
        if not staging.is_dir():
            return
        for path in sorted(staging.glob("*.json")) + sorted(staging.glob("*.eml")):
            path.replace(self.folder / path.name)
        sync_folder(self.folder)
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

    def waiting(self) -> list[Entry]:
        """Mails that will be tried again."""
        return [entry for entry in self.entries() if not entry.is_refused]

    def accepted(self, entry: Entry) -> None:
        """Remove a mail that the server has accepted: called right after the server's answer."""
        entry.path.unlink(missing_ok=True)
        _state_file(entry.path).unlink(missing_ok=True)
        sync_folder(self.folder)

    def put_aside(self, entry: Entry) -> None:
        """Move a file that holds no mail out of the way. Raises ``OSError``."""
        folder = self.folder / _DAMAGED
        make_folder(folder)
        entry.path.replace(folder / entry.path.name)
        _state_file(entry.path).unlink(missing_ok=True)

    def postponed(self, entry: Entry, error: Text, now: datetime, *, for_good: bool = False) -> None:
        """Leave a mail for later, with the reason; ``for_good``: the server says that trying again is useless."""
        wait = _BACK_OFF[min(entry.attempts, len(_BACK_OFF) - 1)]
        state = {
            "attempts": entry.attempts + 1,
            "next": (now + timedelta(minutes=wait)).isoformat(),
            "error": {"fr": error.fr, "en": error.en},
            "trigram": entry.trigram,
            "refusals": entry.refusals + 1 if for_good else 0,
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


def name_of(mail: Mail) -> str:
    """Date and a digest of the Message-ID: the same mail has the same name."""
    digest = hashlib.sha256(str(mail.message["Message-ID"]).encode()).hexdigest()[:16]
    return f"{str(mail.message['Message-ID'])[1:9]}-{digest}"


def _entry(path: Path) -> Entry:
    state = _read_state(path)
    why = state.get("error") or {}
    error = Text(str(why.get("fr", "")), str(why.get("en", ""))) if isinstance(why, dict) and why else None
    attempts = state.get("attempts", 0)
    tried = attempts if isinstance(attempts, int) else 0
    refusals = state.get("refusals", 0)
    refused = refusals if isinstance(refusals, int) else 0
    return Entry(path, tried, _moment(state.get("next")), error, str(state.get("trigram", "")), refused)


def _read_state(path: Path) -> dict[str, Any]:
    """The state of earlier attempts; nothing when its file is absent or damaged: the mail itself is what counts."""
    try:
        state = json.loads(_state_file(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _write_state(path: Path, state: dict[str, Any]) -> None:
    write_bytes(_state_file(path), json.dumps(state).encode("ascii"))


def _state_file(path: Path) -> Path:
    return path.with_suffix(".json")


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
