"""Print settings of sheets: A4, repeated headers, footer with team, date and page, no empty pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from pacom_xl.layout.blocks import Block, Tab, TableBlock
from pacom_xl.layout.fixed_places import FIRST_COLUMN, PURPOSE_ROW, TITLE_ROW
from pacom_xl.layout.sheet_texts import AS_OF
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.writing.column_widths import column_widths
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.steps import is_hidden
from pacom_xl.writing.workbook_writer import WorkbookWriter


class Paper(NamedTuple):
    """A4 and what it holds. Heights in points, widths in characters, scales in percent."""

    number: int = 9
    #: Height between the margins of an upright page.
    height: float = 750
    #: Characters on a line of an upright page at full size.
    characters: float = 89
    #: Characters on a line of a lying page at full size.
    lying: float = 128
    #: Legible on one page of a lying sheet.
    widest: float = 300
    least_scale: int = 40
    row: float = 15


PAPER = Paper()
#: Empty rows printed after the last one filled in, where people go on writing.
_SPARE_PRINTED = 5
#: Scales of printed sheets, in percent.
_SCALES = (100, 85, 70, 60, 50, 42)


def set_print(sheet: SheetWriter, *, portrait: bool = False, last_column: int | None = None) -> None:
    """A4, one page wide, headers repeated, with team, plan and page below.

    ``last_column``: the last one printed; that of the sheet when not given.
    """
    sheet.worksheet.set_paper(PAPER.number)
    if not portrait:
        sheet.worksheet.set_landscape()
    _set_scale(sheet, portrait=portrait)
    sheet.worksheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.worksheet.center_horizontally()
    last = sheet.tab.last_column if last_column is None else last_column
    # LibreOffice prints hidden sheets too, but none without an area where others have one.
    if sheet.book.consolidated or not is_hidden(sheet.view, sheet.tab):
        sheet.worksheet.print_area(TITLE_ROW, FIRST_COLUMN, _last_printed(sheet.book, sheet.tab), last)
    _set_footer(sheet)
    tables = [b for b in sheet.tab.blocks.values() if isinstance(b, TableBlock)]
    if len(tables) == 1 and len(sheet.tab.blocks) == 1:
        sheet.worksheet.repeat_rows(TITLE_ROW, tables[0].header_row)
        wide = is_wide(column_widths(sheet.tab))
        sheet.worksheet.freeze_panes(tables[0].first_row, tables[0].first_column + 1 if wide else 0)
        if tables[0].visible:
            # The hidden cells of the action plan belong to their rows: a sort takes them along.
            sorted_columns = tables[0].columns if tables[0].table.key == "index" else tables[0].visible
            edge = max(tables[0].columns[k] for k in sorted_columns)
            sheet.worksheet.autofilter(tables[0].header_row, tables[0].first_column, tables[0].last_row, edge)
    elif len(tables) > 1 and not portrait:
        sheet.worksheet.repeat_rows(TITLE_ROW, PURPOSE_ROW)


def _set_scale(sheet: SheetWriter, *, portrait: bool) -> None:
    """One page wide; on lying pages of a team's workbook at one of few scales, so that letters look alike."""
    width = sum(column_widths(sheet.tab).values())
    room = [scale for scale in _SCALES if width and width <= PAPER.lying * 100 / scale]
    if portrait or sheet.book.consolidated or not room:
        sheet.worksheet.fit_to_pages(1, 0)
    else:
        sheet.worksheet.set_print_scale(room[0])


def _set_footer(sheet: SheetWriter) -> None:
    plan = sheet.view.form("plan")
    team = (sheet.view.plan.team or "").replace("&", "&&")
    company = plan.text("company").replace("&", "&&")[:60]
    day = sheet.view.as_of
    at = f"{day:%d/%m/%Y}" if sheet.book.lang == "fr" else f"{day.day} {day:%b %Y}"
    stated = f"{sheet.say(AS_OF)} {at}" if plan.day("ref_date_forced") else ""
    sheet.worksheet.set_footer(f"&L&8{company}  {team}&C&8{stated}&R&8&A – &P/&N")


def _last_printed(book: WorkbookWriter, tab: Tab) -> int:
    """The last row filled in, and a few more where this team writes."""
    return max((_last_of(book, tab, block) for block in tab.blocks.values()), default=tab.last_row)


def _last_of(book: WorkbookWriter, tab: Tab, block: Block) -> int:
    if not isinstance(block, TableBlock):
        return block.last_row
    rows = book.view.size("actions" if block.table.key in ("index", "calendar") else block.table.key)
    if book.consolidated and not rows:
        # Rows that are no plan's, one after the other to the last.
        return block.last_row
    only_read = tab.sheet.group_owned and book.view.plan.team not in (None, GROUP_TEAM)
    more = 0 if only_read and rows else _SPARE_PRINTED
    return min(block.last_row, block.first_row + rows + more - 1)


def is_wide(widths: Mapping[int, float]) -> bool:
    """Whether a table is too wide to be read on one page."""
    return sum(widths.values()) > PAPER.widest


def print_wide(sheet: SheetWriter, widths: Mapping[int, float]) -> None:
    """A table too wide to be read on one page goes on two, with its first two columns again on the second."""
    if not is_wide(widths):
        return
    columns = sorted(widths)
    repeated = widths[columns[0]] + widths[columns[1]]
    half = (sum(widths.values()) + repeated) / 2
    cut = next(c for c, width in zip(columns, accumulate(widths[c] for c in columns), strict=True) if width > half)
    sheet.worksheet.fit_to_pages(2, 0)
    sheet.worksheet.set_v_pagebreaks([cut])
    sheet.worksheet.repeat_columns(columns[0], columns[1])


def print_on_two_pages(sheet: SheetWriter, first: int, last: int, starts: Sequence[int], width: float) -> None:
    """Cut an upright sheet before one of the rows ``starts``, at the largest scale at which both parts fit.

    A scale and a page break: offices that fit a sheet to its pages take no notice of breaks. The row ``first``, the
    title, is printed again on the second page.
    """
    heights = {row: sheet.heights.get(row, PAPER.row) for row in range(first, last + 1)}
    for scale in range(int(100 * PAPER.characters / width), PAPER.least_scale - 1, -1):
        room = PAPER.height * 100 / scale
        cut = _cut(heights, starts, room, heights[first])
        if cut is not None:
            break
    else:
        cut = starts[len(starts) // 2]
    sheet.worksheet.set_print_scale(scale)
    sheet.worksheet.set_h_pagebreaks([cut] if cut else [])
    if cut:
        sheet.worksheet.repeat_rows(first, first)


def _cut(heights: Mapping[int, float], starts: Sequence[int], room: float, repeated: float) -> int | None:
    """The last row to begin the second page with; 0 when one page is enough, ``None`` when two are not.

    ``repeated``: height of what stands on the second page again.
    """
    if sum(heights.values()) <= room:
        return 0
    for start in reversed(starts):
        above = sum(height for row, height in heights.items() if row < start)
        if above <= room:
            return start if sum(heights.values()) - above + repeated <= room else None
    return None
