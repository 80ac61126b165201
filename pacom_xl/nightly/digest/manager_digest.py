"""The mail of a regional manager: their own region."""

from __future__ import annotations

from pacom_xl.model.formats import day, short_day
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text
from pacom_xl.nightly.digest import digest_rows, digest_tables
from pacom_xl.nightly.digest.digest_counts import counts, rows_of
from pacom_xl.nightly.digest.digest_model import Digest
from pacom_xl.nightly.digest.digest_rows import LATE, OVER, PROPOSALS, has_lost_checks
from pacom_xl.nightly.digest.source_lines import source_lines
from pacom_xl.nightly.digest.unread_amounts import totals_sentence
from pacom_xl.nightly.night_facts import Night
from pacom_xl.reporting.words.labels import team_label

_MANAGER: digest_rows.Layout = (
    (
        "proposals",
        Text("Propositions reçues par courriel, à décider", "Proposals received by mail, to settle"),
        PROPOSALS,
    ),
    ("late", Text("En retard", "Overdue"), LATE),
    (
        "soon",
        Text("Bientôt dues ou à risque", "Due soon or at risk"),
        ("PAC402", "PAC403", "PAC404", "PAC406", "PAC409"),
    ),
    ("milestones", Text("Jalons manqués", "Milestones missed"), ("PAC405",)),
    ("over", Text("Budget dépassé", "Over budget"), OVER),
    ("budget", Text("Budget à surveiller", "Budget to watch"), ("PAC5",)),
    ("close", Text("À clôturer", "To close"), ("PAC305",)),
    ("people", Text("Personnes surchargées", "Overloaded people"), ("PAC310", "PAC311")),
    (
        "missing",
        Text("À compléter dans le classeur", "To complete in the workbook"),
        ("PAC1", "PAC2", "PAC3"),
    ),
    ("kpis", Text("Indicateurs hors trajectoire", "Indicators off track"), ("PAC6",)),
    ("legal", Text("Contrôles juridiques à régler", "Legal checks pending"), ("PAC8",)),
    ("merging", Text("Entre équipes", "Between teams"), ("PAC7",)),
    digest_rows.OTHERS,
)
#: Sections of a manager that say who is to be spoken to.
_BY_OWNER = ("late", "soon")


def for_manager(night: Night, plan: Plan) -> Digest:
    """One region's mail, for its manager: what to decide, then what to do, then what to fill in."""
    review, lang, team = night.review, night.lang, plan.team or ""
    shown = night.facts.by_team.get(team, [])
    body = [
        *digest_rows.news(night, shown, Text("À décider aujourd’hui", "To decide today")),
        *digest_rows.sections(night, shown, _MANAGER, by_owner=_BY_OWNER),
        *digest_rows.not_checked(night, {team}),
        *digest_rows.resolved(night, {team}),
    ]
    tables = digest_tables.axes(night, plan)
    rows = rows_of(body, tables)
    text, whole = counts(rows, ["news"]), counts(rows, ["news"], most=None)
    lead = [
        digest_rows.situation(whole, lang),
        totals_sentence(night, night.facts.amounts(plan), {team}),
        digest_rows.since_last(night),
    ]
    return Digest(
        subject=f"[PAC {plan.year}][{plan.team}] {short_day(review.as_of, lang)} – {text.in_(lang)}",
        title=f"{team_label(plan, team, lang)} – {day(review.as_of, lang)}",
        lead=[line for line in lead if line],
        sections=body,
        lang=lang,
        tables=tables,
        closing=source_lines(night, {team}),
        role=team,
        news=has_news_for_manager(night, plan),
    )


def has_news_for_manager(night: Night, plan: Plan) -> bool:
    """Whether the mail of a region has something new."""
    team = plan.team or ""
    settled = any(key[1] == team for key, _ in night.over("resolved"))
    fresh = any(night.is_news(f) for f in night.facts.by_team.get(team, ()))
    return night.first or settled or fresh or has_lost_checks(night, {team})
