"""The calendar: what a sales team steers by. Action, owner, due date, performance, budget first; then a Gantt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.anchors import DECOR, row_id
from pacom_xl.layout.blocks import ANCHORS, WEEKS, Tab, TableBlock
from pacom_xl.layout.formulas import Spot
from pacom_xl.model.plan import column_letters
from pacom_xl.writing.column_widths import LINE_HEIGHT, set_widths
from pacom_xl.writing.data_validation import add_guard
from pacom_xl.writing.group.flat_tables import FlatTable
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.plain_sheet import open_sheet, write_header
from pacom_xl.writing.workbook_writer import WorkbookWriter, has_figure

#: Situations by the colour they are shown in.
_SHADES = {
    "bad": ("late", "invalid_dates", "no_due_date", "fiche_missing", "duplicate_code"),
    "warning": ("due_today", "due_soon", "to_close", "done_late"),
    "good": ("done", "on_time"),
}
_WEEK_WIDTH = 2.3
#: On the week a milestone is due.
MILESTONE = "◆"


def write_calendar(book: WorkbookWriter, tab: Tab) -> None:
    """Formulas on the rows of the index."""
    sheet, block = open_sheet(book, tab), tab.table("calendar")
    _write_rows(sheet, block)
    _write_around(sheet, block)


def open_calendar(book: WorkbookWriter, tab: Tab) -> FlatTable:
    """That of a consolidated workbook: everything but its rows, which are added."""
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
    _write_gantt(sheet, block)
    _shade(sheet, block)
    _set_print(sheet, block)
    sheet.worksheet.freeze_panes(block.first_row, block.columns["title"] + 1)


def _write_rows(sheet: SheetWriter, block: TableBlock) -> None:
    """One row per action, then spare ones."""
    write_header(sheet, block)
    anchor = sheet.styles.role("anchor")
    for offset, action in enumerate(sheet.view.rows("actions")):
        number = block.first_row + offset
        sheet.worksheet.write_string(number, ANCHORS, row_id("calendar", offset + 1), anchor)
        sheet.set_row(number, 2 * LINE_HEIGHT)
        for key, column in block.columns.items():
            _write_cell(sheet, Spot(sheet.tab, block, number, action=action.key), column, key, action)
    spare = range(block.first_row + len(sheet.view.rows("actions")), block.last_row + 1)
    for number in spare:
        _write_spare_row(sheet, Spot(sheet.tab, block, number))


def _set_print(sheet: SheetWriter, block: TableBlock) -> None:
    """Two pages wide, both legible: the columns, then the Gantt with code and title again."""
    set_print(sheet)
    gantt = gantt_column(block)
    sheet.worksheet.fit_to_pages(2, 0)
    sheet.worksheet.set_v_pagebreaks([gantt])
    sheet.worksheet.repeat_columns(block.columns["code"], block.columns["title"])


def _write_cell(sheet: SheetWriter, spot: Spot, column: int, key: str, action: Row) -> None:
    assert isinstance(spot.block, TableBlock)
    field = spot.block.table.by_key[key]
    if has_figure(field):
        sheet.write_figure(spot, column, field, action)
    else:
        formula = "=" + sheet.formulas.render(f"{{index.{key}}}", spot)
        sheet.write_formula(spot.row, column, formula, action.record.get(key), sheet.styles.field(field, "computed"))


def _write_spare_row(sheet: SheetWriter, spot: Spot) -> None:
    """For the action somebody adds on a spare row of the index."""
    block = spot.block
    assert isinstance(block, TableBlock)
    sheet.worksheet.write_string(
        spot.row, ANCHORS, row_id("calendar", spot.row - block.first_row + 1), sheet.styles.role("anchor")
    )
    guard = sheet.formulas.render("{index.code}", spot)
    typed = replace(spot, typed=guard)
    for key, column in block.columns.items():
        field = block.table.by_key[key]
        if key == "flag_key":
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
    late = f'${column_letters(block.columns["flag_key"])}{block.first_row + 1}="late"'
    area = (block.first_row, first, block.last_row, last)
    for rule, colour in ((f"=AND({dated},{late})", "bad"), (f"=AND({dated})", "accent")):
        look = sheet.book.workbook.add_format({"bg_color": sheet.styles.colour(colour), "font_color": "#FFFFFF"})
        sheet.worksheet.conditional_format(
            *area, {"type": "formula", "criteria": rule, "format": look, "stop_if_true": True}
        )
    today = sheet.book.workbook.add_format({"bg_color": "#FFE699"})
    now = f"=AND({week}<=DateRef,{week}+6>=DateRef)"
    sheet.worksheet.conditional_format(
        block.header_row, first, block.last_row, last, {"type": "formula", "criteria": now, "format": today}
    )


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
    formula = f'=IFERROR(IF(COUNTIFS({dates},">="&{week},{dates},"<"&{week}+7)>0,"{MILESTONE}",""),"")'
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
    style = sheet.styles.role("computed_header", num_format="mmm", align="center", font_size=9)
    start = date.fromisoformat(f"{sheet.view.months[0]}-01")
    months = [max(monday, start).replace(day=1) for monday in sheet.layout.weeks]
    for month in dict.fromkeys(months):
        columns = [n for n, m in enumerate(months) if m == month]
        sheet.write(row, first + columns[0], month, style, first + columns[-1])


def _shade(sheet: SheetWriter, block: TableBlock) -> None:
    """The situation in colour as well as in words."""
    column = block.columns["flag"]
    key = f"${column_letters(block.columns['flag_key'])}{block.first_row + 1}"
    area = (block.first_row, column, block.last_row, column)
    for colour, situations in _SHADES.items():
        rule = "=OR(" + ",".join(f'{key}="{s}"' for s in situations) + ")"
        look = sheet.book.workbook.add_format({"font_color": sheet.styles.colour(colour), "bold": True})
        sheet.worksheet.conditional_format(*area, {"type": "formula", "criteria": rule, "format": look})
    risk = f'=${column_letters(block.columns["at_risk_key"])}{block.first_row + 1}="yes"'
    column = block.columns["at_risk"]
    look = sheet.book.workbook.add_format({"font_color": sheet.styles.colour("warning"), "bold": True})
    sheet.worksheet.conditional_format(
        block.first_row, column, block.last_row, column, {"type": "formula", "criteria": risk, "format": look}
    )
