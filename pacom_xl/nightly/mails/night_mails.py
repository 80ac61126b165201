"""The mails of a night: one per recipient with news, with a part for each of their subscriptions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

from pacom_xl.exchange.ics import Event, calendar
from pacom_xl.model.text import LANGS, Text, path_text
from pacom_xl.model.typography import colon, counted, of_person
from pacom_xl.nightly.configuration.config import SENDER, NightlyConfig
from pacom_xl.nightly.digest.collection_digest import for_board, for_reminder, has_board
from pacom_xl.nightly.digest.digest_model import Digest
from pacom_xl.nightly.digest.director_digest import for_director, has_news_for_director
from pacom_xl.nightly.digest.mail_weight import fitted
from pacom_xl.nightly.digest.manager_digest import for_manager, has_news_for_manager
from pacom_xl.nightly.digest.owner_digest import deadlines, for_owner, has_news_for_owner
from pacom_xl.nightly.digest.source_lines import read_lines
from pacom_xl.nightly.mails import mail_message
from pacom_xl.nightly.mails.mail_message import Attachment
from pacom_xl.nightly.night_facts import Night, PersonKey
from pacom_xl.nightly.publishing.deadline_events import deadline_event
from pacom_xl.nightly.recipients.recipients import MissingRecipient, Recipient, Subscription, recipients
from pacom_xl.nightly.recipients.rhythm import WEEKLY, DayMails, is_part_due
from pacom_xl.nightly.recipients.sending_days import begins_the_week
from pacom_xl.storage.atomic_files import write_bytes

_CALENDAR = Text("echeances.ics", "deadlines.ics")


@dataclass(frozen=True)
class Mail:
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

    @property
    def summary(self) -> MailSummary:
        """The entry of the screen and the log for a mail."""
        return MailSummary(self.name, self.digest.role, self.digest.subject)


@dataclass(frozen=True)
class MailSummary:
    """A mail without its content: the role of its recipient and its subject."""

    name: str
    role: str
    subject: str


@dataclass(frozen=True)
class Enclosure:
    """A file a part of a mail leads to."""

    label: Text
    path: Path
    #: Joined to the mail when light enough, under this media type; ``""``: never joined.
    kind: str = ""
    #: Where readers open it, instead of its path on this machine.
    address: str = ""


#: The files of one part of a recipient's mail; written when they are asked for.
Enclose = Callable[[Recipient, Subscription], Sequence[Enclosure]]


def mails_of(
    night: Night,
    config: NightlyConfig | None = None,
    *,
    number: int = 1,
    enclose: Enclose = lambda _recipient, _subscription: (),
    day_mails: DayMails | None = None,
) -> tuple[Iterator[Mail], list[MissingRecipient]]:
    """The mails of run ``number`` of the day, each made when it is its turn, and the subscriptions without an address.

    Nobody is written to without news, but the director in the first mail of the week and those whose rhythm asks for
    it. ``day_mails``: who was written to in earlier runs; completed as the mails are made.
    """
    config = config or NightlyConfig()
    found, unsent = recipients(night, config)
    when = _DayFacts(begins_the_week(night.review.as_of, config), number == 1, day_mails or DayMails())
    night = replace(night, full=(when.begins_the_week and when.first_run) or night.first)
    return _mails(found, night, config, number, enclose, when), unsent


@dataclass(frozen=True)
class _DayFacts:
    """Facts about the day on which the decision to write to a person depends."""

    begins_the_week: bool
    first_run: bool
    mails: DayMails


def _mails(
    found: Sequence[Recipient], night: Night, config: NightlyConfig, number: int, enclose: Enclose, when: _DayFacts
) -> Iterator[Mail]:
    nights = {lang: night.in_(lang) for lang in LANGS}
    taken: set[str] = set()
    for recipient in found:
        address, parts = recipient.address.addr_spec, _parts(nights[recipient.lang], recipient, when)
        if parts and when.mails.was_written(address):
            when.mails.owe(address)
        elif parts:
            when.mails.note(address)
            yield _mail(_Draft(recipient, parts, _file_name(recipient, taken)), night, config, number, enclose)


@dataclass(frozen=True)
class _Draft:
    """Content of the mail to a recipient, before the files are written."""

    recipient: Recipient
    parts: list[tuple[Subscription, Digest]]
    name: str


def _parts(night: Night, recipient: Recipient, when: _DayFacts) -> list[tuple[Subscription, Digest]]:
    """The parts of a recipient's mail that are due: reminders first, actions of absent people last; an empty part
    is left out.
    """
    ordered = sorted(recipient.subscriptions, key=lambda s: (s.role != "reminder", s.role == "owner" and s.deputy))
    wanted = [s for s in ordered if _is_due(night, recipient, s, when)]
    night = replace(night, full=night.full or when.mails.is_owed(recipient.address.addr_spec))
    name, weekly = recipient.address.display_name, when.begins_the_week and when.first_run
    found = [(s, digest) for s in wanted if (digest := _digest(night, s, name, weekly)) is not None]
    digests = fitted([digest for _, digest in found], mail_message.body_bytes, read_lines(night))
    parts = [(some, digest) for (some, _), digest in zip(found, digests, strict=True)]
    return sorted(parts, key=lambda part: part[1].brief)


def _is_due(night: Night, recipient: Recipient, subscription: Subscription, when: _DayFacts) -> bool:
    """Whether the rhythm of the recipient, or news held back on an earlier day, ask for a part. A reminder is due."""
    role, news = subscription.role, _has_news(night, subscription)
    if role == "reminder":
        return news
    if when.mails.is_owed(recipient.address.addr_spec) and recipient.rhythm != WEEKLY:
        return True
    days = (when.begins_the_week, when.first_run)
    return is_part_due(recipient.rhythm, role, news=news, begins_the_week=days[0], first_run=days[1])


def _mail(draft: _Draft, night: Night, config: NightlyConfig, number: int, enclose: Enclose) -> Mail:
    recipient = draft.recipient
    files = [list(enclose(recipient, subscription)) for subscription, _ in draft.parts]
    parts = [_leading_to(some, digest) for some, (_, digest) in zip(files, draft.parts, strict=True)]
    # The name of somebody absent is in the mail only: subjects are shown on the screen and in logs too.
    managed = [digest for some, digest in draft.parts if some.role == "manager" and not digest.absent]
    first = _naming_absent(parts)
    # The counts of the subject are those of the first team only.
    named = [_naming_others(first, len(managed) - 1 if draft.parts[0][1] in managed else 0), *parts[1:]]
    # A file that goes with two parts is joined once.
    once = {file.path: file for some in files for file in some}
    joined = [*_joined([*once.values()], config), *_calendar(night, recipient)]
    text = mail_message.message(named, _envelope(night, config, recipient, number), joined)
    return Mail(draft.name, parts, text, recipient.trigram)


def _naming_absent(parts: Sequence[Digest]) -> Digest:
    """The first part, with the absent people of the other parts named in its subject."""
    names = [part.absent for part in parts[1:] if part.absent]
    if not names:
        return parts[0]
    whose, away = " et ".join(map(of_person, names)), "leur absence" if len(names) > 1 else "son absence"
    absent = Text(f", et les actions {whose} en {away}", f", and the actions of {' and '.join(names)}, away")
    return replace(parts[0], subject=parts[0].subject + absent.in_(parts[0].lang))


def _naming_others(first: Digest, teams: int) -> Digest:
    """The first part, with the number of the other teams of its reader in its subject."""
    if teams < 1:
        return first
    others = counted(teams, Text("autre équipe", "other team"), Text("autres équipes", "other teams"))
    added = Text(f", et {others.fr}", f", and {others.en}")
    return replace(first, subject=first.subject + added.in_(first.lang))


def _leading_to(files: Sequence[Enclosure], digest: Digest) -> Digest:
    """The part with the places of its files at its end: a server may take what is joined away."""
    lang = digest.lang
    places = [f"{file.label.in_(lang)}{colon(lang)}{file.address or path_text(file.path)}" for file in files]
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


def _has_news(night: Night, subscription: Subscription) -> bool:
    if subscription.role == "reminder":
        return True
    if subscription.role == "board":
        return has_board(night)
    if subscription.role == "director":
        return has_news_for_director(night)
    if subscription.role == "manager" and subscription.plan is not None:
        return has_news_for_manager(night, subscription.plan)
    return subscription.who is not None and has_news_for_owner(night, subscription.who)


def _digest(night: Night, subscription: Subscription, name: str, weekly: bool) -> Digest | None:
    """The part of a subscription; ``name``: that of its reader."""
    if subscription.role == "reminder":
        return for_reminder(night, subscription.name, name)
    if subscription.role == "board":
        return for_board(night)
    if subscription.role == "director":
        return for_director(night, weekly)
    if subscription.role == "manager" and subscription.plan is not None:
        return for_manager(night, subscription.plan)
    return for_owner(night, subscription.who, subscription.deputy) if subscription.who else None


def _envelope(night: Night, config: NightlyConfig, recipient: Recipient, number: int) -> mail_message.Envelope:
    sender = mail_message.address("pacom_xl", config.sender) or Address("pacom_xl", addr_spec=SENDER)
    reply_to = mail_message.address("", config.reply_to) if config.reply_to else None
    return mail_message.Envelope(sender, recipient.address, night.review.as_of, number, reply_to)


def _calendar(night: Night, recipient: Recipient) -> list[Attachment]:
    """The deadlines of one's own actions."""
    events = [event for who in recipient.calendars for event in _events(night, who, recipient)]
    if not events:
        return []
    name = Text("Plan d’action commercial", "Sales action plan").in_(recipient.lang)
    data = calendar(events, night.review.as_of, name)
    return [Attachment(_CALENDAR.in_(recipient.lang), data, "text/calendar")]


def _events(night: Night, who: PersonKey, recipient: Recipient) -> list[Event]:
    return [deadline_event(row, label, on, recipient.lang) for row, label, on in deadlines(night, who)]


def write_mail(mail: Mail, folder: Path) -> None:
    """Write ``<name>.eml`` and ``<name>.html``. Raises ``CannotWriteError``."""
    write_bytes(folder / f"{mail.name}.eml", mail.message.as_bytes())
    write_bytes(folder / f"{mail.name}.html", mail_message.html(mail.digests).encode("utf-8"))


def _file_name(recipient: Recipient, taken: set[str]) -> str:
    """The recipient's first subscription as a file name; a number when two share it."""
    base = re.sub(r"[^\w-]", "_", recipient.subscriptions[0].name) or "equipe"
    name, number = base, 1
    while name.casefold() in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name.casefold())
    return name
