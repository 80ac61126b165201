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
from pacom_xl.writing.group.overview.budget import Budget
from pacom_xl.writing.group.overview.canvas import COLUMNS, ROW, Canvas
from pacom_xl.writing.group.overview.cash import Cash
from pacom_xl.writing.group.overview.collection import write_collection
from pacom_xl.writing.group.overview.lists import write_late, write_overspent
from pacom_xl.writing.group.overview.matrix import lines, matrix_of, shown_objectives, write_matrix
from pacom_xl.writing.group.overview.regions import regions_of, write_title
from pacom_xl.writing.group.overview.tiles import Tiles
from pacom_xl.writing.group.team_figures import TeamFigures
from pacom_xl.writing.printing import PAPER
from pacom_xl.writing.title_band import put_logo
from pacom_xl.writing.window import window_zoom
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Fewest lines between the headings of the middle part: late and overspent actions need them.
_LEAST_LINES = 9
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
    canvas = Canvas(book, tab)
    regions = regions_of(canvas, facts, figures, missing)
    write_title(canvas, TITLE_ROW, regions, facts)
    put_logo(canvas.sheet, range(canvas.column(COLUMNS - 6), canvas.column(COLUMNS)), _LOGO, on_band=False)
    canvas.height(TITLE_ROW + 2, 6)
    tiles_row = TITLE_ROW + 3
    canvas.height(tiles_row + 3, 8)
    middle = tiles_row + 4
    matrix, objectives = matrix_of(regions), shown_objectives(facts)
    is_cut = len(regions.shown) < len(regions.all) or len(objectives) < len(facts.objectives)
    count = max(_LEAST_LINES, lines(objectives, is_cut=is_cut))
    right, width = matrix.width + 1, COLUMNS - matrix.width - 1
    late, over = _sizes(count, facts)
    write_matrix(canvas, middle, matrix, regions, facts, dict(groups), count)
    write_late(canvas, regions, middle, right, width, late, facts)
    write_overspent(canvas, regions, middle + 2 + late, right, width, over, facts)
    below = middle + 2 + count
    canvas.height(below, 8)
    budget, cash = Budget(canvas, regions, figures, matrix.width, below + 1), Cash(canvas)
    cash.set_hidden()
    budget.write()
    cash.write(below + 1, right, width, budget.last_row)
    Tiles(canvas, facts, regions, budget, cash, middle + 2).write(tiles_row)
    last = write_collection(canvas, budget.last_row + 2, collection) if collection else budget.last_row
    _set_page(canvas, budget.last_row, last)


def _sizes(lines_there: int, facts: OverviewFacts) -> tuple[int, int]:
    """Lines for late and for overspent actions, which share ``lines_there`` less two headings."""
    room = lines_there - 2
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
    worksheet.print_area(TITLE_ROW, canvas.column(0), last, canvas.column(COLUMNS - 1))
    worksheet.fit_to_pages(1, 1)
    height = sum(heights.get(row, ROW) for row in range(TITLE_ROW, bottom + 1))
    worksheet.hide_row_col_headers()
    worksheet.set_zoom(max(_ZOOM[0], min(_ZOOM[1], int(100 * _WINDOW / height), window_zoom(canvas.pixels))))
    worksheet.set_selection(TITLE_ROW, canvas.column(0), TITLE_ROW, canvas.column(0))
    worksheet.activate()
    worksheet.set_first_sheet()
