"""Prepared replies in the mail of an owner: ``mailto:`` links that say « c’est fait », « je reporte »…"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

from pacom_xl.model.findings import Finding
from pacom_xl.model.text import Lang, Text
from pacom_xl.nightly.digest.digest_model import Link
from pacom_xl.nightly.mails.links import MailLinks
from pacom_xl.nightly.replies.reply_codes import Kind, Reference, ReplyCodes
from pacom_xl.nightly.replies.reply_texts import body
from pacom_xl.reporting.page_anchors import finding_anchor

_LABELS: dict[Kind, Text] = {
    "done": Text("C’est fait", "It is done"),
    "postponed": Text("Je reporte", "I postpone it"),
    "away": Text("Je suis en congé jusqu’au…", "I am away until…"),
    "snooze": Text("Me le rappeler plus tard", "Remind me later"),
}
#: Findings about dates and closing an action, which « c’est fait » and « je reporte » answer.
_ANSWERED = ("PAC305", "PAC40")
#: The proposals themselves are not answered.
_PROPOSAL = "PAC411"


@dataclass(frozen=True)
class OwnerLinks(MailLinks):
    """The links of a mail, and the prepared replies of its reader about their own actions."""

    codes: ReplyCodes = field(default_factory=lambda: ReplyCodes(b""))
    #: Where replies go; the reader's own address.
    address: str = ""
    email: str = ""
    #: Team and code of the reader's actions.
    actions: frozenset[tuple[str, str]] = frozenset()
    today: date = date.min

    def of_finding(self, finding: Finding, lang: Lang) -> tuple[Link, ...]:
        """Links of a row about a finding, with the replies that suit it."""
        links = super().of_finding(finding, lang)
        team, code = finding.team or "", finding.subject
        if (team, code) not in self.actions or finding.code == _PROPOSAL:
            return links
        answers = self._of_action(team, code, lang) if finding.code.startswith(_ANSWERED) else ()
        return (*links, *answers, self._link(Reference("snooze", team, code, finding_anchor(finding.identity)), lang))

    def of_action(self, team: str | None, code: str, file: str | None, lang: Lang) -> tuple[Link, ...]:
        """Links of a row about an action without a finding, with its replies."""
        links = super().of_action(team, code, file, lang)
        is_own = (team or "", code) in self.actions
        return (*links, *self._of_action(team or "", code, lang)) if is_own else links

    def of_person(self, team: str, trigram: str, lang: Lang) -> tuple[Link, ...]:
        """The reply that says the reader is away."""
        return (self._link(Reference("away", team, trigram), lang),)

    def _of_action(self, team: str, code: str, lang: Lang) -> tuple[Link, ...]:
        kinds: tuple[Kind, ...] = ("done", "postponed")
        return tuple(self._link(Reference(kind, team, code), lang) for kind in kinds)

    def _link(self, reference: Reference, lang: Lang) -> Link:
        label = _LABELS[reference.kind].in_(lang)
        on = self.today if reference.kind == "done" else None
        text = body(reference.kind, self.codes.text(reference, self.email), lang, on)
        subject = f"[PAC] {reference.subject} – {label}"
        query = f"subject={quote(subject, safe='')}&body={quote(text, safe='')}"
        return Link(label, f"mailto:{quote(self.address, safe='@')}?{query}")
