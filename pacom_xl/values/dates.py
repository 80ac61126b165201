"""Parse dates and months typed as text; texts with several possible meanings are refused."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from pacom_xl.model.text import Lang, fold
from pacom_xl.values.numbers import Doubt, is_odd

_NAMES: Final = (
    "janvier janv jan january", "fevrier fevr fev february febr feb", "mars mar march", "avril avr april apr",
    "mai may", "juin june jun", "juillet juil july jul", "aout august aug", "septembre sept sep september",
    "octobre oct october", "novembre nov november", "decembre dec december",
)  # fmt: skip
_MONTHS: Final = {name: month for month, names in enumerate(_NAMES, 1) for name in names.split()}
_DAYS: Final = {
    name: day
    for day, names in enumerate(
        ("lundi lun monday mon", "mardi tuesday tue tues", "mercredi mer wednesday wed",
         "jeudi jeu thursday thu thurs", "vendredi ven friday fri", "samedi sam saturday sat",
         "dimanche dim sunday sun")
    )
    for name in names.split()
}  # fmt: skip
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY: Final = "|".join(sorted(_DAYS, key=len, reverse=True))

_TIME: Final = re.compile(r"(?:t| )[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?z?$")
_WEEKDAY: Final = re.compile(rf"({_DAY})[., ]+(?=\S)")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_NUMERIC: Final = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{4}|(?<! )[0-9]{2})")
_NAMED: Final = re.compile(
    rf"([0-9]{{1,2}})(?:er|st|nd|rd|th)?[-/ .]?(?: of )?({_MONTH})\.?,?[-/ .]?([0-9]{{4}}|[0-9]{{2}})"
)
_NAME_FIRST: Final = re.compile(rf"({_MONTH})[. ]([0-9]{{1,2}})(?:st|nd|rd|th)?,? ([0-9]{{4}})")
#: A date without day or year.
_PARTIAL: Final = re.compile(
    rf"[0-9]{{1,2}}[-/.][0-9]{{4}}|[0-9]{{4}}[-/.][0-9]{{1,2}}|[0-9]{{1,2}}[-/.][0-9]{{1,2}}"
    rf"|(?:[0-9]{{1,2}}(?:er|st|nd|rd|th)? )?(?:{_MONTH})\.?(?: [0-9]{{2,4}})?|(?:{_MONTH}) [0-9]{{1,2}}"
    rf"|[tqs][0-9]{{1,2}}[ -/]?[0-9]{{2,4}}|[0-9]{{4}}[ -/]?[tqs][0-9]{{1,2}}"
)
_YEAR_MONTH: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})")
_MONTH_YEAR: Final = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_NAMED_MONTH: Final = re.compile(rf"({_MONTH})\.?[- ]([0-9]{{4}})")


def parse_date(text: str, lang: Lang) -> date | Doubt:
    """The date in a text; ``"ambiguous"`` when its day, month or year is missing or uncertain."""
    bare = _bare(text)
    if bare is None:
        return "none"
    bare = _TIME.sub("", bare)
    if weekday := _WEEKDAY.match(bare):
        found = _parse_day(bare[weekday.end() :], lang)
        # « mardi 15 juin 2026 », a Monday: either the name or the number is wrong.
        wrong = isinstance(found, date) and found.weekday() != _DAYS[weekday[1]]
        return "ambiguous" if wrong else found
    return _parse_day(bare, lang)


def _bare(text: str) -> str | None:
    """The folded text without spaces around separators; ``None`` when folding would change its meaning."""
    return None if is_odd(text) else re.sub(r" ?([-/.]) ?", r"\1", fold(text))


def _parse_day(bare: str, lang: Lang) -> date | Doubt:
    if found := _YEAR_FIRST.fullmatch(bare):
        return _day(found[1], found[3], found[4])
    if found := _NUMERIC.fullmatch(bare):
        if len(found[4]) == 2 and (lang == "en" or found[2] == "-"):
            return "ambiguous"  # the year may stand first
        return _numeric(found[1], found[3], found[4], lang)
    if found := _NAMED.fullmatch(bare):
        if len(found[3]) == 2 and lang == "en":
            return "ambiguous"
        return _day(found[3], str(_MONTHS[found[2]]), found[1])
    if found := _NAME_FIRST.fullmatch(bare):
        return _day(found[3], str(_MONTHS[found[1]]), found[2])
    return "ambiguous" if _PARTIAL.fullmatch(bare) else "none"


def _numeric(first: str, second: str, year: str, lang: Lang) -> date | Doubt:
    """Day then month in French. In English both orders occur: ambiguous unless one of them is impossible."""
    if lang == "fr":
        return _day(year, second, first)
    readings = {_day(year, second, first), _day(year, first, second)} - {"none"}
    return readings.pop() if len(readings) == 1 else "ambiguous" if readings else "none"


def _day(year: str, month: str, day: str) -> date | Doubt:
    """A valid date in the years a workbook can hold. Years of two digits: 00 to 79 are 20xx."""
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 80 else 1900
    try:
        return date(number, int(month), int(day)) if number >= 1900 else "none"
    except ValueError:
        return "none"


def parse_month(text: str, lang: Lang) -> str | Doubt:
    """The month in a text, as ``YYYY-MM``; a complete date gives its month."""
    bare = _bare(text)
    if bare is None:
        return "none"
    found: date | Doubt
    if match := _YEAR_MONTH.fullmatch(bare):
        found = _day(match[1], match[2], "1")
    elif match := _MONTH_YEAR.fullmatch(bare):
        found = _day(match[2], match[1], "1")
    elif match := _NAMED_MONTH.fullmatch(bare):
        found = _day(match[2], str(_MONTHS[match[1]]), "1")
    else:
        found = parse_date(text, lang)
    return f"{found:%Y-%m}" if isinstance(found, date) else found
