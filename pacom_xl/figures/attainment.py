"""Attainment of an indicator (of an objective or of an action), and the measured value it is computed from.

The value used is the most recent of the typed value and of the readings; on the same day, the typed value. Values
dated after the reference date are not used; neither are the latest readings when they are of one day and differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from pacom_xl.figures.periods import ONE, ZERO
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.plan import Value

#: Highest attainment of a decrease, when the value reaches zero or less.
MOST = Decimal(2)


def attainment(
    value: Decimal | None, target: Decimal | None, baseline: Decimal | None, mode: Value, direction: Value
) -> Decimal | None:
    """Fraction of the target that is reached; 1 when the target is met exactly.

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


def expected_value(
    share: Decimal | None, target: Decimal | None, baseline: Decimal | None, mode: Value, direction: Value
) -> Decimal | None:
    """The measured value whose attainment is ``share``; ``None`` when none or several values have it."""
    if share is None or target is None or direction == "keep":
        return None
    if mode == "cumulative":
        return share * target if direction == "up" else None
    return None if baseline is None else baseline + share * (target - baseline)


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
    """Formula text: mean of ``column`` over the latest readings of an indicator: those of the latest day, all alike."""
    latest = (
        f"({{performance.subject_code[]}}={code})*({{performance.indicator[]}}={indicator})"
        f"*({{performance.is_latest[]}}=1){same_team}"
    )
    return (
        f'IF(OR({code}="",{indicator}=""),"",IF(SUMPRODUCT({latest})=0,"",'
        f"SUMPRODUCT({latest},{{performance.{column}[]}})/SUMPRODUCT({latest})))"
    )


def latest_readings(row: Row, code: str, indicator: str) -> list[Row]:
    """Readings of an indicator in the team of ``row`` on the latest day up to the reference date."""
    if not code or not indicator:
        return []
    return [r for r in row.view.readings(row.team, code, indicator) if r["is_latest"] == 1]


def mean_value(readings: Iterable[Row]) -> Decimal | None:
    """Mean of the values of readings; ``None`` without readings."""
    values = [reading.amount("value") for reading in readings]
    return sum(values, ZERO) / len(values) if values else None


def latest_day(rows: Iterable[Row]) -> date | None:
    """Day of the latest readings; ``None`` without readings."""
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
    """The value used."""
    typed_on, read_on = row.day("measured_on"), row.day("last_read_on")
    if not _is_typed(row) or (read_on and (typed_on is None or read_on > typed_on)):
        return row.number("last_reading")
    return row.number("actual")


def measured_used(row: Row) -> date | None:
    """The day of the value used."""
    read_on = row.day("last_read_on")
    if not _is_typed(row):
        return read_on
    return max(filter(None, (row.day("measured_on"), read_on)), default=None)
