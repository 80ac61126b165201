"""How far the cells of a column, and signs in its heading, fit what a field of the workbook holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pacom_xl.adoption.list_file.list_cells import ListCell
from pacom_xl.adoption.mapping.vocabulary import Content, includes_vat
from pacom_xl.adoption.records import lenient_dates
from pacom_xl.adoption.records import lenient_values as lenient
from pacom_xl.model.text import fold
from pacom_xl.template.schema import Template
from pacom_xl.values.codecs import Context

_MONEY = re.compile(r"€|\b(budget|cout|depense|montant|cost)")
#: Weight of a target that a sign in the heading contradicts.
_OTHER_SIGN = 0.8
#: Hours, days and points are no amounts of money.
_EFFORT = re.compile(r"\b(heures?|hours?|hrs?|jours?|days?|j ?h|jh|points?|etp|fte)\b")
_NO_AMOUNT = 0.4


def sign_weight(heading: str, content: Content) -> float:
    """Less than 1 where a heading shows a sign of money or of percentages, and the target holds something else."""
    bare = fold(heading).replace("_", " ")
    if "%" in bare:
        return 1.0 if content == "percent" else _OTHER_SIGN
    is_money = includes_vat(heading) is not None or _MONEY.search(bare)
    if content == "amount" and not is_money and _EFFORT.search(bare):
        return _NO_AMOUNT
    return _OTHER_SIGN if is_money and content in ("percent", "status", "date") else 1.0


def content_weight(cells: Sequence[ListCell], content: Content, template: Template, context: Context) -> float:
    """1 when the cells of a column are what a target holds, down to 0.2 when none is; 0.95 when there is none."""
    if not cells:
        return 0.95
    test = _tests(template, context)[content]
    share = sum(map(test, cells)) / len(cells)
    return 1.0 if share >= 0.5 else 0.2 + 1.4 * share


def _tests(template: Template, context: Context) -> dict[Content, Callable[[ListCell], bool]]:
    field_of = template.by_name
    return {
        "text": lambda cell: cell.text is not None and not is_number(cell),
        "date": lambda cell: (
            lenient_dates.day(cell, field_of["actions.due"], context, 2000, True, "dmy").reason is None
        ),
        "amount": lambda cell: (
            lenient.amount(cell, field_of["actions.allocated"], context).reason is None or cell.shown == "?"
        ),
        "percent": lambda cell: _is_percentage(cell, template, context),
        "status": lambda cell: lenient.status(cell, field_of["actions.status"], context).reason is None,
        "priority": lambda cell: lenient.priority(cell, field_of["actions.priority"], context).reason is None,
        "people": lambda cell: cell.text is not None and len(cell.text) <= 120 and not is_number(cell),
        "code": lambda cell: len(cell.shown) <= 16 and len(cell.shown.split()) <= 2,
        "level": lambda cell: level_in(cell) is not None,
        "choice": lambda cell: cell.text is not None,
        "mark": lenient.is_tick,
    }


def _is_percentage(cell: ListCell, template: Template, context: Context) -> bool:
    number = lenient.percentage(cell, template.by_name["actions.progress"], context, points=False)
    points = lenient.percentage(cell, template.by_name["actions.progress"], context, points=True)
    return number.reason is None or points.reason is None


def level_in(cell: ListCell) -> int | None:
    """The outline level a cell holds; ``None`` when it is no whole number."""
    try:
        return int(float(cell.shown))
    except (ValueError, OverflowError):
        return None


def is_number(cell: ListCell) -> bool:
    return cell.text is None or cell.text.replace(" ", "").replace(",", "").replace(".", "").isdigit()
