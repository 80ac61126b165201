"""Amounts of a budget table that could not be read: they are shown as typed, beside the sum of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.nightly.digest.digest_rows import as_typed
from pacom_xl.nightly.night_facts import Night

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


def together(lines: Iterable[Typed]) -> Typed:
    """The first text of each column."""
    return tuple(next(filter(None, column), "") for column in zip(*lines, strict=True)) or NONE


def with_typed(amount: str, typed: str) -> str:
    """``12 000 € + « sept mille »``; the text alone beside an unknown amount."""
    if not typed:
        return amount
    return typed if amount == "–" else f"{amount} + {typed}"
