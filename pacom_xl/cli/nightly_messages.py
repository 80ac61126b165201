"""What a night says on the screen: mails by role, whom nobody could be found for, what waits."""

from __future__ import annotations

from collections.abc import Sequence

from pacom_xl.cli import options
from pacom_xl.model.text import NBSP, Text
from pacom_xl.nightly.mails import Letter
from pacom_xl.nightly.recipients import Unsent
from pacom_xl.nightly.smtp_delivery import Delivery

_OWNER = Text("responsable d’action", "action owner")


def tell(done: Sequence[Letter], left: Sequence[Unsent], voice: options.Voice, names: bool = False) -> None:
    """Mails by role. What an owner is told, and who they are, is not for a journal: ``names`` are for a person."""
    owners = [letter for letter in done if letter.digest.role == "owner"]
    for unsent in left:
        name = unsent.name or _OWNER.in_(voice.lang)
        who = f" ({unsent.who})" if names and unsent.who else ""
        voice.say(Text(f"{name}{NBSP}: {unsent.reason.fr}{who}", f"{name}: {unsent.reason.en}{who}"))
    for letter in done:
        if letter not in owners:
            said = letter.digest.subject
            voice.say(Text(f"{letter.name}{NBSP}: {said}", f"{letter.name}: {said}"))
    if owners:
        count = len(owners)
        voice.say(Text(f"responsables d’action{NBSP}: {count} courriel(s)", f"action owners: {count} mail(s)"))


def tell_delivery(delivery: Delivery, extra: Sequence[Text], voice: options.Voice) -> None:
    sent, waiting = delivery.sent, delivery.waiting
    for problem in [*extra, *delivery.problems]:
        voice.say(problem)
    voice.say(
        Text(f"courriels envoyés{NBSP}: {sent}, en attente{NBSP}: {waiting}", f"mails sent: {sent}, waiting: {waiting}")
    )
