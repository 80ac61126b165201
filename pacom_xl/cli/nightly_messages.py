"""Messages of a night on the screen: mails by role, recipients without an address, mails that wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pacom_xl.cli import options
from pacom_xl.model.text import Text
from pacom_xl.model.typography import counted, sentence
from pacom_xl.nightly.delivery.smtp import Delivery
from pacom_xl.nightly.job import NightResult
from pacom_xl.nightly.mails.night_mails import MailSummary
from pacom_xl.nightly.recipients.recipients import MissingRecipient

_OWNER = Text("responsable d’action", "action owner")


def say_mails(
    mails: Sequence[MailSummary], unsent: Iterable[MissingRecipient], voice: options.Voice, names: bool = False
) -> None:
    """Print one line per mail, by role; mails to owners of actions are only counted, because logs must not name them.

    ``names``: also print the person looked for where a recipient has no address.
    """
    for entry in unsent:
        name = entry.name or _OWNER.in_(voice.lang)
        who = f" ({entry.who})" if names and entry.who else ""
        voice.say(sentence("{name} : {reason}{who}", "{name}: {reason}{who}", name=name, reason=entry.reason, who=who))
    for mail in mails:
        if mail.role != "owner":
            voice.say(sentence("{name} : {subject}", "{name}: {subject}", name=mail.name, subject=mail.subject))
    if count := sum(mail.role == "owner" for mail in mails):
        mails_of_owners = counted(count, Text("courriel", "mail"), Text("courriels", "mails"))
        voice.say(sentence("responsables d’action : {count}", "action owners: {count}", count=mails_of_owners))


def say_delivery(delivery: Delivery, problems: Iterable[Text], voice: options.Voice) -> None:
    """Print what went wrong, then how many mails were sent and how many wait."""
    for problem in [*problems, *delivery.problems]:
        voice.say(problem)
    sent, waiting, refused = delivery.sent, delivery.waiting, delivery.refused
    more = sentence(", refusés : {refused}", ", refused: {refused}", refused=refused) if refused else Text("", "")
    voice.say(
        sentence(
            "courriels envoyés : {sent}, en attente : {waiting}{more}",
            "mails sent: {sent}, waiting: {waiting}{more}",
            sent=sent,
            waiting=waiting,
            more=more,
        )
    )


def say_read(result: NightResult, voice: options.Voice) -> None:
    """Print how many workbooks were read and how many came from the store."""
    read, unchanged = result.files_read, result.files_unchanged
    voice.detail(
        sentence(
            "classeurs relus : {read}, inchangés : {unchanged}",
            "workbooks read: {read}, unchanged: {unchanged}",
            read=read,
            unchanged=unchanged,
        )
    )


def say_day_off(day: date, voice: options.Voice) -> None:
    """Print that nothing is checked on this day."""
    voice.say(
        sentence(
            "{day} : jour non ouvré, ni contrôle ni courriel (voir working_days et holidays).",
            "{day_2}: day off, no check and no mail (see working_days and holidays).",
            day=f"{day:%d/%m/%Y}",
            day_2=day,
        )
    )
