"""Waivers (« dérogations »): a team may accept a warning or an information for a limited time, never an error."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.findings import Finding
from pacom_xl.model.text import LANGS, Text, fold
from pacom_xl.rules.rule_registry import RULES, Hit, rule
from pacom_xl.rules.subject_words import subject_words
from pacom_xl.template.schema import Template

#: Team, rule, subject and detail of what a waiver accepts, the latter two folded; the detail ``""`` stands for any.
_About = tuple[str | None, str, str, str]
#: Longest duration of a waiver.
LONGEST = timedelta(days=90)


@rule(
    "PAC211",
    "warning",
    dated=True,
    title=Text(fr="Dérogation sans effet", en="Waiver without effect"),
    message=Text(
        fr="Dérogation à {rule} pour {code:action} sans effet : {case}.",
        en="Waiver of {rule} for {code:action} has no effect: {case}.",
    ),
    fix=Text(
        fr=("Corriger le point signalé, ou faire accepter une nouvelle dérogation (90 jours au plus)."),
        en="Fix the issue, or have a new waiver accepted (90 days at most).",
    ),
    levels={"expired": "info", "invalid": "warning"},
    cases={
        "expired": Text(fr="expirée le {until}", en="expired on {until}"),
        "too_long": Text(
            fr="plus de 90 jours ({accepted_on} au {until})", en="over 90 days ({accepted_on} to {until})"
        ),
        "undated": Text(fr="dates d’acceptation ou de fin absentes", en="acceptance or end date missing"),
        "backwards": Text(
            fr="fin {until} avant l’acceptation {accepted_on}",
            en="ends {until}, before its acceptance {accepted_on}",
        ),
        "unsigned": Text(fr="personne ne l’a acceptée", en="nobody accepted it"),
        "unknown": Text(fr="règle inconnue", en="unknown rule"),
        "error": Text(fr="une erreur ne se déroge pas", en="an error cannot be waived"),
    },
)
def idle_waiver(view: PlanView) -> Iterator[Hit]:
    """A waiver that has no effect: expired, longer than 90 days, without dates or without anybody who
    accepted it, of an unknown rule or of an error. The finding it was meant for is shown.

    Passes: PAC507 of ACT-IF-005 accepted by KBE from 2026-04-01 until 2026-06-30, on 2026-06-15.
    Fails: the same until 2026-05-31.
    """
    for row in view.rows("waivers"):
        if case := _flaw(row):
            level = "expired" if case == "expired" else "invalid"
            days = {"until": row.day("until"), "accepted_on": row.day("accepted_on")}
            params = {"rule": _rule(row), "case": case, "level": level, **days}
            yield Hit(row.text("subject") or row.key, _rule(row) or None, row, "until", params)


def _rule(row: Row) -> str:
    """The rule's code as typed, in capitals."""
    return row.text("rule").strip().upper()


def _flaw(row: Row) -> str | None:
    """Why a waiver has no effect, or ``None``. A waiver that starts in the future is not a mistake."""
    code, accepted, until = _rule(row), row.day("accepted_on"), row.day("until")
    if code not in RULES:
        return "unknown"
    if RULES[code].severity == "error":
        return "error"
    if not accepted or not until:
        return "undated"
    if until < accepted:
        return "backwards"
    if until - accepted > LONGEST:
        return "too_long"
    if not row.text("accepted_by"):
        return "unsigned"
    return "expired" if until < row.view.as_of else None


def waived(findings: Iterable[Finding], views: Iterable[PlanView]) -> Iterator[Finding]:
    """The findings, with ``waived_by`` set on those covered by a waiver in their team's workbook."""
    granted, template = dict[_About, str](), None
    for view in views:
        granted.update(_granted(view))
        template = view.template
    rules = {(team, code) for team, code, *_ in granted}
    for finding in findings:
        about = _abouts(finding, template) if (finding.team, finding.code) in rules else ()
        by = next((granted[key] for key in about if key in granted), None)
        allowed = by is not None and finding.severity != "error" and finding.code != "PAC211"
        yield replace(finding, waived_by=by) if allowed else finding


def _abouts(finding: Finding, template: Template | None) -> Iterator[_About]:
    """What a waiver of a finding may be about: the subject as JSON has it, or in words of either language."""
    for subject in (finding.subject, *(subject_words(finding, template, lang) for lang in LANGS)):
        for detail in (finding.detail or "", ""):
            yield finding.team, finding.code, fold(subject), fold(detail)


def _granted(view: PlanView) -> Iterator[tuple[_About, str]]:
    """Waivers in force. A rule whose severity the configuration lowers below error may be waived too."""
    for row in view.rows("waivers"):
        accepted = row.day("accepted_on")
        if _flaw(row) in (None, "error") and accepted and accepted <= view.as_of and _in_force(row):
            yield (
                (row.team, _rule(row), fold(row.text("subject")), fold(row.text("detail"))),
                row.text("accepted_by"),
            )


def _in_force(row: Row) -> bool:
    accepted, until = row.day("accepted_on"), row.day("until")
    return bool(accepted and until and row.view.as_of <= until and until - accepted <= LONGEST and row["accepted_by"])
