"""Days, months and periods as lists write them: serial numbers, « mars 2026 », « T2 », « du 02/03 au 12/06/2026 »."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from typing import Literal

from pacom_xl.adoption.list_file.list_cells import ListCell
from pacom_xl.adoption.records.lenient_values import AS_TEXT, AdoptedValue
from pacom_xl.model.text import Text, fold
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Field
from pacom_xl.values.codecs import Context, read_value
from pacom_xl.values.dates import parse_month

DateOrder = Literal["dmy", "mdy"]

_NOT_DATE = sentence("ce n’est pas une date", "not a date")
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


def day(cell: ListCell, field: Field, context: Context, year: int, last: bool, order: DateOrder | None) -> AdoptedValue:
    """A day. ``last``: a month or a quarter means its last day (a due date), else its first.

    ``order`` is that of the column's numeric dates; ``None`` when nothing tells.
    """
    value = cell.value
    if isinstance(value, datetime):
        return AdoptedValue(value.date())
    if isinstance(value, date):
        return AdoptedValue(value)
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return AdoptedValue(reason=_NOT_DATE)
    if not isinstance(value, str):
        return _serial(float(value))
    bare = _WEEKDAY.sub("", fold(value))
    if numbers := _NUMBERS.fullmatch(bare):
        return _numeric_day(numbers, order)
    outcome = read_value(field, bare, context)
    if isinstance(outcome.value, date):
        return AdoptedValue(outcome.value, AS_TEXT)
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


def _serial(number: float) -> AdoptedValue:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return AdoptedValue(reason=_NOT_DATE)
    return AdoptedValue(
        _EPOCH + timedelta(days=int(number)),
        sentence("nombre de série sans format de date", "serial number without a date format"),
    )


def _numeric_day(found: re.Match[str], order: DateOrder | None) -> AdoptedValue:
    if order is None and int(found[1]) <= 12 and int(found[3]) <= 12 and found[1] != found[3]:
        return AdoptedValue(reason=sentence("jour et mois indiscernables", "day and month cannot be told apart"))
    first, second = int(found[1]), int(found[3])
    # A date with one possible reading is read that way, even when other cells of the column suggest another order.
    month_first = second > 12 if max(first, second) > 12 else order == "mdy"
    number, month = (second, first) if month_first else (first, second)
    year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)
    try:
        return AdoptedValue(date(year, month, number), AS_TEXT)
    except ValueError:
        return AdoptedValue(reason=_NOT_DATE)


def _period(bare: str, year: int, last: bool) -> AdoptedValue:
    """A month, a quarter, a half-year, a week or a year, at its first or last day."""
    part = _PART.fullmatch(bare)
    rest = part["rest"] if part else bare
    span = _span(rest, year)
    if span is None:
        return AdoptedValue(reason=_NOT_DATE)
    first, end = span
    word = part["part"].split()[0] if part else ""
    found = end if last else first
    if word in ("debut", "early"):
        found = first
    elif word in ("fin", "end", "late"):
        found = end
    elif word in ("mi", "mid"):
        found = first + (end - first) // 2
    return AdoptedValue(found, Text(f"période, prise au {found:%d/%m/%Y}", f"a period, taken at {found:%Y-%m-%d}"))


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
