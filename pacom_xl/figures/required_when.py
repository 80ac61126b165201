"""The ``required_when`` conditions of templates, as Excel formula and as Python function.

A condition is ``<key><operator><value>`` (``status_key<>"draft"``, ``promo_depth>0``) or ``<key> in (a,b)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from pacom_xl.figures.plan_view import Row
from pacom_xl.model.plan import Value
from pacom_xl.template.schema import Field

_SIMPLE = re.compile(r'(\w+)\s*(<>|=|>)\s*(?:"(\w*)"|(\d+))$')
_AMONG = re.compile(r"(\w+) in \(([\w,]+)\)$")


def condition_formula(field: Field, address: Callable[[str], str | None]) -> str:
    """``TRUE``, a condition on cells, or ``""`` when the field is optional. ``address`` gives the cell of a key."""
    if field.required:
        return "TRUE"
    if not field.required_when:
        return ""
    if among := _AMONG.match(field.required_when):
        cell = address(among[1])
        return "OR(" + ",".join(f'{cell}="{key}"' for key in among[2].split(",")) + ")" if cell else ""
    simple = _SIMPLE.match(field.required_when)
    cell = address(simple[1]) if simple else None
    if simple is None or cell is None:
        return ""
    return f"N({cell}){simple[2]}{simple[4]}" if simple[4] else f'{cell}{simple[2]}"{simple[3]}"'


def is_required(row: Row, field: Field) -> bool:
    """Whether ``field`` is required in ``row``, by the same condition."""
    if field.required or not field.required_when:
        return field.required
    if among := _AMONG.match(field.required_when):
        return _value(row, among[1]) in among[2].split(",")
    simple = _SIMPLE.match(field.required_when)
    if simple is None:
        return False
    value = _value(row, simple[1])
    if simple[4]:
        return simple[2] == ">" and isinstance(value, (int, Decimal)) and value > int(simple[4])
    return ((value or "") == simple[3]) == (simple[2] == "=")


def _value(row: Row, name: str) -> Value:
    """A value by its name in the condition; ``status_key`` is the status where no cell repeats its key."""
    value = row[name]
    return row[name.removesuffix("_key")] if value is None and name.endswith("_key") else value
