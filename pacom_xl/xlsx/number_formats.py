"""Kinds of number formats: date, duration, percentage, amount of money."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Literal
from xml.etree.ElementTree import Element

from pacom_xl.xlsx.cells import NumberFormat, Value

TimeKind = Literal["date", "duration"]
Kind = TimeKind | NumberFormat

#: Built-in formats of dates (also those of East Asian versions), of durations, of percentages.
_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
_DURATION, _PERCENT = 46, frozenset({9, 10})
#: In a format: texts in quotes, escaped characters, spaces of a width, fill characters, sections in brackets.
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKETS = re.compile(r"\[[^\]]*\]")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_DATE_LETTERS = re.compile(r"[dmyhs]", re.I)

#: A currency or a locale of a format: ``[$£-809]``, ``[$-40C]``.
_LOCALES = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
#: Signs and codes of currencies in formats.
_CURRENCIES: dict[str, NumberFormat] = {
    "£": "GBP", "GBP": "GBP", "CHF": "CHF", "¥": "JPY", "JPY": "JPY", "USD": "USD", "$": "USD",
}  # fmt: skip

_MILLISECONDS = 86_400_000
#: Serial number 0 counted from 1900 and from 1904; days between both; the day after the one of 1900 that never was.
_EPOCH, _OFFSET_1904, _MARCH_1900 = datetime(1899, 12, 30), 1462, 60
_LAST_SERIAL = 2_958_466


def kinds_of_styles(styles: Element) -> dict[str, Kind]:
    """Kind of number by number of the cell style, as cells spell it; styles without a kind are left out."""
    codes = {f.get("numFmtId", ""): f.get("formatCode", "") for f in styles.iter("numFmt")}
    kinds: dict[str, Kind] = {}
    formats = styles.find("cellXfs")
    for number, style in enumerate(formats if formats is not None else ()):
        name = style.get("numFmtId", "0")
        if kind := _built_in(name) if name not in codes else kind_of_code(codes[name]):
            kinds[str(number)] = kind
    return kinds


def _built_in(name: str) -> Kind | None:
    number = int(name) if name.isdecimal() and len(name) < 6 else 0
    if number == _DURATION:
        return "duration"
    return "date" if number in _DATES else "percent" if number in _PERCENT else None


def kind_of_code(code: str) -> Kind | None:
    """The kind of a custom format, from its first section."""
    if "€" in code or "EUR" in code:
        return "currency"
    if currency := foreign_currency(_LOCALES.sub(r"\1", code)):
        return currency
    if "%" in code:
        return "percent"
    first = _LITERALS.sub("", code).split(";")[0]
    if _ELAPSED.search(first):
        return "duration"
    bare = _BRACKETS.sub("", first)
    return "date" if _DATE_LETTERS.search(bare.replace("General", "")) else None


def foreign_currency(text: str) -> NumberFormat | None:
    """The currency other than the euro that a text names by its sign or its code."""
    return next((currency for sign, currency in _CURRENCIES.items() if sign in text), None)


def from_serial(number: float, kind: TimeKind, *, from_1904: bool) -> Value:
    """The date, time or duration of a serial number; the number itself when it is none."""
    if kind == "duration":
        return timedelta(milliseconds=round(number * _MILLISECONDS)) if abs(number) < _LAST_SERIAL else number
    serial = number + _OFFSET_1904 if from_1904 else number
    if not number >= 0 or not serial < _LAST_SERIAL:
        return number
    if serial < _MARCH_1900:
        serial += 1
    moment = _EPOCH + timedelta(milliseconds=round(serial * _MILLISECONDS))
    if number < 1:
        return moment.time()
    return moment.date() if number == int(number) else moment


def from_iso(text: str) -> date | datetime | time | None:
    """A date, a moment or a time in ISO 8601; ``None`` when ``text`` is none."""
    for read in (date.fromisoformat, datetime.fromisoformat, time.fromisoformat):
        try:
            return read(text.removesuffix("Z"))
        except ValueError:
            continue
    return None
