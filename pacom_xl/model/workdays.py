"""Working days: Monday to Friday, minus holidays, as WORKDAY and NETWORKDAYS count them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

_DAY = timedelta(days=1)


class WorkingDays:
    """The working days of one team."""

    def __init__(self, holidays: Iterable[date] = ()) -> None:
        self._off = frozenset(day for day in holidays if day.weekday() < 5)

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is neither a weekend day nor a holiday."""
        return day.weekday() < 5 and day not in self._off

    def same_or_next(self, day: date) -> date:
        """``day``, or the first working day after it (``WORKDAY(day-1,1,holidays)``)."""
        while not self.is_working(day) and day < date.max:
            day += _DAY
        return day

    def after(self, start: date, end: date) -> int:
        """Working days strictly after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
        if end < start:
            return -self.after(end, start)
        weeks, rest = divmod((end - start).days, 7)
        first = start.weekday()
        days = weeks * 5 + sum((first + offset) % 7 < 5 for offset in range(1, rest + 1))
        return days - sum(start < day <= end for day in self._off)
