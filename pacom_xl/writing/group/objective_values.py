"""Values of the objectives in the plans of teams, and their consolidation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from pacom_xl.figures.plan_view import PlanView


class TeamTarget(NamedTuple):
    """The values of one objective in the plan of one team."""

    team: str
    label: str
    rule: str
    unit: str
    mode: str
    direction: str
    target: Decimal | None
    actual: Decimal | None
    weight: Decimal
    baseline: Decimal | None
    attainment: Decimal | None
    expected: Decimal | None
    trajectory: str


@dataclass(frozen=True)
class Objectives:
    """The values of the objectives in all teams, by code."""

    targets: dict[str, list[TeamTarget]] = field(default_factory=dict)

    def add(self, part: PlanView) -> None:
        """Add the values of the teams of a part."""
        for row in part.rows("objectives"):
            one = TeamTarget(
                row.text("team"),
                row.text("label"),
                row.text("aggregation"),
                row.text("unit"),
                row.text("measure_mode"),
                row.text("direction"),
                row.number("target"),
                row.number("actual_used"),
                row.amount("weight"),
                row.number("baseline"),
                row.number("attainment"),
                row.number("expected"),
                row.text("rag_key"),
            )
            self.targets.setdefault(row.text("code"), []).append(one)


def consolidated(rule: str, values: Iterable[tuple[Decimal | None, Decimal]]) -> Decimal | None:
    """Sum, weighted or plain mean of the teams' numbers, each with its weight; ``None`` without numbers or when the
    rule gives no group value.
    """
    known = [(number, weight) for number, weight in values if number is not None]
    if not known or rule in ("not_consolidable", "last", ""):
        return None
    if rule == "sum":
        return sum((number for number, _ in known), Decimal(0))
    if rule == "mean":
        return sum((number for number, _ in known), Decimal(0)) / len(known)
    weights = sum((weight for _, weight in known), Decimal(0))
    return sum((number * weight for number, weight in known), Decimal(0)) / weights if weights else None
