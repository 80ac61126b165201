"""Convert values to JSON types: numbers, ISO dates, text in one language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Lang, Text


def to_json(value: Any, lang: Lang) -> Any:
    """``value`` with JSON types only: amounts are numbers, dates are ISO texts, cells are ``Sheet!A1``."""
    if isinstance(value, Text):
        return value.in_(lang)
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Cell):
        return f"{value.sheet}!{value.a1}"
    if isinstance(value, Mapping):
        return {str(key): to_json(item, lang) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json(item, lang) for item in value]
    return value if value is None or isinstance(value, (str, bool, int, float)) else str(value)


def number(value: Decimal) -> int | float | str:
    """A whole number without fraction, else the nearest float; text when it is neither."""
    if not value.is_finite():
        return str(value)
    return int(value) if value == value.to_integral_value() and value.adjusted() < 20 else float(value)
