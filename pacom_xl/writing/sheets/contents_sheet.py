"""The first sheet: company, team and year, how full the plan is, the next step, the four steps with their sheets."""

from __future__ import annotations

from collections.abc import Sequence

from pacom_xl.layout.anchors import sheet_anchor
from pacom_xl.layout.blocks import (
    ANCHORS,
    CONTENTS,
    FIRST_BLOCK_ROW,
    FIRST_COLUMN,
    MARK_ROW,
    PURPOSE_ROW,
    TITLE_ROW,
    Tab,
)
from pacom_xl.layout.defined_names import home_name
from pacom_xl.layout.sheet_texts import (
    ALL_FILLED,
    AWAITED,
    CONTENTS_COLOURS,
    CONTENTS_LEGEND,
    FILLED_BEFORE,
    FILLED_BETWEEN,
    FILLED_COUNT,
    MADE_ON,
    NEXT_STEP,
    OPTIONAL_SHEETS,
    OPTIONAL_SHEETS_HELP,
    PLAN_OF_THE_YEAR,
    STEPS,
    TEMPLATE_VERSION,
    TO_CORRECT,
    TO_FILL,
    TO_START,
)
from pacom_xl.model import formats
from pacom_xl.model.palette import AMBER, GREEN, LINE, RED, SMALL_SIZE, SOFT_ON_TITLE, TITLE_SIZE
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.action_items import action_items, write_action_counts
from pacom_xl.writing.sheets.contents_items import (
    Item,
    optional_item,
    other_tabs,
    sheet_item,
    state_formula,
    state_text,
)
from pacom_xl.writing.sheets.plain_sheet import write_form
from pacom_xl.writing.sheets.steps import ORDER, is_hidden
from pacom_xl.writing.title_band import DATE_TEXT, TEAM_TEXT, put_logo, quoted, team_name, year_of
from pacom_xl.writing.workbook_writer import WorkbookWriter

_LINE_HEIGHT = 21
#: Largest size of the company's logo, in pixels.
_LOGO = (140, 48)
#: Offsets of the hidden columns of a line.
_NAME, _TARGET, _MISSING, _WRONG, _BEGUN, _TO_DO, _ASKED = range(7)


def write_contents(book: WorkbookWriter, tab: Tab) -> None:
    """The sheet people open first: its anchored form is hidden, everything else is formulas."""
    sheet = SheetWriter(book, tab)
    _set_up(sheet)
    form = tab.form("guide")
    write_form(sheet, form, book.view.form("guide"))
    for row in range(FIRST_BLOCK_ROW, form.last_row + 1):
        sheet.hide_row(row)
    row = _write_legend(sheet, form.last_row + 1) + 1
    page = _Lines(sheet, row + 2)
    write_action_counts(sheet, page.first)
    end = _write_cards(page, _items(book, page.first), row)
    end = _write_optional(page, end + 1)
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
    sheet.worksheet.set_tab_color(sheet.styles.colour("title"))
    sheet.worksheet.set_selection(TITLE_ROW, FIRST_COLUMN, TITLE_ROW, FIRST_COLUMN)


class _Lines:
    """The lines written so far, with their hidden cells one below the other."""

    def __init__(self, sheet: SheetWriter, first: int) -> None:
        self.sheet, self.first, self.items = sheet, first, list[Item]()

    def hidden(self, offset: int, rank: int) -> str:
        """The address of a hidden cell of the line of that rank."""
        return self.sheet.formulas.cell(self.first + rank, CONTENTS.hidden + offset)

    def column(self, offset: int) -> str:
        """The hidden cells of all lines."""
        return f"{self.hidden(offset, 0)}:{self.hidden(offset, len(self.items) - 1)}"

    def add(self, row: int, column: int, item: Item, frame: dict[str, object]) -> None:
        """A line: its link, its state."""
        sheet, book, rank = self.sheet, self.sheet.book, len(self.items)
        self.items.append(item)
        look = {"valign": "vcenter", "bottom": 1, "bottom_color": LINE, "indent": 1, **frame}
        left = {key: value for key, value in look.items() if not key.startswith("right")}
        right = {key: value for key, value in look.items() if not key.startswith("left")}
        if item.target or item.way:
            style = sheet.styles.role("link", **left | {"underline": 0})
            formula = f"=HYPERLINK({item.link[0]},{quoted(item.name)})"
            sheet.write_formula(row, column, formula, item.name, style)
        else:
            sheet.write_formula(row, column, f"={quoted(item.name)}", item.name, sheet.styles.role("plain", **left))
        style = sheet.styles.role("plain", **right | {"align": "right", "font_size": 10, "font_color": "muted"})
        cells = [self.hidden(offset, rank) for offset in (_MISSING, _WRONG, _BEGUN)]
        sheet.write_formula(row, column + 1, f"={state_formula(item, book, *cells)}", state_text(item, book), style)
        sheet.set_row(row, _LINE_HEIGHT)

    def finish(self) -> None:
        """The hidden cells."""
        style = self.sheet.styles.role("anchor")
        for rank, item in enumerate(self.items):
            row = self.first + rank
            missing, wrong = self.hidden(_MISSING, rank), self.hidden(_WRONG, rank)
            to_do = f"IF({missing}+{wrong}>0,1,0)" if item.is_ours else "0"
            cells = (
                (quoted(item.name), item.name),
                item.link,
                item.missing,
                item.wrong,
                item.begun,
                (to_do, item.to_do),
                (str(int(item.asked)), int(item.asked)),
            )
            for offset, (formula, value) in enumerate(cells):
                self.sheet.write_formula(row, CONTENTS.hidden + offset, f"={formula}", value, style)


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


def _write_cards(page: _Lines, cards: Sequence[Sequence[Item]], row: int) -> int:
    """The steps side by side; the row after."""
    sheet = page.sheet
    lines = max(map(len, cards))
    for column, (title, time), items in zip(CONTENTS.cards, STEPS, cards, strict=True):
        top = {"top": 5, "top_color": "accent"}
        left, right = ({f"{side}": 1, f"{side}_color": "border"} for side in ("left", "right"))
        sheet.write(row, column, sheet.say(title), sheet.styles.role("title", font_size=13, indent=1, **top, **left))
        sheet.worksheet.write_blank(row, column + 1, None, sheet.styles.role("title", **top, **right))
        style = sheet.styles.role(
            "plain", font_color="muted", font_size=SMALL_SIZE + 1, indent=1, align="left", text_wrap=False, **left
        )
        sheet.write(row + 1, column, sheet.say(time), style)
        sheet.worksheet.write_blank(row + 1, column + 1, None, sheet.styles.role("plain", **right))
        for number in range(lines):
            last = {"bottom_color": "border"} if number == lines - 1 else {}
            if number < len(items):
                page.add(row + 2 + number, column, items[number], {**left, **right, **last})
            else:
                ends = {"bottom": 1, **last} if last else {}
                sheet.worksheet.write_blank(row + 2 + number, column, None, sheet.styles.role("plain", **left, **ends))
                style = sheet.styles.role("plain", **right, **ends)
                sheet.worksheet.write_blank(row + 2 + number, column + 1, None, style)
        _colour_states(sheet, row + 2, row + 1 + lines, column + 1)
    sheet.set_row(row, 26)
    sheet.set_row(row + 1, 18)
    return row + 2 + lines


def _write_optional(page: _Lines, row: int) -> int:
    """The sheets of no step and the hidden ones, four on a line; the row after."""
    sheet, book = page.sheet, page.sheet.book
    shown = (tab.sheet.key for tab in book.layout.tabs if not is_hidden(book.view, tab))
    tabs = list(other_tabs(book, frozenset(shown) & frozenset(key for keys in ORDER for key in keys)))
    if not tabs:
        return row
    sheet.set_row(row - 1, 8)
    style = sheet.styles.role("label", text_wrap=False)
    sheet.write(row, CONTENTS.cards[0], sheet.say(OPTIONAL_SHEETS), style)
    style = sheet.styles.role("plain", text_wrap=False, font_color="muted", font_size=SMALL_SIZE + 1)
    sheet.write(row, CONTENTS.cards[1], sheet.say(OPTIONAL_SHEETS_HELP), style)
    for rank, tab in enumerate(tabs):
        down, card = divmod(rank, len(CONTENTS.cards))
        page.add(row + 1 + down, CONTENTS.cards[card], optional_item(book, tab), {})
    end = row + 1 + -(-len(tabs) // len(CONTENTS.cards))
    for column in CONTENTS.cards:
        _colour_states(sheet, row + 1, end - 1, column + 1)
    return end


def _colour_states(sheet: SheetWriter, first: int, last: int, column: int) -> None:
    """The verdict of each state: its words say it, its colour shows it."""
    red, amber = ((sheet.say(text).strip() for text in texts) for texts in ((TO_START, TO_CORRECT), (TO_FILL, AWAITED)))
    for tone, words in ((RED, red), (AMBER, amber), (GREEN, (GREEN.symbol,))):
        look = sheet.book.workbook.add_format({"font_color": tone.ink, "bold": tone is not GREEN})
        for word in words:
            rule = {"type": "text", "criteria": "containing", "value": word, "format": look}
            sheet.worksheet.conditional_format(first, column, last, column, rule)


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
    asked = sum(item.asked for item in page.items)
    done = sum(item.asked and not item.to_do for item in page.items)
    share = f"SUMPRODUCT({page.column(_ASKED)}*(1-{page.column(_TO_DO)}))"
    bar = PURPOSE_ROW + 1
    style = styles.role("band_text", font_color="title", font_size=6)
    sheet.write_formula(bar, first, f"={share}/{asked}", done / asked, style, CONTENTS.last)
    sheet.worksheet.conditional_format(bar, first, bar, CONTENTS.last, {
        "type": "data_bar", "bar_only": True, "bar_solid": True, "data_bar_2010": True, "bar_color": "#8FD3A4",
        "bar_border_color": "#8FD3A4", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1,
    })  # fmt: skip
    before, between, count = (book.say(text) for text in (FILLED_BEFORE, FILLED_BETWEEN, FILLED_COUNT))
    value = f"{before}{int(100 * done / asked + 0.5)}{between}{done}{count}{asked}"
    text = "&".join((
        quoted(before), f"ROUND(100*{sheet.formulas.cell(bar, first)},0)", quoted(between),
        share, quoted(f"{count}{asked}"),
    ))  # fmt: skip
    style = styles.role("band_text", align="right", valign="vcenter", font_color=SOFT_ON_TITLE)
    sheet.write_formula(TITLE_ROW, CONTENTS.last, f"={text}", value, style)
    _write_next_step(sheet, page)


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
