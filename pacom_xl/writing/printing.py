"""Print settings of sheets: A4, repeated headers, footer with team, date and page, no empty pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
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
    #: Height between the margins of action sheets.
    height: float = 765
    #: Characters on a line of an upright page at full size, between the narrow margins of action sheets.
    characters: float = 93
    #: Characters on a line of a lying page at full size.
    lying: float = 128
    #: Legible on one page of a lying sheet.
    widest: float = 300
    row: float = 15


PAPER = Paper()
#: Empty rows printed after the last one filled in, where people go on writing.
_SPARE_PRINTED = 5
#: Of the list of actions: blank action sheets are rows of it already.
_SPARE_OF_LIST = 2
#: Rows a lying page holds at full size, and the least scale of a sheet on a single upright page.
_FIRST_PAGE, _LEAST = 32, 68
#: Scales of printed sheets, in percent.
_SCALES = (100, 85, 70, 60, 50, 42)
#: Those of action sheets.
_UPRIGHT_SCALES = (65, 62, 60)


def set_print(
    sheet: SheetWriter, *, portrait: bool = False, upright: bool = False, last_column: int | None = None
) -> None:
    """A4, one page wide, headers repeated, with team, plan and page below.

    ``portrait``: a page whose writer sets what is repeated; ``upright``: tables on upright pages, on a single one where
    that is legible. ``last_column``: the last one printed; that of the sheet when not given.
    """
    sheet.worksheet.set_paper(PAPER.number)
    if not portrait and not upright:
        sheet.worksheet.set_landscape()
    _set_scale(sheet, portrait=portrait)
    if upright and (_last_printed(sheet.book, sheet.tab) + 1) * PAPER.row <= PAPER.height * 100 / _LEAST:
        sheet.worksheet.fit_to_pages(1, 1)
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
    elif len(sheet.tab.blocks) > 1 and tables and not portrait:
        sheet.worksheet.repeat_rows(*_repeated(sheet, tables[-1]))


def _repeated(sheet: SheetWriter, last: TableBlock) -> tuple[int, int]:
    """Rows repeated on each page of several blocks: the title, or the headings of a long last table.

    Offices repeat rows on the pages after them only: what stands before the last table must fit on the first page.
    """
    is_long = sheet.book.consolidated and last.title_row is not None and last.header_row < _FIRST_PAGE
    return (last.title_row or TITLE_ROW, last.header_row) if is_long else (TITLE_ROW, PURPOSE_ROW)


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
    owner = " · ".join(filter(None, (company, team)))
    sheet.worksheet.set_footer(f"&L&8{owner}&C&8{stated}&R&8&A – &P/&N")


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
    more = 0 if only_read and rows else _SPARE_OF_LIST if block.table.key == "index" else _SPARE_PRINTED
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


def print_upright(sheet: SheetWriter, first: int, last: int, starts: Sequence[int], width: float) -> None:
    """Print rows ``first`` to ``last`` upright, on as few pages as is legible. A page begins at one of ``starts``.

    A scale and page breaks: offices that fit a sheet to its pages take no notice of breaks. The row ``first``, the
    title, is printed again on the pages that follow.
    """
    sheet.worksheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.5)
    heights = [sheet.heights.get(row, PAPER.row) for row in range(first, last + 1)]
    scales = [scale for scale in _UPRIGHT_SCALES if width <= PAPER.characters * 100 / scale] or _UPRIGHT_SCALES[-1:]
    cuts = {scale: _cuts(heights, [row - first for row in starts], PAPER.height * 100 / scale) for scale in scales}
    scale = min(scales, key=lambda each: (len(cuts[each]), -each))
    sheet.worksheet.set_print_scale(scale)
    sheet.worksheet.set_h_pagebreaks([first + row for row in cuts[scale]])
    if cuts[scale]:
        sheet.worksheet.repeat_rows(first, first)


def _cuts(heights: Sequence[float], starts: Sequence[int], room: float) -> list[int]:
    """The rows that begin a page: of ``starts``, those at which what follows no longer fits into ``room`` points.

    A part that is higher than a page goes on over its end, where the office cuts it.
    """
    cuts: list[int] = []
    used = sum(heights[: starts[0]])
    for start, end in pairwise((*starts, len(heights))):
        part = sum(heights[start:end])
        if used + part > room:
            cuts.append(start)
            used = heights[0]
        used = used + part if used + part <= room else (used + part) % room
    return cuts
