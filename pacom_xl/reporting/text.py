"""The check as plain text for a terminal: by team, then by what each finding is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from pacom_xl.consolidation.review import Review
from pacom_xl.core.findings import SEVERITIES, Finding, Severity
from pacom_xl.core.plan import Plan
from pacom_xl.core.text import NBSP, Lang, Text
from pacom_xl.reporting.values import path_text
from pacom_xl.rules import messages

_SEVERITY: dict[Severity, Text] = {
    "error": Text("erreur", "error"),
    "warning": Text("alerte", "warning"),
    "info": Text("info", "info"),
}
_WIDTH = 7
_STATUS = {
    "rejected": Text("rejeté", "rejected"),
    "foreign": Text("autre fichier", "not a plan"),
    "contained": Text("déjà compris", "already contained"),
    "partial": Text("lu en partie", "read in part"),
}


def check_text(review: Review) -> str:
    """Findings under their team and subject, each with sheet and cell; files not read; one line to sum up."""
    lang = review.lang
    lines: list[str] = []
    findings = sorted(review.shown, key=lambda f: _order(review, f))
    for team, of_team in groupby(findings, key=lambda f: f.team):
        lines += _team_block(review, team, list(of_team))
    others = [r for r in review.readings if r.status in _STATUS]
    for reading in others:
        why = f"{colon(lang)}{reading.reason.in_(lang)}" if reading.reason else ""
        lines.append(f"{path_text(reading.path)} ({_STATUS[reading.status].in_(lang)}){why}")
    if others:
        lines.append("")
    return "\n".join([*lines, summary_line(review)]) + "\n"


def summary_line(review: Review) -> str:
    """How many files, actions and findings, in one line."""
    lang = review.lang
    counts = Counter(finding.severity for finding in review.shown)
    read = sum(r.status in ("read", "partial") for r in review.readings)
    parts = [
        plural(read, Text("classeur lu", "workbook read"), Text("classeurs lus", "workbooks read"), lang),
        plural(review.actions, Text("action", "action"), Text("actions", "actions"), lang),
        plural(counts["error"], Text("erreur", "error"), Text("erreurs", "errors"), lang),
        plural(counts["warning"], Text("alerte", "warning"), Text("alertes", "warnings"), lang),
        plural(counts["info"], Text("information", "note"), Text("informations", "notes"), lang),
    ]
    day = review.as_of.strftime("%d/%m/%Y") if lang == "fr" else review.as_of.isoformat()
    head = Text(f"Au {day}", f"On {day}").in_(lang)
    return f"{head}{colon(lang)}{', '.join(parts)}."


def plural(count: int, one: Text, many: Text, lang: Lang) -> str:
    """``1 action``, ``2 actions``; zero is singular in French, plural in English."""
    single = count < 2 if lang == "fr" else count == 1
    return f"{count}{NBSP}{(one if single else many).in_(lang)}"


def colon(lang: Lang) -> str:
    """What separates a name from what is said of it."""
    return f"{NBSP}: " if lang == "fr" else ": "


def _order(review: Review, finding: Finding) -> tuple[object, ...]:
    teams = [plan.team for plan in review.portfolio.all_plans]
    place = teams.index(finding.team) if finding.team in teams else len(teams)
    return (place, finding.team or "", finding.subject, SEVERITIES.index(finding.severity), finding.code)


def _team_block(review: Review, team: str | None, findings: list[Finding]) -> Iterator[str]:
    yield _team_title(review, team)
    for subject, about in groupby(findings, key=lambda f: f.subject):
        yield f"  {_subject_title(review.plan_of(team), subject)}"
        for finding in about:
            yield from _finding_lines(review, finding)
    yield ""


def _team_title(review: Review, team: str | None) -> str:
    plan = review.plan_of(team)
    if not team:
        return Text("Fichiers", "Files").in_(review.lang)
    name = team_label(plan, team, review.lang)
    file = f" — {Path(plan.file).name}" if plan and plan.file else ""
    return f"{name}{file}"


def team_label(plan: Plan | None, team: str, lang: Lang) -> str:
    """``Nord-Ouest (NO)``: the name of a team as the list of teams has it, else its code."""
    for record in plan.table("teams") if plan else ():
        if record.key == team and (label := record.get(lang)):
            return f"{label} ({team})"
    return team


def _subject_title(plan: Plan | None, subject: str) -> str:
    for record in plan.table("actions") if plan else ():
        if record.key == subject and (title := record.get("title")):
            return f"{subject}  {title}"
    return subject


def named_message(review: Review, finding: Finding) -> str:
    """The message of a finding, the action's title beside its code when the message has none."""
    lang = review.lang
    said = messages.message(finding, lang, review.template)
    plan = review.plan_of(finding.team)
    records = plan.table("actions") if plan else []
    title = next((str(r.get("title") or "") for r in records if r.key == finding.subject), "")
    if not title or title in said or finding.subject not in said:
        return said
    quoted = f"«{NBSP}{title}{NBSP}»" if lang == "fr" else f'"{title}"'
    return said.replace(finding.subject, f"{finding.subject} {quoted}", 1)


def _finding_lines(review: Review, finding: Finding) -> Iterator[str]:
    lang = review.lang
    word = _SEVERITY[finding.severity].in_(lang)
    place = f" [{finding.cell.sheet}!{finding.cell.a1}]" if finding.cell else ""
    yield f"    {word:<{_WIDTH}} {finding.code} {messages.message(finding, lang, review.template)}{place}"
    if finding.severity != "info":
        yield f"    {'':<{_WIDTH}}        → {messages.fix(finding, lang, review.template)}"
