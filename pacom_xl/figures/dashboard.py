"""Figures of the dashboard: counts by situation, on-time rate, budget from envelope to forecast."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from pacom_xl.figures.figure_registry import figure
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.plan import Value


@figure("dashboard.counts", "COUNTIFS({calendar.flag_key[]},{part})")
def _counts(dashboard: Row, situation: str) -> Value:
    return sum(action["flag_key"] == situation for action in dashboard.view.rows("actions"))


@figure("dashboard.at_risk", 'COUNTIFS({calendar.at_risk_key[]},"yes")')
def _at_risk(dashboard: Row) -> Value:
    return sum(action["at_risk_key"] == "yes" for action in dashboard.view.rows("actions"))


@figure(
    "dashboard.on_time_rate",
    'IF(COUNT({calendar.on_time[]})=0,"",SUM({calendar.on_time[]})/COUNT({calendar.on_time[]}))',
)
def _on_time_rate(dashboard: Row) -> Value:
    rated = [number for action in dashboard.view.rows("actions") if (number := action.number("on_time")) is not None]
    return sum(rated, Decimal(0)) / len(rated) if rated else None


@figure("dashboard.envelope", 'SUMIFS({envelope.amount[]},{envelope.dimension_key[]},"total")')
def _envelope(dashboard: Row) -> Value:
    rows = dashboard.view.rows("envelope")
    return sum((row.amount("amount") for row in rows if row["dimension"] == "total"), Decimal(0))


@figure("dashboard.budget_summary", "SUM({index.envelope_use[]})")
def _budget(dashboard: Row) -> Value:
    return index_total(dashboard, "envelope_use")


#: An offer expires soon when it is valid for at most this long.
EXPIRY_DAYS = 30


def latest(view: PlanView) -> list[Row]:
    """Late actions, longest delay first, then in the order of the index."""
    late = [action for action in view.rows("actions") if action.amount("late_days") > 0]
    return sorted(late, key=lambda action: -action.amount("late_days"))


def overrunning(view: PlanView) -> list[Row]:
    """Actions whose forecast exceeds their allocation, largest overrun first."""
    over = [action for action in view.rows("actions") if action.amount("overrun") > 0]
    return sorted(over, key=lambda action: -action.amount("overrun"))


def expiring(view: PlanView) -> list[Row]:
    """Offers without answer from the customer that expire within ``EXPIRY_DAYS``."""
    last = view.as_of + timedelta(days=EXPIRY_DAYS)
    return [
        offer
        for offer in view.rows("offers")
        if offer["status"] in ("sent", "negotiation")
        and (day := offer.day("valid_until"))
        and view.as_of <= day <= last
    ]


def in_conflict(view: PlanView) -> list[Row]:
    """Campaigns on which marketing and sales disagree."""
    return [row for row in view.rows("marketing") if row["alignment"] == "conflict"]


def next_day(view: PlanView, table: str) -> date | None:
    """The first date in ``table`` on or after the reference date."""
    days = (row.day("date") for row in view.rows(table))
    return min((day for day in days if day and day >= view.as_of), default=None)


def index_total(dashboard: Row, column: str) -> Decimal:
    """Sum of an index column over the actions."""
    rows = dashboard.view.rows("actions")
    values = (row.figure(f"index.{column}") for row in rows)
    return sum((Decimal(v) for v in values if isinstance(v, (int, Decimal))), Decimal(0))
