"""Says in hidden cells of a consolidated workbook where its formulas stand (``layout.formula_anchors``)."""

from __future__ import annotations

from pacom_xl.layout.fixed_places import ANCHORS
from pacom_xl.layout.formula_anchors import formula_anchor
from pacom_xl.writing.workbook_writer import WorkbookWriter


def write_formula_places(book: WorkbookWriter) -> None:
    """An anchor in each row with formulas written cell by cell.

    It stands in the column of anchors; in a hidden column right of the sheet where the row has another anchor there.
    """
    anchor = book.styles.role("anchor")
    for name, rows in book.formula_columns.items():
        sheet, anchored = book.worksheet(name), book.anchored_rows.get(name, set())
        beside = max(map(max, rows.values())) + 2
        if not anchored.isdisjoint(rows):
            sheet.set_column(beside, beside, 12, None, {"hidden": True})
        for row, columns in rows.items():
            sheet.write_string(row, beside if row in anchored else ANCHORS, formula_anchor(columns), anchor)
