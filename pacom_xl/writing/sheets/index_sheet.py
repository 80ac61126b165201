"""The register of actions: one row per action sheet, every cell read from it."""

from __future__ import annotations

from pacom_xl.figures.periods import month_start
from pacom_xl.layout.anchors import DECOR, row_id
from pacom_xl.layout.blocks import Tab, TableBlock
from pacom_xl.layout.defined_names import FICHE
from pacom_xl.layout.fixed_places import ANCHORS, FIRST_BLOCK_ROW, FIRST_COLUMN
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.sheet_texts import BLANK_SHEETS, NEW_ACTION, NEW_ACTION_HELP, NO_BLANK_SHEET
from pacom_xl.model.palette import month_format
from pacom_xl.model.plan import Value, column_letters
from pacom_xl.writing.column_widths import LINE_HEIGHT, column_widths, plain_lines_of, set_widths
from pacom_xl.writing.data_validation import add_guard
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.plain_sheet import open_sheet, write_header
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: A row below every row of the list.
_DEEPEST = 5000


def write_index(book: WorkbookWriter, tab: Tab) -> None:
    """Codes link to their sheet; the other cells are formulas, the hidden ones feed the sheets that add up."""
    sheet = open_sheet(book, tab)
    block = tab.table("index")
    write_header(sheet, block)
    anchor, widths = book.styles.role("anchor"), column_widths(tab)
    for offset, (action, fiche) in enumerate(zip(book.view.rows("actions"), book.layout.fiches, strict=True)):
        number = block.first_row + offset
        sheet.worksheet.write_string(number, ANCHORS, row_id("index", offset + 1), anchor)
        lines = 2 if action.text("title") else 1
        for key, column in block.columns.items():
            name, _, part = key.partition("@")
            field = block.table.by_key[name]
            if field.key == "code":
                style = book.styles.role("computed", font_color="accent", underline=1, align="left", indent=1)
                sheet.worksheet.write_url(
                    number, column, f"internal:{fiche_name(offset)}", style, action.text("code") or fiche.name
                )
            else:
                spot = Spot(tab, block, number, part, fiche)
                shown = sheet.write_figure(spot, column, field, action)
                if isinstance(shown, str) and not field.hidden:
                    lines = max(lines, plain_lines_of(shown, widths[column]))
        sheet.set_row(number, LINE_HEIGHT * lines)
    for number in range(block.first_row + len(book.layout.fiches), block.last_row + 1):
        _write_spare_row(sheet, block, number)
    for key in block.visible:
        if key != "code":
            add_guard(sheet, block.table.by_key[key], block.first_row, block.last_row, block.columns[key])
    _write_part_headers(sheet, block)
    _write_blank_sheets(sheet, block)
    set_widths(sheet.worksheet, sheet.tab)
    hidden = [c for k, c in block.columns.items() if k not in block.visible]
    sheet.worksheet.set_column(min(hidden), max(hidden), 10, None, {"hidden": True})
    set_print(sheet)


def _write_spare_row(sheet: SheetWriter, block: TableBlock, number: int) -> None:
    """For an action sheet people add by duplicating a tab: they type its name here, the row reads it."""
    code = block.table.by_key["code"]
    column = block.columns["code"]
    sheet.worksheet.write_string(
        number, ANCHORS, row_id("index", number - block.first_row + 1), sheet.styles.role("anchor")
    )
    sheet.write(number, column, None, sheet.styles.field(code, "input"))
    typed = f"${column_letters(column)}{number + 1}"
    for key, other in block.columns.items():
        name, _, part = key.partition("@")
        if name != "code":
            sheet.write_spare_figure(
                Spot(sheet.tab, block, number, part, typed=typed), other, block.table.by_key[name], typed
            )
    message = {
        "validate": "any",
        "input_title": sheet.say(NEW_ACTION)[:32],
        "input_message": sheet.say(NEW_ACTION_HELP)[:255],
    }
    sheet.validate((number, column, number, column), message)


def _write_blank_sheets(sheet: SheetWriter, block: TableBlock) -> None:
    """Write above the list how many blank action sheets remain, and a link to the first one."""
    row = FIRST_BLOCK_ROW - 1
    code, title, status = (block.column_range(key) for key in ("code", "title", "status_key"))
    blank = f'({code}<>"")*({title}="")*({status}="draft")'
    rank = f"{_DEEPEST}-SUMPRODUCT(LARGE({blank}*({_DEEPEST}-ROW({code})),1))-{block.first_row}"
    count, (before, between, after) = f"SUMPRODUCT({blank})", (_quoted(sheet.say(text)) for text in BLANK_SHEETS)
    link = f'HYPERLINK("#{FICHE}"&{rank},{before}&{count}&{between}&INDEX({code},{rank})&{after})'
    formula = f"=IF({count}=0,{_quoted(sheet.say(NO_BLANK_SHEET))},{link})"
    sheet.write_anchor(row, DECOR)
    sheet.write_formula(
        row, FIRST_COLUMN, formula, _blank_sheets(sheet), sheet.styles.role("link", align="left", indent=1)
    )


def _blank_sheets(sheet: SheetWriter) -> str:
    actions = sheet.view.rows("actions")
    blank = [a for a in actions if a["status_key"] == "draft" and not a.text("title")]
    if not blank:
        return sheet.say(NO_BLANK_SHEET)
    before, between, after = (sheet.say(text) for text in BLANK_SHEETS)
    return f"{before}{len(blank)}{between}{blank[0].text('code') or blank[0].key}{after}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def fiche_name(number: int) -> str:
    """Workbook name of an action sheet, for links that survive a renamed tab."""
    return f"{FICHE}{number + 1}"


def _write_part_headers(sheet: SheetWriter, block: TableBlock) -> None:
    """Above the hidden columns of a spread field: the nature's key, the quarter, the first day of the month."""
    style = sheet.styles.role("computed_header", num_format=month_format(sheet.book.lang))
    for key, column in block.columns.items():
        _, _, part = key.partition("@")
        if part:
            value: Value = month_start(part) if part[:4].isdigit() else part
            sheet.write(block.header_row, column, value, style)
