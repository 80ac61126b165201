"""Amounts and months within a text that a formula puts together.

A number format would show them alone in their cell, with a gap before the next words; ``TEXT`` reads its format in the
language of the office.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pacom_xl.model import formats
from pacom_xl.model.text import NARROW_NBSP, Lang


def amount_text(amount: Decimal, lang: Lang, currency: str) -> str:
    """« 100 380 € », without cents."""
    return formats.money(amount.quantize(Decimal(1), ROUND_HALF_UP), lang, currency)


def amount_formula(amount: str, lang: Lang, currency: str) -> str:
    """The formula of the same text for the formula ``amount``, in the separators of ``lang`` in every office."""
    zero = formats.money(0, lang, currency)
    before, _, after = zero.partition("0") if lang == "fr" else zero.rpartition("0")
    sign, digits = f'IF(ROUND({amount},0)<0,"-","")', _grouped(f"ABS(ROUND({amount},0))", lang)
    parts = (sign, _quoted(before), digits, _quoted(after))
    return "&".join(part for part in parts if part != '""')


def _grouped(whole: str, lang: Lang) -> str:
    """The digits of a whole number, thousands apart."""
    between = f'&"{NARROW_NBSP if lang == "fr" else ","}"&'
    last, middle, high = (f"RIGHT(INT({whole}/{power}),3)" for power in (1, 1000, 1000000))
    heads = [f"INT({whole}/{power})" for power in (1000, 1000000, 1000000000)]
    tails = ((last,), (middle, last), (high, middle, last))
    thousands, millions, milliards = (between.join((head, *rest)) for head, rest in zip(heads, tails, strict=True))
    larger = f"IF({whole}<1000000000,{millions},{milliards})"
    return f"IF({whole}<1000,{whole},IF({whole}<1000000,{thousands},{larger}))"


def month_text(month: date, lang: Lang) -> str:
    """« juin »."""
    return formats.MONTH_NAMES[lang][month.month - 1]


def month_formula(month: str, lang: Lang) -> str:
    """The formula of the same text for a formula that gives a date."""
    return f"CHOOSE(MONTH({month}),{','.join(map(_quoted, formats.MONTH_NAMES[lang]))})"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
