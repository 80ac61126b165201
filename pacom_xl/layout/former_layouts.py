"""Columns of action sheets and of the calendar in workbooks of earlier versions, for reading them."""

from __future__ import annotations

from pacom_xl.layout.fixed_places import FIRST_COLUMN
from pacom_xl.template.schema import Table

#: Fields of the calendar from left to right.
_CALENDAR = (
    "code", "title", "owner", "due", "kpi_attainment", "allocated", "shape", "flag", "at_risk", "days_left",
    "working_days_left", "due_effective", "expected_progress", "progress_gap", "variance",
)  # fmt: skip


def former_columns(table: Table) -> dict[str, int]:
    """Columns of a table of an action sheet before its tables began at the left edge, and of the calendar before its
    situation stood beside the due date; empty for other tables.

    A short first field stood in the first column, the first text in the second, a second text last.
    """
    if table.key == "calendar":
        # That of a consolidated workbook has other fields before the code.
        before = [f.key for f in table.fields if not f.hidden].index(_CALENDAR[0])
        return {key: FIRST_COLUMN + before + n for n, key in enumerate(_CALENDAR)}
    shown = [f for f in table.fields if not f.hidden]
    texts = [f for f in shown if f.type.base in ("text", "long_text") or "legal_point" in (f.type.choices or "")]
    if table.parent is None or not texts:
        return {}
    wide, last = texts[0], texts[1] if len(texts) > 1 else None
    columns = {wide.key: FIRST_COLUMN + 1}
    if shown[0] is not wide:
        columns[shown[0].key] = FIRST_COLUMN
    rest = [f for f in shown if f.key not in columns and f is not last] + ([last] if last else [])
    return columns | {f.key: FIRST_COLUMN + 2 + n for n, f in enumerate(rest)}
