"""What the format of a cell takes from its row.

A rate is shown as « 86,9 % », not as 0,8699. The key of an expense nature is not shown: its name stands beside it.
"""

from __future__ import annotations

from typing import Any

from pacom_xl.figures.performance import subject_of
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.company_facts import PERCENT_UNITS
from pacom_xl.template.schema import Field
from pacom_xl.writing.styles import Styles

_MEASURED = {
    "objectives": ("baseline", "target", "actual", "actual_used"),
    "kpis": ("baseline", "target", "actual", "actual_used"),
    "performance": ("value",),
}


#: A text in the colour of computed cells is not seen. Gnumeric loses one that a number format hides when it saves .ods.
_NOT_SEEN = {"font_color": "computed"}


def is_named_beside(field: Field, row: Row) -> bool:
    """Whether a cell holds an internal key whose name stands in the next column."""
    return field.name == "envelope.key" and row["dimension"] == "nature"


def row_format(styles: Styles, field: Field, row: Row) -> dict[str, Any]:
    """What the format of a cell takes from its row; nothing for most fields."""
    if is_named_beside(field, row):
        return dict(_NOT_SEEN)
    return {"num_format": styles.percent} if is_measured(field) and is_rate(field, row) else {}


def is_measured(field: Field) -> bool:
    """Whether a field holds a number in the unit of its row."""
    return field.key in _MEASURED.get(field.table, ())


def is_rate(field: Field, row: Row) -> bool:
    """Whether the number of a measured field is a rate."""
    measured = subject_of(row) if field.table == "performance" else row
    return measured is not None and measured["unit"] in PERCENT_UNITS
