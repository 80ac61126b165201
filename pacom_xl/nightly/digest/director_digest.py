"""The mail of the sales director: the national summary.

A subject line, a few words, then sections in order of urgency. Counts in the subject are those of rows in the
body, by construction: both come from the same sections.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from pacom_xl.figures.plan_view import Row
from pacom_xl.model import formats
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.findings import Finding
from pacom_xl.model.formats import day, percent, short_day
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text
from pacom_xl.model.typography import colon, quoted, sentence
from pacom_xl.nightly.digest import digest_rows, digest_tables
from pacom_xl.nightly.digest.collection_digest import board_line, board_table, has_board
from pacom_xl.nightly.digest.digest_counts import counts, rows_of
from pacom_xl.nightly.digest.digest_model import Digest, Item, Section, Table
from pacom_xl.nightly.digest.digest_rows import LATE, OVER, UNKNOWN_PROGRESS, has_lost_checks, is_draft
from pacom_xl.nightly.digest.source_lines import source_lines
from pacom_xl.nightly.digest.trajectory import off_track
from pacom_xl.nightly.digest.trend_line import trend_lines
from pacom_xl.nightly.digest.unread_amounts import totals_sentence
from pacom_xl.nightly.digest.week_changes import week_changes
from pacom_xl.nightly.night_facts import Night
from pacom_xl.reporting.words.conflict_words import what_disagrees

#: Days ahead the director sees the deadlines of P1 actions.
_AHEAD = 10
_TARGETS = ("PAC602", "PAC706")
_DIRECTOR: digest_rows.Layout = (
    ("late", Text("En retard", "Overdue"), LATE),
    ("over", Text("Dépassements de budget", "Over budget"), OVER),
    (
        "budget",
        Text("Enveloppes et trésorerie", "Budgets and cash"),
        ("PAC503", "PAC505", "PAC508", "PAC509", "PAC511", "PAC705"),
    ),
    ("targets", Text("Objectifs non atteints, cibles à revoir", "Objectives missed, targets to review"), _TARGETS),
    ("merging", Text("Entre équipes", "Between teams"), ("PAC7", "PAC118", "PAC103")),
    (
        "legal",
        Text("Points juridiques bloquants", "Legal blockers"),
        ("PAC801", "PAC802", "PAC803", "PAC804"),
    ),
)
_DIRECTOR_CODES = tuple(code for _, _, codes in _DIRECTOR for code in codes)


def for_director(night: Night, weekly: bool = False) -> Digest:
    """The national summary: every region, then what is late, over budget, in conflict or legally blocked.

    ``weekly``: with what changed in the plans during the last week.
    """
    review, lang = night.review, night.lang
    plans = [plan for plan in review.portfolio.plans if not is_draft(plan)]
    shown, teams = _shown_to_director(night), _teams_of_director(night)
    body = [
        *digest_rows.news(night, filter(lambda f: _matters(night, f), shown), _NEWS_TITLE),
        *_findings_by_urgency(night, shown, plans),
        *_conflicts(night),
        *digest_rows.not_checked(night, teams),
        *digest_rows.resolved(night, teams, _DIRECTOR_CODES),
        *_next_deadlines(night, plans),
    ]
    tables = [digest_tables.activity(night, plans, body), digest_tables.budget(night, plans)]
    rows, fresh = rows_of(body, tables), digest_rows.fresh_rows(night, shown, LATE)
    text = counts(rows, ["resolved"], fresh_late=fresh)
    when = short_day(review.as_of, lang)
    head = Text(f"Synthèse nationale {when} – {text.fr}", f"National summary {when} – {text.en}")
    on = day(review.as_of, lang)
    return Digest(
        subject=f"[PAC {night.year}] {head.in_(lang)}",
        title=Text(f"Synthèse nationale du {on}", f"National summary, {on}").in_(lang),
        lead=_lead(night, counts(rows, ["resolved"], most=None, fresh_late=fresh), len(plans)),
        sections=[*body, *(week_changes(night) if weekly else ())],
        lang=lang,
        tables=[*tables, *_board(night)],
        closing=source_lines(night),
        role="direction",
        show_team=True,
        news=has_news_for_director(night),
    )


def _board(night: Night) -> Iterator[Table]:
    table = board_table(night.collection, night.lang) if night.collection else None
    if table:
        yield table


def _findings_by_urgency(night: Night, shown: Sequence[Finding], plans: Sequence[Plan]) -> Iterator[Section]:
    """Sections of findings in order of urgency, with the objectives off track after what is late or overspent."""

    def sections(layout: digest_rows.Layout) -> Iterator[Section]:
        wanted = [f for f in shown if f.code.startswith(tuple(code for _, _, codes in layout for code in codes))]
        rows = digest_rows.sections(night, wanted, layout, beginning=_owner(night), ending=_critical(night))
        yield from map(_without_places, rows)

    yield from sections(_DIRECTOR[:2])
    yield from off_track(night, plans)
    yield from sections(_DIRECTOR[2:])


def _without_places(section: Section) -> Section:
    """Leave out cell addresses: the joined workbook of findings has them, and a director opens no action sheet."""
    return replace(section, items=[replace(item, place="") for item in section.items])


def has_news_for_director(night: Night) -> bool:
    """Whether the national summary has something new."""
    teams = _teams_of_director(night)
    settled = any(key[1] in teams and key[0].startswith(_DIRECTOR_CODES) for key, _ in night.over("resolved"))
    changed = settled or has_board(night) or has_lost_checks(night, teams)
    return night.first or changed or any(night.is_news(f) for f in _shown_to_director(night))


def _shown_to_director(night: Night) -> list[Finding]:
    wanted = (f for f in night.facts.shown if f.code.startswith(_DIRECTOR_CODES))
    return [f for f in wanted if not is_draft(night.review.plan_of(f.team))]


def _teams_of_director(night: Night) -> set[str]:
    portfolio = night.review.portfolio
    return {plan.team or "" for plan in portfolio.plans} | {"", GROUP_TEAM, *portfolio.missing_teams}


_NEWS_TITLE = Text("Nouveau ou aggravé, priorité 1", "New or worse, priority 1")


def _matters(night: Night, finding: Finding) -> bool:
    """Whether a finding is about a P1 action or about no single action."""
    action = night.facts.action_of(finding)
    return action is None or action["priority"] == "P1"


def _critical(night: Night) -> Callable[[Sequence[Finding]], str]:
    """The end of a row about a critical delay: the manager of the region."""

    def ending(group: Sequence[Finding]) -> str:
        finding = next((f for f in group if f.code.startswith(LATE) and f.params.get("level") == "critical"), None)
        plan = night.review.plan_of(finding.team) if finding else None
        if finding is None or plan is None:
            return ""
        manager = night.facts.name(plan.team, plan.form("plan").get("manager"))
        return sentence(
            " Retard critique ; responsable de la région : {manager}.",
            " Critical delay; manager of the region: {manager}.",
            manager=manager,
        ).in_(night.lang)

    return ending


def _conflicts(night: Night) -> Iterator[Section]:
    """Section of values that differ between workbooks and for which no policy chose."""
    lang = night.lang
    items = [
        Item(
            what_disagrees(conflict, night.review.template, lang)
            + colon(lang)
            + " / ".join(f"{_shown(value.value, night)} ({value.team or '?'})" for value in conflict.values),
            severity="warning",
        )
        for conflict in night.review.portfolio.all_conflicts
        if not conflict.is_decided
    ]
    title = Text("Valeurs en conflit, à arbitrer", "Values in conflict, to settle")
    if items:
        yield digest_rows.cut(night, Section("conflicts", title.in_(lang), items))


def _shown(value: object, night: Night) -> str:
    if isinstance(value, date):
        return day(value, night.lang)
    return formats.number(value, night.lang) if isinstance(value, Decimal) else str(value or "–")


def _next_deadlines(night: Night, plans: Sequence[Plan]) -> Iterator[Section]:
    """Open P1 actions due within ten days."""
    as_of, lang = night.review.as_of, night.lang
    last = as_of + timedelta(days=_AHEAD)
    due = [
        (effective, plan.team or "", row)
        for plan in plans
        for row in night.facts.view(plan.team).rows("actions")
        if row["priority"] == "P1" and row["is_open"] == 1 and row.amount("progress") < 1
        if (effective := row.day("due_effective")) and as_of <= effective <= last
    ]
    items = [_deadline(night, row, team) for _, team, row in sorted(due, key=lambda d: (d[0], d[2].key))]
    if items:
        title = Text("Échéances P1 des dix prochains jours", "P1 deadlines of the next ten days")
        yield digest_rows.cut(night, Section("ahead", title.in_(lang), items))


def _deadline(night: Night, row: Row, team: str) -> Item:
    lang, due = night.lang, row.day("due_effective")
    title = quoted(row.text("title"), lang)
    on = short_day(due, lang) if due else ""
    progress = row.number("progress")
    done = percent(progress, lang, 0) if progress is not None else ""
    typed = digest_rows.as_typed(night, row, "progress")
    unknown = Text(f"avancement {typed}", f"progress {typed}") if typed else UNKNOWN_PROGRESS
    state = Text(f"{done} réalisés", f"{done} done") if done else unknown
    text = sentence(
        "{on} : {key} {quoted}, {state}",
        "{on}: {key} {quoted}, {state}",
        on=on,
        key=row.key,
        quoted=title,
        state=state,
    )
    owner = night.facts.name(team, row["owner"])
    return Item(f"{text.in_(lang)} ({owner})", team=team, links=digest_rows.action_links(night, row))


def _lead(night: Night, situation: Text, regions: int) -> list[str]:
    lang, missing = night.lang, night.review.portfolio.missing_teams
    names = ", ".join(missing)
    absent = (
        sentence(" Sans nouvelles de : {names}.", " No news of: {names}.", names=names) if missing else Text("", "")
    )
    read = _read(regions, len(missing)).in_(lang)
    teams = {plan.team or "" for plan in night.review.portfolio.plans}
    return [
        digest_rows.situation(situation, lang),
        totals_sentence(night, night.facts.totals, teams),
        *([board_line(night.collection).in_(lang)] if night.collection and not night.collection.is_over else []),
        *(line.in_(lang) for line in trend_lines(night.trend)),
        f"{read}{absent.in_(lang) if missing else ''} {digest_rows.since_last(night)}".strip(),
    ]


def _read(regions: int, missing: int) -> Text:
    """How many regions sent their workbook, in a sentence."""
    if missing:
        return sentence(
            "{n} régions sur {all} ont rendu leur classeur.", "{n} of {all} regions have sent their workbook.",
            n=regions, all=regions + missing,
        )  # fmt: skip
    if regions == 1:
        return sentence("{n} région a rendu son classeur.", "{n} region has sent its workbook.", n=regions)
    return sentence("Les {n} régions ont rendu leur classeur.", "All {n} regions have sent their workbook.", n=regions)


def _owner(night: Night) -> Callable[[Sequence[Finding]], str]:
    """The beginning of a row about a late or overspent action: the full name of its owner."""

    def beginning(group: Sequence[Finding]) -> str:
        action = night.facts.action_of(group[0]) if group[0].code.startswith((*LATE, *OVER)) else None
        name = night.facts.name(group[0].team, action["owner"]) if action else ""
        return f"{name} – " if name else ""

    return beginning
