"""Parse numbers typed as text; texts with several possible meanings are refused."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from pacom_xl.model.text import Lang, fold

#: Why a text is refused: several possible meanings, or not a number.
Doubt = Literal["ambiguous", "none"]

_SYMBOLS: Final = {
    "EUR": ("€", "eur", "euro", "euros"),
    "GBP": ("£", "gbp"),
    "USD": ("$", "usd"),
    "CHF": ("chf",),
}
_ANY_SYMBOL: Final = tuple(symbol for symbols in _SYMBOLS.values() for symbol in symbols)
#: Numbers with a multiplier, an exponent or a percent sign, whose scale is uncertain.
_SCALED: Final = re.compile(r"[-+(]?[0-9][0-9 .,]*( ?(k|m|md|mds|mio|mrd)( ?(€|eur|euros?))?|e[-+]?[0-9]+| ?[%‰])\)?")
_SIGNED: Final = re.compile(r"(?P<open>\()?(?P<before>[-+])? ?(?P<digits>[0-9.,' ]*[0-9])(?P<after> ?-)?(?P<close>\))?")
#: Digits in groups of three with one separator throughout, then an optional decimal part.
_GROUPED: Final = re.compile(
    r"[0-9]{1,3}(?:(?P<separator>[ .,'])[0-9]{3})(?:(?P=separator)[0-9]{3})*(?:(?P<decimal>[.,])(?P<part>[0-9]+))?"
)
_PLAIN: Final = re.compile(r"(?P<whole>[0-9]*)(?:(?P<decimal>[.,])(?P<part>[0-9]+))?")
_BROKEN: Final = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")
#: Before a percent sign, a comma followed by one or two digits is a decimal comma, in English too.
_COMMA_POINTS: Final = re.compile(r"[-+]? ?[0-9]+,[0-9]{1,2}")
_DECIMAL_SEPARATOR: Final = {"fr": ",", "en": "."}
_OTHER: Final = {",": ".", ".": ","}


def is_odd(text: str) -> bool:
    """Whether a text has several lines, or digits other than 0 to 9: « 5² » is not 52."""
    return bool(_BROKEN.search(text.strip())) or (not text.isascii() and any(c.isnumeric() and c > "9" for c in text))


def parse_number(text: str, lang: Lang, currency: str | None = None) -> Decimal | Doubt:
    """The number in a text. ``currency``: the currency whose symbol is accepted beside it."""
    if is_odd(text):
        return "none"
    bare = fold(text)
    without = _without_currency(bare, currency)
    if without is None:
        return "ambiguous" if any(c.isdigit() for c in bare) else "none"
    if _SCALED.fullmatch(without):
        return "ambiguous"
    return _signed(without, lang)


def parse_percent(text: str, lang: Lang) -> Decimal | Doubt:
    """The fraction in a text: ``12,5 %`` is 0.125. Without percent sign only 0 is accepted."""
    if is_odd(text):
        return "none"
    bare = fold(text)
    if not bare.endswith("%"):
        number = parse_number(text, lang)
        return number if number in ("none", 0) else "ambiguous"
    points = bare[:-1].rstrip()
    if lang == "en" and _COMMA_POINTS.fullmatch(points):
        points = points.replace(",", ".")
    number = _signed(points, lang)
    return number.scaleb(-2) if isinstance(number, Decimal) else number


@lru_cache(maxsize=8)
def _currency_pattern(currency: str | None) -> re.Pattern[str]:
    """Pattern of a number with its currency before or after it, inside or outside of sign and brackets."""
    symbols = "|".join(map(re.escape, sorted(_SYMBOLS.get(currency or "", ()), key=len, reverse=True)))
    if not symbols:
        return re.compile(r"(?!)")
    return re.compile(rf"(?P<sign>[-+(]?) ?(?:{symbols}) ?(?P<after>.*)|(?P<before>.*?) ?(?:{symbols})(?P<end> ?-|\)?)")


def _without_currency(bare: str, currency: str | None) -> str | None:
    """The text without its currency; ``None`` when the currency is another one."""
    if found := _currency_pattern(currency).fullmatch(bare):
        parts = (found["sign"], found["after"], found["before"], found["end"])
        bare = "".join(part or "" for part in parts)
    core = bare.strip("()+- ")
    return None if any(core.startswith(s) or core.endswith(s) for s in _ANY_SYMBOL) else bare


def _signed(bare: str, lang: Lang) -> Decimal | Doubt:
    found = _SIGNED.fullmatch(bare)
    if not found or bool(found["open"]) != bool(found["close"]):
        return "none"
    signs = [bool(found["open"]), found["before"] is not None, bool(found["after"])]
    if sum(signs) > 1:
        return "ambiguous"
    number = _unsigned(found["digits"], lang)
    negative = found["open"] or found["after"] or found["before"] == "-"
    return -number if negative and isinstance(number, Decimal) else number


def _unsigned(digits: str, lang: Lang) -> Decimal | Doubt:
    if found := _PLAIN.fullmatch(digits):
        return _plain(found["whole"], found["decimal"], found["part"], lang)
    if found := _GROUPED.fullmatch(digits):
        return _grouped(digits, found["separator"], found["decimal"], found["part"], lang)
    return "ambiguous"


def _plain(whole: str, separator: str | None, part: str | None, lang: Lang) -> Decimal | Doubt:
    """A number without separator, or with one that separates thousands or decimals."""
    if not separator or part is None:
        return _decimal(whole, "")
    if separator == "," and lang == "en":
        return "ambiguous"
    if len(part) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
        return "ambiguous"
    return _decimal(whole, part)


def _grouped(digits: str, separator: str, decimal: str | None, part: str | None, lang: Lang) -> Decimal | Doubt:
    """Digits in groups of three, separated by blanks or apostrophes, in French also points, in English also commas."""
    usual = _DECIMAL_SEPARATOR[lang]
    if separator == usual or decimal == separator or digits.startswith("0"):
        return "ambiguous"
    if decimal == _OTHER[usual] and (lang == "en" or separator == "." or len(part or "") == 3):
        return "ambiguous"
    whole = digits[: -len(part) - 1] if part else digits
    return _decimal(whole.replace(separator, ""), part or "")


def _decimal(whole: str, part: str) -> Decimal | Doubt:
    """The number; ``"none"`` beyond the 15 digits a cell can hold."""
    if len((whole + part).strip("0")) > 15 or len(whole) > 20:
        return "none"
    part = part.rstrip("0")
    return Decimal(f"{whole or 0}.{part}" if part else whole or 0)
