"""Where the tables of action sheets stood in workbooks of earlier versions: there they are at their place."""

from __future__ import annotations

from pacom_xl.layout.blocks import FIRST_COLUMN
from pacom_xl.template.schema import Table


def former_columns(table: Table) -> dict[str, int]:
    """Columns of a table of an action sheet before its tables began at the left edge; empty for other tables.

    A short first field stood in the first column, the first text in the second, a second text last.
    """
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
