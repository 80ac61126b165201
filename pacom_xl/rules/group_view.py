"""All workbooks of one year, seen together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from pacom_xl.model.plan import Plan, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pacom_xl.figures.plan_view import PlanView

#: Team code of the group's own workbook when no reference names another.
GROUP_TEAM = "GR"


@dataclass
class Group:
    """The teams' views, and the group's workbook when it is known. ``views`` never holds the reference."""

    views: list[PlanView]
    as_of: date
    reference: PlanView | None = None
    #: Teams that should have sent a workbook.
    expected: tuple[str, ...] = ()
    #: When each team's workbook was last saved.
    saved_on: Mapping[str, datetime] = field(default_factory=dict)

    #: Due dates earlier consolidations saw, oldest first, by team and action.
    earlier_due: Mapping[tuple[str | None, str], Sequence[date]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The reference is the group's workbook, whatever its team code; every view knows the past."""
        if self.reference:
            self.reference.of_group = True
        for view in self.views:
            view.earlier_due = self.earlier_due

    def in_turn(self) -> Iterator[PlanView]:
        """The teams' views one after the other. What a view made is let go before the next: of hundreds of workbooks
        one is in memory, unless somebody keeps its rows.
        """
        for view in self.views:
            yield view
            view.forget()


def is_group(view: PlanView) -> bool:
    """Whether the view is the group's own workbook rather than a team's."""
    return view.of_group or view.plan.team == GROUP_TEAM


def settings(reference: Plan | None, thresholds: Mapping[str, Value]) -> dict[str, Value]:
    """Parameters every view of a run uses: the group workbook's, then those of the configuration."""
    own = reference.form("parameters").values if reference else {}
    return {key: value for key, value in own.items() if value is not None} | dict(thresholds)
