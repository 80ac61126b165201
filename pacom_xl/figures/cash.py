"""Figures of the monthly cash table: payments, tax refunded the month after, balance."""

from __future__ import annotations

from decimal import Decimal

from pacom_xl.figures.figure_registry import figure
from pacom_xl.figures.periods import ZERO, month_before, month_start
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.plan import Value


def _of_month(name: str, month: str) -> str:
    return f"SUMPRODUCT(({{index.{name}[*].parts}}={month})*{{index.{name}[*]}})"


def _sum(view: PlanView, name: str, month: str) -> Decimal:
    return sum((Decimal(str(action.part(f"actions.{name}", month))) for action in view.rows("actions")), ZERO)


def _is_first(row: Row, month: str) -> bool:
    return month == row.view.months[0]


@figure("cash_months.month", "{month_start}")
def _month(_row: Row, month: str) -> Value:
    return month_start(month)


@figure("cash_months.cash_out_plan", _of_month("cash_out", "{part}"))
def _cash_out_plan(row: Row, month: str) -> Value:
    return _sum(row.view, "cash_out", month)


@figure("cash_months.vat_recoverable", _of_month("cash_vat", "{previous.part}"), first="0")
def _vat_recoverable(row: Row, month: str) -> Value:
    return ZERO if _is_first(row, month) else _sum(row.view, "cash_vat", month_before(month))


@figure(
    "cash_months.opening_balance",
    "{previous.closing}",
    first='IF(ISNUMBER({cash.amount[opening]}),{cash.amount[opening]},"")',
)
def _opening_balance(row: Row, month: str) -> Value:
    if _is_first(row, month):
        return row.view.cash_input("opening", month)
    return row.part("cash_months.closing", month_before(month))


@figure(
    "cash_months.closing",
    "IF(ISNUMBER({opening_balance}),{opening_balance}+N({cash.amount[cash_in]})-N({cash.amount[other_out]})"
    '-{cash_out_plan}+{vat_recoverable},"")',
)
def _closing(row: Row, month: str) -> Value:
    opening = row.part("cash_months.opening_balance", month)
    if not isinstance(opening, (int, Decimal)):
        return None
    view = row.view
    received = view.cash_input("cash_in", month) or ZERO
    paid = (view.cash_input("other_out", month) or ZERO) + _sum(view, "cash_out", month)
    back = row.part("cash_months.vat_recoverable", month)
    return opening + received - paid + Decimal(str(back))
