"""The calendar: what a sales team steers by. Action, owner, due date, performance, budget first; then a Gantt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.anchors import DECOR, row_id
from pacom_xl.layout.blocks import Tab, TableBlock
from pacom_xl.layout.fixed_places import ANCHORS, COLUMN_WIDTHS, WEEKS
from pacom_xl.layout.formulas import Spot
from pacom_xl.model.palette import RED, STATUSES, WHITE, short_month_format
from pacom_xl.model.plan import Value, column_letters
from pacom_xl.writing.column_widths import LINE_HEIGHT, column_widths, lines_of, set_widths
from pacom_xl.writing.data_validation import add_guard
from pacom_xl.writing.group.flat_tables import FlatTable
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import Area, SheetWriter
from pacom_xl.writing.sheets.action_link import target_of_written
from pacom_xl.writing.sheets.plain_sheet import open_sheet, write_header
from pacom_xl.writing.status_colours import colour_by_symbol
from pacom_xl.writing.window import fit_window, pixels_of
from pacom_xl.writing.workbook_writer import WorkbookWriter, has_figure

#: Columns people see beside the weeks; the others are folded.
_OPEN = ("team", "code", "title", "owner", "due", "flag")
_WEEK_WIDTH = 1.0
#: Share of a column's width the words of a title fill.
_NARROWER = 0.9
#: Most actions of a calendar that is printed on one page.
_ONE_PAGE = 20
#: On the week a milestone is due.
MILESTONE = "◆"


def write_calendar(book: WorkbookWriter, tab: Tab) -> None:
    """Formulas on the rows of the index."""
    sheet, block = open_sheet(book, tab), tab.table("calendar")
    _write_rows(sheet, block)
    _write_around(sheet, block)


def open_calendar(book: WorkbookWriter, tab: Tab) -> FlatTable:
    """Write the calendar of a consolidated workbook without its rows, which are added later."""
    sheet, block = open_sheet(book, tab), tab.table("calendar")
    first = gantt_column(block)
    rows = FlatTable(sheet, block, block.size, weeks=range(first, first + WEEKS))
    _write_around(sheet, block)
    return rows


def _write_around(sheet: SheetWriter, block: TableBlock) -> None:
    """Widths, colours, Gantt and pages."""
    set_widths(sheet.worksheet, sheet.tab)
    hidden = [c for k, c in block.columns.items() if k not in block.visible]
    sheet.worksheet.set_column(min(hidden), max(hidden), 10, None, {"hidden": True})
    for key in block.visible:
        add_guard(sheet, block.table.by_key[key], block.first_row, block.last_row, block.columns[key])
    _fold_columns(sheet, block)
    _write_gantt(sheet, block)
    colour_by_symbol(sheet, _area(block, "flag"), _symbol(block), with_symbol=True)
    _set_print(sheet, block)
    sheet.worksheet.freeze_panes(block.first_row, block.columns["title"] + 1)


def _write_rows(sheet: SheetWriter, block: TableBlock) -> None:
    """One row per action, then spare ones."""
    write_header(sheet, block)
    anchor = sheet.styles.role("anchor")
    for offset, action in enumerate(sheet.view.rows("actions")):
        number = block.first_row + offset
        sheet.worksheet.write_string(number, ANCHORS, row_id("calendar", offset + 1), anchor)
        lines = max(2, *(_lines_of(action.figure(name), name) for name in ("calendar.title", "calendar.owner")))
        sheet.set_row(number, LINE_HEIGHT * lines)
        for key, column in block.columns.items():
            _write_cell(sheet, Spot(sheet.tab, block, number, action=action.key), column, key, action)
    spare = range(block.first_row + len(sheet.view.rows("actions")), block.last_row + 1)
    for number in spare:
        _write_spare_row(sheet, Spot(sheet.tab, block, number))


def _lines_of(text: Value, name: str) -> int:
    return lines_of(str(text or ""), COLUMN_WIDTHS[name] * _NARROWER)


def _fold_columns(sheet: SheetWriter, block: TableBlock) -> None:
    """Beside the weeks stand who does what and when; the other columns are in a folded outline."""
    worksheet, widths = sheet.worksheet, column_widths(sheet.tab)
    for key in block.visible:
        column = block.columns[key]
        if key in _OPEN:
            worksheet.set_column(column, column, widths[column], None, {"collapsed": key == "flag"})
        else:
            worksheet.set_column(column, column, widths[column], None, {"level": 1, "hidden": True})
    worksheet.outline_settings(symbols_right=False)
    shown = [widths[block.columns[key]] for key in block.visible if key in _OPEN]
    fit_window(worksheet, pixels_of(shown) + WEEKS * pixels_of([_WEEK_WIDTH]))


def _area(block: TableBlock, key: str) -> Area:
    """The cells of a column."""
    return block.first_row, block.columns[key], block.last_row, block.columns[key]


def _symbol(block: TableBlock) -> str:
    """Formula: the symbol of the situation of the first row."""
    return f"${column_letters(block.columns['shape'])}{block.first_row + 1}"


def _set_print(sheet: SheetWriter, block: TableBlock) -> None:
    """One page wide: the open columns and the weeks, with the months and weeks repeated."""
    set_print(sheet)
    is_short = not sheet.book.consolidated and sheet.view.size("actions") <= _ONE_PAGE
    sheet.worksheet.fit_to_pages(1, int(is_short))
    sheet.worksheet.repeat_rows(block.key_row - 1, block.header_row)


def _write_cell(sheet: SheetWriter, spot: Spot, column: int, key: str, action: Row) -> None:
    assert isinstance(spot.block, TableBlock)
    field = spot.block.table.by_key[key]
    if key == "code":
        _write_code(sheet, spot, column, action.key)
    elif has_figure(field):
        sheet.write_figure(spot, column, field, action)
    else:
        formula = "=" + sheet.formulas.render(f"{{index.{key}}}", spot)
        sheet.write_formula(spot.row, column, formula, action.record.get(key), sheet.styles.field(field, "computed"))


def _write_code(sheet: SheetWriter, spot: Spot, column: int, shown: str) -> None:
    """The code of an action, a link to its sheet; of a sheet people added, to the tab of that name."""
    assert isinstance(spot.block, TableBlock)
    code = sheet.formulas.render("{index.code}", spot)
    number = spot.row - spot.block.first_row + 1
    is_written = number <= len(sheet.layout.fiches)
    target = target_of_written(number, code) if is_written else f'"#\'"&{code}&"\'!A1"'
    formula = f'=IF({code}="","",HYPERLINK({target},{code}))'
    field = sheet.view.template.by_name["calendar.code"]
    style = sheet.styles.field(field, "computed", font_color="accent", underline=1)
    sheet.write_formula(spot.row, column, formula, shown, style)


def _write_spare_row(sheet: SheetWriter, spot: Spot) -> None:
    """Write a row for an action that people add on a spare row of the index."""
    block = spot.block
    assert isinstance(block, TableBlock)
    sheet.worksheet.write_string(
        spot.row, ANCHORS, row_id("calendar", spot.row - block.first_row + 1), sheet.styles.role("anchor")
    )
    guard = sheet.formulas.render("{index.code}", spot)
    typed = replace(spot, typed=guard)
    for key, column in block.columns.items():
        field = block.table.by_key[key]
        if key == "code":
            _write_code(sheet, spot, column, "")
        elif key == "flag_key":
            body = sheet.formulas.text("calendar.flag_key", spot).removeprefix("=")
            typed_code = sheet.formulas.render("{fiche.code}", typed)
            formula = f'=IF({guard}="","",IF(AND({typed_code}<>"",{typed_code}<>{guard}),"duplicate_code",{body}))'
            sheet.write_formula(spot.row, column, formula, "", sheet.styles.field(field, "computed"))
        else:
            sheet.write_spare_figure(spot, column, field, guard)


def gantt_column(block: TableBlock) -> int:
    """First column of the weeks."""
    return max(block.columns[key] for key in block.visible) + 1


def _write_gantt(sheet: SheetWriter, block: TableBlock) -> None:
    """A column per week: a bar from start to due date, and today's week."""
    first = gantt_column(block)
    last = first + WEEKS - 1
    sheet.worksheet.set_column(first, last, _WEEK_WIDTH)
    _write_months(sheet, block, first)
    for offset, monday in enumerate(sheet.layout.weeks):
        sheet.write(block.header_row, first + offset, monday, sheet.styles.role("week"))
        for number in () if sheet.book.consolidated else range(block.first_row, block.last_row + 1):
            _write_week(sheet, block, number, first + offset, monday)
    week = f"{column_letters(first)}${block.header_row + 1}"
    start, due = (_of_first_action(sheet.book, key) for key in ("start", "due"))
    dated = f"ISNUMBER({start}),ISNUMBER({due}),{week}<={due},{week}+6>={start}"
    now = f"{week}<=DateRef,{week}+6>=DateRef"
    area = (block.first_row, first, block.last_row, last)
    line = {"left": 1, "left_color": RED.solid, "right": 1, "right_color": RED.solid}
    for tone in STATUSES.values():
        bar = {"bg_color": tone.solid, "font_color": WHITE}
        shown = f'{dated},{_symbol(block)}="{tone.symbol}"'
        _add_rule(sheet, area, f"=AND({shown},{now})", bar | line)
        _add_rule(sheet, area, f"=AND({shown})", bar)
    _add_rule(sheet, area, f"=AND({now})", {"bg_color": RED.fill} | line)
    header = (block.header_row, first, block.header_row, last)
    _add_rule(sheet, header, f"=AND({now})", {"bg_color": RED.solid, "font_color": WHITE, "bold": True})


def _add_rule(sheet: SheetWriter, area: Area, criteria: str, look: Mapping[str, object]) -> None:
    """A conditional format that keeps those after it from being applied."""
    shown = sheet.book.workbook.add_format(dict(look))
    sheet.format_where(area, criteria, shown, stop=True)


def _write_week(sheet: SheetWriter, block: TableBlock, row: int, column: int, monday: date) -> None:
    """A milestone due that week is a diamond on the bar; a tab deleted since shows none."""
    place, style = row - block.first_row, sheet.styles.role("bar")
    if sheet.book.consolidated or place >= len(sheet.layout.fiches):
        sheet.worksheet.write_blank(row, column, None, style)
        return
    fiche = sheet.layout.fiches[place]
    milestones = fiche.table("milestones")
    dates = f"{fiche.quoted}!{milestones.column_range('due')}"
    week = f"{column_letters(column)}${block.header_row + 1}"
    # A sort of the action plan puts another action on this row: none of these milestones then.
    same = (
        f"${column_letters(block.columns['title'])}{row + 1}={fiche.quoted}!{fiche.form('actions').places['title'].a1}"
    )
    formula = f'=IFERROR(IF(AND({same},COUNTIFS({dates},">="&{week},{dates},"<"&{week}+7)>0),"{MILESTONE}",""),"")'
    action = sheet.view.rows("actions")[place]
    days = (row["due"] for row in action.children("milestones"))
    shown = any(isinstance(day, date) and monday <= day < monday + timedelta(weeks=1) for day in days)
    sheet.write_formula(row, column, formula, MILESTONE if shown else "", style)


def _of_first_action(book: WorkbookWriter, key: str) -> str:
    """Where the register begins: the bars of each row follow its dates."""
    tab = book.layout.tab_of("index") or book.layout.tab_of("actions")
    assert tab is not None
    table = next(iter(tab.blocks.values()))
    assert isinstance(table, TableBlock)
    return f"{tab.quoted}!${column_letters(table.columns[key])}{table.first_row + 1}"


def _write_months(sheet: SheetWriter, block: TableBlock, first: int) -> None:
    """A band of months above the weeks; the first week may begin before the plan, and is of its first month."""
    row = block.key_row - 1
    sheet.worksheet.write_string(row, ANCHORS, DECOR, sheet.styles.role("anchor"))
    style = sheet.styles.role(
        "computed_header", num_format=short_month_format(sheet.book.lang), align="center", font_size=9
    )
    start = date.fromisoformat(f"{sheet.view.months[0]}-01")
    months = [max(monday, start).replace(day=1) for monday in sheet.layout.weeks]
    for month in dict.fromkeys(months):
        columns = [n for n, m in enumerate(months) if m == month]
        sheet.write(row, first + columns[0], month, style, first + columns[-1])
