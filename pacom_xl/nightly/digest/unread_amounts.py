"""Amounts of a budget table that could not be read: they are shown as typed, beside the sum of the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.audit import Amounts
from pacom_xl.model.findings import Finding
from pacom_xl.model.formats import money
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Lang, Text, in_line
from pacom_xl.model.typography import counted, quoted, sentence
from pacom_xl.nightly.digest.digest_rows import as_typed
from pacom_xl.nightly.night_facts import Night
from pacom_xl.reading.workbook_facts import REFUSED_CODES
from pacom_xl.reporting.words.place_words import place_words

#: For each column of a budget table (envelope, allocated, committed, spent, forecast), what was typed; ``""``: all
#: was read.
Typed = Sequence[str]
NONE: Typed = ("", "", "", "", "")


def unread_amounts(night: Night, view: PlanView, actions: Iterable[Row], dimension: str, key: str = "") -> Typed:
    """``actions``: those a line adds up. ``dimension`` and ``key``: its row of the envelope."""
    if (view.plan.team or "") not in night.facts.teams_with_unread:
        return NONE
    rows = list(actions)
    lines = [line for row in rows for line in row.children("budget_lines")]
    envelopes = [r for r in view.rows("envelope") if r["dimension"] == dimension and (not key or r.text("key") == key)]

    def first(some: Iterable[Row], *names: str) -> str:
        return next((typed for row in some for name in names if (typed := as_typed(night, row, name))), "")

    return (
        first(envelopes, "amount"),
        first(rows, "allocated"),
        first(lines, "committed"),
        first(lines, "spent"),
        first(lines, "planned", "committed", "spent"),
    )


#: Fields the sentence about the budget adds up.
_ADDED_UP = {
    "actions.allocated",
    "budget_lines.planned",
    "budget_lines.committed",
    "budget_lines.spent",
    "budget_lines.forecast_forced",
}
#: Amounts named one by one.
_NAMED = 3


def without_unread(night: Night, teams: Collection[str]) -> str:
    """How many amounts of ``teams`` are not in their totals because they could not be read, and where the first ones
    are; ``""`` when all were read.
    """
    found = list(_unread(night, teams))
    if not found:
        return ""
    named = [_named(night, finding) for finding in found[:_NAMED]]
    others = len(found) - len(named)
    more = counted(others, Text("autre", "more"), Text("autres", "more")) if others else Text("", "")
    amounts = counted(
        len(found),
        Text("montant qui n’a pas pu être lu", "amount that could not be read"),
        Text("montants qui n’ont pas pu être lus", "amounts that could not be read"),
    )
    text = sentence(
        "Sans compter {amounts} : {places}{more}.",
        "Not counting {amounts}: {places}{more}.",
        amounts=amounts,
        places=", ".join(named),
        more=Text(f" et {more.fr}", f" and {more.en}") if others else more,
    )
    return text.in_(night.lang)


def _unread(night: Night, teams: Collection[str]) -> Iterator[Finding]:
    """Findings about amounts of actions that count, one a cell."""
    seen: set[tuple[str | None, Cell]] = set()
    for finding in night.review.findings:
        place = (finding.team, finding.cell) if finding.cell else None
        if place is None or place in seen or finding.code not in REFUSED_CODES or finding.field not in _ADDED_UP:
            continue
        action = night.facts.action(finding.team, finding.subject) if finding.team in teams else None
        if action is not None and action["status"] != "draft":
            seen.add(place)
            yield finding


def _named(night: Night, finding: Finding) -> str:
    typed = in_line(str(finding.params.get("value") or ""))
    where = place_words(finding, night.review.template, night.lang)
    return f"{where} ({quoted(typed, night.lang)})" if typed else where


def together(lines: Iterable[Typed]) -> Typed:
    """The first text of each column."""
    return tuple(next(filter(None, column), "") for column in zip(*lines, strict=True)) or NONE


def with_typed(amount: str, typed: str) -> str:
    """``12 000 € + « sept mille »``; the text alone beside an unknown amount."""
    if not typed:
        return amount
    return typed if amount == "–" else f"{amount} + {typed}"


def totals_sentence(night: Night, amounts: Amounts, teams: Collection[str]) -> str:
    """The totals of some teams, and the amounts that are not in them."""
    totals = _budget_sentence(amounts, night.lang, night.review.currency)
    return f"{totals} {without_unread(night, teams)}".rstrip()


def _budget_sentence(of: Amounts, lang: Lang, currency: str) -> str:
    """Allocated, committed, spent and forecast in one sentence."""
    names = ("allocated", "committed", "spent", "forecast")
    shown = {name: money(getattr(of, name), lang, currency) for name in names}
    return sentence(
        "Budget : {allocated} alloués, {committed} engagés, {spent} réalisés, atterrissage à {forecast}.",
        "Budget: {allocated} allocated, {committed} committed, {spent} spent, forecast {forecast}.",
        **shown,
    ).in_(lang)
