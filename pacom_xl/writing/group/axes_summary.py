"""Budget by axis and team, on the summary of a consolidated workbook."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pacom_xl.figures.group.totals import group_totals
from pacom_xl.figures.group.views import GroupView
from pacom_xl.layout.fixed_places import FIRST_COLUMN
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.sheet_texts import TOTAL
from pacom_xl.model import palette
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import column_letters
from pacom_xl.template.schema import Field
from pacom_xl.writing.column_widths import LINE_HEIGHT, lines_of
from pacom_xl.writing.group.team_figures import TeamFigures
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.plain_sheet import write_heading

#: Widest column of names, in characters.
LABEL_WIDTH = 46


def write_axes(
    sheet: SheetWriter, spot: Spot, row: int, fields: Sequence[Field], teams: list[str], figures: TeamFigures
) -> int:
    """Write the budget of each axis by team, of actions without an axis, and the totals. Returns the last row."""
    axis, label, total, envelope = fields
    first, after = row + 2, FIRST_COLUMN + 2 + len(teams)
    write_heading(sheet, row, sheet.say(sheet.view.template.tables["axis_budget"].label), after + 1)
    heads = [sheet.say(axis.label), sheet.say(label.label), *teams, sheet.say(total.label), sheet.say(envelope.label)]
    _write_header(sheet, row + 1, heads)
    money, allocated = sheet.styles.field(total, "computed"), group_totals(sheet.view).sums
    assert isinstance(sheet.view, GroupView)
    axes = sheet.view.axes_of(*teams)
    for number, (code, name) in enumerate(axes.items(), first):
        sheet.write(number, FIRST_COLUMN, code, sheet.styles.role("shown", align="left", indent=1))
        sheet.write(number, FIRST_COLUMN + 1, name, sheet.styles.role("shown", align="left", indent=1))
        sheet.set_row(number, LINE_HEIGHT * lines_of(str(name or ""), LABEL_WIDTH) + 1)
        here = f"${column_letters(FIRST_COLUMN)}{number + 1}"
        sums = []
        for column, team in enumerate(teams, FIRST_COLUMN + 2):
            head = f"{column_letters(column)}${row + 2}"
            wanted = f'IF({here}="","=",{here})'
            formula = f"SUMIFS({{index.envelope_use[]}},{{index.axis[]}},{wanted},{{actions.team[]}},{head})"
            sums.append(allocated["allocated", team, "axis", code])
            sheet.write_formula(number, column, "=" + sheet.formulas.render(formula, spot), sums[-1], money)
        span = f"{column_letters(FIRST_COLUMN + 2)}{number + 1}:{column_letters(after - 1)}{number + 1}"
        total_of = f"=SUM({span})" if teams else "=0"
        sheet.write_formula(number, after, total_of, sum(sums, Decimal(0)), money)
        of_envelope = f'SUMIFS({{envelope.amount[]}},{{envelope.team[]}},"{GROUP_TEAM}",{{envelope.key[]}},{here})'
        of_group = figures.envelopes.get(code, Decimal(0)) if code else Decimal(0)
        sheet.write_formula(number, after + 1, "=" + sheet.formulas.render(of_envelope, spot), of_group, money)
    _mark_overruns(sheet, first, first + len(axes) - 1, after)
    last = first + len(axes)
    used = [sum((allocated["allocated", team, "axis", axis] for axis in axes), Decimal(0)) for team in teams]
    all_envelopes = sum((figures.envelopes.get(axis, Decimal(0)) for axis in axes if axis), Decimal(0))
    _axes_total(sheet, total, first, last, [*used, sum(used, Decimal(0)), all_envelopes])
    return last


def _mark_overruns(sheet: SheetWriter, first: int, last: int, column: int) -> None:
    """Red, where the teams together have allocated more than the group's envelope, in the next column."""
    letters, limit = column_letters(column), column_letters(column + 1)
    look = sheet.book.workbook.add_format({"bg_color": palette.RED.fill, "font_color": palette.RED.ink, "bold": True})
    formula = f"=AND({limit}{first + 1}>0,{letters}{first + 1}>{limit}{first + 1})"
    sheet.format_where((first, column, last, column), formula, look)


def _axes_total(sheet: SheetWriter, of: Field, first: int, row: int, sums: Sequence[Decimal]) -> None:
    """The sum of each column of the axes."""
    header = sheet.styles.role("computed_header")
    sheet.write(row, FIRST_COLUMN, sheet.say(TOTAL), sheet.styles.role("computed_header", align="left", indent=1))
    sheet.worksheet.write_blank(row, FIRST_COLUMN + 1, None, header)
    style = sheet.styles.field(of, "computed_header")
    for column, value in enumerate(sums, FIRST_COLUMN + 2):
        letters = column_letters(column)
        formula = f"=SUM({letters}{first + 1}:{letters}{row})" if row > first else "=0"
        sheet.write_formula(row, column, formula, value, style)


def _write_header(sheet: SheetWriter, row: int, labels: Sequence[str]) -> None:
    """Headings of two columns of names, then of amounts."""
    for column, label in enumerate(labels, FIRST_COLUMN):
        align = "left" if column < FIRST_COLUMN + 2 else "right"
        sheet.write(row, column, label, sheet.styles.role("computed_header", align=align, indent=1))
    sheet.set_row(row, 32)
