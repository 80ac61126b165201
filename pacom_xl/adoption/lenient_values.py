"""What the cells of a list mean: the codecs of the workbook first, then the ways only lists have of writing a value.

Whatever is understood otherwise than as it stands comes with a sentence, so that every fix can be shown.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from pacom_xl.adoption.list_cells import ListCell
from pacom_xl.adoption.vocabulary import words
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Text, fold
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Field
from pacom_xl.values.codecs import Context, read_value
from pacom_xl.values.dates import parse_month
from pacom_xl.values.numbers import parse_number
from pacom_xl.values.texts import exact

DateOrder = Literal["dmy", "mdy"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A value, why it differs from what was typed (``fix``), or why there is none (``reason``)."""

    value: Value = None
    fix: Text | None = None
    reason: Text | None = None


AS_TEXT = sentence("saisi comme texte", "typed as text")
_NOT_AMOUNT = sentence("ce n’est pas un montant", "not an amount")
_NOT_DATE = sentence("ce n’est pas une date", "not a date")
_NOT_PERCENT = sentence("ce n’est pas un pourcentage", "not a percentage")
_UNKNOWN_CHOICE = sentence("valeur inconnue de la liste du classeur", "a value the workbook’s list does not have")

_MARKS = frozenset(("x", "xx", "xxx", "✓", "✔", "✅", "●", "•", "■", "o", "oui", "ok", "1", "*", "vrai", "true", "yes"))
_SCALED = re.compile(r"(?P<number>[-+]?[\d .,]+?) ?(?P<scale>k|m|md) ?(?:€|eur|euros?)?")
_VAT_WORDS = re.compile(r"\b(?:ht|ttc|h\.t\.|t\.t\.c\.)(?=\W|$)")
_SCALES = {"k": Decimal(1_000), "m": Decimal(1_000_000), "md": Decimal(1_000_000_000)}
#: Days of 2000 and 2100 in the count of Excel, which begins at the end of 1899.
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
_EPOCH = date(1899, 12, 30)
_PART = re.compile(r"(?P<part>debut|mi|fin|courant|fin de|debut de|early|late|mid|end of)[- ]+(?P<rest>.+)")
_PERIOD = re.compile(
    r"(?:(?P<kind>[tqs]|trimestre|semestre)[ ]?(?P<number>\d)"
    r"|(?P<rank>\d)(?:er|e|eme|nd)? ?(?P<name>trimestre|semestre))"
    r"[ -/]*(?P<year>\d{4})?"
)
_WEEK = re.compile(r"(?:semaine|sem|s|week|w|cw) ?\.?(?P<week>\d{1,2})[ -/]*(?P<year>\d{4})?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[ ,t].*)?")
_WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)[.,]? (?=\d)"
)
#: « 02/03 », the day first: of the year of the plan.
_SHORT_DAY = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})")
#: Between the two ends of a period.
_BETWEEN = re.compile(r" (?:au|a|to|until|jusqu'au|jusqu'a) | ?(?:->|→|—|–) ?| - ")
#: « mars-26 », as Excel shows the first day of a month.
_SHORT_MONTH = re.compile(r"(?P<month>[a-z]{3,9})\.?-(?P<year>\d\d)")


def amount(cell: ListCell, field: Field, context: Context, scale: int = 1) -> Taken:
    """An amount of money: « 1,5 k€ » and « 1 500 € TTC » are understood, « ? » is not. ``scale`` multiplies numbers."""
    times = sentence("en milliers : × {scale}", "in thousands: × {scale}", scale=scale) if scale != 1 else None
    if isinstance(cell.value, bool) or not isinstance(cell.value, (int, float, str)):
        return Taken(reason=_NOT_AMOUNT)
    if not isinstance(cell.value, str):
        return Taken(exact(float(cell.value)) * scale, times)
    bare = " ".join(_VAT_WORDS.sub(" ", fold(cell.value)).split())
    outcome = read_value(field, bare, context)
    if isinstance(outcome.value, Decimal):
        return Taken(outcome.value * scale, times or AS_TEXT)
    scaled = _SCALED.fullmatch(bare)
    number = parse_number(scaled["number"], context.lang) if scaled else "none"
    if scaled and isinstance(number, Decimal):
        return Taken(
            number * _SCALES[scaled["scale"]], sentence("multiple écrit en lettres", "multiple written as a letter")
        )
    return Taken(reason=_NOT_AMOUNT)


def percentage(cell: ListCell, field: Field, context: Context, points: bool) -> Taken:
    """A fraction. ``points``: plain numbers of the column go up to 100, so 45 is 45 %."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return Taken(reason=_NOT_PERCENT)
    if isinstance(value, str):
        outcome = read_value(field, value, context)
        if isinstance(outcome.value, Decimal):
            return Taken(outcome.value, AS_TEXT)
        number = parse_number(value, context.lang)
        if not isinstance(number, Decimal):
            return Taken(reason=_NOT_PERCENT)
        value = float(number)
    found = exact(float(value))
    if points and not cell.is_percent:
        found = found / 100
        return (
            Taken(found, sentence("nombre de points", "a number of points"))
            if 0 <= found <= 1
            else Taken(reason=_NOT_PERCENT)
        )
    return Taken(found) if 0 <= found <= 1 else Taken(reason=_NOT_PERCENT)


def as_points(cells: list[ListCell]) -> bool:
    """Whether plain numbers of a column of percentages are points (45 for 45 %)."""
    plain = [float(c.value) for c in cells if isinstance(c.value, (int, float)) and not c.is_percent]
    texts = [parse_number(c.value, "fr") for c in cells if isinstance(c.value, str)]
    numbers = plain + [float(number) for number in texts if isinstance(number, Decimal)]
    return any(number > 1 for number in numbers)


def status(cell: ListCell, field: Field, context: Context) -> Taken:
    """A status: key or label of the template, else one of the usual words for it."""
    return _choice(cell, field, context, words("status"))


def is_mark(cell: ListCell) -> bool:
    """Whether a cell is a cross: what stands in it says no more than that it is not empty."""
    return fold(cell.shown) in _MARKS


def status_named(heading: str, field: Field, context: Context) -> str | None:
    """The status a heading names, for columns of crosses under « À faire », « En cours », « Fait »."""
    found = _choice(ListCell(0, 0, heading, heading.strip(" ?:*")), field, context, words("status"))
    return str(found.value) if found.value else None


def month_named(heading: str, year: int) -> date | None:
    """The first day of the month a heading names, with or without its year."""
    for text in (heading, f"{heading} {year}"):
        month = parse_month(text.strip(" .:"), "fr")
        if re.fullmatch(r"\d{4}-\d\d", month):
            return date(int(month[:4]), int(month[5:]), 1)
    return None


def month_end(first: date) -> date:
    """The last day of a month."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def priority(cell: ListCell, field: Field, context: Context) -> Taken:
    """A priority, in the same way."""
    return _choice(cell, field, context, words("priority"))


def choice(cell: ListCell, field: Field, context: Context) -> Taken:
    """One or several choices of any other list."""
    outcome = read_value(field, cell.shown, context)
    if outcome.code in (None, "PAC113") and outcome.value is not None:
        return Taken(outcome.value)
    return Taken(reason=_UNKNOWN_CHOICE)


def _choice(cell: ListCell, field: Field, context: Context, names: Mapping[str, Sequence[str]]) -> Taken:
    text = cell.shown.replace("_", " ")
    for typed in (cell.shown, text):
        outcome = read_value(field, typed, context)
        if outcome.code is None and outcome.value is not None:
            return Taken(outcome.value)
    bare = fold(text).strip(" .!:")
    key = next((key for key, known in names.items() if bare in known), None)
    allowed = context.values(field.type.choices or "").labels
    if key is None or key not in allowed:
        return Taken(reason=_UNKNOWN_CHOICE)
    return Taken(key, sentence("autre mot pour la même chose", "another word for the same"))


# -- dates -------------------------------------------------------------------------------------------------------


def day(cell: ListCell, field: Field, context: Context, year: int, last: bool, order: DateOrder | None) -> Taken:
    """A day. ``last``: a month or a quarter means its last day (a due date), else its first.

    ``order`` is that of the column's numeric dates; ``None`` when nothing tells.
    """
    value = cell.value
    if isinstance(value, datetime):
        return Taken(value.date())
    if isinstance(value, date):
        return Taken(value)
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return Taken(reason=_NOT_DATE)
    if not isinstance(value, str):
        return _serial(float(value))
    bare = _WEEKDAY.sub("", fold(value))
    if numbers := _NUMBERS.fullmatch(bare):
        return _numeric_day(numbers, order)
    outcome = read_value(field, bare, context)
    if isinstance(outcome.value, date):
        return Taken(outcome.value, AS_TEXT)
    return _period(bare, year, last)


def period(cell: ListCell, field: Field, context: Context, year: int) -> tuple[date, date] | None:
    """First and last day of « du 02/03 au 12/06/2026 », « mars - juin 2026 » or « T2 2026 »; ``None`` for none."""
    if not isinstance(cell.value, str):
        return None
    bare = re.sub(r"^(?:du|de|d'|from) ?", "", fold(cell.value))
    parts = _BETWEEN.split(bare)
    if len(parts) > 2:
        return None
    last = day(_text_cell(parts[-1]), field, context, year, True, "dmy").value
    if not isinstance(last, date):
        return None
    # Where the first end has no year it is that of the last.
    first = day(_text_cell(parts[0]), field, context, last.year, False, "dmy").value
    return (first, last) if isinstance(first, date) and first <= last else None


def _text_cell(text: str) -> ListCell:
    return ListCell(0, 0, text, text)


def date_order(cells: list[ListCell], default: DateOrder | None) -> DateOrder | None:
    """Whether the numeric dates of a column put the day or the month first; ``default`` when both could be."""
    found = [match for c in cells if c.text and (match := _NUMBERS.fullmatch(_WEEKDAY.sub("", fold(c.text))))]
    day_first = any(int(match[1]) > 12 for match in found)
    month_first = any(int(match[3]) > 12 for match in found)
    if day_first != month_first:
        return "dmy" if day_first else "mdy"
    return default


def _serial(number: float) -> Taken:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return Taken(reason=_NOT_DATE)
    return Taken(
        _EPOCH + timedelta(days=int(number)),
        sentence("nombre de série sans format de date", "serial number without a date format"),
    )


def _numeric_day(found: re.Match[str], order: DateOrder | None) -> Taken:
    if order is None and int(found[1]) <= 12 and int(found[3]) <= 12 and found[1] != found[3]:
        return Taken(reason=sentence("jour et mois indiscernables", "day and month cannot be told apart"))
    first, second = int(found[1]), int(found[3])
    # What can be read in one way only is read so, whatever the others of the column look like.
    month_first = second > 12 if max(first, second) > 12 else order == "mdy"
    number, month = (second, first) if month_first else (first, second)
    year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)
    try:
        return Taken(date(year, month, number), AS_TEXT)
    except ValueError:
        return Taken(reason=_NOT_DATE)


def _period(bare: str, year: int, last: bool) -> Taken:
    """A month, a quarter, a half-year, a week or a year, at its first or last day."""
    part = _PART.fullmatch(bare)
    rest = part["rest"] if part else bare
    span = _span(rest, year)
    if span is None:
        return Taken(reason=_NOT_DATE)
    first, end = span
    word = part["part"].split()[0] if part else ""
    found = end if last else first
    if word in ("debut", "early"):
        found = first
    elif word in ("fin", "end", "late"):
        found = end
    elif word in ("mi", "mid"):
        found = first + (end - first) // 2
    return Taken(found, Text(f"période, prise au {found:%d/%m/%Y}", f"a period, taken at {found:%Y-%m-%d}"))


def _span(bare: str, year: int) -> tuple[date, date] | None:
    if re.fullmatch(r"20\d\d", bare):
        return date(int(bare), 1, 1), date(int(bare), 12, 31)
    if (found := _PERIOD.fullmatch(bare)) and (span := _part_of_year(found, year)):
        return span
    if found := _WEEK.fullmatch(bare):
        return _week(int(found["year"] or year), int(found["week"]))
    if found := _SHORT_DAY.fullmatch(bare):
        try:
            only = date(year, int(found["month"]), int(found["day"]))
        except ValueError:
            return None
        return only, only
    if found := _SHORT_MONTH.fullmatch(bare):
        bare = f"{found['month']} 20{found['year']}"
    for text in (bare, f"{bare} {year}"):
        month = parse_month(text, "fr")
        if re.fullmatch(r"\d{4}-\d\d", month):
            first = date(int(month[:4]), int(month[5:]), 1)
            if re.match(r"\d{1,2}(er)? [a-z]", bare):
                number = int(re.match(r"\d+", bare)[0])  # type: ignore[index]
                return _one_day(first, number)
            return first, month_end(first)
    return None


def _part_of_year(found: re.Match[str], year: int) -> tuple[date, date] | None:
    """A quarter or a half-year."""
    kind = (found["kind"] or found["name"])[0]
    return _months(int(found["year"] or year), int(found["number"] or found["rank"]), 6 if kind == "s" else 3)


def _one_day(month: date, number: int) -> tuple[date, date] | None:
    try:
        return month.replace(day=number), month.replace(day=number)
    except ValueError:
        return None


def _months(year: int, number: int, length: int) -> tuple[date, date] | None:
    if not 1 <= number <= 12 // length:
        return None
    first, end = (number - 1) * length + 1, number * length
    return date(year, first, 1), date(year, end, calendar.monthrange(year, end)[1])


def _week(year: int, week: int) -> tuple[date, date] | None:
    try:
        return date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 5)
    except ValueError:
        return None
