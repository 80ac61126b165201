"""« Synthèse du groupe »: what a director asks first, on one screen and one page.

Six tiles; which region is off target; who is late; who overspends; budget by region; cash by month. Every figure is a
formula over the sheets that follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pacom_xl.figures.group.overview_facts import OverviewFacts
from pacom_xl.layout.blocks import Tab
from pacom_xl.layout.fixed_places import TITLE_ROW
from pacom_xl.model.collection import Collection
from pacom_xl.writing.group.objectives_sheet import GroupObjective
from pacom_xl.writing.group.overview.budget import BUDGET_ROWS, Budget
from pacom_xl.writing.group.overview.canvas import COLUMNS, PIXELS, ROW, Canvas
from pacom_xl.writing.group.overview.cash import Cash
from pacom_xl.writing.group.overview.collection import write_collection
from pacom_xl.writing.group.overview.lists import write_late, write_overspent
from pacom_xl.writing.group.overview.matrix import lines, matrix_of, shown_objectives, write_matrix
from pacom_xl.writing.group.overview.regions import FEW_REGIONS, Regions, region_codes, regions_of, write_title
from pacom_xl.writing.group.overview.tiles import Tiles
from pacom_xl.writing.group.team_figures import TeamFigures
from pacom_xl.writing.printing import PAPER
from pacom_xl.writing.title_band import put_logo
from pacom_xl.writing.window import window_zoom
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Most regions of a company, columns of its grid and their width in pixels; the grid of companies of still more.
_GRIDS = ((4, COLUMNS, PIXELS), (FEW_REGIONS, 53, 30))
_WIDEST = [59, 30]
#: Fewest lines between the headings of the middle part, unless there are more beside the budget.
_LEAST_LINES = 10
#: Lines of the second list that are not actions: an empty one before it, its title and its headings.
_BETWEEN = 3
#: Rows the chart of payments needs, its title included, and fewest rows above it that are worth taking for the lists.
_CASH_ROWS, _LEAST_MORE = 11, 3
#: Height of the sheet, in points, that fits a window of 768 pixels at full size; bounds of the zoom in percent.
_WINDOW, _ZOOM = 365, (65, 90)
#: Largest size of the company's logo, in pixels.
_LOGO = (185, 28)


def write_overview(
    book: WorkbookWriter,
    tab: Tab,
    facts: OverviewFacts,
    figures: TeamFigures,
    groups: Mapping[str, GroupObjective],
    missing: Sequence[str],
    collection: Collection | None = None,
) -> None:
    """Write the sheet. ``groups``: the objectives of the group, by code; ``missing``: teams that sent nothing;
    ``collection``: which teams have sent their workbook by a date.
    """
    canvas = _canvas(book, tab, len(region_codes(book.view, figures, missing)))
    regions = regions_of(canvas, facts, figures, missing)
    write_title(canvas, TITLE_ROW, regions, facts)
    put_logo(
        canvas.sheet, range(canvas.column(canvas.columns - 6), canvas.column(canvas.columns)), _LOGO, on_band=False
    )
    canvas.height(TITLE_ROW + 2, 6)
    tiles_row = TITLE_ROW + 3
    canvas.height(tiles_row + 3, 8)
    middle = tiles_row + 4
    matrix, objectives = matrix_of(regions), shown_objectives(facts)
    is_cut = len(regions.shown) < len(regions.all) or len(objectives) < len(facts.objectives)
    more = _lines_beside(regions)
    count = max(0 if more else _LEAST_LINES, lines(objectives, is_cut=is_cut))
    right, width = matrix.width + 1, canvas.columns - matrix.width - 1
    below = middle + 2 + count
    budget, cash = Budget(canvas, regions, figures, matrix.width, below + 1), Cash(canvas)
    late, over = _sizes(count + more, facts)
    write_matrix(canvas, middle, matrix, regions, facts, dict(groups), count)
    write_late(canvas, regions, middle, right, width, late, facts)
    write_overspent(canvas, regions, middle + 3 + late, right, width, over, facts)
    canvas.height(below, ROW if more else 8)
    cash.set_hidden()
    budget.write()
    cash.write(below + 1 + more, right, width, budget.last_row)
    Tiles(canvas, facts, regions, budget, cash, middle + 2).write(tiles_row)
    last = write_collection(canvas, budget.last_row + 2, collection) if collection else budget.last_row
    _set_page(canvas, budget.last_row, last)


def _canvas(book: WorkbookWriter, tab: Tab, regions: int) -> Canvas:
    """The grid of the sheet, wider for companies of more regions."""
    columns, pixels = next((grid for most, *grid in _GRIDS if regions <= most), _WIDEST)
    return Canvas(book, tab, columns, column_pixels=pixels)


def _lines_beside(regions: Regions) -> int:
    """Lines the lists may take beside the budget, whose many regions are more rows than the chart of payments needs.

    The row before the budget is one of them; the row before the chart stays empty.
    """
    more = len(regions.shown) + BUDGET_ROWS - _CASH_ROWS
    return more if more >= _LEAST_MORE else 0


def _sizes(lines_there: int, facts: OverviewFacts) -> tuple[int, int]:
    """Lines for late and for overspent actions, which share ``lines_there`` less what stands between them."""
    room = lines_there - _BETWEEN
    wanted = max(1, min(len(facts.over), room // 2))
    over = max(wanted, room - max(1, len(facts.late), room - room // 2))
    return room - over, over


def _set_page(canvas: Canvas, bottom: int, last: int) -> None:
    """One A4 page; the zoom at which the sheet down to row ``bottom`` fits a small window."""
    worksheet, heights = canvas.sheet.worksheet, canvas.sheet.heights
    worksheet.set_landscape()
    worksheet.set_paper(PAPER.number)
    worksheet.set_margins(left=0.4, right=0.4, top=0.45, bottom=0.45)
    worksheet.center_horizontally()
    worksheet.print_area(TITLE_ROW, canvas.column(0), last, canvas.column(canvas.columns - 1))
    worksheet.fit_to_pages(1, 1)
    height = sum(heights.get(row, ROW) for row in range(TITLE_ROW, bottom + 1))
    worksheet.hide_row_col_headers()
    worksheet.set_zoom(max(_ZOOM[0], min(_ZOOM[1], int(100 * _WINDOW / height), window_zoom(canvas.pixels))))
    worksheet.set_selection(TITLE_ROW, canvas.column(0), TITLE_ROW, canvas.column(0))
    worksheet.activate()
    worksheet.set_first_sheet()
