"""Facts about actions that several rules use: status groups, market types, contradictions between dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.rules.rule_registry import Hit


def actions(view: PlanView, statuses: tuple[str, ...]) -> Iterator[Row]:
    """Actions whose status is one of ``statuses``, in workbook order."""
    return (row for row in view.rows("actions") if row.record.values.get("status") in statuses)


def on(row: Row, field: str | None = None, detail: str | None = None, **params: Any) -> Hit:
    """A hit on an action, an objective or a target: its code as subject, its title as a parameter."""
    title = row.record.values.get("title") or row.record.values.get("label") or ""
    return Hit(row.key, detail, row, field, {"title": title, **params})


def below(action: Row, row: Row, field: str | None, detail: str, **params: Any) -> Hit:
    """A hit on a row of an action sheet: the action's code as subject, the row's cell as place."""
    return Hit(action.key, detail, row, field, params)


def is_of_draft(row: Row) -> bool:
    """Whether a row is a draft action, or belongs to one."""
    action = row if row.record.table == "actions" else row.parent
    return action is not None and action.record.get("status") == "draft"


def markets(action: Row) -> list[str]:
    """Market types of all the action's targets, without repetition, in the order of the targets."""
    rows = (action.view.find("targets", code) for code in action.many("targets"))
    return list(dict.fromkeys(row.text("market_type") for row in rows if row and row["market_type"]))


def wrong_dates(action: Row) -> str | None:
    """The contradiction between the action's dates, as a case of PAC307; ``None`` when there is none."""
    start, due, done_on = action.day("start"), action.day("due"), action.day("done_on")
    if start and due and start > due:
        return "start_after_due"
    if start and done_on and done_on < start:
        return "done_before_start"
    if done_on and done_on > action.view.as_of:
        return "done_in_future"
    return None
