"""The check as a page: one file that needs no network, for a shared folder, an intranet or a printer."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from pacom_xl.consolidation.review import Review
from pacom_xl.model.formats import currency_symbol, day, money, number
from pacom_xl.model.text import Text, in_document
from pacom_xl.model.typography import sentence
from pacom_xl.reporting.check_text import not_read, threshold_lines
from pacom_xl.reporting.page import page_data, page_figures, page_rows
from pacom_xl.reporting.page.figure_tiles import tiles
from pacom_xl.reporting.page.page_figures import PageFigures
from pacom_xl.reporting.svg_charts import MOST_BARS, Axis, columns_drawing, drawing
from pacom_xl.reporting.words.labels import Names, company_of
from pacom_xl.writing.group.links import way_to

_WORDS: dict[str, Text] = {
    "title": Text("Contrôle du plan d’action commercial", "Check of the sales action plan"),
    "as_of": Text("Situation au", "As of"),
    "skip": Text("Aller au tableau", "Skip to the table"),
    "filters": Text("Filtrer", "Filter"),
    "search": Text("Rechercher", "Search"),
    "severity": Text("Gravité", "Severity"),
    "team": Text("Équipe", "Team"),
    "owner": Text("Responsable", "Owner"),
    "rule": Text("Règle", "Rule"),
    "about": Text("Objet", "About"),
    "finding": Text("Constat et action à mener", "Finding and what to do"),
    "place": Text("Où", "Where"),
    "all": Text("Toutes", "All"),
    "all_people": Text("Tous", "All"),
    "reset": Text("Tout afficher", "Show all"),
    "print": Text("Imprimer", "Print"),
    "caption": Text("Constats", "Findings"),
    "sort": Text("trier", "sort"),
    "of": Text("sur", "of"),
    "shown": Text("constats affichés", "findings shown"),
    "by_rule": Text("Constats par règle", "Findings by rule"),
    "count": Text("Constats", "Findings"),
    "none": Text("Aucun constat ne correspond à ces filtres.", "No finding matches these filters."),
    "clean": sentence(
        "Aucun constat : tout est en ordre à cette date.", "No finding: everything is in order on this date."
    ),
    "late": Text("Actions en retard par équipe", "Overdue actions by team"),
    "late_key": Text("en retard", "overdue"),
    "critical_key": Text("dont critiques", "of which critical"),
    "no_late": Text("Aucune action en retard.", "No overdue action."),
    "axes": Text("Budget par axe", "Budget by focus area"),
    "allocated_key": Text("alloué", "allocated"),
    "spent_key": Text("réalisé", "spent"),
    "limit_key": Text("enveloppe", "budget"),
    "over_key": Text("au-dessus de l’enveloppe", "above the budget"),
    "no_axes": Text("Aucun budget par axe.", "No budget by focus area."),
    "silent": Text("Constats non comptés", "Findings not counted"),
    "silent_lead": Text(
        "Conséquences d’un autre constat, ou dérogations en cours. Ils restent dans l’export JSON.",
        "Consequences of another finding, or waivers in force. They stay in the JSON output.",
    ),
    "terms": Text("Seuils et fichiers", "Thresholds and files"),
    "fix": Text("À faire", "To do"),
    "first": Text("premiers affichés", "first shown"),
    "late_axis": Text("nombre d’actions", "number of actions"),
    "axes_axis": Text("montants HT", "amounts excl. VAT"),
    "cash": Text("Décaissements TTC par mois", "Cash-out incl. VAT by month"),
    "no_cash": Text("Aucun décaissement prévu.", "No payment planned."),
    "elapsed_key": Text("mois passés", "past months"),
    "peak_key": Text("pic au-dessus du plafond", "peak above the cap"),
    "coming_key": Text("mois à venir", "coming months"),
    "cap_key": Text("plafond", "cap"),
    "objectives": sentence("Objectifs : part de la cible atteinte", "Objectives: share of target reached"),
    "objective": Text("Objectif", "Objective"),
    "no_objectives": Text("Aucun objectif.", "No objective."),
    "budget": Text("Budget par équipe, HT", "Budget by team, excl. VAT"),
    "no_budget": Text("Aucun budget.", "No budget."),
    "committed": Text("Engagé", "Committed"),
    "forecast": Text("Atterrissage", "Forecast"),
    "envelope": Text("Enveloppe", "Budget"),
    "left": Text("Reste", "Left"),
    "show_more": Text("Afficher tous les constats", "Show all findings"),
    "key_figures": Text("Chiffres clés", "Key figures"),
}
#: Characters not allowed in HTML.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def page(review: Review, seen_at: Path | None = None) -> str:
    """The page as HTML, in the language of the review. The same review gives the same page.

    ``seen_at``: where people will open it, for links to the checked files; no such links when it is not known.
    """
    names = Names(review)
    link = _links(seen_at.resolve().parent) if seen_at else lambda _: ""
    table, silent = page_data.rows(review, names, link), page_data.silent_rows(review, names)
    figures = page_figures.collect(review, names)
    lang = review.lang
    text: str = _template().render(
        lang=lang,
        words={key: text.in_(lang) for key, text in _WORDS.items()},
        company=company_of(review),
        as_of=day(review.as_of, lang),
        headline=page_data.headline(review),
        rows=page_rows.lines(table, lang),
        by_rule=page_data.by_rule(table),
        silent=page_rows.silent_lines(silent, lang),
        silent_count=sum(row.count for row in silent),
        choices=page_data.choices(table),
        late=_late(review, names),
        axes=_axes(review, figures),
        tiles=tiles(figures, review),
        teams=[team.label for team in figures.teams[: page_figures.MOST_REGIONS]],
        objectives=page_figures.objective_rows(figures, lang),
        budget=page_figures.budget_rows(figures, review),
        group_envelope=page_figures.group_envelope_line(figures, review),
        cash=_cash(review, figures),
        thresholds=list(threshold_lines(review)),
        files=[line for line in not_read(review) if line],
    )
    return _CONTROLS.sub("\ufffd", text)


def _links(folder: Path) -> page_data.FileLink:
    """Relative addresses of files from a folder; none for a file on another drive."""

    @lru_cache(maxsize=1000)
    def link(file: str) -> str:
        return way_to(Path(file).absolute(), folder) or ""

    return link


def _late(review: Review, names: Names) -> str:
    bars = page_data.late_bars(review, names)
    described = ", ".join(f"{bar.label} {bar.text}" for bar in bars[:MOST_BARS])
    axis = Axis(_WORDS["late_axis"].in_(review.lang), lambda value: number(value, review.lang), Decimal(4))
    title = _WORDS["late"].in_(review.lang)
    return drawing("late", title, described, bars, axis) if any(b.parts[0][1] for b in bars) else ""


def _axes(review: Review, figures: PageFigures) -> str:
    bars = page_data.axis_bars(review, figures)
    described = ", ".join(f"{bar.label} {bar.text}" for bar in bars[:MOST_BARS])
    return drawing("axes", _WORDS["axes"].in_(review.lang), described, bars, _money_axis(review, "axes_axis"))


def _cash(review: Review, figures: PageFigures) -> str:
    columns = page_data.cash_columns(review, figures)
    described = ", ".join(
        f"{page_figures.month_name(month, review.lang)} {_rounded(paid, review)}"
        for month, paid in page_figures.months(figures)
    )
    title = page_figures.cash_title().in_(review.lang)
    return columns_drawing("cash", title, described, columns, _money_axis(review, "cash"), figures.cap)


def _rounded(amount: Decimal, review: Review) -> str:
    return money(amount.quantize(Decimal(1), ROUND_HALF_UP), review.lang, review.currency)


def _money_axis(review: Review, name: str) -> Axis:
    """Amounts in thousands."""

    def show(value: Decimal) -> str:
        return money(value / 1000, review.lang, "k" + currency_symbol(review.currency)) if value else "0"

    return Axis(_WORDS[name].in_(review.lang), show, Decimal(1000))


@lru_cache(maxsize=1)
def _template() -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pacom_xl.reporting.page"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=in_document,
    )
    return environment.get_template("findings.html.j2")
