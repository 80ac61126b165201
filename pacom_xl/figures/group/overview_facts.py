"""Facts of the first sheet of a consolidated workbook, collected while the rows of the teams are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from pacom_xl.figures.calendar import days_late
from pacom_xl.figures.group.line_figures import line_value
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import GROUP_TEAM

#: Most actions listed as late, or as overspent.
MOST_LISTED = 12


class ListedAction(NamedTuple):
    """An action of a list: what it is ranked by, its place in the register (from 1), what is shown of it."""

    rank: int
    place: int
    title: str
    owner: str
    team: str
    excess: Decimal = Decimal(0)
    allocated: Decimal = Decimal(0)


class Objective(NamedTuple):
    """The first row of an objective: that of the group, if it has one."""

    code: str
    #: Field that names it: ``indicator``, or ``label`` when there is none.
    named_by: str
    name: str
    unit: str


@dataclass
class OverviewFacts:
    """Counts, lists and trajectories of all teams."""

    #: Number of actions, late ones, critical ones; overspent ones and their total.
    actions: int = 0
    late_count: int = 0
    critical: int = 0
    overspent_count: int = 0
    overspent: int = 0
    late: list[ListedAction] = field(default_factory=list)
    over: list[ListedAction] = field(default_factory=list)
    #: By team: actions done on time, actions done with known dates.
    on_time: Counter[str] = field(default_factory=Counter)
    rated: Counter[str] = field(default_factory=Counter)
    objectives: dict[str, Objective] = field(default_factory=dict)
    #: By code and team: attainments, and keys of the trajectory.
    attained: dict[tuple[str, str], list[Decimal]] = field(default_factory=dict)
    trajectory: dict[tuple[str, str], str] = field(default_factory=dict)
    #: Expected attainment of every objective of a team that has one.
    expected: list[Decimal] = field(default_factory=list)
    #: By team: objectives, and those off track.
    objective_count: Counter[str] = field(default_factory=Counter)
    off_track: Counter[str] = field(default_factory=Counter)

    def add(self, part: PlanView) -> None:
        """Add the rows of some teams, in the order in which they are written."""
        limit = part.setting("critical_late_days")
        for action in part.rows("actions"):
            self.actions += 1
            self._add_action(action, int(limit))
        for row in part.rows("objectives"):
            self.add_objective(row)

    def _add_action(self, action: Row, limit: int) -> None:
        team = action.text("team")
        if (on_time := action.number("on_time")) is not None:
            self.rated[team] += 1
            self.on_time[team] += int(on_time)
        days = days_late(action) if action["flag_key"] == "late" else 0
        if action["flag_key"] == "late":
            self.late_count += 1
            self.critical += days > limit
        self.late = _ranked(self.late, self._listed(action, days))
        over = line_value(action, "overspent")
        assert isinstance(over, int)
        if over:
            self.overspent_count += 1
            self.overspent += over
        self.over = _ranked(self.over, self._listed(action, over))

    def _listed(self, action: Row, rank: int) -> ListedAction | None:
        if not rank:
            return None
        allocated = action.amount("allocated_used")
        owner, excess = str(line_value(action, "owner_name") or ""), action.amount("committed") - allocated
        return ListedAction(rank, self.actions, action.text("title"), owner, action.text("team"), excess, allocated)

    def add_objective(self, row: Row) -> None:
        """Add an objective of a team or of the group."""
        code, team = row.text("code"), row.team or ""
        if not code:
            return
        if code not in self.objectives:
            named_by = "indicator" if row.text("indicator") else "label"
            self.objectives[code] = Objective(code, named_by, row.text(named_by), row.text("unit"))
        if team == GROUP_TEAM:
            return
        self.objective_count[team] += 1
        reached, key = row.number("attainment"), row.text("rag_key")
        if reached is not None:
            self.attained.setdefault((code, team), []).append(reached)
        if (expected := row.number("expected")) is not None:
            self.expected.append(expected)
        self.trajectory.setdefault((code, team), key)
        self.off_track[team] += key == "red"


def _ranked(listed: Sequence[ListedAction], action: ListedAction | None) -> list[ListedAction]:
    """The list with one more action: highest rank first, then in the order of the register."""
    if action is None:
        return list(listed)
    return sorted([*listed, action], key=lambda one: (-one.rank, one.place))[:MOST_LISTED]
