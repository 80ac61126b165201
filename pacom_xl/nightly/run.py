"""One night: who should read what, and the mails written to a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

from pacom_xl.consolidation.review import Review
from pacom_xl.core.plan import Plan, Record
from pacom_xl.core.text import NBSP, Text
from pacom_xl.nightly.config import SENDER
from pacom_xl.reporting import mail
from pacom_xl.reporting.digest import for_director, for_manager, is_draft
from pacom_xl.reporting.digest_model import Digest


@dataclass(frozen=True)
class Letter:
    """One mail ready to go, and the page that shows it. ``name`` is that of its files."""

    name: str
    digest: Digest
    message: EmailMessage


@dataclass(frozen=True)
class Unsent:
    """Nobody to write to, or nothing to write."""

    name: str
    reason: Text


def letters(
    review: Review, sender: str = SENDER, recipients: tuple[str, ...] = ()
) -> tuple[list[Letter], list[Unsent]]:
    """The sales director's mail, those of ``recipients``, and one per regional manager.

    A draft plan sends nothing; a reader without a usable address is listed, never skipped in silence.
    """
    origin = mail.address("pacom_xl", sender) or Address("pacom_xl", addr_spec=SENDER)
    done: list[Letter] = []
    left: list[Unsent] = []
    for name, digest, reader in _planned(review, recipients):
        if isinstance(reader, Address) and digest:
            done.append(Letter(name, digest, mail.message(digest, origin, reader, review.as_of)))
        elif isinstance(reader, Text):
            left.append(Unsent(name, reader))
    return done, left


def write_letters(letters_: list[Letter], folder: Path) -> list[Path]:
    """``<name>.eml`` and ``<name>.html`` for each letter. Raises ``OSError``."""
    written = []
    for letter in letters_:
        page = folder / f"{letter.name}.html"
        page.write_text(mail.html(letter.digest), encoding="utf-8", newline="\n")
        file = folder / f"{letter.name}.eml"
        file.write_bytes(letter.message.as_bytes())
        written += [file, page]
    return written


def _planned(review: Review, recipients: tuple[str, ...]) -> Iterator[tuple[str, Digest | None, Address | Text]]:
    group = review.portfolio.reference
    plans = review.portfolio.plans
    head = group or (plans[0] if plans else None)
    if head is not None and (is_draft(group) or all(is_draft(plan) for plan in plans)):
        yield "direction", None, _DRAFT
    elif head is not None:
        digest = for_director(review)
        yield "direction", digest, _reader(head, "sponsor", review.as_of)
        for number, recipient in enumerate(recipients, 1):
            yield f"direction-{number}", digest, mail.address("", recipient) or _NO_ADDRESS
    for plan in plans:
        name = _file_name(plan.team)
        if is_draft(plan):
            yield name, None, _DRAFT
        else:
            yield name, for_manager(review, plan), _reader(plan, "manager", review.as_of)


def _reader(plan: Plan, role: str, day: date) -> Address | Text:
    """The person the plan names for ``role``, the deputy of someone away, or why nobody can be written to."""
    trigram = plan.form("plan").get(role)
    person = _person(plan, trigram)
    if person and isinstance(until := person.get("absent_until"), date) and until >= day:
        person = _person(plan, person.get("deputy")) or person
    if person is None:
        return Text(
            f"personne inconnue «{NBSP}{trigram or ''}{NBSP}» dans la feuille Équipe",
            f'unknown person "{trigram or ""}" in the Team sheet',
        )
    return mail.address(str(person.get("full_name") or ""), str(person.get("email") or "")) or _NO_ADDRESS


def _person(plan: Plan, trigram: object) -> Record | None:
    return next((record for record in plan.table("team") if record.key == trigram), None)


def _file_name(team: str | None) -> str:
    """A team code as a file name, whatever was typed."""
    return re.sub(r"[^\w-]", "_", team or "") or "equipe"


_DRAFT = Text("plan à l’état de projet, aucun courriel", "draft plan, no mail")
_NO_ADDRESS = Text("adresse de courriel absente ou incorrecte", "missing or wrong mail address")
