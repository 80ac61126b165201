"""The mails of a night: a part for each role of a reader, silent when nothing is new."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

from pacom_xl.core.text import NBSP, Text
from pacom_xl.nightly.config import SENDER, NightlyConfig
from pacom_xl.nightly.people import Duty, Reader, Unsent, readers
from pacom_xl.reporting import mail
from pacom_xl.reporting.digest import for_director, for_manager
from pacom_xl.reporting.digest_model import Digest
from pacom_xl.reporting.digest_owner import deadlines, for_owner
from pacom_xl.reporting.ics import Event, calendar
from pacom_xl.reporting.mail import Attachment
from pacom_xl.reporting.night import Night

_CALENDAR = Text("echeances.ics", "deadlines.ics")


@dataclass(frozen=True)
class Letter:
    """One mail ready to go, and the page that shows it. ``name`` is that of its files."""

    name: str
    digests: list[Digest]
    message: EmailMessage
    #: Whom it is about, for ``forget``; empty when unknown.
    trigram: str = ""

    @property
    def digest(self) -> Digest:
        """The part its subject comes from."""
        return self.digests[0]


def letters(
    night: Night,
    config: NightlyConfig | None = None,
    *,
    number: int = 1,
    attachments: Sequence[Attachment] = (),
    everything: bool = False,
) -> tuple[list[Letter], list[Unsent]]:
    """The mails of run ``number`` of the day, and the duties that have no reader.

    ``attachments`` go with the national summary only. ``everything``: also the mails that have no news.
    """
    config = config or NightlyConfig()
    found, left = readers(night, config)
    done: list[Letter] = []
    taken: set[str] = set()
    for reader in found:
        digests = [d for duty in reader.duties if (d := _digest(night.in_(reader.lang), duty)) is not None]
        spoken = [d for d in digests if everything or d.news or (number == 1 and _is_weekly(night, d))]
        if spoken:
            joined = _attachments(night, reader, spoken, attachments)
            name = _file_name(reader, taken)
            text = mail.message(spoken, _envelope(night, config, reader, number), joined)
            done.append(Letter(name, spoken, text, reader.trigram))
    return done, left


def _digest(night: Night, duty: Duty) -> Digest | None:
    if duty.role == "director":
        return for_director(night)
    if duty.role == "manager" and duty.plan is not None:
        return for_manager(night, duty.plan)
    return for_owner(night, duty.person, duty.deputy)


def _is_weekly(night: Night, digest: Digest) -> bool:
    """The director's summary of Monday comes even when nothing changed."""
    return digest.role == "direction" and night.review.as_of.weekday() == 0


def _envelope(night: Night, config: NightlyConfig, reader: Reader, number: int) -> mail.Envelope:
    sender = mail.address("pacom_xl", config.sender) or Address("pacom_xl", addr_spec=SENDER)
    reply_to = mail.address("", config.reply_to) if config.reply_to else None
    return mail.Envelope(sender, reader.address, night.review.as_of, number, reply_to)


def _attachments(
    night: Night, reader: Reader, digests: Sequence[Digest], of_the_group: Sequence[Attachment]
) -> list[Attachment]:
    """The group's workbook with the national summary; a calendar with one's own actions."""
    joined = list(of_the_group) if any(digest.role == "direction" for digest in digests) else []
    people = [duty.person for duty in reader.duties if duty.role == "owner"]
    if any(digest.role == "owner" for digest in digests):
        events = [event for person in people for event in _events(night, person, reader)]
        if events:
            name = Text("Plan d’action commercial", "Sales action plan").in_(reader.lang)
            data = calendar(events, night.review.as_of, name)
            joined.append(Attachment(_CALENDAR.in_(reader.lang), data, "text/calendar"))
    return joined


def _events(night: Night, trigram: str, reader: Reader) -> list[Event]:
    due = Text("Échéance", "Due").in_(reader.lang)
    separator = f"{NBSP}: " if reader.lang == "fr" else ": "
    return [
        Event(
            key=f"{row.team}|{row.key}|{label}",
            day=on,
            title=f"{label or due}{separator}{row.key} {row.text('title')}",
            text=row.text("what"),
        )
        for row, label, on in deadlines(night, trigram)
    ]


def write_letters(letters_: Sequence[Letter], folder: Path) -> list[Path]:
    """``<name>.eml`` and ``<name>.html`` for each letter, each in one move. Raises ``OSError``."""
    written = []
    for letter in letters_:
        for suffix, data in (
            ("eml", letter.message.as_bytes()),
            ("html", mail.html(letter.digests).encode("utf-8")),
        ):
            written.append(write_whole(folder / f"{letter.name}.{suffix}", data))
    return written


def write_whole(path: Path, data: bytes) -> Path:
    """A file that is there entirely or not at all, on the disk when this returns. Raises ``OSError``."""
    handle, name = tempfile.mkstemp(prefix=".pacom-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return path


def _file_name(reader: Reader, taken: set[str]) -> str:
    """The reader's first duty as a file name, whatever was typed; a number when two share it."""
    base = re.sub(r"[^\w-]", "_", reader.duties[0].name) or "equipe"
    name, number = base, 1
    while name.casefold() in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name.casefold())
    return name
