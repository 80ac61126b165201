"""What each line of a consolidated workbook counts for, by itself; and where figures of such a workbook are kept.

Formula and function side by side, as in ``registry``. Here ``{schedule.month[]}`` is the column of all teams, and a row
knows its ``{team}``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from pacom_xl.figures.actions import is_abandoned
from pacom_xl.figures.figure_registry import Figure, key_of, one_of
from pacom_xl.figures.periods import QUARTERS, ZERO
from pacom_xl.model.plan import Value

if TYPE_CHECKING:
    from pacom_xl.figures.plan_view import PlanView, Row

#: Name to figure; where ``FIGURES`` has one of the same name, this one takes its place.
FLAT: dict[str, Figure] = {}


def flat(name: str, formula: str) -> Callable[[Callable[[Row], Value]], Callable[[Row], Value]]:
    """Register the function that computes what ``formula`` does."""

    def register(compute: Callable[[Row], Value]) -> Callable[[Row], Value]:
        FLAT[name] = Figure(name, formula, compute)
        return compute

    return register


def value(row: Row, name: str) -> Value:
    """A figure of this catalogue for a row, by its short name."""
    return FLAT[f"{row.record.table}.{name}"].compute(row)


@lru_cache(maxsize=1)
def quarters_of(view: PlanView) -> dict[str, str]:
    """The quarter of each month that has one."""
    return {month: quarter for quarter in QUARTERS for month in view.quarter_months(quarter)}


_DRAFT = '{actions.status_key}="draft"'


def _is_draft(row: Row) -> bool:
    return row.parent is None or row.parent["status"] == "draft"


@flat(
    "budget_lines.counted_use",
    f"IF({_DRAFT},0,IF({one_of('{actions.status_key}', 'cancelled', 'transferred')},N({{spent}}),N({{planned}})))",
)
def _line_use(line: Row) -> Value:
    if line.parent is None or _is_draft(line):
        return ZERO
    return line.amount("spent" if is_abandoned(line.parent) else "planned")


def _count(name: str, source: str) -> None:
    @flat(f"schedule.{name}", f"IF({_DRAFT},0,N({{{source}}}))")
    def _counted(instalment: Row) -> Value:
        return ZERO if _is_draft(instalment) else instalment.amount(source)


for _name, _source in (("use", "envelope_amount"), ("cash", "cash_amount"), ("vat", "cash_vat")):
    _count(f"counted_{_name}", _source)


@flat("schedule.counted_axis", 'IF({actions.axis}="","",{actions.axis})')
def _line_axis(instalment: Row) -> Value:
    return instalment.parent["axis"] if instalment.parent else None


@flat("cash.item_key", key_of("cash_item", "{item}"))
def _item_key(row: Row) -> Value:
    return row["item"]


_MONTH_QUARTER = (
    "IF(ISNUMBER({month}),IFERROR(CHOOSE(1+INT(((YEAR({month})-YEAR(plan_start))*12+MONTH({month})-MONTH(plan_start))/3),"
    '"T1","T2","T3","T4"),""),"")'
)


@flat("schedule.counted_quarter", _MONTH_QUARTER)
def _month_quarter(instalment: Row) -> Value:
    return quarters_of(instalment.view).get(instalment.text("month"))
