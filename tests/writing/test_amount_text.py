"""Amounts and months within a text: a second engine says by the formula what Python says by the value."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from pacom_xl.model.text import NARROW_NBSP, NBSP, Lang
from pacom_xl.writing.amount_text import amount_formula, amount_text, month_formula, month_text
from tests.support.office import ironcalc_engine

_AMOUNTS = ("0", "999", "999.5", "1000", "-18900", "100380.49", "1002003", "1234567890", "4005006007.5")
LANGUAGES: tuple[Lang, ...] = ("fr", "en")
_MONEY: tuple[tuple[Lang, str], ...] = (("fr", "EUR"), ("en", "GBP"), ("en", "CHF"), ("fr", "CHF"))


def test_the_formula_gives_the_text_of_the_value(tmp_path: Path) -> None:
    workbook = xlsxwriter.Workbook(tmp_path / "texts.xlsx")
    sheet = workbook.add_worksheet()
    for row, amount in enumerate(_AMOUNTS):
        sheet.write_number(row, 0, float(amount))
        for column, (lang, currency) in enumerate(_MONEY, 1):
            text = amount_text(Decimal(amount), lang, currency)
            sheet.write_formula(row, column, f"={amount_formula(f'A{row + 1}', lang, currency)}", None, text)
    for month in range(1, 13):
        day = datetime(2026, month, 1)
        sheet.write_datetime(20 + month, 0, day)
        for column, lang in enumerate(LANGUAGES, 1):
            formula = month_formula(f"A{21 + month}", lang)
            sheet.write_formula(20 + month, column, f"={formula}", None, month_text(day, lang))
    workbook.close()
    assert list(ironcalc_engine.differences(tmp_path / "texts.xlsx")) == []


def test_thousands_stand_apart_as_the_language_writes_them() -> None:
    assert amount_text(Decimal("100380.4"), "fr", "EUR") == f"100{NARROW_NBSP}380{NBSP}€"
    assert amount_text(Decimal("1002003"), "en", "GBP") == "£1,002,003"
