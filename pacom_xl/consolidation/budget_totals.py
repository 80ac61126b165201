"""Budget totals of one workbook and of several."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.audit import Amounts, Totals

_ZERO = Decimal(0)


def amounts(view: PlanView) -> Amounts:
    """Budget of one workbook, as its own sheets and the summary of the group's add it up.

    What a draft plans takes nothing from the envelope; what it has ordered, been invoiced for and is forecast to cost
    counts, as for any action.
    """
    rows = view.rows("actions")

    def total(name: str) -> Decimal:
        return sum((row.amount(name) for row in rows), _ZERO)

    return Amounts(
        allocated=total("envelope_use"),
        allocated_gross=total("allocated_used"),
        committed=total("committed"),
        spent=total("spent"),
        forecast=total("forecast"),
    )


def summed(by_team: Mapping[str, Amounts]) -> Totals:
    """The totals of teams whose amounts are known."""
    several = list(by_team.values())
    return Totals(
        allocated=sum((part.allocated for part in several), _ZERO),
        allocated_gross=sum((part.allocated_gross for part in several), _ZERO),
        committed=sum((part.committed for part in several), _ZERO),
        spent=sum((part.spent for part in several), _ZERO),
        forecast=sum((part.forecast for part in several), _ZERO),
        by_team=by_team,
    )
