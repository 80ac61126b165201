"""The sheet of one action: its form, the tables that belong to it, and the hidden totals the index reads."""

from __future__ import annotations

from pacom_xl.figures.figure_registry import label_of
from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.anchors import DECOR, sheet_anchor
from pacom_xl.layout.blocks import Block, FormBlock, Place, Tab, TableBlock
from pacom_xl.layout.defined_names import home_name
from pacom_xl.layout.fixed_places import (
    ANCHORS,
    COPY,
    FICHE_EDGE,
    FICHE_HALVES,
    FICHE_LAST,
    FICHE_WIDE,
    FIRST_COLUMN,
    MARK_ROW,
)
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.sheet_texts import BACK_TO_ACTIONS, BACK_TO_CONTENTS, SIGNS_OF_ACTION, SITUATION
from pacom_xl.layout.workbook_layout import fiche_title_row
from pacom_xl.model.palette import RED, SMALL_SIZE
from pacom_xl.writing.column_widths import FICHE_WIDTHS, LINE_HEIGHT, bold_lines_of, lines_of, set_widths
from pacom_xl.writing.printing import print_upright, set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.active_cell import select_first_input
from pacom_xl.writing.sheets.counters import counter_of, fiche_records, write_counter
from pacom_xl.writing.sheets.folding import fold
from pacom_xl.writing.sheets.plain_sheet import empty_record, label_with_sign, write_form, write_table
from pacom_xl.writing.status_colours import colour_by_symbol
from pacom_xl.writing.title_band import TEXT_HEIGHT, TITLE_HEIGHT
from pacom_xl.writing.window import fit_window, pixels_of
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Pixels of the signs of folded sections, beside the rows.
_GUTTER = 28
#: Most lines a long text is given at once.
_MOST_LINES = 12


def write_fiche(book: WorkbookWriter, tab: Tab, action: Row) -> None:
    """One action sheet."""
    sheet = SheetWriter(book, tab)
    set_up_fiche(sheet)
    _write_hidden_totals(sheet, action)
    _write_carried(sheet, action)
    _write_band(sheet, action)
    write_body(sheet, action)
    if at := counter_of(book, tab):
        write_counter(sheet, at, fiche_records(tab, action))


def set_up_fiche(sheet: SheetWriter) -> None:
    """The columns of an empty action sheet, and its anchor."""
    anchor, worksheet = sheet.styles.role("anchor"), sheet.worksheet
    worksheet.set_column(ANCHORS, ANCHORS, 12, anchor, {"hidden": True})
    set_widths(worksheet, sheet.tab)
    worksheet.set_column(FICHE_LAST + 1, FICHE_LAST + 12, 10, None, {"hidden": True})
    worksheet.write_string(MARK_ROW, ANCHORS, sheet_anchor(sheet.tab.sheet.key), anchor)
    sheet.hide_row(MARK_ROW)
    worksheet.hide_gridlines(2)
    fit_window(worksheet, _GUTTER + pixels_of(FICHE_WIDTHS.values()))
    select_first_input(sheet)


def write_body(sheet: SheetWriter, action: Row) -> None:
    """Write everything below the title band: the form, the tables, the print settings."""
    for block in sheet.tab.blocks.values():
        if isinstance(block, FormBlock):
            write_form(sheet, block, action)
            _set_heights(sheet, block, action)
        elif isinstance(block, TableBlock):
            write_table(sheet, block, action.children(block.table.key))
    fold(sheet, action)
    set_print(sheet, portrait=True)
    sheet.worksheet.print_area(fiche_title_row(sheet.tab), FIRST_COLUMN, sheet.tab.last_row, FICHE_EDGE)
    width = sum(FICHE_WIDTHS[column] for column in range(FIRST_COLUMN, FICHE_EDGE + 1))
    starts = [b.title_row or b.key_row for b in sheet.tab.blocks.values() if isinstance(b, TableBlock)]
    print_upright(sheet, fiche_title_row(sheet.tab), sheet.tab.last_row, starts, width)
    sheet.worksheet.freeze_panes(fiche_title_row(sheet.tab) + 2, 0)


def _write_hidden_totals(sheet: SheetWriter, action: Row) -> None:
    form = sheet.tab.blocks["actions"]
    fields = sheet.view.template.tables["actions"].by_key
    rows = {row for row, _ in sheet.tab.hidden.values()}
    for number in rows:
        sheet.worksheet.write_string(number, ANCHORS, DECOR, sheet.styles.role("anchor"))
        sheet.hide_row(number)
    for key, (row, column) in sheet.tab.hidden.items():
        name, _, part = key.partition("@")
        if key == COPY:
            sheet.write_formula(row, column, f"={_is_copy(form)}", 0, sheet.styles.role("computed"))
        else:
            sheet.write_figure(Spot(sheet.tab, form, row, part), column, fields[name], action)


def _is_copy(form: Block) -> str:
    """Formula: 1 on a tab that is not the one its code names, as a duplicated tab whose code nobody changed.

    No tab of that name is no fault: the sheet was renamed. An office without SHEET leaves it to the calendar.
    """
    assert isinstance(form, FormBlock)
    named = f'INDIRECT("\'"&{form.places["code"].a1}&"\'!A1")'
    return f"IFERROR(IF(_xlfn.SHEET()<>_xlfn.SHEET({named}),1,0),0)"


def _write_carried(sheet: SheetWriter, action: Row) -> None:
    """Rows of tables by their rank, with the figures the totals split."""
    first = min(carried.first_row for carried in sheet.tab.carried.values())
    for number in range(first, first + max(carried.size for carried in sheet.tab.carried.values())):
        sheet.worksheet.write_string(number, ANCHORS, DECOR, sheet.styles.role("anchor"))
        sheet.hide_row(number)
    for key, carried in sheet.tab.carried.items():
        block = sheet.tab.table(key)
        rows = action.children(key)
        there = block.ranged[1] - block.header_row
        for rank in range(1, carried.size + 1):
            row = rows[rank - 1] if rank <= len(rows) else Row(sheet.view, empty_record(block, sheet.tab))
            spot = Spot(sheet.tab, block, carried.first_row + rank - 1, rank=rank)
            for name, column in carried.columns.items():
                sheet.write_carried(spot, column, block.table.by_key[name], row if rank <= there else None)


def _write_band(sheet: SheetWriter, action: Row) -> None:
    """Code and title, the way back to the index, and the situation as it is today."""
    form = sheet.tab.form("actions")
    row = fiche_title_row(sheet.tab)
    code = form.places["code"].a1
    copied = f"{sheet.formulas.cell(*sheet.tab.hidden[COPY])}=1"
    warning = sheet.formulas.render(label_of("situation", '"duplicate_code"'), Spot(sheet.tab, form, row))
    put_title(sheet, action, f'IF({copied}," · "&{warning},"")&')
    alert = sheet.book.workbook.add_format({"bg_color": RED.fill, "font_color": RED.ink, "bold": True})
    for place in (Place(row, FIRST_COLUMN, FIRST_COLUMN, FICHE_HALVES[1][1] - 1), form.places["code"]):
        sheet.format_where((place.row, place.column, place.row, place.last), f"={copied}", alert)
    _write_signs(sheet)
    if sheet.layout.by_sheet.get("index"):
        put_back(sheet, "index_code")
    if sheet.layout.by_sheet.get("calendar"):
        put_situation(sheet, action, f"MATCH({code},{{calendar.code[]}},0)", f'{copied},"▲ "&{warning}')


def put_title(sheet: SheetWriter, action: Row, between: str = "") -> None:
    """Code and title; ``between``: what the formula shows between them, ending with ``&``."""
    form, row = sheet.tab.blocks["actions"], fiche_title_row(sheet.tab)
    assert isinstance(form, FormBlock)
    code, title = (form.places[key].a1 for key in ("code", "title"))
    shown = f"{action.text('code')} · {action.text('title')}" if action.text("title") else action.text("code")
    for number in (row, row + 1):
        sheet.write_anchor(number, DECOR)
    look = sheet.styles.role("band_title", indent=1, shrink=True)
    formula = f'={code}&{between}IF({title}="",""," · "&{title})'
    sheet.write_formula(row, FIRST_COLUMN, formula, shown, look, FICHE_HALVES[1][1] - 1)
    for column in range(FICHE_HALVES[1][1], FICHE_EDGE + 1):
        sheet.worksheet.write_blank(row, column, None, look)
    sheet.set_row(row, TITLE_HEIGHT)
    sheet.set_row(row + 1, TEXT_HEIGHT)


def put_back(sheet: SheetWriter, name: str) -> None:
    """The ways back: to the list of actions, at the workbook's ``name``, and to the first sheet."""
    row, link = fiche_title_row(sheet.tab) + 1, sheet.styles.role("link", valign="vcenter", indent=1)
    sheet.worksheet.write_url(row, FIRST_COLUMN, f"internal:{name}", link, sheet.say(BACK_TO_ACTIONS))
    if "guide" in sheet.layout.by_sheet:
        place = f"internal:{home_name('guide')}"
        link = sheet.styles.role("link", valign="vcenter", shrink=True)
        sheet.worksheet.write_url(row, FICHE_WIDE, place, link, sheet.say(BACK_TO_CONTENTS))


def put_situation(sheet: SheetWriter, action: Row, place: str, before: str = "") -> None:
    """The situation of the action today, in the colour of its status.

    ``place``: formula of its rank in the calendar; ``before``: condition and text of what is shown instead.
    """
    row = fiche_title_row(sheet.tab) + 1
    label = sheet.styles.role("label", align="right", valign="vcenter", indent=1, text_wrap=False, shrink=True)
    _, column, last = FICHE_HALVES[1]
    sheet.write(row, column - 1, sheet.say(SITUATION), label)
    text = f'IFERROR(TRIM(INDEX({{calendar.shape[]}},{place})&" "&INDEX({{calendar.flag[]}},{place})),"")'
    text = f"IF({before},{text})" if before else text
    formula = sheet.formulas.render(f"={text}", Spot(sheet.tab, sheet.tab.blocks["actions"], row))
    flag = sheet.book.shown(sheet.view.template.by_name["calendar.flag"], action.figure("calendar.flag"))
    shown = f"{action.figure('calendar.shape') or ''} {flag or ''}".strip()
    look = sheet.styles.role("plain", bold=True, align="center", valign="vcenter")
    sheet.write_formula(row, column, formula, shown, look, last)
    colour_by_symbol(sheet, (row, column, row, last), f"LEFT({sheet.formulas.cell(row, column)},1)")


def _write_signs(sheet: SheetWriter) -> None:
    """Write the legend of the signs after labels, above the situation."""
    style = sheet.styles.role("band_text", align="right", valign="vcenter", font_size=SMALL_SIZE, shrink=True)
    sheet.write(fiche_title_row(sheet.tab), FICHE_HALVES[1][1], sheet.say(SIGNS_OF_ACTION), style, FICHE_EDGE)


def _label_width(place: Place) -> float:
    return sum(FICHE_WIDTHS[column] for column in range(place.label, place.column))


def _set_heights(sheet: SheetWriter, form: FormBlock, action: Row) -> None:
    """Offices do not fit the height of merged cells: room for what texts hold, and to write more in long ones."""
    fields = form.table.by_key
    for row, keys in form.lines():
        lines = 1
        for key in keys:
            place = form.places[key]
            label = label_with_sign(sheet, fields[key])
            lines = max(lines, bold_lines_of(label, _label_width(place)))
            width = sum(FICHE_WIDTHS[column] for column in range(place.column, place.last + 1))
            least = 2 if fields[key].type.base == "long_text" else 1
            value = sheet.content(fields[key], action[key])
            lines = max(lines, least, min(lines_of(str(value or ""), width), _MOST_LINES))
        if lines > 1:
            sheet.set_row(row, LINE_HEIGHT * lines + 2)
