"""The first sheet: company, team and year, how full the plan is, the next step, the four steps with their sheets."""

from __future__ import annotations

from pacom_xl.layout.anchors import sheet_anchor
from pacom_xl.layout.blocks import Tab
from pacom_xl.layout.defined_names import home_name
from pacom_xl.layout.fixed_places import (
    ANCHORS,
    CONTENTS,
    FIRST_BLOCK_ROW,
    FIRST_COLUMN,
    MARK_ROW,
    PURPOSE_ROW,
    TITLE_ROW,
)
from pacom_xl.layout.sheet_texts import (
    ALL_FILLED,
    CONTENTS_COLOURS,
    CONTENTS_LEGEND,
    FILLED_BEFORE,
    FILLED_BETWEEN,
    FILLED_COUNT,
    MADE_ON,
    NEXT_STEP,
    PLAN_OF_THE_YEAR,
    TEMPLATE_VERSION,
)
from pacom_xl.model import formats
from pacom_xl.model.palette import SMALL_SIZE, SOFT_ON_TITLE, TITLE_SIZE
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.action_items import action_items, write_action_counts
from pacom_xl.writing.sheets.contents_cards import (
    _ASKED,
    _LINE_HEIGHT,
    _NAME,
    _SHARE,
    _TARGET,
    _TO_DO,
    _Lines,
    write_cards,
    write_optional,
)
from pacom_xl.writing.sheets.contents_items import (
    Item,
    hidden_item,
    sheet_item,
)
from pacom_xl.writing.sheets.plain_sheet import write_form
from pacom_xl.writing.sheets.steps import KEPT_IN_STEP, ORDER, is_hidden
from pacom_xl.writing.title_band import DATE_TEXT, TEAM_TEXT, put_logo, quoted, team_name, year_of
from pacom_xl.writing.window import fit_window, pixels_of
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Largest size of the company's logo, in pixels.
_LOGO = (140, 48)


def write_contents(book: WorkbookWriter, tab: Tab) -> None:
    """Write the first sheet. Its anchored form is hidden; everything people see is formulas."""
    sheet = SheetWriter(book, tab)
    _set_up(sheet)
    form = tab.form("guide")
    write_form(sheet, form, book.view.form("guide"))
    for row in range(FIRST_BLOCK_ROW, form.last_row + 1):
        sheet.hide_row(row)
    row = _write_legend(sheet, form.last_row + 1) + 1
    page = _Lines(sheet, row + 2)
    write_action_counts(sheet, page.first)
    end = write_cards(page, _items(book, page.first), row)
    end = write_optional(page, end + 1)
    page.finish()
    _write_band(sheet, page)
    _write_footer(sheet, end + 1)
    _set_paper(sheet, end + 1)
    put_logo(sheet, range(CONTENTS.cards[2], CONTENTS.cards[2] + 1), _LOGO)
    sheet.worksheet.activate()


def _items(book: WorkbookWriter, first: int) -> list[list[Item]]:
    """The lines of each card; ``first``: row of the hidden cells."""
    tabs = book.layout.by_sheet
    cards = []
    for keys in ORDER:
        lines: list[Item] = []
        for key in keys:
            if key == "index":
                lines += action_items(book, first)
            elif key in tabs and not is_hidden(book.view, tabs[key]):
                lines.append(sheet_item(book, tabs[key]))
            elif key in tabs and key in KEPT_IN_STEP:
                lines.append(hidden_item(book, tabs[key]))
        cards.append(lines)
    return cards


def _set_up(sheet: SheetWriter) -> None:
    """Anchor, columns, band."""
    style = sheet.styles.role("anchor")
    sheet.worksheet.write_string(MARK_ROW, ANCHORS, sheet_anchor(sheet.tab.sheet.key), style)
    sheet.hide_row(MARK_ROW)
    sheet.worksheet.set_column(ANCHORS, ANCHORS, 12, style, {"hidden": True})
    sheet.worksheet.set_column(FIRST_COLUMN, CONTENTS.last + 1, CONTENTS.gap_width)
    for column in CONTENTS.cards:
        sheet.worksheet.set_column(column, column, CONTENTS.name_width)
        sheet.worksheet.set_column(column + 1, column + 1, CONTENTS.state_width)
    last_hidden = CONTENTS.hidden + CONTENTS.hidden_columns - 1
    sheet.worksheet.set_column(CONTENTS.hidden, last_hidden, 8, None, {"hidden": True})
    sheet.worksheet.hide_gridlines(2)
    sheet.worksheet.hide_row_col_headers()
    card = (CONTENTS.name_width, CONTENTS.state_width, CONTENTS.gap_width)
    fit_window(sheet.worksheet, pixels_of([CONTENTS.gap_width, *card * len(CONTENTS.cards)]))
    sheet.worksheet.set_tab_color(sheet.styles.colour("title"))
    sheet.worksheet.set_selection(TITLE_ROW, FIRST_COLUMN, TITLE_ROW, FIRST_COLUMN)


def _write_legend(sheet: SheetWriter, row: int) -> int:
    """A sample of each kind of cell; the row after."""
    sheet.set_row(row, 8)
    row += 1
    sheet.set_row(row, _LINE_HEIGHT)
    for column, (role, text) in zip(CONTENTS.cards, CONTENTS_COLOURS, strict=True):
        style = sheet.styles.role(role, indent=1, align="left", valign="vcenter", text_wrap=False, font_size=10)
        sheet.write(row, column, sheet.say(text), style)
    sheet.set_row(row + 1, 18)
    style = sheet.styles.role("plain", text_wrap=False, font_color="muted", valign="vcenter", font_size=SMALL_SIZE + 1)
    sheet.write(row + 1, CONTENTS.cards[0], sheet.say(CONTENTS_LEGEND), style)
    return row + 2


def _write_band(sheet: SheetWriter, page: _Lines) -> None:
    """Company, year, team; at the right how full the plan is and the next step; below, a bar."""
    book, styles = sheet.book, sheet.styles
    for row, height in ((TITLE_ROW, 26), (PURPOSE_ROW, 30), (PURPOSE_ROW + 1, 9)):
        for column in range(FIRST_COLUMN, CONTENTS.last + 2):
            sheet.worksheet.write_blank(row, column, None, styles.role("band_text"))
        sheet.set_row(row, height)
    first = CONTENTS.cards[0]
    year, company = f"{book.say(PLAN_OF_THE_YEAR)} ", book.view.form("plan").text("company")
    value = f"{company} · {year}{year_of(book.view)}" if company else f"{year}{year_of(book.view)}"
    style = styles.role("band_text", valign="vcenter")
    formula = f'=IF(company="","",company&" · ")&{quoted(year)}&plan_year'
    sheet.write_formula(TITLE_ROW, first, formula, value, style)
    style = styles.role("band_title", font_size=TITLE_SIZE + 2)
    sheet.write_formula(PURPOSE_ROW, first, f"={TEAM_TEXT}", team_name(book.view), style)
    needed = sum(item.is_needed for item in page.items)
    done = sum(item.is_needed and not item.to_do for item in page.items)
    whole = f"SUMPRODUCT({page.column(_ASKED)}*(1-{page.column(_TO_DO)}))"
    share, shown = _filled(page, needed, done)
    bar = PURPOSE_ROW + 1
    style = styles.role("band_text", font_color="title", font_size=6)
    sheet.write_formula(bar, first, f"=SUM({page.column(_SHARE)})/{needed}", share, style, CONTENTS.last)
    sheet.worksheet.conditional_format(bar, first, bar, CONTENTS.last, {
        "type": "data_bar", "bar_only": True, "bar_solid": True, "data_bar_2010": True, "bar_color": "#8FD3A4",
        "bar_border_color": "#8FD3A4", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1,
    })  # fmt: skip
    before, between, count = (book.say(text) for text in (FILLED_BEFORE, FILLED_BETWEEN, FILLED_COUNT))
    value = f"{before}{shown}{between}{done}{count}{needed}"
    at = sheet.formulas.cell(bar, first)
    percent = f"IF({whole}={needed},100,IF({at}=0,0,MAX(1,MIN(99,ROUND(100*{at},0)))))"
    text = "&".join((quoted(before), percent, quoted(between), whole, quoted(f"{count}{needed}")))
    style = styles.role("band_text", align="right", valign="vcenter", font_color=SOFT_ON_TITLE)
    sheet.write_formula(TITLE_ROW, CONTENTS.last, f"={text}", value, style)
    _write_next_step(sheet, page)


def _filled(page: _Lines, needed: int, done: int) -> tuple[float, int]:
    """Mean share of the sheets to be filled in, and its percentage: 0 and 100 only for nothing and for everything."""
    share = sum(item.share for item in page.items) / needed
    if done == needed:
        return share, 100
    return share, max(1, min(99, int(100 * share + 0.5))) if share else 0


def _write_next_step(sheet: SheetWriter, page: _Lines) -> None:
    """The first line with something to do, as a link."""
    book = sheet.book
    rank = f"MATCH(1,{page.column(_TO_DO)},0)"
    after, none = book.say(NEXT_STEP), book.say(ALL_FILLED)
    to = f'IFERROR(INDEX({page.column(_TARGET)},{rank}),"#{home_name("dashboard")}")'
    text = f"IFERROR({quoted(after)}&INDEX({page.column(_NAME)},{rank}),{quoted(none)})"
    following = next((item for item in page.items if item.to_do), None)
    value = f"{after}{following.name}" if following else none
    style = sheet.styles.role("band_title", font_size=12, align="right", valign="top", underline=1, text_wrap=False)
    sheet.write_formula(PURPOSE_ROW, CONTENTS.last, f'=HYPERLINK({to},{text}&" →")', f"{value} →", style)


def _write_footer(sheet: SheetWriter, row: int) -> None:
    """Version of the template and date of the workbook, which the hidden form holds."""
    form, guide = sheet.tab.form("guide"), sheet.view.form("guide")
    version, created = (form.places[key].a1 for key in ("template_version", "generated_on"))
    before, between = f"{sheet.say(TEMPLATE_VERSION)} ", f" · {sheet.say(MADE_ON)} "
    at = DATE_TEXT[sheet.book.lang].replace("DateRef", created)
    day = guide.day("generated_on")
    value = f"{before}{guide.text('template_version')}{between}{formats.day(day, sheet.book.lang) if day else ''}"
    style = sheet.styles.role("counter")
    formula = f"={quoted(before)}&{version}&{quoted(between)}&{at}"
    sheet.write_formula(row, CONTENTS.cards[0], formula, value, style)


def _set_paper(sheet: SheetWriter, last: int) -> None:
    """One lying page."""
    set_print(sheet)
    sheet.worksheet.fit_to_pages(1, 1)
    sheet.worksheet.print_area(TITLE_ROW, FIRST_COLUMN, last, CONTENTS.last + 1)
