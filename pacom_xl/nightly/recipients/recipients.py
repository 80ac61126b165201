"""Recipients of a night: one per address, with all their subscriptions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from email.headerregistry import Address

from pacom_xl.consolidation.portfolio import Portfolio
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import LANGS, Lang, Text
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.digest.digest_rows import is_draft
from pacom_xl.nightly.digest.owner_digest import keys_of
from pacom_xl.nightly.mails import mail_message
from pacom_xl.nightly.night_facts import Night, PersonKey
from pacom_xl.nightly.recipients.team_managers import manager_of

#: Deputies of deputies are looked for no further.
_CHAIN = 4


@dataclass(frozen=True)
class Subscription:
    """One thing a recipient gets: the national summary, a region, or the actions of ``who``."""

    #: ``direction``, a team code, or a trigram.
    name: str
    role: str
    plan: Plan | None = None
    who: PersonKey | None = None
    #: Received as the deputy of an absent person.
    deputy: bool = False


@dataclass
class Recipient:
    """An address and the subscriptions it receives."""

    address: Address
    lang: Lang
    trigram: str = ""
    subscriptions: list[Subscription] = field(default_factory=list)
    #: People whose deadlines are attached as a calendar.
    calendars: list[PersonKey] = field(default_factory=list)
    #: Their rhythm of mails, from the Équipe sheet.
    rhythm: str = ""


@dataclass(frozen=True)
class MissingRecipient:
    """Nobody to write to."""

    name: str
    reason: Text
    #: Trigram of the person looked for: not for a log.
    who: str = ""


def recipients(night: Night, config: NightlyConfig) -> tuple[list[Recipient], list[MissingRecipient]]:
    """All recipients, the director first, and the subscriptions without an address."""
    addresses = _AddressBook(night, config)
    plans = night.review.portfolio.plans
    drafts = [plan for plan in plans if is_draft(plan)]
    addresses.unsent += [MissingRecipient(plan.team or "", _DRAFT) for plan in drafts]
    group = night.review.portfolio.reference
    if is_draft(group) or (plans and len(drafts) == len(plans)):
        addresses.unsent.insert(0, MissingRecipient("direction", _DRAFT))
        if night.collection and night.collection.reminded:
            _add_director(addresses, group, role="board")
    else:
        _add_director(addresses, group)
    for plan in plans:
        if not is_draft(plan):
            _add_manager(addresses, plan)
    for who in _owners(night):
        _add_owner(addresses, who)
    _add_reminders(addresses)
    return list(addresses.found.values()), addresses.unsent


#: The person a team means by a trigram.
_Find = Callable[[str | None, object], Record | None]


class _AddressBook:
    """Readers found so far, by address."""

    def __init__(self, night: Night, config: NightlyConfig) -> None:
        self.night = night
        self.config = config
        self.found: dict[str, Recipient] = {}
        self.unsent: list[MissingRecipient] = []

    def add(self, address: Address, lang: Lang, subscription: Subscription, trigram: str = "") -> None:
        """Give a subscription to an address."""
        recipient = self.found.setdefault(address.addr_spec.casefold(), Recipient(address, lang))
        recipient.trigram = recipient.trigram or trigram
        if subscription.who:
            recipient.calendars.append(subscription.who)
        if not _is_covered(recipient, subscription, self.night):
            recipient.subscriptions.append(subscription)

    def add_named(self, email: str, name: str, lang: object, subscription: Subscription) -> None:
        """A recipient of the configuration, which has checked the address."""
        if address := mail_message.address(name, email):
            self.add(address, self.lang(lang), subscription)

    def add_person(self, team: str | None, trigram: object, subscription: Subscription) -> None:
        """Give a subscription to a person, or during an absence to the deputy; recorded when there is neither."""
        find = self.night.facts.person if subscription.who else self.night.facts.colleague
        person, deputy = self._present(team, trigram, find)
        address = _address(person) if person else None
        if person and address:
            self.add(address, self.lang(person.get("language")), replace(subscription, deputy=deputy), person.key)
            self.found[address.addr_spec.casefold()].rhythm = str(person.get("mail_rhythm") or "")
        else:
            name = "" if subscription.who else subscription.name
            self.unsent.append(MissingRecipient(name, _NO_ADDRESS if person else _UNKNOWN, str(trigram or "")))

    def lang(self, asked: object) -> Lang:
        """A recipient's own language, else the run's."""
        return next((lang for lang in LANGS if lang == asked), self.night.lang)

    def _present(self, team: str | None, trigram: object, find: _Find) -> tuple[Record | None, bool]:
        """The person, or the first deputy who is there; whether it is a deputy."""
        day = self.night.review.as_of
        person = find(team, trigram)
        if person is None or person.get("active") == "no":
            return None, False
        seen = [person]
        while _is_away(seen[-1], day) and len(seen) < _CHAIN:
            deputy = find(team, seen[-1].get("deputy"))
            if deputy is None or deputy in seen or deputy.get("active") == "no":
                return person, False
            seen.append(deputy)
        return (seen[-1], len(seen) > 1) if not _is_away(seen[-1], day) else (person, False)


def _is_covered(recipient: Recipient, subscription: Subscription, night: Night) -> bool:
    """Whether the recipient has that subscription, or reads all of its actions as manager of their regions."""
    if any(
        (known.role, known.name, known.who) == (subscription.role, subscription.name, subscription.who)
        for known in recipient.subscriptions
    ):
        return True
    if subscription.who is None or recipient.trigram != subscription.who.trigram:
        return False
    managed = {known.name for known in recipient.subscriptions if known.role == "manager"}
    return {action.team for keys in keys_of(night, subscription.who) for action in keys} <= managed


def _address(person: Record) -> Address | None:
    return mail_message.address(str(person.get("full_name") or ""), str(person.get("email") or ""))


def _is_away(person: Record, day: date) -> bool:
    until = person.get("absent_until")
    return isinstance(until, date) and until >= day


def _add_director(addresses: _AddressBook, group: Plan | None, role: str = "director") -> None:
    """The national summary goes to those the configuration names, else to the sponsor the group's workbook names.

    A team's workbook names a sponsor too, but never decides who reads about all teams.
    """
    subscription = Subscription("direction", role)
    named = [entry for entry in addresses.config.roles if entry.role == "director"]
    for entry in named:
        addresses.add_named(entry.email, entry.name, entry.lang, subscription)
    if not named and group is None:
        addresses.unsent.insert(0, MissingRecipient("direction", NO_GROUP))
    elif not named and _is_of_another_year(addresses.night.review.portfolio):
        addresses.unsent.insert(0, MissingRecipient("direction", NO_TEAMS))
    elif not named and group is not None:
        addresses.add_person(group.team, group.form("plan").get("sponsor"), subscription)
    for email in addresses.config.recipients:
        addresses.add_named(email, "", None, subscription)


def _is_of_another_year(portfolio: Portfolio) -> bool:
    """Whether every team was left out because the group's workbook is of another year, currency or company."""
    return not portfolio.plans and any(source.status == "left_out" for source in portfolio.sources)


def _add_manager(addresses: _AddressBook, plan: Plan) -> None:
    _add_for_manager(addresses, Subscription(plan.team or "", "manager", plan), plan.form("plan").get("manager"))


def _add_for_manager(addresses: _AddressBook, subscription: Subscription, trigram: object) -> None:
    """Give a subscription to the managers of its team the configuration names, else to the person of a trigram."""
    team = subscription.name
    named = [entry for entry in addresses.config.roles if entry.role == "manager" and entry.team == team]
    for entry in named:
        addresses.add_named(entry.email, entry.name, entry.lang, subscription)
    if not named:
        addresses.add_person(team, trigram, subscription)


def _add_reminders(addresses: _AddressBook) -> None:
    """Reminders go to the managers of the teams that sent nothing or something incomplete, of drafts too."""
    night = addresses.night
    for entry in night.collection.returns if night.collection else ():
        if entry.reminded:
            plan = night.review.plan_of(entry.team)
            _add_for_manager(
                addresses, Subscription(entry.team, "reminder", plan), manager_of(night.review, entry.team)
            )
        elif entry.unreachable:
            addresses.unsent.append(MissingRecipient(entry.team, _NOBODY_TO_REMIND))


def can_remind(night: Night, config: NightlyConfig, team: str) -> bool:
    """Whether the manager of a team, or their deputy, can be written to."""
    addresses = _AddressBook(night, config)
    _add_for_manager(addresses, Subscription(team, "reminder"), manager_of(night.review, team))
    return bool(addresses.found)


def _owners(night: Night) -> list[PersonKey]:
    """Add owners and contributors of actions, team by team; the manager gets what has an unknown owner."""
    facts = night.facts
    teams = {who: _team_of(night, who) or "" for who in {*facts.owned, *facts.helped}}
    known = ((who, facts.person(team, who.trigram)) for who, team in teams.items())
    owners = [who for who, person in known if person and person.get("active") != "no"]
    return sorted(owners, key=lambda who: (teams[who], who))


def _team_of(night: Night, who: PersonKey) -> str | None:
    return next(action.team for keys in keys_of(night, who) for action in keys)


def _add_owner(addresses: _AddressBook, who: PersonKey) -> None:
    """Their own actions; those of a manager in their own region are in the region's part already."""
    addresses.add_person(_team_of(addresses.night, who), who.trigram, Subscription(who.trigram, "owner", who=who))


#: Why the national summary has no recipient; the administrator is informed of these.
NO_GROUP = Text(
    "pas de classeur du groupe parmi les fichiers, la synthèse nationale n’a pas de destinataire "
    "(voir reference, ou [[role]] director)",
    "no workbook of the group among the files, the national summary has no recipient "
    "(see reference, or [[role]] director)",
)
NO_TEAMS = Text(
    "aucune équipe de l’exercice du classeur du groupe, la synthèse nationale n’est envoyée à personne "
    "(vérifiez l’exercice de reference)",
    "no team of the year of the group's workbook, the national summary is sent to nobody (check the year of reference)",
)
_DRAFT = Text("plan à l’état de projet, aucun courriel", "draft plan, no mail")
_NOBODY_TO_REMIND = Text(
    "personne à relancer, ni dans la feuille Équipe du groupe ni sous [[role]]",
    "nobody to remind, neither in the group's Team sheet nor under [[role]]",
)
_NO_ADDRESS = Text("adresse de courriel absente ou incorrecte", "missing or wrong mail address")
_UNKNOWN = Text("personne inconnue ou inactive dans la feuille Équipe", "unknown or inactive person in the Team sheet")
