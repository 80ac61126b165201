"""Amounts and dates as people write them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pacom_xl.core.text import NARROW_NBSP, NBSP, Lang

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def money(amount: Decimal, lang: Lang) -> str:
    """``18 900 €``, ``€18,900``; whole units, cents being of no use in a summary."""
    whole = int(amount.quantize(Decimal(1), ROUND_HALF_UP))
    if lang == "en":
        return f"{'-' if whole < 0 else ''}€{abs(whole):,}"
    return f"{whole:,}".replace(",", NARROW_NBSP) + f"{NBSP}€"


def day(value: date, lang: Lang) -> str:
    """``15/06/2026``, ``15 Jun 2026``."""
    return f"{value:%d/%m/%Y}" if lang == "fr" else f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date, lang: Lang) -> str:
    """``15/06``, ``15 Jun``."""
    return f"{value:%d/%m}" if lang == "fr" else f"{value.day} {_MONTHS[value.month - 1]}"
