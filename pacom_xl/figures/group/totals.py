"""Totals over the rows of the teams, computed in one pass."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from weakref import WeakKeyDictionary

from pacom_xl.figures.group.line_figures import line_value, quarters_of
from pacom_xl.figures.periods import ZERO
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Value

Sums = dict[tuple[str, ...], Decimal]
#: Amount of an action to the figure that computes it.
AMOUNTS = {"allocated": "envelope_use", "committed": "committed", "spent": "spent", "forecast": "forecast"}
#: Amount of a budget line to the figure added up by nature.
OF_LINES = {"allocated": "counted_use", "committed": "committed", "spent": "spent", "forecast": "line_forecast"}


@dataclass
class GroupTotals:
    """Totals of rows, and the cash amounts typed in the group's workbook."""

    #: Sums by amount, team and part (axis, nature, quarter, month).
    sums: Sums = field(default_factory=lambda: defaultdict(lambda: ZERO))
    #: Cash amounts by item and month.
    cash: dict[tuple[Value, Value], Decimal | None] = field(default_factory=dict)

    def add_later(self, part: GroupTotals) -> None:
        """Add the totals of a part that the later sheets need: spending by axis, payments by month, cash."""
        for key, amount in part.sums.items():
            if key[2] == "axis" if key[0] == "allocated" else key[0] in ("cash", "vat") and not key[1]:
                self.sums[key] += amount
        self.cash = part.cash | self.cash


#: Totals already computed, by view; a view that nobody uses any more takes its totals with it.
_GATHERED: WeakKeyDictionary[PlanView, GroupTotals] = WeakKeyDictionary()


def group_totals(view: PlanView) -> GroupTotals:
    """Totals of the rows of a view; for the view of all teams, the totals added from its parts."""
    found = _GATHERED.get(view)
    if found is None:
        found = _GATHERED[view] = GroupTotals()
        _add_actions(found.sums, view)
        for row in reversed(view.rows("cash")):
            if row["team"] == GROUP_TEAM:
                found.cash[row["item"], row["month"]] = row.number("amount")
    return found


def sums(view: PlanView) -> Sums:
    """Sums of rows by amount, team and part."""
    return group_totals(view).sums


def _add_actions(found: Sums, view: PlanView) -> None:
    quarters = quarters_of(view)
    for action in view.rows("actions"):
        team, axis = action.text("team"), action.text("axis")
        for name, source in AMOUNTS.items():
            amount = action.amount(source)
            found[name, team, "total", ""] += amount
            found[name, team, "axis", axis] += amount
        for line in action.children("budget_lines"):
            for name, source in OF_LINES.items():
                amount = (
                    Decimal(str(line_value(line, "counted_use"))) if source == "counted_use" else line.amount(source)
                )
                found[name, team, "nature", line.text("nature")] += amount
        for instalment in action.children("schedule"):
            _add_instalment(found, instalment, team, axis, quarters.get(instalment.text("month"), ""))


def _add_instalment(found: Sums, instalment: Row, team: str, axis: str, quarter: str) -> None:
    use = Decimal(str(line_value(instalment, "counted_use")))
    found["allocated", team, "quarter", quarter] += use
    found["quarter", team, axis, quarter] += use
    for kind in ("cash", "vat"):
        amount = Decimal(str(line_value(instalment, f"counted_{kind}")))
        for owner in (team, ""):
            found[kind, owner, instalment.text("month")] += amount
