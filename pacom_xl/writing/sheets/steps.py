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
#: Sheets of a step a team's workbook shows once the team has something there: reference, treasury, weekly follow-up.
_WHEN_USED = frozenset(("legal", "cash", "performance", "reviews"))
#: Sheets of a step a team's workbook hides once the group has filled them in: lists and the dashboard show their names.
_UNTIL_SET = frozenset(("axes",))
#: Hidden sheets of a step that keep their line there.
KEPT_IN_STEP = frozenset(("axes", "performance", "reviews"))
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

    In a team's workbook also the legal framework and the optional sheets the group fills in; the cash forecast, the
    readings and the reviews as long as there are none; the focus areas once the group has set them.
    """
    key, is_of_team = tab.sheet.key, view.plan.team != GROUP_TEAM
    if key in _HIDDEN:
        return True
    is_used = any(view.size(table.key) for table in tab.sheet.tables)
    if key in _UNTIL_SET:
        return is_of_team and tab.sheet.group_owned and is_used
    if tab.sheet.level == "optional" or (is_of_team and key in _WHEN_USED):
        return not is_used or (is_of_team and tab.sheet.group_owned)
    return False
