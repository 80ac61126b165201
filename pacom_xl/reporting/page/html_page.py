"""The check as a page: one file that needs no network, for a shared folder, an intranet or a printer."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pacom_xl.consolidation.review import Review
from pacom_xl.model.formats import day
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.reporting.check_text import not_read, threshold_lines
from pacom_xl.reporting.labels import Names
from pacom_xl.reporting.page import page_data, page_rows
from pacom_xl.reporting.plain_values import shown
from pacom_xl.reporting.svg_charts import MOST_BARS, drawing

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
    "late": Text("Actions en retard par équipe", "Late actions by team"),
    "late_key": Text("en retard", "late"),
    "critical_key": Text("dont critiques", "of which critical"),
    "no_late": Text("Aucune action en retard.", "No late action."),
    "axes": Text("Budget par axe", "Budget by axis"),
    "allocated_key": Text("alloué", "allocated"),
    "spent_key": Text("réalisé", "spent"),
    "limit_key": Text("enveloppe", "envelope"),
    "over_key": Text("au-dessus de l’enveloppe", "above the envelope"),
    "no_axes": Text("Aucun budget par axe.", "No budget by axis."),
    "silent": Text("Constats non comptés", "Findings not counted"),
    "silent_lead": Text(
        "Conséquences d’un autre constat, ou dérogations en cours. Ils restent dans l’export JSON.",
        "Consequences of another finding, or waivers in force. They stay in the JSON output.",
    ),
    "terms": Text("Seuils et fichiers", "Thresholds and files"),
    "fix": Text("À faire", "To do"),
    "first": Text("premiers affichés", "first shown"),
}
#: Characters not allowed in HTML.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def page(review: Review) -> str:
    """The page as HTML, in the language of the review. The same review gives the same page."""
    names = Names(review)
    table, silent = page_data.rows(review, names), page_data.silent_rows(review, names)
    lang = review.lang
    text: str = _template().render(
        lang=lang,
        words={key: text.in_(lang) for key, text in _WORDS.items()},
        company=_company(review),
        as_of=day(review.as_of, lang),
        headline=page_data.headline(review),
        rows=page_rows.lines(table, lang),
        by_rule=page_data.by_rule(table),
        silent=page_rows.silent_lines(silent, lang),
        silent_count=sum(row.count for row in silent),
        choices=page_data.choices(table),
        late=_late(review, names),
        axes=_axes(review, lang),
        thresholds=list(threshold_lines(review)),
        files=[line for line in not_read(review) if line],
    )
    return _CONTROLS.sub("\ufffd", text)


def _late(review: Review, names: Names) -> str:
    bars = page_data.late_bars(review, names)
    described = ", ".join(f"{bar.label} {bar.text}" for bar in bars[:MOST_BARS])
    return drawing("late", _WORDS["late"].in_(review.lang), described, bars) if any(b.parts[0][1] for b in bars) else ""


def _axes(review: Review, lang: Lang) -> str:
    bars = page_data.axis_bars(review)
    described = ", ".join(f"{bar.label} {bar.text}" for bar in bars[:MOST_BARS])
    return drawing("axes", _WORDS["axes"].in_(lang), described, bars)


def _company(review: Review) -> str:
    for plan in review.portfolio.all_plans:
        if company := plan.form("plan").get("company"):
            return str(company) + (f" – {plan.year}" if plan.year else "")
    return ""


@lru_cache(maxsize=1)
def _template() -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pacom_xl.reporting.page"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=shown,
    )
    return environment.get_template("findings.html.j2")
