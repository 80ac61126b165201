"""Replies of the night: from mails of the mailbox to proposals and rows put off. Nothing is written to a workbook.

A reply counts when its reference is signed for the address of the action's present owner, when the mail is from that
address, and when the mail server's checks do not say otherwise. Every other mail is left where it is and only counted.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from email.message import EmailMessage

from pacom_xl.consolidation.portfolio import Portfolio
from pacom_xl.model.company_facts import CLOSED
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import in_line
from pacom_xl.nightly.configuration.config import Replies
from pacom_xl.nightly.replies.received_mails import Received
from pacom_xl.nightly.replies.reply_codes import Kind, Reference, ReplyCodes, parsed
from pacom_xl.nightly.replies.reply_store import Proposal, ProposalKind, ReplyState, Snooze
from pacom_xl.nightly.replies.reply_texts import date_of, reason_of, references, text_of_html
from pacom_xl.nightly.replies.sender_checks import is_authentic, is_automatic, sender_of

#: Days ahead somebody may be away or move a due date to.
_AHEAD = 366
#: Fewest characters of a reason, most characters stored of it.
_REASON, _LONGEST = 3, 300


@dataclass
class Accepted:
    """The state after the mails of a night, and what came of them."""

    state: ReplyState
    #: Mails read, those that became a proposal or put a row off, and all others.
    read: int = 0
    accepted: int = 0
    refused: int = 0
    #: Proposals of tonight.
    fresh: list[Proposal] = field(default_factory=list)


def accept(
    mails: Iterable[Received], state: ReplyState, portfolio: Portfolio, codes: ReplyCodes, settings: Replies
) -> Accepted:
    """Add what the mails propose to ``state``. A mail read before changes nothing."""
    result = Accepted(state)
    people = _People(portfolio)
    for mail in mails:
        digest = hashlib.sha256(mail.data).hexdigest()[:24]
        if digest in result.state.read:
            continue
        result.read += 1
        result.state = replace(result.state, read=(*result.state.read, digest))
        replies = _replies(mail, people, codes, settings)
        result.accepted += bool(replies)
        result.refused += not replies
        for reply in replies:
            _add(result, reply)
    return result


def _add(result: Accepted, reply: Proposal | Snooze) -> None:
    """The latest reply about something replaces the one before."""
    state = result.state
    if isinstance(reply, Snooze):
        others = (one for one in state.snoozed if (one.anchor, one.email) != (reply.anchor, reply.email))
        result.state = replace(state, snoozed=(*others, reply))
    else:
        about = (reply.team, reply.subject)
        result.state = replace(
            state, proposals=(*(one for one in state.proposals if (one.team, one.subject) != about), reply)
        )
        result.fresh.append(reply)


@dataclass(frozen=True)
class _Owner:
    """The only person whose replies about a subject count."""

    trigram: str
    email: str
    plan: Plan
    #: ``None`` when the subject is the person.
    action: Record | None


class _People:
    """Owners of actions as the workbooks of their own teams have them."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._plans = {plan.team or "": plan for plan in portfolio.all_plans}

    def owner(self, reference: Reference) -> _Owner | None:
        """Owner of the action of a reference, or its person; ``None`` when unknown, inactive or without an address."""
        plan = self._plans.get(reference.team)
        if plan is None:
            return None
        if reference.kind == "away":
            return self._person(plan, reference.subject, None)
        action = next((row for row in plan.table("actions") if row.key == reference.subject), None)
        return self._person(plan, str(action.get("owner") or ""), action) if action else None

    def _person(self, plan: Plan, trigram: str, action: Record | None) -> _Owner | None:
        person = next((row for row in plan.table("team") if row.key == trigram), None) if trigram else None
        email_ = str(person.get("email") or "").strip().casefold() if person else ""
        active = person is not None and person.get("active") != "no"
        return _Owner(trigram, email_, plan, action) if active and email_ else None


def _replies(mail: Received, people: _People, codes: ReplyCodes, settings: Replies) -> list[Proposal | Snooze]:
    """The proposals of a mail; none unless its sender owns all actions it is about."""
    try:
        message = email.message_from_bytes(mail.data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        sender = sender_of(message)
        if not sender or is_automatic(message) or not is_authentic(message, sender, settings.authserv):
            return []
        text = _text(message)
    except Exception:  # the library raises many things on malformed mails: such a mail is refused
        return []
    found = references(text)
    if len(found) != 1:
        return []
    return list(_reply(found[0], text, sender, mail.day, people, codes, settings))


def _text(message: EmailMessage) -> str:
    """The plain text of a mail, extracted from HTML when it has none."""
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    content = str(part.get_content())
    return text_of_html(content) if part.get_content_subtype() == "html" else content


def _reply(
    line: str, text: str, sender: str, day: date, people: _People, codes: ReplyCodes, settings: Replies
) -> Iterator[Proposal | Snooze]:
    found = parsed(line)
    owner = people.owner(found[0]) if found else None
    if found is None or owner is None or owner.email != sender:
        return
    reference, signature = found
    if not codes.is_signed(reference, signature, owner.email):
        return
    on, typed = date_of(reference.kind, text)
    if reference.kind == "snooze":
        if on and day < on <= day + timedelta(days=settings.snooze_days):
            yield Snooze(reference.anchor, owner.trigram, owner.email, on)
        return
    kind: ProposalKind = reference.kind
    reason = in_line(reason_of(text), _LONGEST)
    if on is None or not _is_sensible(reference.kind, on, reason, day, owner):
        kind, on, reason = "unclear", None, in_line(" ".join(filter(None, (typed, reason))), _LONGEST)
    yield Proposal(kind, reference.team, reference.subject, owner.trigram, day, on, reason)


def _is_sensible(kind: Kind, on: date, reason: str, day: date, owner: _Owner) -> bool:
    """Whether a date can be meant: done by now, a later due date with a reason, an absence to come."""
    if kind == "done":
        start = owner.action.get("start") if owner.action else None
        return on <= day and (not isinstance(start, date) or start <= on)
    due = owner.action.get("due") if owner.action else None
    later = on >= day and on <= day + timedelta(days=_AHEAD)
    if kind == "postponed":
        return later and len(reason) >= _REASON and (not isinstance(due, date) or on > due)
    return later


# -- what the workbooks have followed ---------------------------------------------------------------------------------


def still_open(
    proposals: Sequence[Proposal], portfolio: Portfolio, day: date, settings: Replies
) -> tuple[Proposal, ...]:
    """Proposals that the workbooks do not follow yet, and that are not too old."""
    plans = {plan.team or "": plan for plan in portfolio.all_plans}
    return tuple(
        one
        for one in proposals
        if (day - one.received).days <= settings.keep_days
        and (one.team not in plans or not _is_followed(one, plans[one.team], day))
    )


def _is_followed(proposal: Proposal, plan: Plan, day: date) -> bool:
    """Whether the workbook says what was proposed, or the proposal no longer applies."""
    table = "team" if proposal.kind == "away" or _is_person(proposal, plan) else "actions"
    row = next((row for row in plan.table(table) if row.key == proposal.subject), None)
    if row is None:
        return True
    if table == "team":
        until = row.get("absent_until")
        over = proposal.on is not None and proposal.on < day
        return over or (proposal.on is not None and isinstance(until, date) and until >= proposal.on)
    due = row.get("due")
    moved = proposal.kind == "postponed" and proposal.on is not None and isinstance(due, date) and due >= proposal.on
    return moved or row.get("status") in CLOSED


def _is_person(proposal: Proposal, plan: Plan) -> bool:
    return all(row.key != proposal.subject for row in plan.table("actions"))
