"""What one reader should know today: a subject line, a few words, then sections in order of urgency.

Counts in the subject are those of rows in the body, by construction: both come from the same sections.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pacom_xl.consolidation.review import Review
from pacom_xl.core.findings import Finding
from pacom_xl.core.formats import day, money, short_day
from pacom_xl.core.ledger import Amounts, Source
from pacom_xl.core.plan import Plan
from pacom_xl.core.text import NBSP, Lang, Text
from pacom_xl.reporting.digest_model import Digest, Item, Section, TeamRow
from pacom_xl.reporting.text import named_message, plural, team_label
from pacom_xl.rules import messages

#: Rules that make an action « en retard », and those that make it over budget.
LATE = ("PAC401",)
OVER = ("PAC501", "PAC502")


#: Sections of a regional manager's mail: key, title, codes.
_MANAGER: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("late", Text("En retard", "Overdue"), LATE),
    ("over", Text("Budget dépassé", "Over budget"), OVER),
    ("soon", Text("À échéance ou à risque", "Due soon or at risk"), ("PAC402", "PAC403", "PAC404", "PAC406")),
    ("milestones", Text("Jalons manqués", "Milestones missed"), ("PAC405",)),
    ("budget", Text("Budget à surveiller", "Budget to watch"), ("PAC5",)),
    ("close", Text("À clôturer", "To close"), ("PAC305",)),
    (
        "missing",
        Text("À compléter dans le classeur", "To complete in the workbook"),
        ("PAC1", "PAC2", "PAC3"),
    ),
    ("kpis", Text("Indicateurs hors trajectoire", "Indicators off track"), ("PAC6",)),
    ("legal", Text("Contrôles juridiques à régler", "Legal checks pending"), ("PAC8",)),
    ("merging", Text("Consolidation", "Consolidation"), ("PAC7",)),
)
_DIRECTOR: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("late", Text("En retard", "Overdue"), LATE),
    ("over", Text("Dépassements de budget", "Over budget"), OVER),
    (
        "budget",
        Text("Enveloppes et trésorerie", "Envelopes and cash"),
        ("PAC503", "PAC505", "PAC508", "PAC509", "PAC511", "PAC705"),
    ),
    ("kpis", Text("Objectifs hors trajectoire", "Objectives off track"), ("PAC602", "PAC706")),
    ("merging", Text("Consolidation", "Consolidation"), ("PAC7", "PAC118", "PAC103")),
    (
        "legal",
        Text("Points juridiques bloquants", "Legal blockers"),
        ("PAC801", "PAC802", "PAC803", "PAC804"),
    ),
)


def for_director(review: Review) -> Digest:
    """The national summary: every region, then what is late, over budget, in conflict or legally blocked."""
    lang = review.lang
    findings = [f for f in review.shown if not is_draft(review.plan_of(f.team))]
    sections = list(_sections(review, findings, _DIRECTOR))
    rows = [_team_row(review, plan, sections) for plan in review.portfolio.plans]
    counts = _counts(sections)
    when = short_day(review.as_of, lang)
    head = Text(f"Synthèse nationale {when} – {counts.fr}", f"National summary {when} – {counts.en}")
    year = _year(review)
    return Digest(
        subject=f"[PAC {year}] {head.in_(lang)}",
        title=_title_of(review),
        lead=_lead(review, counts, len(rows)),
        sections=sections,
        lang=lang,
        teams=rows,
        total=_total_row(review, rows),
        closing=_sources_lines(review, review.portfolio.sources),
    )


def for_manager(review: Review, plan: Plan) -> Digest:
    """One region's mail, for its manager: what to decide, then what to do, then what to fill in."""
    lang = review.lang
    findings = [finding for finding in review.shown if finding.team == plan.team]
    sections = list(_sections(review, findings, _MANAGER))
    counts = _counts(sections)
    when = short_day(review.as_of, lang)
    name = team_label(plan, plan.team or "", lang)
    sources = [s for s in review.portfolio.sources if s.team == plan.team]
    return Digest(
        subject=f"[PAC {plan.year}][{plan.team}] {when} – {counts.in_(lang)}",
        title=f"{name} – {day(review.as_of, lang)}",
        lead=[
            _situation(counts, lang),
            budget_sentence(review, _team_amounts(review, plan)),
            _first_run(lang),
        ],
        sections=sections,
        lang=lang,
        closing=_sources_lines(review, sources),
    )


def _title_of(review: Review) -> str:
    on = day(review.as_of, review.lang)
    return Text(f"Synthèse nationale du {on}", f"National summary, {on}").in_(review.lang)


def _sections(
    review: Review, findings: Sequence[Finding], plan: Sequence[tuple[str, Text, tuple[str, ...]]]
) -> Iterator[Section]:
    """Each finding in the first section that wants it; sections without a row are left out."""
    left = list(findings)
    for key, title, codes in plan:
        taken = [f for f in left if f.code.startswith(codes)]
        left = [f for f in left if not f.code.startswith(codes)]
        items = [_item(review, group) for group in _one_per_action(taken, key)]
        if items:
            yield Section(key, title.in_(review.lang), items)


def _one_per_action(findings: list[Finding], key: str) -> list[list[Finding]]:
    """Findings row by row. An action over budget in two ways is one action over budget."""
    if key != "over":
        return [[finding] for finding in sorted(findings, key=_gravity)]
    by_action: dict[tuple[str | None, str], list[Finding]] = {}
    for finding in findings:
        by_action.setdefault((finding.team, finding.subject), []).append(finding)
    return list(by_action.values())


def _gravity(finding: Finding) -> tuple[object, ...]:
    order = {"error": 0, "warning": 1, "info": 2}
    days = finding.params.get("days") if finding.code in LATE else 0
    return (
        order[finding.severity],
        -(days if isinstance(days, int) else 0),
        finding.team or "",
        finding.subject,
    )


def _item(review: Review, findings: list[Finding]) -> Item:
    first = findings[0]
    lang = review.lang
    others = [messages.message(finding, lang, review.template) for finding in findings[1:]]
    said = named_message(review, first)
    title = "" if first.subject in said else _title(review, first)
    place = f"{first.cell.sheet}!{first.cell.a1}" if first.cell else ""
    return Item(
        text=" ".join([title + said, *others]),
        fix=messages.fix(first, lang, review.template),
        place=place,
        severity=first.severity,
        team=first.team or "",
    )


def _title(review: Review, finding: Finding) -> str:
    separator = f"{NBSP}: " if review.lang == "fr" else ": "
    return f"{finding.subject}{separator}" if finding.subject else ""


def _counts(sections: Sequence[Section]) -> Text:
    """``4 en retard, 3 dépassements``: rows of the body, told in the subject."""
    late = sum(len(s.items) for s in sections if s.key == "late")
    over = sum(len(s.items) for s in sections if s.key == "over")
    word = Text("dépassement", "over budget"), Text("dépassements", "over budget")
    return Text(
        f"{late}{NBSP}en retard, {plural(over, *word, 'fr')}",
        f"{late}{NBSP}overdue, {plural(over, *word, 'en')}",
    )


def _lead(review: Review, counts: Text, regions: int) -> list[str]:
    lang = review.lang
    missing = review.portfolio.missing_teams
    absent = Text(
        f" Sans nouvelles de{NBSP}: {', '.join(missing)}." if missing else "",
        f" No news of: {', '.join(missing)}." if missing else "",
    )
    read = plural(regions, Text("région lue", "region read"), Text("régions lues", "regions read"), lang)
    budget = budget_sentence(review, review.portfolio.totals(review.as_of))
    return [_situation(counts, lang), budget, f"{read}.{absent.in_(lang)} {_first_run(lang)}"]


def budget_sentence(review: Review, of: Amounts) -> str:
    """Allocated, committed, spent and forecast in one sentence."""
    lang = review.lang
    names = ("allocated", "committed", "spent", "forecast")
    shown = {name: money(getattr(of, name), lang, review.currency) for name in names}
    return (
        Text(
            f"Budget{NBSP}: {{allocated}} alloués, {{committed}} engagés, {{spent}} réalisés, "
            "atterrissage à {forecast}.",
            "Budget: {allocated} allocated, {committed} committed, {spent} spent, forecast {forecast}.",
        )
        .in_(lang)
        .format(**shown)
    )


def _situation(counts: Text, lang: Lang) -> str:
    return Text(f"Situation{NBSP}: {counts.fr}.", f"Where we stand: {counts.en}.").in_(lang)


def _first_run(lang: Lang) -> str:
    """Changes are told from one run to the next; there is no previous run yet."""
    return Text("État initial.", "Initial state.").in_(lang)


def _team_amounts(review: Review, plan: Plan) -> Amounts:
    return review.portfolio.totals(review.as_of).by_team.get(plan.team or "", Amounts())


def _team_row(review: Review, plan: Plan, sections: Sequence[Section]) -> TeamRow:
    lang = review.lang
    own = _team_amounts(review, plan)
    team = plan.team or ""
    saved = review.portfolio.saved_on.get(team)
    return TeamRow(
        name=team_label(plan, team, lang),
        actions=len(plan.table("actions")),
        late=_rows_of(team, "late", sections),
        over=_rows_of(team, "over", sections),
        allocated=money(own.allocated, lang, review.currency),
        committed=money(own.committed, lang, review.currency),
        spent=money(own.spent, lang, review.currency),
        forecast=money(own.forecast, lang, review.currency),
        read_on=short_day(saved.date(), lang) if saved else "–",
    )


def _rows_of(team: str, key: str, sections: Sequence[Section]) -> int:
    return sum(item.team == team for s in sections if s.key == key for item in s.items)


def _total_row(review: Review, rows: Sequence[TeamRow]) -> TeamRow:
    lang = review.lang
    totals = review.portfolio.totals(review.as_of)
    return TeamRow(
        name=Text("Groupe", "Group").in_(lang),
        actions=sum(row.actions for row in rows),
        late=sum(row.late for row in rows),
        over=sum(row.over for row in rows),
        allocated=money(totals.allocated, lang, review.currency),
        committed=money(totals.committed, lang, review.currency),
        spent=money(totals.spent, lang, review.currency),
        forecast=money(totals.forecast, lang, review.currency),
        read_on="",
    )


def _sources_lines(review: Review, sources: Sequence[Source]) -> list[str]:
    return [_source_line(source, review.lang) for source in sources if source.status != "foreign"]


def _source_line(source: Source, lang: Lang) -> str:
    """« Votre classeur a été lu », with its date, or why it was not."""
    name = Path(source.path).name
    if not source.counted:
        why = source.reason.in_(lang) if source.reason else source.status
        return Text(f"{name}{NBSP}: non pris en compte ({why}).", f"{name}: not counted ({why}).").in_(lang)
    if source.saved_on is None:
        return Text(f"{name}{NBSP}: lu.", f"{name}: read.").in_(lang)
    on = day(source.saved_on.date(), lang)
    at = f"{source.saved_on:%H:%M}"
    return Text(
        f"{name}{NBSP}: lu, enregistré le {on} à {at.replace(':', f'{NBSP}h{NBSP}')}.",
        f"{name}: read, last saved on {on} at {at}.",
    ).in_(lang)


def is_draft(plan: Plan | None) -> bool:
    """Whether the plan is still « Projet »: checked, never mailed."""
    return plan is not None and plan.form("plan").get("plan_status") == "draft"


def _year(review: Review) -> int:
    plans = review.portfolio.all_plans
    return (plans[0].year if plans else None) or review.as_of.year
