"""Figures by team, and the budget by axis and team, of a consolidated workbook."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.anchors import row_id
from pacom_xl.layout.blocks import Tab, TableBlock
from pacom_xl.layout.fixed_places import FIRST_BLOCK_ROW, FIRST_COLUMN
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.overview_texts import BUDGET_BY_TEAM, DIFFERENCE, GROUP_ENVELOPE
from pacom_xl.layout.sheet_texts import AS_OF, TOTAL, WITH_FIRST_VALUES, WITH_SECOND_VALUES
from pacom_xl.model import palette
from pacom_xl.model.audit import Amounts
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Value, column_letters
from pacom_xl.model.text import Text
from pacom_xl.template.schema import Field
from pacom_xl.writing.column_widths import LINE_HEIGHT, field_width, lines_of
from pacom_xl.writing.group.axes_summary import LABEL_WIDTH, write_axes
from pacom_xl.writing.group.team_figures import COUNTS, SUMS, TeamFigures
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.plain_sheet import open_sheet, write_header
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Width of the first column, in characters.
_NARROW = 13
#: Amounts of the chart of the teams, with the colour of each.
_CHARTED = {
    "envelope": palette.GREY.solid, "allocated": "accent", "committed": palette.AMBER.solid, "spent": "title",
}  # fmt: skip


def write_summary(
    book: WorkbookWriter,
    tab: Tab,
    figures: TeamFigures,
    partial: Text | None = None,
    undecided: tuple[Text | None, Sequence[Amounts]] = (None, ()),
) -> None:
    """A line per team and a total, then axes against teams; every figure a formula on the sheets that follow.

    ``partial`` marks the total when expected teams are missing; ``undecided``: what is in conflict in words, and
    the totals with the first and the second value of each, on lines of their own.
    """
    sheet = open_sheet(book, tab)
    teams = [code for row in book.view.rows("teams") if figures.is_listed(code := row.text("code"))]
    by_team, by_axis = (book.view.template.tables[key] for key in ("summary", "axis_budget"))
    block = tab.table("summary")
    spot = Spot(tab, block)
    sheet.write(FIRST_BLOCK_ROW - 1, FIRST_COLUMN, book.say(AS_OF), book.styles.role("label", valign="vcenter"))
    date_style = book.styles.field(
        book.view.template.by_name["plan.ref_date"], "plain", bold=True, in_form=True, valign="vcenter"
    )
    sheet.write_formula(FIRST_BLOCK_ROW - 1, FIRST_COLUMN + 1, "=DateRef", book.view.as_of, date_style)
    sheet.set_row(FIRST_BLOCK_ROW - 1, 20)
    write_header(sheet, block)
    for number in range(block.first_row, block.first_row + len(teams) + 1):
        sheet.write_anchor(number, row_id("summary", number - block.first_row + 1))
    for number, team in enumerate(teams, block.first_row):
        for column, of in enumerate(by_team.fields, FIRST_COLUMN):
            _team_cell(sheet, spot, number, column, of, team, figures)
    total = _total_label(book, partial, undecided[0])
    row = block.first_row + len(teams)
    _totals(sheet, block.first_row, row, by_team.fields, figures, total)
    _possible_totals(sheet, row + 1, by_team.fields, undecided[1])
    row += 1 + len(undecided[1])
    row = _compare_envelopes(sheet, spot, row, block.first_row + len(teams), figures) + 1
    last = write_axes(sheet, spot, row, by_axis.fields, teams, figures)
    for column, of in enumerate(by_team.fields, FIRST_COLUMN):
        width = LABEL_WIDTH if of.key == "label" else min(LABEL_WIDTH, field_width(of))
        sheet.worksheet.set_column(column, column, width)
    set_print(sheet)
    sheet.worksheet.print_area(1, FIRST_COLUMN, last + 20, FIRST_COLUMN + len(by_team.fields) - 1)
    sheet.worksheet.fit_to_pages(1, 1)
    # The group has an envelope and no actions: beside the teams its bar would only dwarf theirs.
    charted = [n for n, team in enumerate(teams) if team != GROUP_TEAM]
    if any(figures.values.get((teams[n], key)) for n in charted for key in _CHARTED):
        _chart(sheet, block, block.first_row + charted[0], len(charted), last + 2)


def labels_of(view: PlanView, figures: TeamFigures) -> dict[str, str]:
    """Labels of the teams with a plan, by code, in the order of the list of teams; the group is not among them."""
    rows = {row.text("code"): row for row in view.rows("teams")}
    found = {code: row.text(view.plan.lang) or code for code, row in rows.items() if code in figures.present}
    return {code: label for code, label in found.items() if code != GROUP_TEAM}


def _team_cell(
    sheet: SheetWriter, spot: Spot, number: int, column: int, of: Field, team: str, figures: TeamFigures
) -> None:
    style = sheet.styles.field(of, "computed")
    if of.key in ("team", "label"):
        row = sheet.view.find("teams", team)
        name = (row.text(sheet.book.lang) or row.text("fr")) if row else team
        sheet.write(number, column, team if of.key == "team" else name, sheet.styles.field(of, "shown"))
        return
    formula = _team_formula(of.key, f"${column_letters(FIRST_COLUMN)}{number + 1}")
    sheet.write_formula(number, column, "=" + sheet.formulas.render(formula, spot), figures.values[team, of.key], style)


def _team_formula(key: str, cell: str) -> str:
    if key == "actions":
        return f"COUNTIFS({{actions.team[]}},{cell})"
    if key in COUNTS:
        name, wanted = COUNTS[key]
        return f'COUNTIFS({{calendar.team[]}},{cell},{{calendar.{name}[]}},"{wanted}")'
    if key == "on_time_rate":
        count = f'COUNTIFS({{calendar.team[]}},{cell},{{calendar.on_time[]}},">=0")'
        return f'IF({count}=0,"",SUMIFS({{calendar.on_time[]}},{{calendar.team[]}},{cell})/{count})'
    if key == "envelope":
        return f'SUMIFS({{envelope.amount[]}},{{envelope.team[]}},{cell},{{envelope.dimension_key[]}},"total")'
    return f"SUMIFS({{index.{SUMS[key]}[]}},{{actions.team[]}},{cell})"


def _totals(
    sheet: SheetWriter, first: int, row: int, fields: Sequence[Field], figures: TeamFigures, label: str
) -> None:
    """The sum of the teams, as a formula on the lines above; the group's own envelope is not one of them."""
    sheet.write(row, FIRST_COLUMN, label, sheet.styles.role("computed_header", align="left", indent=1))
    sheet.set_row(row, lines_of(label, _NARROW) * LINE_HEIGHT + 1)
    for column, of in enumerate(fields, FIRST_COLUMN):
        if of.key in ("team", "label", "on_time_rate"):
            if column > FIRST_COLUMN:
                sheet.worksheet.write_blank(row, column, None, sheet.styles.role("computed_header"))
            continue
        letters = column_letters(column)
        span = f"{letters}{first + 1}:{letters}{row}"
        teams = f"{column_letters(FIRST_COLUMN)}{first + 1}:{column_letters(FIRST_COLUMN)}{row}"
        formula = f'=SUMIFS({span},{teams},"<>{GROUP_TEAM}")' if of.key == "envelope" else f"=SUM({span})"
        formula = formula if row > first else "=0"
        style = sheet.styles.field(of, "computed_header")
        sheet.write_formula(row, column, formula, _total_value(sheet.book, of.key, figures), style)


def _total_label(book: WorkbookWriter, partial: Text | None, undecided: Text | None) -> str:
    """« Total (3/4 équipes) (2 valeurs en conflit comptées vides) »."""
    label = book.say(TOTAL) + (f" ({book.say(partial)})" if partial else "")
    return f"{label} ({book.say(undecided)})" if undecided else label


def _possible_totals(sheet: SheetWriter, row: int, fields: Sequence[Field], totals: Sequence[Amounts]) -> None:
    """Under the total: what it would be with the first, then with the second value of every conflict."""
    for number, (amounts, text) in enumerate(zip(totals, (WITH_FIRST_VALUES, WITH_SECOND_VALUES), strict=False), row):
        label = sheet.say(text)
        sheet.set_row(number, lines_of(label, _NARROW) * LINE_HEIGHT + 1)
        for column, of in enumerate(fields, FIRST_COLUMN):
            value = getattr(amounts, of.key) if of.key in SUMS else None
            shown = label if column == FIRST_COLUMN else value
            sheet.write(number, column, shown, sheet.styles.field(of, "shown"))


def _total_value(book: WorkbookWriter, key: str, figures: TeamFigures) -> Value:
    teams = dict.fromkeys(row.text("code") for row in book.view.rows("teams"))
    wanted = [team for team in teams if not (key == "envelope" and team == GROUP_TEAM)]
    values = (figures.values.get((team, key)) for team in wanted)
    return sum((Decimal(v) for v in values if isinstance(v, (int, Decimal))), Decimal(0))


def _compare_envelopes(sheet: SheetWriter, spot: Spot, row: int, total: int, figures: TeamFigures) -> int:
    """Below the totals: the group's envelope, and how those of the teams and the forecast differ from it.

    Returns the row after; nothing is written when the group has no envelope.
    """
    of_group = figures.values.get((GROUP_TEAM, "envelope"))
    if not isinstance(of_group, Decimal) or not of_group:
        return row + 1
    fields = [f.key for f in sheet.view.template.tables["summary"].fields]
    envelope, forecast = FIRST_COLUMN + fields.index("envelope"), FIRST_COLUMN + fields.index("forecast")
    bold = sheet.styles.role("plain", bold=True, text_wrap=False, align="left", indent=1)
    sheet.write(row + 1, FIRST_COLUMN, sheet.say(GROUP_ENVELOPE), bold)
    sheet.write(row + 2, FIRST_COLUMN, sheet.say(DIFFERENCE), bold)
    amounts = f'SUMIFS({{envelope.amount[]}},{{envelope.team[]}},"{GROUP_TEAM}",{{envelope.dimension_key[]}},"total")'
    money = sheet.styles.money
    style = sheet.styles.role("line", align="right", indent=1, num_format=money)
    sheet.write_formula(row + 1, envelope, "=" + sheet.formulas.render(amounts, spot), of_group, style)
    signed = sheet.styles.role(
        "line", align="right", indent=1, bold=True, num_format=f'[Red]"+"{money};−{money};{money}'
    )
    group = f"{column_letters(envelope)}{row + 2}"
    for column, key in ((envelope, "envelope"), (forecast, "forecast")):
        of_teams = Decimal(str(_total_value(sheet.book, key, figures)))
        formula = f"={column_letters(column)}{total + 1}-{group}"
        sheet.write_formula(row + 2, column, formula, of_teams - of_group, signed)
    return row + 3


def _chart(sheet: SheetWriter, block: TableBlock, first: int, teams: int, row: int) -> None:
    """Budget by team: envelope, allocated, committed, spent."""
    chart = sheet.book.chart("column")
    fields = [f.key for f in sheet.view.template.tables["summary"].fields]
    for key, colour in _CHARTED.items():
        column = FIRST_COLUMN + fields.index(key)
        chart.add_series(
            {
                "name": [sheet.tab.name, block.header_row, column],
                "categories": [sheet.tab.name, first, FIRST_COLUMN, first + teams - 1, FIRST_COLUMN],
                "values": [sheet.tab.name, first, column, first + teams - 1, column],
                "fill": {"color": sheet.styles.colour(colour)},
                "gap": 60,
            }
        )
    title = sheet.say(BUDGET_BY_TEAM)
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis(
        {
            "num_format": palette.in_language(sheet.styles.money, sheet.book.lang),
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )
    chart.set_chartarea({"border": {"none": True}})
    sheet.worksheet.insert_chart(row, FIRST_COLUMN, chart, {"x_scale": 1.9, "description": title, "object_position": 2})
