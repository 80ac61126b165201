"""Whether the content of cells suits a field: the evidence that decides between a heading and a hidden key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from pacom_xl.reading.recognition.vocabulary import Vocabulary, bare_label
from pacom_xl.template.schema import Field
from pacom_xl.values.references import NAMED

_CODE = re.compile(r"[A-Za-z]{2,5}[- ]?[0-9A-Za-z]+(?:-[0-9]+)?")
#: Longest text that may be a name, a code or several of them.
_SHORT = 60


def fit(field: Field, raw: Any, vocabulary: Vocabulary) -> int:
    """1 when the content suits the field, -1 when it cannot belong to it, 0 when it is no evidence."""
    base = field.type.base
    if field.type.is_number:
        return _fit_number(field, raw)
    if base in ("date", "month"):
        return 1 if isinstance(raw, date) else -1
    if base == "enum":
        return _fit_choice(field, raw, vocabulary)
    if not isinstance(raw, str):
        return -1
    if field.type.is_ref or base == "code":
        return _fit_code(raw)
    return -1 if base == "email" and "@" not in raw else 0


def _fit_number(field: Field, raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return -1
    if field.type.base == "percent" and abs(raw) > 1:
        return -1
    if field.type.base == "integer" and raw != int(raw):
        return -1
    low = field.min is not None and raw < field.min
    high = field.max is not None and raw > field.max
    return -1 if low or high else 1


def _fit_choice(field: Field, raw: Any, vocabulary: Vocabulary) -> int:
    if not isinstance(raw, str):
        return -1
    return 1 if bare_label(raw) in vocabulary.choices.get(field.type.choices or "", ()) else -1


def _fit_code(raw: str) -> int:
    raw = raw.partition(NAMED)[0]
    if _CODE.fullmatch(raw.strip()) and any(c.isdigit() for c in raw):
        return 1
    return 0 if len(raw) <= _SHORT else -1


def total_fit(field: Field, cells: Iterable[Any], vocabulary: Vocabulary) -> int:
    """The sum of ``fit`` over the cells that hold something."""
    return sum(fit(field, raw, vocabulary) for raw in cells if raw not in ("", None))
