"""Limits of a field as checks of a spreadsheet, where one types: refused, or asked where the rule only warns."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pacom_xl.layout.sheet_texts import (
    AT_LEAST,
    AT_MOST,
    BETWEEN,
    CODE_PATTERN,
    EXPECTED,
    EXPECTED_OR_KEPT,
    LEAST_LENGTH,
    LENGTH,
    MORE_THAN,
    TWICE,
    TWICE_OR_NOT,
)
from pacom_xl.model import formats
from pacom_xl.model.plan import column_letters
from pacom_xl.model.text import Lang
from pacom_xl.template.code_patterns import code_shape
from pacom_xl.template.schema import Field
from pacom_xl.writing.pattern_check import pattern_formula
from pacom_xl.writing.sheet_writer import SheetWriter

#: Longest text of a cell: the limit of texts that only have a least length.
_LONGEST = 32767


def limit_check(sheet: SheetWriter, field: Field, first: int, last: int, column: int) -> Mapping[str, Any]:
    """The data validation for the limits of a field; empty when a spreadsheet cannot check them."""
    if field.type.is_number:
        return _number_check(sheet, field)
    if field.unique or field.pattern:
        return _text_check(sheet, field, first, last, column)
    if field.type.base in ("text", "long_text") and (field.min_length or field.max_length):
        low, high = field.min_length or 0, field.max_length or _LONGEST
        text = sheet.say(LENGTH if field.max_length else LEAST_LENGTH).format(low=low, high=high)
        return _check(sheet, "length", {"criteria": "between", "minimum": low, "maximum": high}, text)
    return {}


def _text_check(sheet: SheetWriter, field: Field, first: int, last: int, column: int) -> Mapping[str, Any]:
    """A text of the pattern of its field that no other row has, as far as a formula can say so."""
    letters = column_letters(column)
    cell = f"{letters}{first + 1}"
    cells = f"${letters}${first + 1}:${letters}${last + 1}"
    once = f"COUNTIF({cells},{cell})<2" if field.unique and last > first else ""
    formula = pattern_formula(field.pattern, cell, once) if field.pattern else None
    shape = code_shape(field.pattern) if formula and field.pattern else None
    if formula and shape:
        form = f"{sheet.say(CODE_PATTERN).format(pattern=sheet.say(shape.words), example=shape.example)}."
        message = f"{form} {sheet.say(TWICE_OR_NOT)}" if once else form
        return {"validate": "custom", "value": f"={formula}", "error_message": message}
    return {"validate": "custom", "value": f"={once}", "error_message": sheet.say(TWICE)} if once else {}


def _number_check(sheet: SheetWriter, field: Field) -> Mapping[str, Any]:
    """An amount, a number or a rate between its limits."""
    lang = sheet.book.lang
    shown = {key: _shown(field, value, lang) for key, value in (("low", field.min), ("high", field.max))}
    if field.above is not None:
        text = sheet.say(MORE_THAN).format(low=_shown(field, field.above, lang))
        return _check(sheet, "decimal", {"criteria": ">", "value": field.above}, text)
    if field.min is not None and field.max is not None:
        limits = {"criteria": "between", "minimum": field.min, "maximum": field.max}
        return _check(sheet, "decimal", limits, sheet.say(BETWEEN).format(**shown))
    if field.min is not None:
        return _check(sheet, "decimal", {"criteria": ">=", "value": field.min}, sheet.say(AT_LEAST).format(**shown))
    if field.max is not None:
        return _check(sheet, "decimal", {"criteria": "<=", "value": field.max}, sheet.say(AT_MOST).format(**shown))
    return {}


def _check(sheet: SheetWriter, kind: str, limits: Mapping[str, Any], expected: str) -> Mapping[str, Any]:
    """A check that asks where the rule (PAC122) warns, of the length of texts, and refuses where it is an error."""
    asks = kind == "length"
    message = sheet.say(EXPECTED_OR_KEPT if asks else EXPECTED).format(expected=expected)
    return {"validate": kind, **limits, "error_type": "warning" if asks else "stop", "error_message": message}


def _shown(field: Field, value: float | None, lang: Lang) -> str:
    """A limit in the unit of its field."""
    if field.type.base == "percent":
        return formats.percent(Decimal(str(value or 0)), lang)
    text = f"{value or 0:g}"
    return text.replace(".", ",") if lang == "fr" else text
