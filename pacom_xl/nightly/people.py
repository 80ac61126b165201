"""Who reads what: one reader per address, with every role they have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from email.headerregistry import Address

from pacom_xl.core.plan import Plan, Record
from pacom_xl.core.text import LANGS, NBSP, Lang, Text
from pacom_xl.nightly.config import NightlyConfig
from pacom_xl.nightly.config import Role as Named
from pacom_xl.reporting import mail
from pacom_xl.reporting.digest import is_draft
from pacom_xl.reporting.digest_owner import actions_of
from pacom_xl.reporting.night import Night

#: Deputies of deputies are looked for no further.
_CHAIN = 4


@dataclass(frozen=True)
class Duty:
    """One thing a reader gets: the summary, a region, or the actions of ``person``."""

    #: ``direction``, a team code, or a trigram.
    name: str
    role: str
    plan: Plan | None = None
    person: str = ""
    #: Read in the absence of somebody else.
    deputy: bool = False


@dataclass
class Reader:
    """An address and what goes to it."""

    address: Address
    lang: Lang
    trigram: str = ""
    duties: list[Duty] = field(default_factory=list)


@dataclass(frozen=True)
class Unsent:
    """Nobody to write to."""

    name: str
    reason: Text


def readers(night: Night, config: NightlyConfig) -> tuple[list[Reader], list[Unsent]]:
    """Everybody who should hear of something, the director first, and the duties nobody could be found for."""
    book = _AddressBook(night, config)
    plans = night.review.portfolio.plans
    drafts = [plan for plan in plans if is_draft(plan)]
    book.left += [Unsent(plan.team or "", _DRAFT) for plan in drafts]
    group = night.review.portfolio.reference
    if is_draft(group) or (plans and len(drafts) == len(plans)):
        book.left.insert(0, Unsent("direction", _DRAFT))
    else:
        _add_director(book, group or (plans[0] if plans else None))
    for plan in plans:
        if plan not in drafts:
            _add_manager(book, plan)
    for trigram in _owners(night):
        _add_owner(book, trigram)
    return list(book.found.values()), book.left


class _AddressBook:
    """Readers met so far, by address."""

    def __init__(self, night: Night, config: NightlyConfig) -> None:
        self.night = night
        self.config = config
        self.found: dict[str, Reader] = {}
        self.left: list[Unsent] = []

    def add(self, address: Address | None, lang: Lang, duty: Duty, trigram: str = "") -> bool:
        """Give a duty to an address; whether there is one."""
        if address is None:
            return False
        reader = self.found.setdefault(address.addr_spec.casefold(), Reader(address, lang))
        reader.trigram = reader.trigram or trigram
        if all((known.role, known.name) != (duty.role, duty.name) for known in reader.duties):
            reader.duties.append(duty)
        return True

    def add_named(self, entry: Named, duty: Duty) -> None:
        """A reader of the configuration."""
        self.add(mail.address(entry.name, entry.email), self.lang(entry.lang), duty)

    def add_person(self, trigram: object, duty: Duty) -> Text | None:
        """Give a duty to a person or, away, to their deputy; why nobody could be found."""
        person, deputy = self._present(trigram)
        if person is None:
            return Text(
                f"personne inconnue ou inactive «{NBSP}{trigram or ''}{NBSP}» dans la feuille Équipe",
                f'unknown or inactive person "{trigram or ""}" in the Team sheet',
            )
        address = mail.address(str(person.get("full_name") or ""), str(person.get("email") or ""))
        given = Duty(duty.name, duty.role, duty.plan, duty.person, deputy)
        return None if self.add(address, self.lang(person.get("language")), given, person.key) else _NO_ADDRESS

    def lang(self, asked: object) -> Lang:
        """A reader's own language, else the run's."""
        return next((lang for lang in LANGS if lang == asked), self.night.lang)

    def _present(self, trigram: object) -> tuple[Record | None, bool]:
        """The person, or the first deputy who is there; whether it is a deputy."""
        people, day = self.night.facts.people, self.night.review.as_of
        person = people.get(str(trigram or ""))
        if person is None or person.get("active") == "no":
            return None, False
        seen = [person]
        while _is_away(seen[-1], day) and len(seen) < _CHAIN:
            deputy = people.get(str(seen[-1].get("deputy") or ""))
            if deputy is None or deputy in seen or deputy.get("active") == "no":
                return person, False
            seen.append(deputy)
        return (seen[-1], len(seen) > 1) if not _is_away(seen[-1], day) else (person, False)


def _is_away(person: Record, day: date) -> bool:
    until = person.get("absent_until")
    return isinstance(until, date) and until >= day


def _add_director(book: _AddressBook, head: Plan | None) -> None:
    if head is None:
        return
    duty = Duty("direction", "director")
    named = [entry for entry in book.config.roles if entry.role == "director"]
    for entry in named:
        book.add_named(entry, duty)
    if not named and (reason := book.add_person(head.form("plan").get("sponsor"), duty)):
        book.left.append(Unsent("direction", reason))
    for recipient in book.config.recipients:
        book.add(mail.address("", recipient), book.lang(None), duty)


def _add_manager(book: _AddressBook, plan: Plan) -> None:
    duty = Duty(plan.team or "", "manager", plan)
    named = [entry for entry in book.config.roles if entry.role == "manager" and entry.team == plan.team]
    for entry in named:
        book.add_named(entry, duty)
    if not named and (reason := book.add_person(plan.form("plan").get("manager"), duty)):
        book.left.append(Unsent(duty.name, reason))


def _owners(night: Night) -> Iterator[str]:
    """Everybody who owns or helps an action, in alphabetical order; an unknown owner is the manager's business."""
    named = {
        trigram for row in night.facts.actions.values() for trigram in (row.text("owner"), *row.many("contributors"))
    }
    for trigram in sorted(named & set(night.facts.people)):
        if night.facts.people[trigram].get("active") != "no" and any(actions_of(night, trigram)):
            yield trigram


def _add_owner(book: _AddressBook, trigram: str) -> None:
    """Their own actions, unless they read all of them as the region's manager already."""
    duty = Duty(trigram, "owner", person=trigram)
    teams = {row.team for row in actions_of(book.night, trigram)[0]}
    for reader in book.found.values():
        managed = {known.name for known in reader.duties if known.role == "manager"}
        if reader.trigram == trigram and teams <= managed:
            return
    if reason := book.add_person(trigram, duty):
        book.left.append(Unsent(trigram, reason))


_DRAFT = Text("plan à l’état de projet, aucun courriel", "draft plan, no mail")
_NO_ADDRESS = Text("adresse de courriel absente ou incorrecte", "missing or wrong mail address")
