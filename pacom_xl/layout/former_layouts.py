"""Columns of action sheets and of the calendar in workbooks of earlier versions, for reading them."""

from __future__ import annotations

from pacom_xl.layout.fixed_places import BEYOND_EDGE, FICHE_SHORT, FICHE_WIDE_END, FIRST_COLUMN
from pacom_xl.template.schema import Table

#: Fields of the calendar from left to right.
_CALENDAR = (
    "code", "title", "owner", "due", "kpi_attainment", "allocated", "shape", "flag", "at_risk", "days_left",
    "working_days_left", "due_effective", "expected_progress", "progress_gap", "variance",
)  # fmt: skip


def former_columns(table: Table) -> tuple[dict[str, int], ...]:
    """Columns of a table of an action sheet, or of the calendar, in each earlier version where they were others.

    The calendar had its situation far from the due date. Tables of action sheets began in the second column: a short
    first field stood in the first one, the first text in the second, a second text last. Then they began at the left
    edge, in the order of the template.
    """
    if table.key == "calendar":
        # That of a consolidated workbook has other fields before the code.
        before = [f.key for f in table.fields if not f.hidden].index(_CALENDAR[0])
        return ({key: FIRST_COLUMN + before + n for n, key in enumerate(_CALENDAR)},)
    shown = [f for f in table.fields if not f.hidden]
    texts = [f for f in shown if f.type.base in ("text", "long_text") or "legal_point" in (f.type.choices or "")]
    if table.parent is None or not texts:
        return ()
    wide, last = texts[0], texts[1] if len(texts) > 1 else None
    begin = {shown[0].key: FIRST_COLUMN} if shown[0] is not wide else {}
    rest = [f for f in shown if f.key not in begin and f not in (wide, last)] + ([last] if last else [])
    second = begin | {wide.key: FIRST_COLUMN + 1} | {f.key: FIRST_COLUMN + 2 + n for n, f in enumerate(rest)}
    if table.key not in BEYOND_EDGE:
        return (second,)
    edge = second | {f.key: FICHE_WIDE_END + 1 + n for n, f in enumerate(rest)}
    return (second, edge | ({} if begin else {wide.key: FICHE_SHORT}))
