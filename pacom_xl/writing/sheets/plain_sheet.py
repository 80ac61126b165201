"""Sheets made of forms and tables, one below the other."""

from __future__ import annotations

from collections.abc import Mapping

from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.anchors import DECOR, PLACE, column_anchor, row_id, sheet_anchor, table_anchor
from pacom_xl.layout.blocks import FormBlock, Tab, TableBlock
from pacom_xl.layout.fixed_places import ANCHORS, FIGURES_BELOW, FIRST_COLUMN, MARK_ROW
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.sheet_texts import ALWAYS_REQUIRED, ONCE_STARTED
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Record, column_letters
from pacom_xl.template.schema import Field, Sheet
from pacom_xl.writing.column_widths import (
    FICHE_WIDTHS,
    FORM_WIDTHS,
    INDENTED,
    LINE_HEIGHT,
    bold_lines_of,
    column_widths,
    has_advice,
    lines_of,
    set_widths,
)
from pacom_xl.writing.data_validation import add_controls, add_guard
from pacom_xl.writing.printing import print_wide, set_print
from pacom_xl.writing.row_formats import is_named_beside, row_format
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.active_cell import select_first_input
from pacom_xl.writing.sheets.cell_checks import form_test
from pacom_xl.writing.sheets.counters import counter_of, records_of, write_counter
from pacom_xl.writing.styles import alignment
from pacom_xl.writing.title_band import write_band
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Characters the indent takes in the narrow columns of the tables of an action sheet, where words end earlier.
_NARROW = 2.5
#: Condition of the fields required once an action is no draft.
_STARTED = 'status_key<>"draft"'


def write_sheet(book: WorkbookWriter, tab: Tab) -> SheetWriter:
    """Write an ordinary sheet; returns its worksheet, to which callers add."""
    sheet = open_sheet(book, tab)
    for block in tab.blocks.values():
        if isinstance(block, FormBlock):
            write_form(sheet, block, book.view.form(block.table.key))
        elif isinstance(block, TableBlock):
            write_table(sheet, block, book.view.rows(block.table.key))
    if at := counter_of(book, tab):
        write_counter(sheet, at, records_of(book, tab))
    set_widths(sheet.worksheet, sheet.tab)
    set_print(sheet)
    print_wide(sheet, column_widths(tab))
    return sheet


def open_sheet(book: WorkbookWriter, tab: Tab) -> SheetWriter:
    """An empty sheet with its anchor and its band."""
    sheet = SheetWriter(book, tab)
    style = book.styles.role("anchor")
    sheet.worksheet.write_string(MARK_ROW, ANCHORS, sheet_anchor(tab.sheet.key), style)
    sheet.hide_row(MARK_ROW)
    sheet.worksheet.set_column(ANCHORS, ANCHORS, 12, style, {"hidden": True})
    write_band(sheet, tab.last_column)
    sheet.worksheet.hide_gridlines(2)
    select_first_input(sheet)
    sheet.worksheet.set_tab_color(book.styles.colour("accent" if tab.sheet.group_owned else "title"))
    return sheet


def input_role(book: WorkbookWriter, sheet: Sheet) -> str:
    """The role of input cells: blue where the group decides and a team reads, yellow where people type, else white."""
    if book.consolidated:
        return "shown"
    team = book.view.plan.team
    return "group" if sheet.group_owned and team not in (None, GROUP_TEAM) else "input"


def write_heading(sheet: SheetWriter, row: int, text: str, last: int) -> None:
    """A section title over the width of its block."""
    style = sheet.styles.role("heading", indent=1)
    sheet.write(row, FIRST_COLUMN, text, style)
    for blank in range(FIRST_COLUMN + 1, last + 1):
        sheet.worksheet.write_blank(row, blank, None, style)
    sheet.write_anchor(row, DECOR)
    sheet.set_row(row, 20)


# -- forms -------------------------------------------------------------------------------------------------------


def write_form(sheet: SheetWriter, block: FormBlock, row: Row) -> None:
    """Labels, values, and the help beside them when there is room (one field a line)."""
    write_key_row(sheet, block)
    single = len(block.value_columns) == 1 and has_advice(sheet.tab)
    for number, keys in block.lines():
        sheet.write_anchor(number, " ".join(f"{block.table.key}.{key}" for key in keys))
        for key in keys:
            _write_place(sheet, block, row, key)
        field = block.table.by_key[keys[0]]
        if single:
            sheet.write(number, block.places[keys[0]].last + 1, sheet.say(field.help), sheet.styles.role("help"))
            _fit_line(sheet, number, row.text(keys[0]), sheet.say(field.help))
        if field.hidden:
            sheet.hide_row(number)
    for number, field in block.headings.items():
        if field.section:
            last = sheet.tab.last_column if single else max(place.last for place in block.places.values())
            write_heading(sheet, number, sheet.say(field.section), last)


def _fit_line(sheet: SheetWriter, number: int, value: str, advice: str) -> None:
    lines = max(lines_of(value, FORM_WIDTHS[1] - INDENTED), lines_of(advice, FORM_WIDTHS[2] - INDENTED))
    if lines > 1:
        sheet.set_row(number, LINE_HEIGHT * lines + 1)


def write_key_row(sheet: SheetWriter, block: FormBlock) -> None:
    """The hidden row that says which columns hold the values of a form."""
    sheet.write_anchor(block.key_row, table_anchor(block.table.key))
    for number, column in enumerate(block.value_columns, 1):
        sheet.write_anchor(block.key_row, column_anchor(f"{PLACE}{number}"), column)
    sheet.hide_row(block.key_row)
    if block.title_row is not None:
        write_heading(sheet, block.title_row, sheet.say(block.table.label), block.value_columns[-1] + 1)


def label_with_sign(sheet: SheetWriter, field: Field) -> str:
    """The label of a field, with the sign of those that are required: always, or once an action has started."""
    once = field.required_when == _STARTED and not sheet.book.consolidated
    sign = ALWAYS_REQUIRED if field.required else ONCE_STARTED if once else ""
    return sheet.say(field.label) + sign


def _write_place(sheet: SheetWriter, block: FormBlock, row: Row, key: str) -> None:
    field, place = block.table.by_key[key], block.places[key]
    sheet.write(place.row, place.label, label_with_sign(sheet, field), sheet.styles.role("label"), place.column - 1)
    if field.computed:
        if sheet.computes(field):
            sheet.write_figure(Spot(sheet.tab, block, place.row), place.column, field, row, last=place.last)
            add_guard(sheet, field, place.row, place.row, place.column)
        return
    role = "computed" if field.generated else input_role(sheet.book, sheet.tab.sheet)
    sheet.write_field(place.row, place.column, field, row.record.get(key), role, place.last)
    add_controls(sheet, field, place.row, place.row, place.column)
    if not sheet.book.consolidated and (test := form_test(sheet.tab, block, field)):
        look = sheet.styles.missing
        sheet.format_where((place.row, place.column, place.row, place.last), f"={test}", look)


# -- tables ------------------------------------------------------------------------------------------------------


def write_table(sheet: SheetWriter, block: TableBlock, rows: list[Row]) -> None:
    """Key row, header, the rows there are and the spare ones."""
    write_header(sheet, block)
    numbers = sheet.book.free_numbers(block.table.key)
    widths = column_widths(sheet.tab)
    # Nobody fills in a consolidated workbook: it has no spare row, and an empty table stays empty.
    for offset in range(len(rows) if sheet.book.consolidated else block.size):
        number = block.first_row + offset
        row = rows[offset] if offset < len(rows) else Row(sheet.view, empty_record(block, sheet.tab))
        anchor = row.key if offset < len(rows) and not block.table.code else row_id(block.table.key, next(numbers))
        sheet.write_anchor(number, anchor)
        _write_row(sheet, block, number, row, widths)
    if block.grows:
        _write_closing_row(sheet, block)
    _write_figures_below(sheet, block)
    for key, column in block.columns.items():
        field = block.table.by_key[key.partition("@")[0]]
        control = add_guard if field.computed else add_controls
        control(sheet, field, block.first_row, block.closing_row, column)
        if field.hidden and sheet.tab.code is None:
            sheet.worksheet.set_column(column, column, 10, None, {"hidden": True})
    _highlight_required(sheet, block)


def write_header(sheet: SheetWriter, block: TableBlock) -> None:
    """The hidden key row and the header people read."""
    if block.title_row is not None:
        last = max(block.merged.get(k, block.columns[k]) for k in block.visible)
        write_heading(sheet, block.title_row, sheet.say(block.table.label), last)
    sheet.write_anchor(block.key_row, table_anchor(block.table.key))
    sheet.write_anchor(block.header_row, DECOR)
    sheet.hide_row(block.key_row)
    lines, widths = (1, FICHE_WIDTHS) if block.table.parent else (2, {})
    for key, column in block.columns.items():
        base, _, part = key.partition("@")
        field = block.table.by_key[base]
        sheet.write_anchor(block.key_row, column_anchor(f"{block.table.key}.{key}"), column)
        align = alignment(field)
        more = {"align": align} if align == "center" else {"align": align, "indent": 1}
        style = sheet.styles.role("computed_header" if field.computed else "header", **more)
        text = part or label_with_sign(sheet, field)
        sheet.write(block.header_row, column, text, style, block.merged.get(key))
        if column in widths and not field.hidden and key not in block.merged:
            lines = max(lines, bold_lines_of(text, widths[column]))
    sheet.set_row(block.header_row, LINE_HEIGHT * lines + 4)


def _write_row(sheet: SheetWriter, block: TableBlock, number: int, row: Row, widths: Mapping[int, float]) -> None:
    role = input_role(sheet.book, sheet.tab.sheet)
    action = row.record.parent or (row.key if block.table.key == "actions" else "")
    spot = Spot(sheet.tab, block, number, action=action)
    lines = 1
    for key, column in block.columns.items():
        field = block.table.by_key[key]
        last, look = block.merged.get(key), row_format(sheet.styles, field, row)
        if field.computed and sheet.computes(field):
            shown = sheet.write_figure(spot, column, field, row, last=last, **look)
        else:
            shade = "computed" if field.generated or is_named_beside(field, row) else role
            shown = sheet.write_field(number, column, field, row.record.get(key), shade, last, **look)
        if isinstance(shown, str) and not field.hidden:
            room = sum(widths.get(c, 10) for c in range(column, (last or column) + 1))
            lines = max(lines, lines_of(shown, room - (_NARROW if block.grows else INDENTED)))
    if lines > 1:
        sheet.set_row(number, LINE_HEIGHT * lines + 1)


def _write_closing_row(sheet: SheetWriter, block: TableBlock) -> None:
    """Blank, but what is typed there looks as it should: a date, an amount."""
    for key in block.visible:
        field = block.table.by_key[key]
        if not field.computed:
            sheet.worksheet.write_blank(block.closing_row, block.columns[key], None, sheet.styles.field(field, "plain"))


def _write_figures_below(sheet: SheetWriter, block: TableBlock) -> None:
    """The hidden figures of rows people add below a table, so that other sheets take these rows in at once."""
    row = Row(sheet.view, empty_record(block, sheet.tab))
    for key in FIGURES_BELOW.get(block.table.key, ()) if block.reach else ():
        if key not in block.columns:
            continue
        for number in range(block.last_row + 1, block.ranged[1] + 1):
            spot = Spot(sheet.tab, block, number)
            sheet.write_figure(spot, block.columns[key], block.table.by_key[key], row)


def empty_record(block: TableBlock, tab: Tab) -> Record:
    """A blank row."""
    return Record(block.table.key, "", {}, tab.code)


def _highlight_required(sheet: SheetWriter, block: TableBlock) -> None:
    """Highlight a required cell that is empty once its row has begun."""
    inputs = [f for f in block.table.inputs if f.key in block.columns]
    if not inputs:
        return
    first = column_letters(block.columns[inputs[0].key])
    for field in inputs[1:]:
        if field.required:
            column = block.columns[field.key]
            here = f"{column_letters(column)}{block.first_row + 1}"
            rule = f"=AND(LEN(${first}{block.first_row + 1})>0,LEN({here})=0)"
            look = sheet.styles.missing
            sheet.format_where((block.first_row, column, block.closing_row, column), rule, look)
