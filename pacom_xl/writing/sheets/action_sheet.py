"""The sheet of one action: its form, the tables that hang from it, and the hidden totals the index reads."""

from __future__ import annotations

from typing import Any

from pacom_xl.figures.figure_registry import label_of
from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.anchors import DECOR, sheet_mark
from pacom_xl.layout.blocks import (
    ANCHORS,
    COPY,
    FICHE_LAST,
    FICHE_WIDE,
    FIRST_COLUMN,
    MARK_ROW,
    Block,
    FormBlock,
    Place,
    Tab,
    TableBlock,
)
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.sheet_texts import BACK_TO_ACTIONS, SITUATION
from pacom_xl.layout.workbook_layout import fiche_title_row
from pacom_xl.writing.cell_writer import Pen
from pacom_xl.writing.column_widths import FICHE_WIDTHS, LINE_HEIGHT, lines_of, set_widths
from pacom_xl.writing.printing import print_on_two_pages, set_print
from pacom_xl.writing.sheets.counters import counter_of, fiche_records, write_counter
from pacom_xl.writing.sheets.plain_sheet import empty_record, write_form, write_table

#: Most lines a long text is given at once.
_MOST_LINES = 12


def write_fiche(pen: Pen, tab: Tab, action: Row) -> None:
    """One action sheet."""
    sheet = open_fiche(pen, tab)
    _write_hidden_totals(pen, sheet, tab, action)
    _write_carried(pen, sheet, tab, action)
    _write_band(pen, sheet, tab, action)
    write_body(pen, sheet, tab, action)
    if at := counter_of(pen, tab):
        write_counter(pen, sheet, tab, at, fiche_records(tab, action))


def open_fiche(pen: Pen, tab: Tab) -> Any:
    """An empty action sheet with its mark."""
    sheet = pen.tab(tab.name)
    anchor = pen.styles.role("anchor")
    sheet.set_column(ANCHORS, ANCHORS, 12, anchor, {"hidden": True})
    set_widths(sheet, tab)
    sheet.set_column(FICHE_LAST + 1, FICHE_LAST + 12, 10, None, {"hidden": True})
    sheet.write_string(MARK_ROW, ANCHORS, sheet_mark(tab.sheet.key), anchor)
    sheet.set_row(MARK_ROW, None, None, {"hidden": True})
    sheet.hide_gridlines(2)
    return sheet


def write_body(pen: Pen, sheet: Any, tab: Tab, action: Row) -> None:
    """What stands below the band: the form, the tables, and how they come out of a printer."""
    for block in tab.blocks.values():
        if isinstance(block, FormBlock):
            write_form(pen, sheet, tab, block, action)
            _set_heights(sheet, block, action)
        elif isinstance(block, TableBlock):
            write_table(pen, sheet, tab, block, action.children(block.table.key))
    set_print(pen, sheet, tab, portrait=True)
    sheet.print_area(fiche_title_row(tab), FIRST_COLUMN, tab.last_row, FICHE_LAST)
    starts = [b.title_row or b.key_row for b in tab.blocks.values() if isinstance(b, TableBlock)]
    print_on_two_pages(sheet, fiche_title_row(tab), tab.last_row, starts, sum(FICHE_WIDTHS.values()))
    sheet.freeze_panes(fiche_title_row(tab) + 2, 0)


def _write_hidden_totals(pen: Pen, sheet: Any, tab: Tab, action: Row) -> None:
    form = tab.blocks["actions"]
    fields = pen.view.template.tables["actions"].by_key
    rows = {row for row, _ in tab.hidden.values()}
    for number in rows:
        sheet.write_string(number, ANCHORS, DECOR, pen.styles.role("anchor"))
        sheet.set_row(number, None, None, {"hidden": True})
    for key, (row, column) in tab.hidden.items():
        name, _, part = key.partition("@")
        if key == COPY:
            pen.put_formula(sheet, row, column, f"={_is_copy(form)}", 0, pen.styles.role("computed"))
        else:
            pen.put_figure(sheet, Spot(tab, form, row, part), column, fields[name], action)


def _is_copy(form: Block) -> str:
    """Formula: 1 on a tab that is not the one its code names, as a duplicated tab whose code nobody changed.

    No tab of that name is no fault: the sheet was renamed. An office without SHEET leaves it to the calendar.
    """
    assert isinstance(form, FormBlock)
    named = f'INDIRECT("\'"&{form.places["code"].a1}&"\'!A1")'
    return f"IFERROR(IF(_xlfn.SHEET()<>_xlfn.SHEET({named}),1,0),0)"


def _write_carried(pen: Pen, sheet: Any, tab: Tab, action: Row) -> None:
    """Rows of tables by their rank, with the figures the totals split."""
    first = min(carried.first_row for carried in tab.carried.values())
    for number in range(first, first + max(carried.size for carried in tab.carried.values())):
        sheet.write_string(number, ANCHORS, DECOR, pen.styles.role("anchor"))
        sheet.set_row(number, None, None, {"hidden": True})
    for key, carried in tab.carried.items():
        block = tab.blocks[key]
        assert isinstance(block, TableBlock)
        rows = action.children(key)
        there = block.ranged[1] - block.header_row
        for rank in range(1, carried.size + 1):
            row = rows[rank - 1] if rank <= len(rows) else Row(pen.view, empty_record(block, tab))
            spot = Spot(tab, block, carried.first_row + rank - 1, rank=rank)
            for name, column in carried.columns.items():
                pen.put_carried(sheet, spot, column, block.table.by_key[name], row if rank <= there else None)


def _write_band(pen: Pen, sheet: Any, tab: Tab, action: Row) -> None:
    """Code and title, the way back to the index, and the situation as it is today."""
    form = tab.blocks["actions"]
    assert isinstance(form, FormBlock)
    row = fiche_title_row(tab)
    code = form.places["code"].a1
    copied = f"{pen.formulas.cell(*tab.hidden[COPY])}=1"
    warning = pen.formulas.render(label_of("situation", '"duplicate_code"'), Spot(tab, form, row))
    put_title(pen, sheet, tab, action, f'IF({copied}," · "&{warning},"")&')
    alert = pen.workbook.add_format({"font_color": pen.styles.colour("bad"), "bold": True})
    for place in (Place(row, FIRST_COLUMN, FIRST_COLUMN, FICHE_LAST), form.places["code"]):
        rule = {"type": "formula", "criteria": f"={copied}", "format": alert}
        sheet.conditional_format(place.row, place.column, place.row, place.last, rule)
    if pen.layout.by_sheet.get("index"):
        put_back(pen, sheet, tab, "index_code")
    if pen.layout.by_sheet.get("calendar"):
        own = f'IFERROR(INDEX({{calendar.flag[]}},MATCH({code},{{calendar.code[]}},0)),"")'
        put_situation(pen, sheet, tab, action, f"=IF({copied},{warning},{own})")


def put_title(pen: Pen, sheet: Any, tab: Tab, action: Row, between: str = "") -> None:
    """Code and title; ``between``: what the formula shows between them, ending with ``&``."""
    form, row = tab.blocks["actions"], fiche_title_row(tab)
    assert isinstance(form, FormBlock)
    code, title = (form.places[key].a1 for key in ("code", "title"))
    shown = f"{action.text('code')} · {action.text('title')}" if action.text("title") else action.text("code")
    for number in (row, row + 1):
        pen.mark(sheet, number, DECOR)
    formula = f'={code}&{between}IF({title}="",""," · "&{title})'
    pen.put_formula(sheet, row, FIRST_COLUMN, formula, shown, pen.styles.role("title"), FICHE_LAST)
    sheet.set_row(row, 30)


def put_back(pen: Pen, sheet: Any, tab: Tab, name: str) -> None:
    """The way back to the list of actions, at the workbook's ``name``."""
    link = pen.styles.role("link")
    sheet.write_url(fiche_title_row(tab) + 1, FIRST_COLUMN, f"internal:{name}", link, pen.say(BACK_TO_ACTIONS))


def put_situation(pen: Pen, sheet: Any, tab: Tab, action: Row, formula: str) -> None:
    """The situation of the action today."""
    row, label = fiche_title_row(tab) + 1, pen.styles.role("label", align="right")
    pen.put(sheet, row, FICHE_WIDE + 5, pen.say(SITUATION), label, FICHE_WIDE + 6)
    text = pen.formulas.render(formula, Spot(tab, tab.blocks["actions"], row))
    value = pen.shown(pen.view.template.by_name["calendar.flag"], action.figure("calendar.flag"))
    pen.put_formula(sheet, row, FICHE_WIDE + 7, text, value, pen.styles.role("computed", bold=True), FICHE_LAST)


def _set_heights(sheet: Any, form: FormBlock, action: Row) -> None:
    """Offices do not fit the height of merged cells: room for what texts hold, and to write more in long ones."""
    fields = form.table.by_key
    for row, keys in form.lines():
        lines = 1
        for key in keys:
            place = form.places[key]
            width = sum(FICHE_WIDTHS[column] for column in range(place.column, place.last + 1))
            least = 2 if fields[key].type.base == "long_text" else 1
            value = action[key]
            text = ", ".join(value) if isinstance(value, tuple) else action.text(key)
            lines = max(lines, least, min(lines_of(text, width), _MOST_LINES))
        if lines > 1:
            sheet.set_row(row, LINE_HEIGHT * lines + 2)
