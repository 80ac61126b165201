"""The mails of a night: a part for each role of a reader, silent when nothing is new."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

from pacom_xl.exchange.ics import Event, calendar
from pacom_xl.model.text import LANGS, Lang, Text
from pacom_xl.model.typography import colon
from pacom_xl.nightly import mail_message
from pacom_xl.nightly.config import SENDER, NightlyConfig
from pacom_xl.nightly.digest.digest_model import Digest
from pacom_xl.nightly.digest.digests import for_director, for_manager, has_news_for_director, has_news_for_manager
from pacom_xl.nightly.digest.owner_digest import deadlines, for_owner, has_news_for_owner
from pacom_xl.nightly.mail_message import Attachment
from pacom_xl.nightly.night_facts import Night, Who
from pacom_xl.nightly.recipients import Duty, Reader, Unsent, readers
from pacom_xl.nightly.sending_days import begins_the_week

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


@dataclass(frozen=True)
class Enclosure:
    """A file a part of a mail leads to."""

    label: Text
    path: Path
    #: Joined to the mail when light enough, under this media type; ``""``: never joined.
    kind: str = ""


#: The files of a reader's part, in their language; written when they are asked for.
Enclose = Callable[[Duty, Lang], Sequence[Enclosure]]


def letters(
    night: Night,
    config: NightlyConfig | None = None,
    *,
    number: int = 1,
    enclose: Enclose = lambda _duty, _lang: (),
    everything: bool = False,
) -> tuple[list[Letter], list[Unsent]]:
    """The mails of run ``number`` of the day, and the duties that have no reader.

    ``everything``: also the mails that have no news. The director's first mail of the week comes without any.
    """
    config = config or NightlyConfig()
    found, left = readers(night, config)
    weekly = number == 1 and begins_the_week(night.review.as_of, config)
    nights = {lang: night.in_(lang) for lang in LANGS}
    told = [(reader, _spoken(nights[reader.lang], reader, weekly, everything)) for reader in found]
    taken: set[str] = set()
    drafts = [_Draft(reader, parts, _file_name(reader, taken)) for reader, parts in told if parts]
    # The director's files take the longest: they may still be made while the other mails are.
    done = {
        draft.name: _letter(draft, night, config, number, enclose)
        for draft in sorted(drafts, key=lambda draft: draft.has("director"))
    }
    return [done[draft.name] for draft in drafts], left


@dataclass(frozen=True)
class _Draft:
    """What a reader is told, before the files are there."""

    reader: Reader
    parts: list[tuple[Duty, Digest]]
    name: str

    def has(self, role: str) -> bool:
        return any(duty.role == role for duty, _ in self.parts)


def _spoken(night: Night, reader: Reader, weekly: bool, everything: bool) -> list[tuple[Duty, Digest]]:
    """The parts of a reader's mail; those nobody would read are not made."""
    wanted = (
        duty for duty in reader.duties if everything or (weekly and duty.role == "director") or _has_news(night, duty)
    )
    return [(duty, digest) for duty in wanted if (digest := _digest(night, duty)) is not None]


def _letter(draft: _Draft, night: Night, config: NightlyConfig, number: int, enclose: Enclose) -> Letter:
    reader = draft.reader
    files = [list(enclose(duty, reader.lang)) for duty, _ in draft.parts]
    digests = [_leading_to(some, digest) for some, (_, digest) in zip(files, draft.parts, strict=True)]
    joined = [*_joined([file for some in files for file in some], config), *_calendar(night, reader)]
    text = mail_message.message(digests, _envelope(night, config, reader, number), joined)
    return Letter(draft.name, digests, text, reader.trigram)


def _leading_to(files: Sequence[Enclosure], digest: Digest) -> Digest:
    """The part with the places of its files at its end: a server may take what is joined away."""
    places = [f"{file.label.in_(digest.lang)}{colon(digest.lang)}{file.path}" for file in files]
    return replace(digest, closing=[*digest.closing, *places])


def _joined(files: Sequence[Enclosure], config: NightlyConfig) -> list[Attachment]:
    """Files that fit under the limit together, in the order given."""
    room = config.limits.attachment_mb * 1_000_000
    joined = []
    for file in files:
        size = file.path.stat().st_size if file.kind else room + 1
        if size <= room:
            joined.append(Attachment(file.path.name, file.path.read_bytes(), file.kind))
            room -= size
    return joined


def _has_news(night: Night, duty: Duty) -> bool:
    if duty.role == "director":
        return has_news_for_director(night)
    if duty.role == "manager" and duty.plan is not None:
        return has_news_for_manager(night, duty.plan)
    return duty.who is not None and has_news_for_owner(night, duty.who)


def _digest(night: Night, duty: Duty) -> Digest | None:
    if duty.role == "director":
        return for_director(night)
    if duty.role == "manager" and duty.plan is not None:
        return for_manager(night, duty.plan)
    return for_owner(night, duty.who, duty.deputy) if duty.who else None


def _envelope(night: Night, config: NightlyConfig, reader: Reader, number: int) -> mail_message.Envelope:
    sender = mail_message.address("pacom_xl", config.sender) or Address("pacom_xl", addr_spec=SENDER)
    reply_to = mail_message.address("", config.reply_to) if config.reply_to else None
    return mail_message.Envelope(sender, reader.address, night.review.as_of, number, reply_to)


def _calendar(night: Night, reader: Reader) -> list[Attachment]:
    """The deadlines of one's own actions."""
    events = [event for who in reader.calendars for event in _events(night, who, reader)]
    if not events:
        return []
    name = Text("Plan d’action commercial", "Sales action plan").in_(reader.lang)
    data = calendar(events, night.review.as_of, name)
    return [Attachment(_CALENDAR.in_(reader.lang), data, "text/calendar")]


def _events(night: Night, who: Who, reader: Reader) -> list[Event]:
    due = Text("Échéance", "Due").in_(reader.lang)
    return [
        Event(
            key=f"{row.team}|{row.view.plan.year}|{row.key}|{label}",
            day=on,
            title=f"{label or due}{colon(reader.lang)}{row.key} {row.text('title')}",
            text=row.text("what"),
        )
        for row, label, on in deadlines(night, who)
    ]


def write_letters(letters_: Sequence[Letter], folder: Path) -> list[Path]:
    """``<name>.eml`` and ``<name>.html`` for each letter, each in one move. Raises ``OSError``."""
    written = []
    for letter in letters_:
        for suffix, data in (
            ("eml", letter.message.as_bytes()),
            ("html", mail_message.html(letter.digests).encode("utf-8")),
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
