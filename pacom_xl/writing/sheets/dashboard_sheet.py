"""The dashboard: verdicts first, then late actions, objectives and charts on one screen; the other lists below."""

from __future__ import annotations

from pacom_xl.layout.blocks import Tab
from pacom_xl.layout.fixed_places import BOARD, FIRST_BLOCK_ROW, FIRST_COLUMN, PURPOSE_ROW, TITLE_ROW
from pacom_xl.layout.sheet_texts import ACTIONS_AND, BEFORE_TAX, DASHBOARD_OF, NO_ACTION, ONE_ACTION, PLAN_AT
from pacom_xl.model import formats, palette
from pacom_xl.model.palette import STATUS_OF_SITUATION, STATUSES
from pacom_xl.writing.group.overview.canvas import Canvas
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheets.dashboard_charts import Charts
from pacom_xl.writing.sheets.dashboard_lists import CONFLICTS, LATE, OFFERS, OVER, write_list, write_meetings
from pacom_xl.writing.sheets.dashboard_objectives import write_objectives
from pacom_xl.writing.sheets.dashboard_tiles import Tiles
from pacom_xl.writing.title_band import DATE_TEXT, TEAM_TEXT, put_logo, team_name, write_back_link, year_of
from pacom_xl.writing.window import fit_window
from pacom_xl.writing.workbook_writer import WorkbookWriter

_GAP = 8


def write_dashboard(book: WorkbookWriter, tab: Tab) -> None:
    """Tiles, then the lists at the left and the charts at the right."""
    canvas = Canvas(book, tab, BOARD.columns, BOARD.hidden)
    canvas.sheet.worksheet.set_tab_color(book.styles.colour("title"))
    canvas.sheet.worksheet.hide_row_col_headers()
    fit_window(canvas.sheet.worksheet, canvas.pixels)
    canvas.sheet.worksheet.set_selection(TITLE_ROW, FIRST_COLUMN, TITLE_ROW, FIRST_COLUMN)
    _write_band(canvas)
    canvas.height(FIRST_BLOCK_ROW - 1, _GAP)
    row = Tiles(canvas).write(FIRST_BLOCK_ROW)
    _write_situations(canvas, row)
    canvas.height(row + 1, _GAP)
    top = row + 2
    middle = write_list(canvas, LATE, top, 0) + 1
    canvas.height(middle - 1, _GAP)
    bottom = write_objectives(canvas, middle)
    Charts(canvas, top).write((top, middle, max(bottom, middle + 8)))
    end = _write_below(canvas, max(bottom, middle + 8) + 1)
    set_print(canvas.sheet)
    canvas.sheet.worksheet.fit_to_pages(1, 1)
    canvas.sheet.worksheet.print_area(TITLE_ROW, FIRST_COLUMN, end, canvas.column(BOARD.columns - 1))
    put_logo(canvas.sheet, range(canvas.column(BOARD.columns - 6), canvas.column(BOARD.columns - 1)), (150, 48))


def _write_below(canvas: Canvas, row: int) -> int:
    """Overruns and meetings at the left, offers and marketing at the right; the row after."""
    left = write_list(canvas, OVER, row, 0) + 1
    left = write_meetings(canvas, left, 0, BOARD.right - 1)
    right = write_list(canvas, OFFERS, row, BOARD.right) + 1
    right = write_list(canvas, CONFLICTS, right, BOARD.right)
    return max(left, right)


def _write_band(canvas: Canvas) -> None:
    """Team and year, then the way back, the date and the unit."""
    sheet, book = canvas.sheet, canvas.book
    for row, height in ((TITLE_ROW, 28), (PURPOSE_ROW, 20)):
        for column in range(FIRST_COLUMN, canvas.column(BOARD.columns)):
            sheet.worksheet.write_blank(row, column, None, book.styles.role("band_text"))
        sheet.set_row(row, height)
    formula, value = f'{TEAM_TEXT}&" · PAC "&plan_year', f"{team_name(book.view)} · PAC {year_of(book.view)}"
    sheet.write_formula(TITLE_ROW, canvas.column(0), f"={formula}", value, book.styles.role("band_title"))
    write_back_link(sheet, PURPOSE_ROW, canvas.column(0), indent=0, in_cell=False)
    before, after = f"{book.say(DASHBOARD_OF)} · {book.say(PLAN_AT)} ", f" · {book.say(BEFORE_TAX)}"
    at = formats.day(book.view.as_of, book.lang)
    formula = f"={canvas.literal(before)}&{DATE_TEXT[book.lang]}&{canvas.literal(after)}"
    sheet.write_formula(PURPOSE_ROW, canvas.column(4), formula, f"{before}{at}{after}", book.styles.role("band_text"))


def _write_situations(canvas: Canvas, row: int) -> None:
    """The number of actions, and of those in each situation there is one in."""
    book, actions = canvas.book, canvas.view.rows("actions")
    ranks = list(STATUSES)
    keys = [choice.key for choice in canvas.view.template.choices["situation"]]
    keys.sort(key=lambda key: ranks.index(STATUS_OF_SITUATION[key]))
    total = 'SUMPRODUCT(({calendar.flag_key[]}<>"")*1)'
    parts, words = [], []
    for key in keys:
        symbol = STATUSES[STATUS_OF_SITUATION[key]].symbol
        count = f'COUNTIFS({{calendar.flag_key[]}},"{key}")'
        label = f"{book.label('situation', key).lower()} "
        parts.append(f'IF({count}>0,"   {symbol} "&{canvas.literal(label)}&{count},"")')
        found = sum(action["flag_key"] == key for action in actions)
        words.append(f"   {symbol} {label}{found}" if found else "")
    counted = sum(bool(action["flag_key"]) for action in actions)
    start = book.say(ONE_ACTION) if counted == 1 else f"{counted}{book.say(ACTIONS_AND)}"
    value = start + "".join(words) if counted else book.say(NO_ACTION)
    look = canvas.look(font_color=palette.INK, shrink=True)
    count_of = f"IF({total}=1,{canvas.literal(ONE_ACTION)},{total}&{canvas.literal(ACTIONS_AND)})"
    every = f"{count_of}&" + "&".join(parts)
    formula = f"IF({total}=0,{canvas.literal(NO_ACTION)},{every})"
    canvas.height(row, 20)
    canvas.formula(row, 0, BOARD.columns, formula, value, look)
