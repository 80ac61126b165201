"""Contents of cells as text, for messages about a content that does not suit its field."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from pacom_xl.model import formats
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.values.texts import digits

#: Day 0 of a spreadsheet, and the number of its last day.
_EPOCH, _LAST_DAY = date(1899, 12, 30), 2_958_465
#: Numbers from here on may be days: 1 January 1980.
_FIRST_LIKELY_DAY = 29_221


def shown_content(content: Any, base: str = "") -> Any:
    """A content as people see it, in both languages; text is returned as it is.

    ``base`` is the base type of the field: a number in a date cell is also shown as the day it stands for.
    """
    if isinstance(content, bool):
        return Text("VRAI", "TRUE") if content else Text("FAUX", "FALSE")
    if isinstance(content, (int, float)):
        return _number(float(content), base)
    if isinstance(content, datetime) and content.time() != time.min:
        return _both(lambda lang: f"{formats.day(content, lang)} {content:%H:%M}")
    if isinstance(content, date):
        return _both(lambda lang: formats.day(content, lang))
    if isinstance(content, timedelta):
        return _duration(content)
    return f"{content:%H:%M}" if isinstance(content, time) else content


def _number(number: float, base: str) -> Text:
    text = digits(number)
    shown = Text(text.replace(".", ","), text)
    if base in ("date", "month") and _FIRST_LIKELY_DAY <= number <= _LAST_DAY:
        day = _EPOCH + timedelta(days=int(number))
        return sentence(
            "{number} (nombre sans format de date, = {day})",
            "{number} (number without a date format, = {day})",
            number=shown,
            day=_both(lambda lang: formats.day(day, lang)),
        )
    return shown


def _duration(content: timedelta) -> str:
    """Hours and minutes, as a cell of durations shows them."""
    minutes = round(content.total_seconds() / 60)
    sign = "-" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02d}"


def _both(show: Any) -> Text:
    french: Lang = "fr"
    return Text(show(french), show("en"))
