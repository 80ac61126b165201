"""The deadlines of plans as an iCalendar file, for ``export``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from pacom_xl.exchange.ics import Event, calendar
from pacom_xl.model.company_facts import PENDING
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import Lang, Text

_NAME = Text("Plan d’action commercial", "Sales action plan")
#: Statuses of actions that are not finished.


def deadlines(plans: Iterable[Plan], stamp: date, lang: Lang) -> bytes:
    """All-day events: due dates of actions that are neither closed nor drafts, and of their milestones not done."""
    events = [event for plan in plans for event in _of_plan(plan)]
    return calendar(events, stamp, _NAME.in_(lang))


def _of_plan(plan: Plan) -> Iterator[Event]:
    milestones: dict[str | None, list[Record]] = {}
    for milestone in plan.table("milestones"):
        if milestone.get("done_on") is None:
            milestones.setdefault(milestone.parent, []).append(milestone)
    for action in plan.table("actions"):
        if action.get("status") in PENDING:
            yield from _of_action(plan, action, milestones.get(action.key, ()))


def _of_action(plan: Plan, action: Record, milestones: Iterable[Record]) -> Iterator[Event]:
    title = f"{action.key} · {action.get('title') or ''}"
    about, owner = f"{plan.team}|{plan.year}|{action.key}", str(action.get("owner") or "")
    yield from _event(f"{about}|", action.get("due"), title, owner)
    for milestone in milestones:
        label = str(milestone.get("label") or "")
        yield from _event(f"{about}|{label}", milestone.get("due"), f"{title} · {label}", owner)


def _event(key: str, due: Value, title: str, text: str) -> Iterator[Event]:
    if isinstance(due, date):
        yield Event(key, due, title, text)
