"""The four steps of a plan and the order of its tabs; which tabs are hidden at first."""

from __future__ import annotations

from collections.abc import Iterable

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.blocks import Tab
from pacom_xl.model.company_facts import GROUP_TEAM

#: The sheets of each step, in filling order; the texts of a step have its rank in ``STEPS``.
ORDER: tuple[tuple[str, ...], ...] = (
    ("plan", "team"),
    ("strategy", "axes", "swot", "market", "objectives", "targets", "envelope"),
    ("index", "actions", "calendar", "legal"),
    ("dashboard", "performance", "reviews", "cash"),
)
#: Reference and treasury sheets of a step: a team's workbook shows them once the team has typed something there.
_WHEN_USED = frozenset(("legal", "cash"))
#: Before all steps.
_FIRST = ("guide", "dashboard")
#: Always hidden: they are rarely filled in.
_HIDDEN = frozenset(("lists", "controls"))
_LAST = ("controls", "lists", "meta")


def in_order(tabs: Iterable[Tab]) -> tuple[Tab, ...]:
    """The tabs of a team's workbook: first sheets, steps, action sheets, then the others as in the template."""
    keys = [*_FIRST, *(key for step in ORDER for key in step if key not in (*_FIRST, "actions")), "actions"]
    ranks = {key: rank for rank, key in enumerate(keys)}
    last = {key: len(keys) + 1 + rank for rank, key in enumerate(_LAST)}
    return tuple(sorted(tabs, key=lambda tab: ranks.get(tab.sheet.key, last.get(tab.sheet.key, len(keys)))))


def is_hidden(view: PlanView, tab: Tab) -> bool:
    """Whether a tab is hidden in a new workbook: a list of settings, or an optional sheet with nothing in it.

    In a team's workbook also the legal framework and the optional sheets the group fills in, and the cash forecast as
    long as nobody typed into it: its payments are on the dashboard.
    """
    if tab.sheet.key in _HIDDEN:
        return True
    if tab.sheet.key in _WHEN_USED and view.plan.team != GROUP_TEAM:
        return tab.sheet.group_owned or not any(view.size(table.key) for table in tab.sheet.tables)
    if tab.sheet.level != "optional":
        return False
    is_of_group = tab.sheet.group_owned and view.plan.team != GROUP_TEAM
    return is_of_group or not any(view.size(table.key) for table in tab.sheet.tables)
