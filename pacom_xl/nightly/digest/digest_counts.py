"""Counts of what a mail asks for: the same for its subject and its first line, from the rows of its body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pacom_xl.model.text import NBSP, Lang, Text
from pacom_xl.model.typography import counted
from pacom_xl.nightly.digest.digest_model import Section, Table

#: Most counts of what is to be done in a subject line: a phone shows about sixty characters of it.
MOST = 3
#: Key of a section (or ``envelopes``, lines of the budget table), with its words for one row and for several.
Words = Mapping[str, tuple[Text, Text]]
#: What is to be done, the most urgent first.
TO_DO: Words = {
    "send": (Text("classeur à rendre", "workbook to send"), Text("classeurs à rendre", "workbooks to send")),
    "correct": (Text("point à corriger", "point to correct"), Text("points à corriger", "points to correct")),
    "late": (Text("en retard", "overdue"), Text("en retard", "overdue")),
    "over": (Text("dépassement", "over budget"), Text("dépassements", "over budget")),
    "envelopes": (
        Text("enveloppe dépassée", "budget exceeded"),
        Text("enveloppes dépassées", "budgets exceeded"),
    ),
    "proposals": (
        Text("proposition à décider", "proposal to settle"),
        Text("propositions à décider", "proposals to settle"),
    ),
    "week": (Text("échéance cette semaine", "due this week"), Text("échéances cette semaine", "due this week")),
    "trajectory": (
        Text("objectif hors trajectoire", "objective off track"),
        Text("objectifs hors trajectoire", "objectives off track"),
    ),
    "legal": (Text("point juridique", "legal point"), Text("points juridiques", "legal points")),
    "close": (Text("action à clore", "action to close"), Text("actions à clore", "actions to close")),
    "milestones": (Text("jalon manqué", "missed milestone"), Text("jalons manqués", "missed milestones")),
    "soon": (
        Text("alerte d’échéance ou de risque", "date or risk warning"),
        Text("alertes d’échéance ou de risque", "date or risk warnings"),
    ),
    "budget": (Text("point de budget", "budget point"), Text("points de budget", "budget points")),
    "kpis": (
        Text("indicateur hors trajectoire", "indicator off track"),
        Text("indicateurs hors trajectoire", "indicators off track"),
    ),
    "targets": (Text("cible à revoir", "target to review"), Text("cibles à revoir", "targets to review")),
    "missing": (Text("point à compléter", "point to complete"), Text("points à compléter", "points to complete")),
    "fill": (Text("point à compléter", "point to complete"), Text("points à compléter", "points to complete")),
    "conflicts": (Text("valeur à arbitrer", "value to settle"), Text("valeurs à arbitrer", "values to settle")),
    "merging": (
        Text("point entre équipes", "point between teams"),
        Text("points entre équipes", "points between teams"),
    ),
    "people": (Text("alerte de charge", "workload warning"), Text("alertes de charge", "workload warnings")),
    "contributions": (
        Text("action en retard d’un collègue", "overdue action of a colleague"),
        Text("actions en retard de collègues", "overdue actions of colleagues"),
    ),
    "ahead": (Text("échéance P1", "P1 deadline"), Text("échéances P1", "P1 deadlines")),
    "not_checked": (Text("point non vérifié", "point not checked"), Text("points non vérifiés", "points not checked")),
    "others": (Text("point à savoir", "point to know"), Text("points à savoir", "points to know")),
}
#: What changed since the last run.
CHANGES: Words = {
    "news": (Text("nouveauté", "new"), Text("nouveautés", "new")),
    "resolved": (Text("résolu", "resolved"), Text("résolus", "resolved")),
}
_NOTHING = Text("rien à signaler", "nothing to report")


def rows_of(sections: Iterable[Section], tables: Iterable[Table] = ()) -> Counter[str]:
    """Number of rows of each section, those left out included, and of lines above their envelope."""
    rows: Counter[str] = Counter()
    for section in sections:
        rows[section.key] += section.count
    rows["envelopes"] = sum(table.flagged_rows for table in tables)
    return rows


def counts(
    rows: Mapping[str, int],
    changes: Iterable[str] = (),
    most: int | None = MOST,
    fresh_late: int = 0,
    words: Words | None = None,
) -> Text:
    """``4 en retard (+1), 3 dépassements, 1 résolu``: no count is zero.

    ``rows``: number of rows by section. ``changes``: keys of ``CHANGES`` counted after what is to be done; all of
    them when nothing is to be done. ``most``: counts of what is to be done, ``None`` for all. ``fresh_late``: late
    rows that are new. ``words``: replace those of ``TO_DO`` for some keys.
    """
    known = {**TO_DO, **CHANGES, **(words or {})}
    to_do = [key for key in TO_DO if rows.get(key)][:most]
    changed = [key for key in changes if rows.get(key)]
    keys = [*to_do, *changed] or [key for key in CHANGES if rows.get(key)]
    if not keys:
        return _NOTHING
    more = {"late": f" (+{fresh_late})"} if fresh_late else {}
    return Text(_listed(keys, rows, known, more, "fr"), _listed(keys, rows, known, more, "en"))


def _listed(keys: Iterable[str], rows: Mapping[str, int], words: Words, more: Mapping[str, str], lang: Lang) -> str:
    return ", ".join(counted(rows[key], *words[key]).in_(lang) + more.get(key, "") for key in keys)


#: Sections whose words are followed by « sur » and a title; others by a dash.
_ON = ("fill", "legal", "budget", "others", "soon", "milestones")


def with_title(text: Text, key: str, title: str) -> Text:
    """Counts of one section, all about one action, followed by its title; an empty title adds nothing."""
    if not title:
        return text
    if key in _ON:
        return Text(f"{text.fr} sur{NBSP}{title}", f"{text.en} on {title}")
    return Text(f"{text.fr} – {title}", f"{text.en} – {title}")
