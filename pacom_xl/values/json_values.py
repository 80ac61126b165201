"""Check and convert one value of the JSON structure by field type: numbers, ISO dates, stable keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, datetime
from decimal import Context, Decimal

from pacom_xl.model.plan import Value
from pacom_xl.model.text import CELL_TEXT, Text, cell_length, fits_cell
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Field

#: Significant digits of a number in Excel; more would not be read back from a workbook.
_DIGITS = Context(prec=15)
#: A lone UTF-16 surrogate, which cannot be written to a file.
HALF, _REPLACED = re.compile("[\ud800-\udfff]"), "\ufffd"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z")


class UnfitError(Exception):
    """A value that does not have the type of its field. The caller adds where it is."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


def shown(value: object) -> str:
    """``value`` in a few characters. Containers are shown by their type only, because they may be huge or cyclic."""
    if isinstance(value, (list, tuple)):
        return "[…]"
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def from_json(field: Field, raw: object, allowed: Collection[str]) -> Value:
    """The value of a field. ``allowed`` holds the keys of its list. Raises ``UnfitError``."""
    if raw is None or raw == "":
        return None
    if field.type.multiple:
        entries = raw if isinstance(raw, list) else [raw]
        return tuple(_scalar(field, entry, allowed) for entry in entries) or None
    base = field.type.base
    if base == "enum":
        return _scalar(field, raw, allowed)
    return _READERS.get(base, _text)(raw)


def _scalar(field: Field, raw: object, allowed: Collection[str]) -> str:
    """A stable key, or one of several references."""
    if field.type.choices == "yes_no" and isinstance(raw, bool):
        return "yes" if raw else "no"
    text = _text(raw)
    if field.type.choices and text not in allowed:
        name = field.type.choices
        raise UnfitError(
            sentence(
                "« {shown} » n’est pas dans la liste « {name} »",
                '"{shown}" is not in list "{name}"',
                shown=shown(raw),
                name=name,
            )
        )
    return text


def _text(raw: object) -> str:
    if isinstance(raw, str):
        return _writable(raw)
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal, date)):
        raise _not_a(raw, "un texte", "a text")
    return raw.isoformat() if isinstance(raw, date) else str(raw)


def _writable(text: str) -> str:
    """``text`` if it fits in a cell. Raises ``UnfitError`` otherwise."""
    if not fits_cell(text):
        length = cell_length(text)
        raise UnfitError(
            sentence(
                "texte de {length} caractères ; une cellule d’Excel en contient {most} au plus",
                "text of {length} characters; a cell of Excel holds {most} at most",
                length=length,
                most=CELL_TEXT,
            )
        )
    if HALF.search(text):
        name = shown(HALF.sub(_REPLACED, text))
        raise UnfitError(
            sentence(
                "« {name} » contient une moitié de caractère (\\ud800 à \\udfff)",
                '"{name}" holds half a character (\\ud800 to \\udfff)',
                name=name,
            )
        )
    return text


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal)):
        raise _not_a(raw, "un nombre", "a number")
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    # Larger exponents are refused: writing out the digits could exhaust memory.
    if not number.is_finite() or number.adjusted() > 20 or (number.adjusted() < -20 and number):
        raise _not_a(raw, "un nombre utilisable", "a usable number")
    return _DIGITS.plus(number)


def _integer(raw: object) -> int:
    number = _decimal(raw)
    if number != number.to_integral_value():
        raise _not_a(raw, "un nombre entier", "a whole number")
    return int(number)


def _date(raw: object) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) and raw[4:5] == "-" else _fail(raw)
    except ValueError:
        return _fail(raw)


def _fail(raw: object) -> date:
    raise _not_a(raw, "une date AAAA-MM-JJ", "a date YYYY-MM-DD")


def _month(raw: object) -> str:
    if isinstance(raw, date):
        return f"{raw:%Y-%m}"
    if isinstance(raw, str) and _MONTH.match(raw):
        return raw
    raise _not_a(raw, "un mois AAAA-MM", "a month YYYY-MM")


def _not_a(raw: object, fr: str, en: str) -> UnfitError:
    return UnfitError(Text(f"{shown(raw)} n’est pas {fr}", f"{shown(raw)} is not {en}"))


_READERS: dict[str, Callable[[object], Value]] = {
    "money": _decimal,
    "number": _decimal,
    "percent": _decimal,
    "integer": _integer,
    "date": _date,
    "month": _month,
}
