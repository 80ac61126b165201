"""How any indicator is measured, of an objective or of an action: the value kept, and what it attains.

The value kept is the most recent of the typed one and of the readings; on the same day the typed one. Neither
counts when dated after the reference date.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pacom_xl.figures.periods import ONE, ZERO
from pacom_xl.model.plan import Value

if TYPE_CHECKING:
    from pacom_xl.figures.plan_view import Row

#: A decrease that reached zero, or went beyond, is attained this many times.
MOST = Decimal(2)


def attainment(
    value: Decimal | None, target: Decimal | None, baseline: Decimal | None, mode: Value, direction: Value
) -> Decimal | None:
    """The share of the target reached, 1 being all of it.

    ``mode`` is ``cumulative`` or ``level``, ``direction`` ``up``, ``down`` or ``keep``. ``None`` when a
    number is missing or the division has no meaning.
    """
    if value is None or target is None:
        return None
    if direction == "keep":
        return max(ZERO, ONE - abs(value - target) / abs(target)) if target else None
    if mode == "cumulative":
        if direction == "down":
            return MOST if value <= 0 else min(MOST, target / value)
        return value / target if target else None
    if baseline is None or target == baseline:
        return None
    return (value - baseline) / (target - baseline)


def attainment_formula(value: str, target: str, baseline: str, mode: str, direction: str) -> str:
    """The formula of ``attainment``; each argument is a placeholder."""
    return (
        f'IF(COUNT({value},{target})<2,"",'
        f'IF({direction}="keep",IF({target}=0,"",MAX(0,1-ABS({value}-{target})/ABS({target}))),'
        f'IF({mode}="cumulative",IF({direction}="down",IF({value}<=0,{MOST},MIN({MOST},{target}/{value})),'
        f'IF({target}=0,"",{value}/{target})),'
        f'IF(COUNT({baseline})=0,"",IF({target}={baseline},"",({value}-{baseline})/({target}-{baseline}))))))'
    )


def last_reading_formula(code: str, indicator: str, column: str, same_team: str = "") -> str:
    """The mean of ``column`` over the latest readings of an indicator: two on one day count alike."""
    latest = (
        f"({{performance.subject[]}}={code})*({{performance.indicator[]}}={indicator})"
        f"*({{performance.is_latest[]}}=1){same_team}"
    )
    return (
        f'IF(OR({code}="",{indicator}=""),"",IF(SUMPRODUCT({latest})=0,"",'
        f"SUMPRODUCT({latest},{{performance.{column}[]}})/SUMPRODUCT({latest})))"
    )


def latest_readings(row: Row, code: str, indicator: str) -> list[Row]:
    """The latest readings of an indicator in the team of ``row``, none of them after the reference date."""
    if not code or not indicator:
        return []
    return [r for r in row.view.readings(row.team, code, indicator) if r["is_latest"] == 1]


def mean(rows: Iterable[Row], name: str) -> Decimal | None:
    """Mean of a number, ``None`` without rows."""
    values = [row.amount(name) for row in rows]
    return sum(values, ZERO) / len(values) if values else None


def latest_day(rows: Iterable[Row]) -> date | None:
    """Day of the latest readings: they all share it."""
    return next((row.day("measured_on") for row in rows), None)


_NOT_TYPED = "OR(NOT(ISNUMBER({actual})),N({measured_on})>DateRef)"

ACTUAL_USED = (
    f"IF({_NOT_TYPED},{{last_reading}},IF(N({{last_read_on}})>N({{measured_on}}),{{last_reading}},{{actual}}))"
)
MEASURED_USED = (
    f"IF({_NOT_TYPED},{{last_read_on}},"
    'IF(COUNT({last_read_on},{measured_on})=0,"",MAX({last_read_on},{measured_on})))'
)


def _is_typed(row: Row) -> bool:
    day = row.day("measured_on")
    return row.number("actual") is not None and (day is None or day <= row.view.as_of)


def actual_used(row: Row) -> Decimal | None:
    """The value kept."""
    typed_on, read_on = row.day("measured_on"), row.day("last_read_on")
    if not _is_typed(row) or (read_on and (typed_on is None or read_on > typed_on)):
        return row.number("last_reading")
    return row.number("actual")


def measured_used(row: Row) -> date | None:
    """The day of the value kept."""
    read_on = row.day("last_read_on")
    if not _is_typed(row):
        return read_on
    return max(filter(None, (row.day("measured_on"), read_on)), default=None)
