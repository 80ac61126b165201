"""Format amounts, percentages and dates for messages, mails and pages, in French or English.

Babel is not used: it adds 40 ms to the start of every command, for two languages and four formats.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pacom_xl.model.text import NARROW_NBSP, NBSP, Lang

_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CENT = Decimal("0.01")
#: Names of months, short where they are long.
MONTH_NAMES: dict[Lang, tuple[str, ...]] = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def number(value: Decimal | int, lang: Lang) -> str:
    """``1 234,5`` or ``1,234.5``: all digits of the value, no trailing zeros."""
    text = f"{Decimal(value):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _localised(text, lang)


def money(value: Decimal | int, lang: Lang, currency: str = "EUR") -> str:
    """``18 900 €`` or ``€18,900``; cents are shown unless they are zero."""
    cents = Decimal(value).quantize(_CENT, ROUND_HALF_UP)
    whole = cents == cents.to_integral_value()
    amount = _localised(f"{abs(cents):,.0f}" if whole else f"{abs(cents):,.2f}", lang)
    sign = "-" if cents < 0 else ""
    symbol = _SYMBOLS.get(currency, currency)
    if lang == "fr":
        return f"{sign}{amount}{NBSP}{symbol}"
    return f"{sign}{symbol}{NBSP if symbol == currency else ''}{amount}"


def currency_symbol(currency: str) -> str:
    """``€`` for ``EUR``; the code of a currency without symbol."""
    return _SYMBOLS.get(currency, currency)


def percent(value: Decimal | int, lang: Lang, digits: int = 1) -> str:
    """A fraction as ``12,5 %`` or ``12.5%``, with at most ``digits`` decimals."""
    points = (Decimal(value) * 100).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return number(points, lang) + (f"{NARROW_NBSP}%" if lang == "fr" else "%")


def day(value: date, lang: Lang) -> str:
    """``12/06/2026`` or ``12 Jun 2026``."""
    return f"{short_day(value, lang)}{'/' if lang == 'fr' else ' '}{value.year:04d}"


def month(value: date, lang: Lang) -> str:
    """``06/2026``, ``Jun 2026``."""
    shown = day(value, lang)
    return shown.split("/", 1)[1] if lang == "fr" else shown.split(" ", 1)[1]


def short_day(value: date, lang: Lang) -> str:
    """``12/06`` or ``12 Jun``."""
    return f"{value.day:02d}/{value.month:02d}" if lang == "fr" else f"{value.day} {_MONTHS[value.month - 1]}"


def shown(value: object, lang: Lang, is_share: bool = False) -> str:
    """Any value of a plan: dates and numbers in the language, fractions as percentages if ``is_share``, text as is."""
    if isinstance(value, date):
        return day(value, lang)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return percent(value, lang) if is_share else number(value, lang)
    return "" if value is None else str(value)


def _localised(text: str, lang: Lang) -> str:
    return text.replace(",", NARROW_NBSP).replace(".", ",") if lang == "fr" else text
