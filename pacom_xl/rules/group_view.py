"""All workbooks of one year, for the rules that compare teams."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Plan, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pacom_xl.figures.plan_view import PlanView


@dataclass(frozen=True)
class Group:
    """Views of the teams' workbooks, and of the group's workbook (``reference``), which ``views`` does not contain."""

    views: list[PlanView]
    as_of: date
    reference: PlanView | None = None
    #: Codes of the teams whose workbook is expected.
    expected: tuple[str, ...] = ()
    #: When each team's workbook was saved last.
    saved_on: Mapping[str, datetime] = field(default_factory=dict)

    #: Due dates in earlier consolidations, oldest first, by team and action.
    earlier_due: Mapping[tuple[str | None, str], Sequence[date]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Mark the reference as the group's workbook, whatever its team code, and pass ``earlier_due`` to the views."""
        if self.reference:
            self.reference.of_group = True
        for view in self.views:
            view.earlier_due = self.earlier_due

    def in_turn(self) -> Iterator[PlanView]:
        """The teams' views one after the other. The rows of a view are released before the next one, so that one
        workbook at a time is in memory, unless the caller holds its rows.
        """
        for view in self.views:
            yield view
            view.forget()


def is_group(view: PlanView) -> bool:
    """Whether the view is of the group's workbook rather than of a team's."""
    return view.of_group or view.plan.team == GROUP_TEAM


def settings(reference: Plan | None, thresholds: Mapping[str, Value]) -> dict[str, Value]:
    """Parameters for every view of a run: those of the group's workbook, replaced by those of the configuration."""
    parameters = reference.form("parameters").values if reference else {}
    return {key: value for key, value in parameters.items() if value is not None} | dict(thresholds)
