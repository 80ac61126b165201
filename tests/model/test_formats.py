"""Amounts, percentages and dates as people read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pacom_xl.model.formats import day, money, number, percent, short_day


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        (18900, "18\u202f900\u00a0€", "€18,900"),
        (Decimal("18900.50"), "18\u202f900,50\u00a0€", "€18,900.50"),
        (Decimal("0.005"), "0,01\u00a0€", "€0.01"),
        (-500, "-500\u00a0€", "-€500"),
        (Decimal("-0.001"), "0\u00a0€", "€0"),
        (1234567, "1\u202f234\u202f567\u00a0€", "€1,234,567"),
    ],
)
def test_money(value: Decimal | int, fr: str, en: str) -> None:
    assert (money(value, "fr"), money(value, "en")) == (fr, en)


def test_other_currencies() -> None:
    assert (money(500, "fr", "CHF"), money(500, "en", "CHF")) == ("500\u00a0CHF", "CHF\u00a0500")
    assert (money(500, "fr", "GBP"), money(500, "en", "GBP")) == ("500\u00a0£", "£500")


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        ("0.125", "12,5\u202f%", "12.5%"),
        ("0.05", "5\u202f%", "5%"),
        ("1", "100\u202f%", "100%"),
        ("0.86666", "86,7\u202f%", "86.7%"),
        ("-0.2", "-20\u202f%", "-20%"),
        ("12.5", "1\u202f250\u202f%", "1,250%"),
        ("0", "0\u202f%", "0%"),
    ],
)
def test_percent(value: str, fr: str, en: str) -> None:
    assert (percent(Decimal(value), "fr"), percent(Decimal(value), "en")) == (fr, en)


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        ("1234.50", "1\u202f234,5", "1,234.5"),
        ("100", "100", "100"),
        ("0.8699", "0,8699", "0.8699"),
        ("1e3", "1\u202f000", "1,000"),
    ],
)
def test_number(value: str, fr: str, en: str) -> None:
    assert (number(Decimal(value), "fr"), number(Decimal(value), "en")) == (fr, en)


def test_dates() -> None:
    june = date(2026, 6, 5)
    assert (day(june, "fr"), day(june, "en")) == ("05/06/2026", "5 Jun 2026")
    assert (short_day(june, "fr"), short_day(june, "en")) == ("05/06", "5 Jun")
