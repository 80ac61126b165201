"""The first sheet: what the workbook is, its colours, what is still missing, the sheets in filling order."""

from __future__ import annotations

from collections.abc import Sequence

from pacom_xl.layout.blocks import FIRST_COLUMN, MARK_ROW, Tab
from pacom_xl.layout.defined_names import home_name
from pacom_xl.layout.sheet_texts import (
    GUIDE_ACTION_SHEETS,
    GUIDE_ACTION_SHEETS_HELP,
    GUIDE_COLOURS,
    GUIDE_LEGEND,
    GUIDE_OPTIONAL,
    GUIDE_ORDER,
    GUIDE_WHOLE_WORKBOOK,
)
from pacom_xl.writing.column_widths import LINE_HEIGHT, lines_of
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.counters import (
    Counter,
    counter_of,
    counts_of,
    fiche_records,
    number_format_of,
    records_of,
)
from pacom_xl.writing.sheets.plain_sheet import open_sheet, write_form, write_heading
from pacom_xl.writing.workbook_writer import WorkbookWriter, has_figure

_WIDTHS = (30, 78, 17, 17)
#: Action sheets added up in one formula, far below the longest formula Excel takes.
_AT_ONCE = 100


def write_guide(book: WorkbookWriter, tab: Tab) -> None:
    """Version and date in anchored cells, then the legend and the sheets in order."""
    sheet = open_sheet(book, tab)
    block = tab.form("guide")
    write_form(sheet, block, book.view.form("guide"))
    for key, place in block.places.items():
        field = block.table.by_key[key]
        if field.computed and not has_figure(field):
            sheet.hide_row(place.row)
        else:
            help_style = book.styles.role("help", text_wrap=False)
            sheet.write(place.row, place.last + 1, book.say(field.help), help_style)
            sheet.set_row(place.row, LINE_HEIGHT)
    last = FIRST_COLUMN + len(_WIDTHS) - 1
    row = block.last_row + 2
    write_heading(sheet, row, book.say(GUIDE_LEGEND), last)
    for number, (role, text, meaning) in enumerate(GUIDE_COLOURS, row + 1):
        sheet.write(number, FIRST_COLUMN, book.say(text), book.styles.role(role, indent=1))
        sheet.write(number, FIRST_COLUMN + 1, book.say(meaning), book.styles.role("plain", indent=1))
    row += len(GUIDE_COLOURS) + 2
    write_heading(sheet, row, book.say(GUIDE_ORDER), last)
    end = _write_sheets(sheet, row + 1)
    for column, width in enumerate(_WIDTHS, FIRST_COLUMN):
        sheet.worksheet.set_column(column, column, width)
    set_print(sheet, portrait=True)
    sheet.worksheet.fit_to_pages(1, 1)
    sheet.worksheet.print_area(1, FIRST_COLUMN, end, last)
    if book.view.template.logo:
        options = {"object_position": 3, "description": book.view.form("plan").text("company") or "logo"}
        sheet.worksheet.insert_image(MARK_ROW + 1, last, book.view.template.logo, options)
    sheet.worksheet.activate()


def _write_sheets(sheet: SheetWriter, row: int) -> int:
    """A line per sheet with its link and its counters, then their sum; the last row."""
    listed = [t for t in sheet.layout.tabs if t.code is None and t.sheet.key not in ("guide", "meta")]
    first, sums = row, [0, 0]
    for other in listed:
        link = sheet.styles.role("link", valign="top")
        sheet.worksheet.write_url(row, FIRST_COLUMN, f"internal:{home_name(other.sheet.key)}", link, other.name)
        purpose = sheet.say(other.sheet.purpose)
        if other.sheet.level == "optional":
            purpose += f" ({sheet.say(GUIDE_OPTIONAL)})"
        sheet.write(row, FIRST_COLUMN + 1, purpose, sheet.styles.role("plain", indent=1))
        sheet.set_row(row, LINE_HEIGHT * lines_of(purpose, _WIDTHS[1]) + 2)
        if at := counter_of(sheet.book, other):
            counts = counts_of(sheet.book, other, records_of(sheet.book, other))
            _write_counts(sheet, row, [[(other, at)]], counts, sums)
        row += 1
        if other.sheet.key == "index" and sheet.layout.fiches:
            _write_fiches(sheet, row, sums)
            row += 1
    return _write_total(sheet, first, row, sums)


def _write_fiches(sheet: SheetWriter, row: int, sums: list[int]) -> None:
    sheet.write(row, FIRST_COLUMN, sheet.say(GUIDE_ACTION_SHEETS), sheet.styles.role("plain"))
    sheet.write(row, FIRST_COLUMN + 1, sheet.say(GUIDE_ACTION_SHEETS_HELP), sheet.styles.role("plain", indent=1))
    fiches = sheet.layout.fiches
    cells = [(fiche, at) for fiche in fiches if (at := counter_of(sheet.book, fiche))]
    actions = sheet.view.rows("actions")
    counts = [counts_of(sheet.book, fiche, fiche_records(fiche, a)) for fiche, a in zip(fiches, actions, strict=True)]
    runs = [cells[n : n + _AT_ONCE] for n in range(0, len(cells), _AT_ONCE)]
    _write_counts(sheet, row, runs, (sum(m for m, _ in counts), sum(w for _, w in counts)), sums)


def _write_counts(
    sheet: SheetWriter,
    row: int,
    runs: Sequence[Sequence[tuple[Tab, Counter]]],
    counts: tuple[int, int],
    sums: list[int],
) -> None:
    """Missing and wrong, read from the tabs; a deleted one counts for nothing. Long sums go on in hidden cells."""
    for side in (0, 1):
        column = FIRST_COLUMN + 2 + side
        terms = []
        for run in runs:
            cells = (f"{tab.quoted}!{sheet.formulas.cell(at.row, at.wrong if side else at.missing)}" for tab, at in run)
            terms.append("+".join(f"IFERROR({cell},0)" for cell in cells))
        style = sheet.styles.role("counter", num_format=number_format_of(sheet.book, side))
        for number, term in enumerate(terms[1:], 1):
            hidden = FIRST_COLUMN + len(_WIDTHS) + 2 * number + side
            sheet.write_formula(row, hidden, f"={term}", _partial(sheet.book, runs[number], side), style)
            sheet.worksheet.set_column(hidden, hidden, 8, None, {"hidden": True})
            terms[0] += f"+{sheet.formulas.cell(row, hidden)}"
        sheet.write_formula(row, column, f"={terms[0]}", counts[side], style)
        _alert(sheet, row, column)
        sums[side] += counts[side]


def _partial(book: WorkbookWriter, run: Sequence[tuple[Tab, Counter]], side: int) -> int:
    actions = {action.key: action for action in book.view.rows("actions")}
    return sum(counts_of(book, tab, fiche_records(tab, actions[tab.code or ""]))[side] for tab, _ in run)


def _write_total(sheet: SheetWriter, first: int, row: int, sums: list[int]) -> int:
    sheet.write(row, FIRST_COLUMN, sheet.say(GUIDE_WHOLE_WORKBOOK), sheet.styles.role("label"))
    for side in (0, 1):
        column = FIRST_COLUMN + 2 + side
        cells = f"{sheet.formulas.cell(first, column)}:{sheet.formulas.cell(row - 1, column)}"
        style = sheet.styles.role("counter", bold=True, num_format=number_format_of(sheet.book, side))
        sheet.write_formula(row, column, f"=SUM({cells})", sums[side], style)
        _alert(sheet, row, column)
    return row


def _alert(sheet: SheetWriter, row: int, column: int) -> None:
    look = sheet.book.workbook.add_format({"font_color": sheet.styles.colour("bad"), "bold": True})
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": look}
    sheet.worksheet.conditional_format(row, column, row, column, rule)
