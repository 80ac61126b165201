"""Files of a night that could not be read, in sentences for the screen and the administrator."""

from __future__ import annotations

from collections.abc import Iterable

from pacom_xl.consolidation.review import Review
from pacom_xl.model.findings import Finding
from pacom_xl.model.text import LANGS, Text
from pacom_xl.nightly.history.finding_changes import Change
from pacom_xl.rules import messages

_WHOLE_FILE = ("PAC103", "PAC118")
_FIRST_SEEN = ("initial", "new", "reopened")


def unread_files(review: Review) -> list[Text]:
    """One sentence for each file that counts and was not read, with what to do."""
    return [_sentence(finding, review) for finding in _about_files(review)]


def newly_unread_files(review: Review, changes: Iterable[Change]) -> list[Text]:
    """As ``unread_files``, of those the night before did not report."""
    first = {change.key for change in changes if change.state in _FIRST_SEEN}
    found = _about_files(review)
    return [
        _sentence(one, review) for one in found if (one.code, one.team or "", one.subject, one.detail or "") in first
    ]


def _about_files(review: Review) -> list[Finding]:
    return [one for one in review.shown if one.code in _WHOLE_FILE and one.severity == "error"]


def _sentence(finding: Finding, review: Review) -> Text:
    template = review.template
    fr, en = (f"{messages.message(finding, x, template)} {messages.fix(finding, x, template)}" for x in LANGS)
    return Text(fr, en)
