"""Convert the value of a field to the content of a cell; ``read_value`` is the inverse."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from pacom_xl.model.plan import Value
from pacom_xl.model.text import Lang
from pacom_xl.template.schema import Field
from pacom_xl.values.value_lists import Labels

#: A month of a plan. Another text is a content that could not be understood, written again as it was.
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def write_value(field: Field, value: Value, lang: Lang, labels: Labels) -> str | int | float | date | Decimal | None:
    """Content of the cell for a value. ``labels``: labels of the workbook, from ``labels_of``."""
    if value is None or value == "" or value == ():
        return None
    kind = field.type
    if isinstance(value, tuple):
        return _joined(field, value, lang, labels)
    if kind.base == "enum" and isinstance(value, str):
        return _label(labels, kind.choices, value, lang)
    if kind.base == "month" and isinstance(value, str) and _MONTH.fullmatch(value):
        return date(int(value[:4]), int(value[5:7]), 1)
    return value


def _label(labels: Labels, name: str | None, key: str, lang: Lang) -> str:
    label = labels.get(name or "", {}).get(key)
    return label.in_(lang) if label else key


def _joined(field: Field, entries: tuple[str, ...], lang: Lang, labels: Labels) -> str:
    if field.type.base == "multi_enum":
        return "; ".join(_label(labels, field.type.choices, entry, lang) for entry in entries)
    if field.type.base == "multi_ref_or_text" and any("," in entry for entry in entries):
        # At least one « ; », so that reading splits there and not at commas.
        return "; ".join(entries) + (";" if len(entries) == 1 else "")
    return ", ".join(entries)
