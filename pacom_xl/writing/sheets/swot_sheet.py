"""The SWOT: typed as a table, shown below it as the four-quadrant matrix people know."""

from __future__ import annotations

from pacom_xl.figures.figure_registry import chosen
from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.anchors import DECOR
from pacom_xl.layout.blocks import Tab, TableBlock
from pacom_xl.layout.fixed_places import ANCHORS, MATRIX
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.sheet_texts import SWOT_MATRIX
from pacom_xl.writing.column_widths import LINE_HEIGHT
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.plain_sheet import write_heading, write_sheet
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Quadrants as people draw them: internal above, external below; helpful left, harmful right.
_QUADRANTS = ((("strength", "good"), ("weakness", "bad")), (("opportunity", "accent"), ("threat", "warning")))
#: More than any row number: a rank is weight × this − row.
_MOST_ROWS = 100000


def write_swot(book: WorkbookWriter, tab: Tab) -> None:
    """The table, then its matrix; the rows of the matrix are marked as nothing to be filled in."""
    sheet = write_sheet(book, tab)
    block = tab.blocks.get("swot")
    if not isinstance(block, TableBlock):
        return
    row = block.last_row + 2
    last = MATRIX.columns[-1][1]
    write_heading(sheet, row, book.say(SWOT_MATRIX), last)
    row += 1
    for pair in _QUADRANTS:
        for line in range(MATRIX.lines + 1):
            sheet.worksheet.write_string(row + line, ANCHORS, DECOR, book.styles.role("anchor"))
            sheet.set_row(row + line, LINE_HEIGHT * (2 if line else 1) + 3)
        for (quadrant, colour), (first, edge) in zip(pair, MATRIX.columns, strict=True):
            style = book.styles.role("header", bg_color=colour, indent=1)
            sheet.write(row, first, book.label("swot", quadrant), style, edge)
            for k in range(MATRIX.lines):
                _write_statement(sheet, Spot(tab, block), quadrant, k, (row + 1 + k, first, edge))
        row += MATRIX.lines + 2
    set_print(sheet, portrait=True)
    sheet.worksheet.fit_to_pages(1, 1)
    sheet.worksheet.print_area(1, 1, row, last)


def _write_statement(sheet: SheetWriter, spot: Spot, quadrant: str, k: int, where: tuple[int, int, int]) -> None:
    """The k-th statement of a quadrant by weight, then in the order of the table."""
    row, first, last = where
    rows = "ROW({swot.quadrant[]})"
    # Weights are compared, not multiplied: an empty or a wrong cell then spoils nothing.
    weight = "+".join(f"({{swot.weight[]}}={n})*{n}" for n in (1, 2, 3))
    rank = f"({chosen('{swot.quadrant[]}', 'swot', quadrant)}*(({weight})*{_MOST_ROWS}+{_MOST_ROWS}-{rows}))"
    text = f"SUMPRODUCT(LARGE({rank},{k + 1}))"
    block = spot.block
    assert isinstance(block, TableBlock)
    place = f"{_MOST_ROWS - block.first_row}-MOD({text},{_MOST_ROWS})"
    formula = f'IFERROR(IF({text}<1,"","• "&INDEX({{swot.statement[]}},{place})),"")'
    found = [r for r in sheet.view.rows("swot") if r["quadrant"] == quadrant]
    found.sort(key=_weight, reverse=True)
    value = f"• {found[k].text('statement')}" if k < len(found) else None
    style = sheet.styles.role("line", indent=1, valign="top")
    sheet.write_formula(row, first, "=" + sheet.formulas.render(formula, spot), value, style, last)


def _weight(row: Row) -> int:
    weight = row.number("weight")
    return int(weight) if weight in (1, 2, 3) else 0
