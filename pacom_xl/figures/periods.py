"""Months and quarters of a plan year, and progress through a span of time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)
ONE = Decimal(1)
_MOST_MONTHS = 18
#: Differences of fractions smaller than this are treated as zero, as ``ROUND(…,9)`` in the formulas.
TINY = Decimal("0.0000000005")
QUARTERS = ("T1", "T2", "T3", "T4")


def months_from(start: date) -> Iterator[str]:
    """``YYYY-MM`` of the month of ``start`` and of the 17 following months: a plan has no more."""
    for offset in range(_MOST_MONTHS):
        years, month = divmod(start.month - 1 + offset, 12)
        yield f"{start.year + years:04d}-{month + 1:02d}"


def month_start(month: str) -> date:
    """First day of ``YYYY-MM``."""
    return date(int(month[:4]), int(month[5:7]), 1)


def month_before(month: str) -> str:
    """The month before ``YYYY-MM``."""
    first = month_start(month)
    return f"{first.year - 1:04d}-12" if first.month == 1 else f"{first.year:04d}-{first.month - 1:02d}"


def expected_progress(start: date | None, end: date | None, at: date | None) -> Decimal | None:
    """Linear progress expected on day ``at``, 0 to 1; ``None`` when a date is missing or ``end <= start``."""
    if start is None or end is None or at is None or end <= start:
        return None
    return min(ONE, max(ZERO, Decimal((at - start).days) / Decimal((end - start).days)))


def expected_at_end(due: date | None, at: date | None) -> Decimal | None:
    """Expected progress of a result that comes at the end: 0 before the due date, 1 from that day on."""
    if due is None or at is None:
        return None
    return ZERO if at < due else ONE
