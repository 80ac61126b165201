"""The anchors a workbook carries in hidden cells, so that it is recognised whatever people move or rename.

Column A of every sheet is hidden and says what each row is; a hidden row above each table says what each column is.

========================= ======================= =====================================================
cell                      example                 meaning
========================= ======================= =====================================================
column A                  ``pacom:swot``          the sheet (first row)
column A                  ``[swot]``              a table begins: this hidden row names its columns
column A, form rows       ``plan.company``        the form fields of this row, blank-separated, from left to right
column A, table rows      ``swot#3``              row id
column A, grid rows       ``cash@cash_in``        a grid row and its key
column A                  ``#``                   title, header, note: nothing a person fills in
key row of a form         ``‡@1``, ``‡@2``        columns of the first, second value of each row
key row of a table        ``‡swot.statement``     the field of this column
key row of a grid         ``‡@2026-03``, ``‡@``   the month of this column; no month
any row                   ``‡=D:M,P``             columns of the formulas of the row (consolidated workbooks)
========================= ======================= =====================================================

Anchors of a key row stand in columns where people type. They begin with a sign that nobody types, because offices
complete a text from the cells of its column that begin alike. Earlier workbooks have them without the sign.
"""

from __future__ import annotations

SHEET = "pacom:"
DECOR = "#"
PLACE = "@"
#: First sign of the anchors of a key row.
UNTYPED = "‡"


def sheet_anchor(key: str) -> str:
    """Anchor of a sheet."""
    return f"{SHEET}{key}"


def table_anchor(key: str) -> str:
    """Anchor of the hidden key row of a table."""
    return f"[{key}]"


def anchored_sheet(text: str) -> str | None:
    """Key of the sheet that an anchor names; ``None`` for other texts."""
    return text.removeprefix(SHEET) if text.startswith(SHEET) else None


def column_anchor(text: str) -> str:
    """Anchor of a column, in a key row: a field of a table, a place of a form, a month of a grid."""
    return f"{UNTYPED}{text}"


def column_key(text: str) -> str:
    """The field, place or month that an anchor of a key row names, with or without its first character."""
    return text.removeprefix(UNTYPED)


def row_id(table: str, number: int) -> str:
    """Key of a row without code."""
    return f"{table}#{number}"


def grid_anchor(table: str, item: str) -> str:
    """Anchor of a grid row."""
    return f"{table}{PLACE}{item}"
