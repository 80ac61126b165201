"""Views of the plans of many teams at a date, a few teams at a time, so that few rows are in memory.

The view of all teams has the shared tables. A part has the rows of some teams; what it needs to know of the other
teams is counted once, before the first part.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.plan import MergedPlan, Plan, Record, Value
from pacom_xl.model.text import Text
from pacom_xl.model.workdays import WorkingDays
from pacom_xl.template.schema import Template

#: Key used as axis of actions without axis.
NO_AXIS = Text("Sans axe", "No focus area")
#: Number of plans whose rows are in memory together.
_AT_ONCE = 12


@dataclass(frozen=True)
class Count:
    """Facts about all plans that each part needs."""

    #: Keys of actions in order; number of actions by folded code; index of the part with each key.
    actions: list[str] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    parts: dict[str, int] = field(default_factory=dict)
    #: Codes of objectives.
    objectives: dict[str, None] = field(default_factory=dict)
    #: Axes used by each team with actions.
    axes: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, plan: Plan, part: int) -> None:
        """Add the facts of one plan."""
        for action in plan.table("actions"):
            self.actions.append(action.key)
            self.codes[_code(action)] += 1
            self.parts.setdefault(action.key, part)
            self.axes.setdefault(plan.team or "", {})[str(action.get("axis") or "")] = None
        for objective in plan.table("objectives"):
            self.objectives[str(objective.get("code") or "")] = None


class GroupView(PlanView):
    """View of all teams: shared rows; the rows of teams are in ``parts``."""

    def __init__(self, plan: MergedPlan, template: Template, as_of: date) -> None:
        super().__init__(plan.shared, template, as_of)
        self._team_plans = plan.team_plans
        self._elsewhere: tuple[int, TeamsView] | None = None
        self.count = Count()
        for number, plans in enumerate(self._batches):
            for team_plan in plans:
                self.count.add(team_plan, number)

    @cached_property
    def _batches(self) -> list[list[Plan]]:
        """Plans by part; all plans of a team are in the same part."""
        batches: list[list[Plan]] = []
        of_teams: dict[str | None, list[Plan]] = {}
        for plan in self._team_plans:
            if plan.team not in of_teams:
                if not batches or len(batches[-1]) >= _AT_ONCE:
                    batches.append([])
                of_teams[plan.team] = batches[-1]
            of_teams[plan.team].append(plan)
        return batches

    def parts(self) -> Iterator[TeamsView]:
        """The parts one after the other; release each before the next one."""
        numbers = {table: itertools.count(1) for table in _CROSSED}
        for plans in self._batches:
            yield TeamsView(self, plans, list(self._crossings(plans, numbers)))

    @property
    def part_count(self) -> int:
        """How many parts there are."""
        return len(self._batches)

    def action_keys(self) -> list[str]:
        """Keys of the actions of all teams."""
        return self.count.actions

    def children(self, code: str, table: str) -> list[Row]:
        """Rows of ``table`` that belong to action ``code`` of any team."""
        action = self.find_action(code)
        return action.children(table) if action else []

    def find_action(self, key: str) -> Row | None:
        """The action with that key, of any team."""
        number = self.count.parts.get(key)
        if number is None:
            return None
        if self._elsewhere is None or self._elsewhere[0] != number:
            if self._elsewhere:
                self._elsewhere[1].forget()
            self._elsewhere = number, TeamsView(self, self._batches[number])
        return self._elsewhere[1].find("actions", key)

    def shown_codes(self, table: str, codes: Sequence[str]) -> str:
        """Consolidated workbooks show codes alone."""
        return ", ".join(codes)

    def _crossings(self, plans: Sequence[Plan], numbers: Mapping[str, Iterator[int]]) -> Iterator[Record]:
        """Rows of the sheets by team and axis, and by team and month."""
        teams = [team for team in dict.fromkeys(plan.team or "" for plan in plans) if team in self.count.axes]
        for team in teams:
            for axis, label in self.axes_of(team).items():
                key = f"axis_quarters#{next(numbers['axis_quarters'])}"
                yield Record("axis_quarters", key, {"team": team, "axis": axis or None, "label": label})
            for month in self.months:
                yield Record("team_cash", f"team_cash#{next(numbers['team_cash'])}", {"team": team, "month": month})

    def size(self, table: str) -> int:
        """Number of rows of a table, of all teams."""
        table = "actions" if table == "calendar" else table
        if table == "axis_quarters":
            return sum(len(self.axes_of(team)) for team in self.count.axes)
        if table == "team_cash":
            return len(self.count.axes) * len(self.months)
        return len(self.rows(table)) + sum(plan.count(table) for plan in self._team_plans)

    def axes_of(self, *teams: str) -> dict[str, Value]:
        """Axes and their labels: those of the group, those only these teams use, then ``""`` for actions without one.

        Together they hold every action of these teams.
        """
        used = dict.fromkeys(axis for team in teams for axis in self.count.axes.get(team, ()))
        axes = self._axes | {axis: None for axis in used if axis and axis not in self._axes}
        return axes | {"": NO_AXIS.in_(self.plan.lang)} if "" in used else axes

    @cached_property
    def _axes(self) -> dict[str, Value]:
        return {row.text("code"): row.text("label") for row in self.rows("axes")}


class TeamsView(PlanView):
    """View of the rows of some teams, with access to the shared rows."""

    def __init__(self, whole: GroupView, plans: Sequence[Plan], crossed: Sequence[Record] = ()) -> None:
        records = [*(record for plan in plans for record in plan.records), *crossed]
        super().__init__(whole.plan.with_records(records), whole.template, whole.as_of)
        self.whole = whole
        self._tables = {record.table for record in records}

    def shown_codes(self, table: str, codes: Sequence[str]) -> str:
        """As the whole shows them."""
        return self.whole.shown_codes(table, codes)

    def rows(self, table: str) -> list[Row]:
        """Rows of these teams; for a shared table, all its rows."""
        of = "actions" if table in ("index", "calendar") else table
        return super().rows(of) if of in self._tables else self.whole.rows(of)

    def find(self, table: str, code: str) -> Row | None:
        """The row with that key; an action may belong to a team of another part."""
        if table in self._tables and (found := super().find(table, code)):
            return found
        return self.whole.find_action(code) if table == "actions" else self.whole.find(table, code)

    def is_duplicate(self, row: Row) -> bool:
        """Whether several actions of any team have this code."""
        if row.record.table != "actions":
            return super().is_duplicate(row)
        return self.whole.count.codes[_code(row.record)] > 1

    def working_days(self, team: str | None = None) -> WorkingDays:
        """Working days of a team."""
        return self.whole.working_days(team)


#: Tables whose rows are made here.
_CROSSED = ("axis_quarters", "team_cash")


def _code(action: Record) -> str:
    return str(action.get("code") or action.key).casefold()
