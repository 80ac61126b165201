"""Small mails, and an outbox where they wait."""

from __future__ import annotations

from datetime import UTC, datetime
from email.headerregistry import Address
from pathlib import Path

from pacom_xl.nightly.delivery.outbox import Outbox
from pacom_xl.nightly.digest.digest_model import Digest, Item, Section
from pacom_xl.nightly.mails import mail_message
from pacom_xl.nightly.mails.night_mails import Mail

NIGHT = datetime(2026, 6, 15, 4, 30, tzinfo=UTC)
READERS = ("a@valmorane.example", "b@valmorane.example", "c@valmorane.example")


def letter(to: str, heavy: int = 0, lines: int = 1) -> Mail:
    """A small mail of ``lines`` lines, with an attachment of ``heavy`` bytes if any."""
    late = Section("late", "En retard", [Item("« é »")] * lines)
    digest = Digest("[PAC] à lire", "Titre", ["Résumé"], [late], "fr", role="NO")
    joined = [mail_message.Attachment("a.xlsx", b"x" * heavy, "application/octet-stream")] if heavy else []
    envelope = mail_message.Envelope(
        Address("", addr_spec="pac@valmorane.example"), Address("", addr_spec=to), NIGHT.date()
    )
    return Mail("NO", [digest], mail_message.message([digest], envelope, joined))


def outbox_with(folder: Path, *letters: Mail) -> Outbox:
    """An outbox with these mails."""
    box = Outbox(folder / "outbox")
    box.stage("run", letters)
    box.release("run")
    assert len(box.entries()) == len(letters)
    return box
