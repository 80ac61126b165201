"""The calendar: what a sales team steers by. Action, owner, due date, performance, budget first; then a Gantt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.anchors import DECOR, row_id
from pacom_xl.layout.blocks import ANCHORS, WEEKS, Tab, TableBlock
from pacom_xl.layout.formulas import Spot
from pacom_xl.model.plan import column_letters
from pacom_xl.writing.cell_writer import Pen, has_figure
from pacom_xl.writing.column_widths import LINE_HEIGHT, set_widths
from pacom_xl.writing.data_validation import add_guard
from pacom_xl.writing.group.flat_tables import FlatTable
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheets.plain_sheet import open_sheet, write_header

#: Situations by the colour they are shown in.
_SHADES = {
    "bad": ("late", "invalid_dates", "no_due_date", "fiche_missing", "duplicate_code"),
    "warning": ("due_today", "due_soon", "to_close", "done_late"),
    "good": ("done", "on_time"),
}
_WEEK_WIDTH = 2.3
#: On the week a milestone is due.
MILESTONE = "◆"


def write_calendar(pen: Pen, tab: Tab) -> None:
    """Formulas on the rows of the index."""
    sheet, block = open_sheet(pen, tab, folded=True), _block(tab)
    _write_rows(pen, sheet, tab, block)
    _write_around(pen, sheet, tab, block)


def open_calendar(pen: Pen, tab: Tab) -> FlatTable:
    """That of a consolidated workbook: everything but its rows, which are added."""
    sheet, block = open_sheet(pen, tab), _block(tab)
    first = gantt_column(block)
    rows = FlatTable(pen, sheet, tab, block, block.size, weeks=range(first, first + WEEKS))
    _write_around(pen, sheet, tab, block)
    return rows


def _block(tab: Tab) -> TableBlock:
    block = tab.blocks["calendar"]
    assert isinstance(block, TableBlock)
    return block


def _write_around(pen: Pen, sheet: Any, tab: Tab, block: TableBlock) -> None:
    """Widths, colours, Gantt and pages."""
    set_widths(sheet, tab)
    hidden = [c for k, c in block.columns.items() if k not in block.visible]
    sheet.set_column(min(hidden), max(hidden), 10, None, {"hidden": True})
    for key in block.visible:
        add_guard(pen, sheet, block.table.by_key[key], block.first_row, block.last_row, block.columns[key])
    _write_gantt(pen, sheet, block)
    _shade(pen, sheet, block)
    _set_print(pen, sheet, tab, block)
    sheet.freeze_panes(block.first_row, block.columns["title"] + 1)


def _write_rows(pen: Pen, sheet: Any, tab: Tab, block: TableBlock) -> None:
    """One row per action, then spare ones."""
    write_header(pen, sheet, block)
    anchor = pen.styles.role("anchor")
    for offset, action in enumerate(pen.view.rows("actions")):
        number = block.first_row + offset
        sheet.write_string(number, ANCHORS, row_id("calendar", offset + 1), anchor)
        sheet.set_row(number, 2 * LINE_HEIGHT)
        for key, column in block.columns.items():
            _write_cell(pen, sheet, Spot(tab, block, number, action=action.key), column, key, action)
    spare = range(block.first_row + len(pen.view.rows("actions")), block.last_row + 1)
    for number in spare:
        _write_spare_row(pen, sheet, Spot(tab, block, number))


def _set_print(pen: Pen, sheet: Any, tab: Tab, block: TableBlock) -> None:
    """Two pages wide, both legible: the columns, then the Gantt with code and title again."""
    set_print(pen, sheet, tab)
    gantt = gantt_column(block)
    sheet.fit_to_pages(2, 0)
    sheet.set_v_pagebreaks([gantt])
    sheet.repeat_columns(block.columns["code"], block.columns["title"])


def _write_cell(pen: Pen, sheet: Any, spot: Spot, column: int, key: str, action: Row) -> None:
    assert isinstance(spot.block, TableBlock)
    field = spot.block.table.by_key[key]
    if has_figure(field):
        pen.put_figure(sheet, spot, column, field, action)
    else:
        formula = "=" + pen.formulas.render(f"{{index.{key}}}", spot)
        pen.put_formula(sheet, spot.row, column, formula, action.record.get(key), pen.styles.field(field, "computed"))


def _write_spare_row(pen: Pen, sheet: Any, spot: Spot) -> None:
    """For the action somebody adds on a spare row of the index."""
    block = spot.block
    assert isinstance(block, TableBlock)
    sheet.write_string(spot.row, ANCHORS, row_id("calendar", spot.row - block.first_row + 1), pen.styles.role("anchor"))
    guard = pen.formulas.render("{index.code}", spot)
    typed = replace(spot, typed=guard)
    for key, column in block.columns.items():
        field = block.table.by_key[key]
        if key == "flag_key":
            body = pen.formulas.text("calendar.flag_key", spot).removeprefix("=")
            own = pen.formulas.render("{fiche.code}", typed)
            formula = f'=IF({guard}="","",IF(AND({own}<>"",{own}<>{guard}),"duplicate_code",{body}))'
            pen.put_formula(sheet, spot.row, column, formula, "", pen.styles.field(field, "computed"))
        else:
            pen.put_spare(sheet, spot, column, field, guard)


def gantt_column(block: TableBlock) -> int:
    """First column of the weeks."""
    return max(block.columns[key] for key in block.visible) + 1


def _write_gantt(pen: Pen, sheet: Any, block: TableBlock) -> None:
    """A column per week: a bar from start to due date, and today's week."""
    first = gantt_column(block)
    last = first + WEEKS - 1
    sheet.set_column(first, last, _WEEK_WIDTH)
    _write_months(pen, sheet, block, first)
    for offset, monday in enumerate(pen.layout.weeks):
        pen.put(sheet, block.header_row, first + offset, monday, pen.styles.role("week"))
        for number in () if pen.consolidated else range(block.first_row, block.last_row + 1):
            _write_week(pen, sheet, block, number, first + offset, monday)
    week = f"{column_letters(first)}${block.header_row + 1}"
    start, due = (_of_first_action(pen, key) for key in ("start", "due"))
    dated = f"ISNUMBER({start}),ISNUMBER({due}),{week}<={due},{week}+6>={start}"
    late = f'${column_letters(block.columns["flag_key"])}{block.first_row + 1}="late"'
    area = (block.first_row, first, block.last_row, last)
    for rule, colour in ((f"=AND({dated},{late})", "bad"), (f"=AND({dated})", "accent")):
        look = pen.workbook.add_format({"bg_color": pen.styles.colour(colour), "font_color": "#FFFFFF"})
        sheet.conditional_format(*area, {"type": "formula", "criteria": rule, "format": look, "stop_if_true": True})
    today = pen.workbook.add_format({"bg_color": "#FFE699"})
    now = f"=AND({week}<=DateRef,{week}+6>=DateRef)"
    sheet.conditional_format(
        block.header_row, first, block.last_row, last, {"type": "formula", "criteria": now, "format": today}
    )


def _write_week(pen: Pen, sheet: Any, block: TableBlock, row: int, column: int, monday: date) -> None:
    """A milestone due that week is a diamond on the bar; a tab deleted since shows none."""
    place, style = row - block.first_row, pen.styles.role("bar")
    if pen.consolidated or place >= len(pen.layout.fiches):
        sheet.write_blank(row, column, None, style)
        return
    fiche = pen.layout.fiches[place]
    milestones = fiche.blocks["milestones"]
    assert isinstance(milestones, TableBlock)
    dates = f"{fiche.quoted}!{milestones.column_range('due')}"
    week = f"{column_letters(column)}${block.header_row + 1}"
    formula = f'=IFERROR(IF(COUNTIFS({dates},">="&{week},{dates},"<"&{week}+7)>0,"{MILESTONE}",""),"")'
    action = pen.view.rows("actions")[place]
    days = (row["due"] for row in action.children("milestones"))
    shown = any(isinstance(day, date) and monday <= day < monday + timedelta(weeks=1) for day in days)
    pen.put_formula(sheet, row, column, formula, MILESTONE if shown else "", style)


def _of_first_action(pen: Pen, key: str) -> str:
    """Where the register begins: the bars of each row follow its dates."""
    tab = pen.layout.tab_of("index") or pen.layout.tab_of("actions")
    assert tab is not None
    table = next(iter(tab.blocks.values()))
    assert isinstance(table, TableBlock)
    return f"{tab.quoted}!${column_letters(table.columns[key])}{table.first_row + 1}"


def _write_months(pen: Pen, sheet: Any, block: TableBlock, first: int) -> None:
    """A band of months above the weeks; the first week may begin before the plan, and is of its first month."""
    row = block.key_row - 1
    sheet.write_string(row, ANCHORS, DECOR, pen.styles.role("anchor"))
    style = pen.styles.role("computed_header", num_format="mmm", align="center", font_size=9)
    start = date.fromisoformat(f"{pen.view.months[0]}-01")
    months = [max(monday, start).replace(day=1) for monday in pen.layout.weeks]
    for month in dict.fromkeys(months):
        columns = [n for n, m in enumerate(months) if m == month]
        pen.put(sheet, row, first + columns[0], month, style, first + columns[-1])


def _shade(pen: Pen, sheet: Any, block: TableBlock) -> None:
    """The situation in colour as well as in words."""
    column = block.columns["flag"]
    key = f"${column_letters(block.columns['flag_key'])}{block.first_row + 1}"
    area = (block.first_row, column, block.last_row, column)
    for colour, situations in _SHADES.items():
        rule = "=OR(" + ",".join(f'{key}="{s}"' for s in situations) + ")"
        look = pen.workbook.add_format({"font_color": pen.styles.colour(colour), "bold": True})
        sheet.conditional_format(*area, {"type": "formula", "criteria": rule, "format": look})
    risk = f'=${column_letters(block.columns["at_risk_key"])}{block.first_row + 1}="yes"'
    column = block.columns["at_risk"]
    look = pen.workbook.add_format({"font_color": pen.styles.colour("warning"), "bold": True})
    sheet.conditional_format(
        block.first_row, column, block.last_row, column, {"type": "formula", "criteria": risk, "format": look}
    )
