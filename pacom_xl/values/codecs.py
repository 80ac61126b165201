"""Codecs: convert the content of a cell to the value of a field, by field type.

Real dates and numbers are used as they are. Text is converted only when it has one possible meaning in the
workbook's language. No content of a cell raises an exception.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from pacom_xl.model.text import Lang, fold, plain
from pacom_xl.template.schema import Field, Template
from pacom_xl.values.cell_values import write_value
from pacom_xl.values.dates import parse_date, parse_month
from pacom_xl.values.numbers import parse_number, parse_percent
from pacom_xl.values.outcome import EMPTY, Outcome, ambiguous, misfit, understood
from pacom_xl.values.references import CodeBook, is_named, resolve_reference
from pacom_xl.values.texts import digits, exact, other_as_text, tidy
from pacom_xl.values.value_lists import Labels, ValueList, labels_of, value_lists, workbook_labels

__all__ = [
    "CodeBook",
    "Context",
    "Outcome",
    "labels_of",
    "read_value",
    "resolve_reference",
    "workbook_labels",
    "write_value",
]  # fmt: skip

#: Texts people type instead of leaving a cell empty, folded.
_EMPTY_MARKS = frozenset(("-", "n/a", "s.o."))
_COMMAS = re.compile(r"[,;/|\n]|\s(?:et|and)\s", re.IGNORECASE)
#: Separators between entries that may be text; those rare in sentences are tried first.
_STRONG, _COMMA = re.compile(r"[;|\n]"), re.compile(r",")
#: Dashes between a code and the name of its row.
_DASHES = ("-", "–", "—", "−")
#: Before this day, office programs number days differently: some have a 29 February 1900.
_MARCH_1900 = datetime(1900, 3, 1)
_CODE = re.compile(r"[A-Z]{2,4}[A-Z0-9]*(?:[- ][A-Z0-9]+)*[- ]?[0-9]+\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Context:
    """Language, value lists and currency of a workbook, which reading its cells depends on."""

    lang: Lang
    lists: Mapping[str, ValueList]
    #: The only currency whose symbol is accepted beside an amount.
    currency: str = "EUR"

    @classmethod
    def build(
        cls, template: Template, lang: Lang, extra_labels: Labels | None = None, currency: str = "EUR"
    ) -> Context:
        """Build a context. ``extra_labels``: labels renamed or added in the workbook's Listes (``workbook_labels``)."""
        lists = value_lists(template, lang, extra_labels)
        return cls(lang, lists, currency)

    def values(self, name: str) -> ValueList:
        """A value list, empty when the template has none of that name."""
        return self.lists.get(name) or ValueList(name, self.lang, {}, {})


def read_value(field: Field, raw: object, context: Context) -> Outcome:
    """Convert the content of a cell to the value of its field.

    ``raw`` is what python-calamine gives: text, number, date, time, duration, boolean, ``""`` or ``None``.
    """
    if not isinstance(raw, str):
        if raw is None:
            return EMPTY
    elif not raw:
        return EMPTY
    elif (len(raw) < 8 and not raw.isalnum()) or raw.isspace():
        bare = fold(raw)
        if not bare:
            return EMPTY
        if bare in _EMPTY_MARKS:
            return misfit(field.type.base) if field.required else EMPTY
    return _READERS.get(field.type.base, _read_text)(field, raw, context)


def _read_number(field: Field, raw: object, context: Context) -> Outcome:
    if type(raw) is float:
        return Outcome(exact(raw)) if abs(raw) < 1e300 else misfit(field.type.base)
    if type(raw) is int:
        return Outcome(Decimal(raw))
    if not isinstance(raw, str):
        return misfit(field.type.base)
    currency = None if field.type.base == "integer" else context.currency
    return _text_outcome(field.type.base, parse_number(raw, context.lang, currency))


def _read_integer(field: Field, raw: object, context: Context) -> Outcome:
    if type(raw) is float and raw.is_integer() and abs(raw) < 1e15:
        return Outcome(int(raw))
    found = _read_number(field, raw, context)
    number = found.value
    if not isinstance(number, Decimal):
        return found
    if number != number.to_integral_value():
        return misfit("integer")
    return Outcome(int(number)) if found.code is None else understood(int(number))


def _read_percent(field: Field, raw: object, context: Context) -> Outcome:
    if isinstance(raw, str):
        return _text_outcome("percent", parse_percent(raw, context.lang))
    found = _read_number(field, raw, context)
    number = found.value
    # 80 in a percentage cell may mean 80 % or 8000 %.
    return ambiguous("percent") if isinstance(number, Decimal) and abs(number) > 1 else found


def _text_outcome(base: str, found: Decimal | date | str) -> Outcome:
    """Outcome of parsing a text: a value, or the reason why there is none."""
    if found == "none":
        return misfit(base)
    if found == "ambiguous":
        return ambiguous(base)
    return understood(found)


def _read_date(field: Field, raw: object, context: Context) -> Outcome:
    if isinstance(raw, date):
        # Type ``1`` in a date cell and it shows a day of 1900: no date of a plan, and offices count it in two ways.
        return _dated(raw, raw.date() if isinstance(raw, datetime) else raw) if raw >= _first(raw) else misfit("date")
    if isinstance(raw, str):
        return _text_outcome("date", parse_date(raw, context.lang))
    return misfit("date")


def _read_month(field: Field, raw: object, context: Context) -> Outcome:
    if isinstance(raw, date):
        return _dated(raw, f"{raw.year:04d}-{raw.month:02d}") if raw >= _first(raw) else misfit("month")
    if isinstance(raw, str):
        return _text_outcome("month", parse_month(raw, context.lang))
    return misfit("month")


def _first(raw: date) -> date:
    """The first day that means the same in every office, of the type of ``raw``."""
    return _MARCH_1900 if isinstance(raw, datetime) else _MARCH_1900.date()


def _dated(raw: date, value: date | str) -> Outcome:
    """The day of a date cell; an hour beside it may say that it is a day early."""
    if not isinstance(raw, datetime) or raw.time() == time.min:
        return Outcome(value)
    return Outcome(value, "PAC124", {"hour": f"{raw:%H:%M}", "understood": value})


def _read_text(field: Field, raw: object, context: Context) -> Outcome:
    if isinstance(raw, str):
        return Outcome(tidy(raw) or None)
    if isinstance(raw, float):
        text = digits(raw)
        return Outcome(text.replace(".", ",") if context.lang == "fr" else text)
    return other_as_text(raw, context.lang)


def _read_code(field: Field, raw: object, context: Context) -> Outcome:
    if isinstance(raw, str):
        return Outcome(plain(raw) or None)
    return Outcome(digits(raw)) if isinstance(raw, float) else other_as_text(raw, context.lang)


def _read_enum(field: Field, raw: object, context: Context) -> Outcome:
    name = field.type.choices or ""
    values = context.values(name)
    if key := values.spellings.get(raw) if isinstance(raw, str) else None:
        return Outcome(key)
    text = _choice_text(name, raw)
    key = values.key(text)
    if key:
        return Outcome(key)
    if key == "":
        return ambiguous("enum")
    begun = values.begun(text)
    if begun:
        return understood(begun, values.label(begun))
    return Outcome(None, "PAC106", {"list": name, "suggestions": values.nearest(text)})


def _choice_text(name: str, raw: object) -> str:
    if name == "yes_no" and isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, float):
        return digits(raw)
    return tidy(raw) if isinstance(raw, str) else str(raw)


def _read_multi_enum(field: Field, raw: object, context: Context) -> Outcome:
    name = field.type.choices or ""
    values = context.values(name)
    keys: list[str] = []
    begun: list[str] = []
    unknown: list[str] = []
    for entry in values.split(_choice_text(name, raw)):
        if key := values.key(entry):
            keys.append(key)
        elif key := values.begun(entry):
            keys.append(key)
            begun.append(entry)
        else:
            unknown.append(entry)
    found = tuple(dict.fromkeys(keys)) or None
    if unknown:
        nearest = [label for entry in unknown[:3] for label in values.nearest(entry)[:1]]
        return Outcome(found, "PAC106", {"list": name, "unknown": tuple(unknown), "suggestions": nearest})
    if begun:
        return understood(found, ", ".join(values.label(key) for key in found or ()))
    return Outcome(found)


def _read_multi_ref(field: Field, raw: object, context: Context) -> Outcome:
    single = _read_code(field, raw, context)
    if not isinstance(raw, str):
        return Outcome((str(single.value),), single.code, single.params)
    if is_named(raw):
        # Names may contain separators: the entries are separated once the codes of the plan are known.
        return Outcome((tidy(raw),))
    return Outcome(_codes_in(raw))


@lru_cache(maxsize=256)
def _codes_in(text: str) -> tuple[str, ...] | None:
    """The codes in a cell; in a consolidated workbook a row of several teams is read once for each of them."""
    return _entries(_COMMAS.split(text))


def _read_refs_or_texts(field: Field, raw: object, context: Context) -> Outcome:
    """Codes and free text in one cell: « Bar et tables » is one entry, « MOY-01 et MOY-02 » are two."""
    if not isinstance(raw, str):
        return _read_multi_ref(field, raw, context)
    text = tidy(raw)
    if _begins_with_name(text) and not _STRONG.search(text):
        # The name of a row may contain commas: the entries are separated once the codes of the plan are known.
        return Outcome((text,))
    parts = (_STRONG if _STRONG.search(text) else _COMMA).split(text)
    entries: list[str] = []
    for part in parts:
        pieces = [piece for piece in _COMMAS.split(part) if piece.strip()]
        entries += pieces if all(_is_code(plain(piece)) for piece in pieces) else [part]
    return Outcome(_entries(entries))


def _begins_with_name(text: str) -> bool:
    """Whether a text begins with a code and the name of its row."""
    code, *rest = text.split(maxsplit=2)
    return len(rest) == 2 and rest[0] in _DASHES and _is_code(code)


def _is_code(text: str) -> bool:
    return len(text) < 25 and bool(_CODE.match(text))


def _entries(parts: list[str]) -> tuple[str, ...] | None:
    return tuple(dict.fromkeys(entry for part in parts if (entry := plain(part)))) or None


_READERS: Mapping[str, Callable[[Field, object, Context], Outcome]] = {
    "money": _read_number,
    "number": _read_number,
    "integer": _read_integer,
    "percent": _read_percent,
    "date": _read_date,
    "month": _read_month,
    "text": _read_text,
    "long_text": _read_text,
    "code": _read_code,
    "email": _read_code,
    "link": _read_code,
    "ref": _read_code,
    "enum": _read_enum,
    "multi_enum": _read_multi_enum,
    "multi_ref": _read_multi_ref,
    "multi_ref_or_text": _read_refs_or_texts,
}
