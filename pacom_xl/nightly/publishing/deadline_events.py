"""Deadlines as events of a calendar: the same UIDs joined to a mail and in a feed."""

from __future__ import annotations

from datetime import date

from pacom_xl.exchange.ics import Event
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import colon


def deadline_event(row: Row, label: str, on: date, lang: Lang, tail: str = "") -> Event:
    """The event of an action's due date, or of its milestone ``label``; ``tail`` ends its title."""
    due = Text("Échéance", "Due").in_(lang)
    return Event(
        key=f"{row.team}|{row.view.plan.year}|{row.key}|{label}",
        day=on,
        title=f"{label or due}{colon(lang)}{row.key} {row.text('title')}{tail}",
        text=row.text("what"),
        team=row.team or "",
    )
