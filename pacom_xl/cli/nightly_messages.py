"""What a night says on the screen: mails by role, whom nobody could be found for, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pacom_xl.cli import options
from pacom_xl.model.text import NBSP, Text
from pacom_xl.nightly.job import NightResult
from pacom_xl.nightly.mails import MailSummary
from pacom_xl.nightly.recipients import Unsent
from pacom_xl.nightly.smtp import Delivery

_OWNER = Text("responsable d’action", "action owner")


def say_mails(
    mails: Sequence[MailSummary], unsent: Iterable[Unsent], voice: options.Voice, names: bool = False
) -> None:
    """Mails by role. Who an owner is, and what they are told, is not for a journal: ``names`` are for a person."""
    for entry in unsent:
        name = entry.name or _OWNER.in_(voice.lang)
        who = f" ({entry.who})" if names and entry.who else ""
        voice.say(Text(f"{name}{NBSP}: {entry.reason.fr}{who}", f"{name}: {entry.reason.en}{who}"))
    for mail in mails:
        if mail.role != "owner":
            voice.say(Text(f"{mail.name}{NBSP}: {mail.subject}", f"{mail.name}: {mail.subject}"))
    if count := sum(mail.role == "owner" for mail in mails):
        voice.say(Text(f"responsables d’action{NBSP}: {count} courriel(s)", f"action owners: {count} mail(s)"))


def say_delivery(delivery: Delivery, problems: Iterable[Text], voice: options.Voice) -> None:
    """What went wrong, then how many mails went and how many wait."""
    for problem in [*problems, *delivery.problems]:
        voice.say(problem)
    sent, waiting, refused = delivery.sent, delivery.waiting, delivery.refused
    more = Text(f", refusés{NBSP}: {refused}", f", refused: {refused}") if refused else Text("", "")
    voice.say(
        Text(
            f"courriels envoyés{NBSP}: {sent}, en attente{NBSP}: {waiting}{more.fr}",
            f"mails sent: {sent}, waiting: {waiting}{more.en}",
        )
    )


def say_read(result: NightResult, voice: options.Voice) -> None:
    """How many workbooks had to be read."""
    read, unchanged = result.files_read, result.files_unchanged
    voice.detail(
        Text(
            f"classeurs relus{NBSP}: {read}, inchangés{NBSP}: {unchanged}",
            f"workbooks read: {read}, unchanged: {unchanged}",
        )
    )


def say_day_off(day: date, voice: options.Voice) -> None:
    """That nothing is checked on this day."""
    voice.say(
        Text(
            f"{day:%d/%m/%Y}{NBSP}: jour non ouvré, ni contrôle ni courriel (voir working_days et holidays).",
            f"{day}: day off, no check and no mail (see working_days and holidays).",
        )
    )
