"""Replies in a night: read from the mailbox before the review, listed in it, stored once the night is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pacom_xl.consolidation.portfolio import Portfolio
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.configuration.config import Replies
from pacom_xl.nightly.mails.links import MailLinks
from pacom_xl.nightly.replies import reply_store
from pacom_xl.nightly.replies.received_mails import Received
from pacom_xl.nightly.replies.reply_codes import ReplyCodes
from pacom_xl.nightly.replies.reply_decisions import Accepted, accept, still_open
from pacom_xl.nightly.replies.reply_links import OwnerLinks
from pacom_xl.nightly.replies.reply_store import Proposal, ReplyState
from pacom_xl.reporting.page_anchors import finding_anchor

#: Field of the workbook a proposal is about.
_FIELDS = {
    "done": ("actions", "status"),
    "postponed": ("actions", "due"),
    "unclear": ("actions", "due"),
    "away": ("team", "absent_until"),
}
#: Signs the links of a rehearsal before the first night.
REHEARSAL = ReplyCodes(b"rehearsal")


@dataclass
class NightReplies:
    """The replies of one night. Without ``settings`` there are none."""

    day: date = date.min
    settings: Replies | None = None
    codes: ReplyCodes = REHEARSAL
    state: ReplyState = field(default_factory=ReplyState)
    mails: Sequence[Received] = ()
    #: What went wrong on the way, for the administrator.
    problems: list[Text] = field(default_factory=list)
    result: Accepted | None = None

    def findings(self, portfolio: Portfolio) -> Iterator[Finding]:
        """PAC411: proposals that the workbooks do not follow yet, those of tonight among them."""
        if self.settings is None:
            return
        result = accept(self.mails, self.state, portfolio, self.codes, self.settings)
        remaining = still_open(result.state.proposals, portfolio, self.day, self.settings)
        self.state = replace(result.state, proposals=remaining)
        self.result, self.mails = result, ()
        plans = {plan.team or "": plan for plan in portfolio.all_plans}
        for proposal in remaining:
            if plan := plans.get(proposal.team):
                yield _finding(proposal, plan)

    def links(self, links: MailLinks, email: str, actions: Iterable[tuple[str, str]]) -> MailLinks:
        """The links of an owner's mail, with prepared replies when the configuration enables them."""
        if self.settings is None or not email:
            return links
        return OwnerLinks(
            links.page, links.workbooks, links.folder, self.codes, self.settings.address, email, frozenset(actions),
            self.day,
        )  # fmt: skip

    def is_put_off(self, finding: Finding, email: str) -> bool:
        """Whether the reader put a finding off until a later day."""
        return any(until > self.day for until in self._until(finding, email))

    def is_recalled(self, finding: Finding, email: str) -> bool:
        """Whether the day the reader put a finding off to has come."""
        return any(until <= self.day for until in self._until(finding, email))

    def _until(self, finding: Finding, email: str) -> list[date]:
        if not self.state.snoozed or not email:
            return []
        anchor = finding_anchor(finding.identity)
        return [one.until for one in self.state.snoozed if (one.anchor, one.email) == (anchor, email)]

    def save(self, file: Path) -> None:
        """Store what the night leaves: nothing of rows whose day has come. Raises ``CannotWriteError``."""
        if self.settings is not None:
            snoozed = tuple(one for one in self.state.snoozed if one.until > self.day)
            reply_store.save(file, replace(self.state, snoozed=snoozed))

    def log_lines(self) -> list[Text]:
        """Counts for the log, without a name."""
        if self.result is None:
            return []
        counts = {"read": self.result.read, "accepted": self.result.accepted, "refused": self.result.refused}
        return [
            sentence(
                "Réponses lues : {read}, retenues : {accepted}, écartées : {refused}",
                "Replies read: {read}, accepted: {accepted}, refused: {refused}",
                **counts,
            )
        ]


NO_REPLIES = NightReplies()


def _finding(proposal: Proposal, plan: Plan) -> Finding:
    table, name = _FIELDS[proposal.kind]
    row = next((row for row in plan.table(table) if row.key == proposal.subject), None)
    if row is None:
        table, name = _FIELDS["away"]
        row = next((row for row in plan.table(table) if row.key == proposal.subject), None)
    person = next((row for row in plan.table("team") if row.key == proposal.owner), None)
    return Finding(
        "PAC411",
        subject=proposal.subject,
        detail=f"{proposal.kind} {proposal.on}" if proposal.on else proposal.kind,
        team=plan.team,
        file=plan.file,
        cell=row.cell(name) if row else None,
        field=f"{table}.{name}",
        params={
            "case": proposal.kind,
            "person": str(person.get("full_name") if person else "") or proposal.owner,
            "on": proposal.on,
            "reason": proposal.text,
            "received": proposal.received,
        },
    )
