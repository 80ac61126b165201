"""The first sheet: what the workbook is, its colours, what is still missing, the sheets in filling order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pacom_xl.layout.blocks import FIRST_COLUMN, MARK_ROW, FormBlock, Tab
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
from pacom_xl.writing.cell_writer import Pen, has_figure
from pacom_xl.writing.column_widths import LINE_HEIGHT, lines_of
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheets.counters import (
    Counter,
    counter_of,
    counts_of,
    fiche_records,
    number_format_of,
    records_of,
)
from pacom_xl.writing.sheets.plain_sheet import open_sheet, write_form, write_heading

_WIDTHS = (30, 78, 17, 17)
#: Action sheets added up in one formula, far below the longest formula Excel takes.
_AT_ONCE = 100


def write_guide(pen: Pen, tab: Tab) -> None:
    """Version and date in anchored cells, then the legend and the sheets in order."""
    sheet = open_sheet(pen, tab)
    block = tab.blocks["guide"]
    assert isinstance(block, FormBlock)
    write_form(pen, sheet, tab, block, pen.view.form("guide"))
    for key, place in block.places.items():
        field = block.table.by_key[key]
        if field.computed and not has_figure(field):
            sheet.set_row(place.row, None, None, {"hidden": True})
        else:
            help_style = pen.styles.role("help", text_wrap=False)
            pen.put(sheet, place.row, place.last + 1, pen.say(field.help), help_style)
            sheet.set_row(place.row, LINE_HEIGHT)
    last = FIRST_COLUMN + len(_WIDTHS) - 1
    row = block.last_row + 2
    write_heading(pen, sheet, row, pen.say(GUIDE_LEGEND), last)
    for number, (role, text, meaning) in enumerate(GUIDE_COLOURS, row + 1):
        pen.put(sheet, number, FIRST_COLUMN, pen.say(text), pen.styles.role(role, indent=1))
        pen.put(sheet, number, FIRST_COLUMN + 1, pen.say(meaning), pen.styles.role("plain", indent=1))
    row += len(GUIDE_COLOURS) + 2
    write_heading(pen, sheet, row, pen.say(GUIDE_ORDER), last)
    end = _write_sheets(pen, sheet, row + 1)
    for column, width in enumerate(_WIDTHS, FIRST_COLUMN):
        sheet.set_column(column, column, width)
    set_print(pen, sheet, tab, portrait=True)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(1, FIRST_COLUMN, end, last)
    if pen.view.template.logo:
        options = {"object_position": 3, "description": pen.view.form("plan").text("company") or "logo"}
        sheet.insert_image(MARK_ROW + 1, last, pen.view.template.logo, options)
    sheet.activate()


def _write_sheets(pen: Pen, sheet: Any, row: int) -> int:
    """A line per sheet with its link and its counters, then their sum; the last row."""
    listed = [t for t in pen.layout.tabs if t.code is None and t.sheet.key not in ("guide", "meta")]
    first, sums = row, [0, 0]
    for other in listed:
        link = pen.styles.role("link", valign="top")
        sheet.write_url(row, FIRST_COLUMN, f"internal:{home_name(other.sheet.key)}", link, other.name)
        purpose = pen.say(other.sheet.purpose)
        if other.sheet.level == "optional":
            purpose += f" ({pen.say(GUIDE_OPTIONAL)})"
        pen.put(sheet, row, FIRST_COLUMN + 1, purpose, pen.styles.role("plain", indent=1))
        sheet.set_row(row, LINE_HEIGHT * lines_of(purpose, _WIDTHS[1]) + 2)
        if at := counter_of(pen, other):
            counts = counts_of(pen, other, records_of(pen, other))
            _write_counts(pen, sheet, row, [[(other, at)]], counts, sums)
        row += 1
        if other.sheet.key == "index" and pen.layout.fiches:
            _write_fiches(pen, sheet, row, sums)
            row += 1
    return _write_total(pen, sheet, first, row, sums)


def _write_fiches(pen: Pen, sheet: Any, row: int, sums: list[int]) -> None:
    pen.put(sheet, row, FIRST_COLUMN, pen.say(GUIDE_ACTION_SHEETS), pen.styles.role("plain"))
    pen.put(sheet, row, FIRST_COLUMN + 1, pen.say(GUIDE_ACTION_SHEETS_HELP), pen.styles.role("plain", indent=1))
    fiches = pen.layout.fiches
    cells = [(fiche, at) for fiche in fiches if (at := counter_of(pen, fiche))]
    actions = pen.view.rows("actions")
    counts = [counts_of(pen, fiche, fiche_records(fiche, a)) for fiche, a in zip(fiches, actions, strict=True)]
    runs = [cells[n : n + _AT_ONCE] for n in range(0, len(cells), _AT_ONCE)]
    _write_counts(pen, sheet, row, runs, (sum(m for m, _ in counts), sum(w for _, w in counts)), sums)


def _write_counts(
    pen: Pen,
    sheet: Any,
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
            cells = (f"{tab.quoted}!{pen.formulas.cell(at.row, at.wrong if side else at.missing)}" for tab, at in run)
            terms.append("+".join(f"IFERROR({cell},0)" for cell in cells))
        style = pen.styles.role("counter", num_format=number_format_of(pen, side))
        for number, term in enumerate(terms[1:], 1):
            hidden = FIRST_COLUMN + len(_WIDTHS) + 2 * number + side
            pen.put_formula(sheet, row, hidden, f"={term}", _partial(pen, runs[number], side), style)
            sheet.set_column(hidden, hidden, 8, None, {"hidden": True})
            terms[0] += f"+{pen.formulas.cell(row, hidden)}"
        pen.put_formula(sheet, row, column, f"={terms[0]}", counts[side], style)
        _alert(pen, sheet, row, column)
        sums[side] += counts[side]


def _partial(pen: Pen, run: Sequence[tuple[Tab, Counter]], side: int) -> int:
    actions = {action.key: action for action in pen.view.rows("actions")}
    return sum(counts_of(pen, tab, fiche_records(tab, actions[tab.code or ""]))[side] for tab, _ in run)


def _write_total(pen: Pen, sheet: Any, first: int, row: int, sums: list[int]) -> int:
    pen.put(sheet, row, FIRST_COLUMN, pen.say(GUIDE_WHOLE_WORKBOOK), pen.styles.role("label"))
    for side in (0, 1):
        column = FIRST_COLUMN + 2 + side
        cells = f"{pen.formulas.cell(first, column)}:{pen.formulas.cell(row - 1, column)}"
        style = pen.styles.role("counter", bold=True, num_format=number_format_of(pen, side))
        pen.put_formula(sheet, row, column, f"=SUM({cells})", sums[side], style)
        _alert(pen, sheet, row, column)
    return row


def _alert(pen: Pen, sheet: Any, row: int, column: int) -> None:
    look = pen.workbook.add_format({"font_color": pen.styles.colour("bad"), "bold": True})
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": look}
    sheet.conditional_format(row, column, row, column, rule)
