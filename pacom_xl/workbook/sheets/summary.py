"""The first sheets of a consolidated workbook: figures by team, budget by axis and team, the group's objectives."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pacom_xl.core.plan import Value, column_letters
from pacom_xl.core.text import Text
from pacom_xl.figures.book import Book, Row
from pacom_xl.template.schema import Field
from pacom_xl.workbook.blocks import FIRST_BLOCK_ROW, FIRST_COLUMN, Tab
from pacom_xl.workbook.formulas import Spot
from pacom_xl.workbook.pen import Pen
from pacom_xl.workbook.printing import set_print
from pacom_xl.workbook.sheets.ordinary import LINE_HEIGHT, field_width, lines_of, open_sheet, write_heading

GROUP = "GR"
_LABEL_WIDTH = 30
_TOTAL = Text("Total", "Total")
_AS_OF = Text("Arrêté au", "As of")
#: Figures by team: the column counted or summed, and what it must hold.
_COUNTS = {"late": ("flag_key", "late"), "at_risk": ("at_risk_key", "yes"), "to_close": ("flag_key", "to_close")}
_SUMS = {"allocated": "envelope_use", "committed": "committed", "spent": "spent", "forecast": "forecast"}


def write_summary(pen: Pen, tab: Tab, partial: Text | None = None) -> None:
    """A line per team and a total, then axes against teams; every figure a formula on the sheets that follow.

    ``partial`` marks the total when expected teams are missing.
    """
    sheet = open_sheet(pen, tab)
    teams = [row.text("code") for row in pen.book.rows("teams") if _has_rows(pen, row.text("code"))]
    by_team, by_axis = (pen.book.template.tables[key] for key in ("summary", "axis_budget"))
    spot = Spot(tab, tab.blocks["summary"])
    pen.put(sheet, FIRST_BLOCK_ROW - 1, FIRST_COLUMN, pen.say(_AS_OF), pen.styles.role("label"))
    date_style = pen.styles.field(pen.book.template.by_name["plan.ref_date"], "plain", bold=True, in_form=True)
    pen.put_formula(sheet, FIRST_BLOCK_ROW - 1, FIRST_COLUMN + 1, "=DateRef", pen.book.as_of, date_style)
    row = FIRST_BLOCK_ROW
    write_heading(pen, sheet, row, pen.say(by_team.label), FIRST_COLUMN + len(by_team.fields) - 1)
    _header(pen, sheet, row + 1, [pen.say(f.label) for f in by_team.fields])
    for number, team in enumerate(teams, row + 2):
        for column, field in enumerate(by_team.fields, FIRST_COLUMN):
            _team_cell(pen, sheet, spot, number, column, field, team)
    _totals(pen, sheet, row + 2, row + 2 + len(teams), by_team.fields, partial)
    row += len(teams) + 4
    _axes(pen, sheet, spot, row, by_axis.fields, teams)
    for column, field in enumerate(by_team.fields, FIRST_COLUMN):
        sheet.set_column(column, column, min(_LABEL_WIDTH, field_width(field)))
    set_print(pen, sheet, tab)
    axes = len(pen.book.rows("axes"))
    sheet.print_area(1, FIRST_COLUMN, row + axes + 22, FIRST_COLUMN + len(by_team.fields) - 1)
    sheet.fit_to_pages(1, 1)
    # The group has an envelope and no actions: beside the teams its bar would only dwarf theirs.
    charted = [n for n, team in enumerate(teams) if team != GROUP]
    if charted:
        first = FIRST_BLOCK_ROW + 2 + charted[0]
        _chart(pen, sheet, tab, first, len(charted), row + axes + 4)
    sheet.activate()


def _has_rows(pen: Pen, team: str) -> bool:
    tables = ("actions", "envelope", "objectives")
    return any(_of_team(pen, table, team) for table in tables)


def _header(pen: Pen, sheet: Any, row: int, labels: Sequence[str]) -> None:
    for column, label in enumerate(labels, FIRST_COLUMN):
        pen.put(sheet, row, column, label, pen.styles.role("header"))
    sheet.set_row(row, 32)


def _of_team(pen: Pen, table: str, team: str) -> list[Row]:
    return _by_team(pen.book, table).get(team, [])


@lru_cache(maxsize=8)
def _by_team(book: Book, table: str) -> dict[str, list[Row]]:
    """Rows by team: with hundreds of teams, nobody looks through all rows for each."""
    found: dict[str, list[Row]] = {}
    for row in book.rows(table):
        found.setdefault(row.text("team"), []).append(row)
    return found


def _team_cell(pen: Pen, sheet: Any, spot: Spot, number: int, column: int, field: Field, team: str) -> None:
    style = pen.styles.field(field, "computed")
    if field.key in ("team", "label"):
        row = pen.book.find("teams", team)
        name = (row.text(pen.lang) or row.text("fr")) if row else team
        pen.put(sheet, number, column, team if field.key == "team" else name, pen.styles.field(field, "shown"))
        return
    cell = f"${column_letters(FIRST_COLUMN)}{number + 1}"
    formula, value = _team_figure(pen, field.key, cell, team)
    pen.put_formula(sheet, number, column, "=" + pen.formulas.render(formula, spot), value, style)


def _team_figure(pen: Pen, key: str, cell: str, team: str) -> tuple[str, Value]:
    actions = _of_team(pen, "actions", team)
    if key == "actions":
        return f"COUNTIFS({{actions.team[]}},{cell})", len(actions)
    if key in _COUNTS:
        name, wanted = _COUNTS[key]
        count = sum(action.figure(f"calendar.{name}") == wanted for action in actions)
        return f'COUNTIFS({{calendar.team[]}},{cell},{{calendar.{name}[]}},"{wanted}")', count
    if key == "on_time_rate":
        rated = [n for action in actions if (n := action.number("on_time")) is not None]
        count_of = f'COUNTIFS({{calendar.team[]}},{cell},{{calendar.on_time[]}},">=0")'
        formula = f'IF({count_of}=0,"",SUMIFS({{calendar.on_time[]}},{{calendar.team[]}},{cell})/{count_of})'
        return formula, sum(rated, Decimal(0)) / len(rated) if rated else None
    if key == "envelope":
        rows = [r for r in _of_team(pen, "envelope", team) if r["dimension"] == "total"]
        total = sum((row.amount("amount") for row in rows), Decimal(0))
        source = f'{{envelope.amount[]}},{{envelope.team[]}},{cell},{{envelope.dimension_key[]}},"total"'
        return f"SUMIFS({source})", total
    name = _SUMS[key]
    return f"SUMIFS({{index.{name}[]}},{{actions.team[]}},{cell})", sum((a.amount(name) for a in actions), Decimal(0))


def _totals(pen: Pen, sheet: Any, first: int, row: int, fields: Sequence[Field], partial: Text | None) -> None:
    """The sum of the teams, as a formula on the lines above; the group's own envelope is not one of them."""
    total = pen.say(_TOTAL) + (f" ({pen.say(partial)})" if partial else "")
    pen.put(sheet, row, FIRST_COLUMN, total, pen.styles.role("computed_header"))
    sheet.set_row(row, (3 if partial else 1) * LINE_HEIGHT + 1)
    for column, field in enumerate(fields, FIRST_COLUMN):
        if field.key in ("team", "label", "on_time_rate"):
            if column > FIRST_COLUMN:
                sheet.write_blank(row, column, None, pen.styles.role("computed_header"))
            continue
        letters = column_letters(column)
        span = f"{letters}{first + 1}:{letters}{row}"
        teams = f"{column_letters(FIRST_COLUMN)}{first + 1}:{column_letters(FIRST_COLUMN)}{row}"
        formula = f'=SUMIFS({span},{teams},"<>{GROUP}")' if field.key == "envelope" else f"=SUM({span})"
        style = pen.styles.field(field, "computed_header")
        pen.put_formula(sheet, row, column, formula, _total_value(pen, field.key), style)


def _total_value(pen: Pen, key: str) -> Value:
    teams = [row.text("code") for row in pen.book.rows("teams")]
    wanted = [team for team in teams if not (key == "envelope" and team == GROUP)]
    values = (_team_figure(pen, key, "A1", team)[1] for team in wanted)
    return sum((Decimal(v) for v in values if isinstance(v, (int, Decimal))), Decimal(0))


def _axes(pen: Pen, sheet: Any, spot: Spot, row: int, fields: Sequence[Field], teams: list[str]) -> None:
    axis, label, total, envelope = fields
    write_heading(
        pen, sheet, row, pen.say(pen.book.template.tables["axis_budget"].label), FIRST_COLUMN + 3 + len(teams)
    )
    _header(
        pen,
        sheet,
        row + 1,
        [pen.say(axis.label), pen.say(label.label), *teams, pen.say(total.label), pen.say(envelope.label)],
    )
    money = pen.styles.field(total, "computed")
    for number, line in enumerate(pen.book.rows("axes"), row + 2):
        code = line.text("code")
        pen.put(sheet, number, FIRST_COLUMN, code, pen.styles.role("shown"))
        pen.put(sheet, number, FIRST_COLUMN + 1, line.text("label"), pen.styles.role("shown"))
        sheet.set_row(number, LINE_HEIGHT * lines_of(line.text("label"), _LABEL_WIDTH) + 1)
        here = f"${column_letters(FIRST_COLUMN)}{number + 1}"
        sums = []
        for column, team in enumerate(teams, FIRST_COLUMN + 2):
            head = f"{column_letters(column)}${row + 2}"
            used = [a.amount("envelope_use") for a in _of_axis(pen.book, team, code)]
            formula = f"SUMIFS({{index.envelope_use[]}},{{index.axis[]}},{here},{{actions.team[]}},{head})"
            sums.append(sum(used, Decimal(0)))
            pen.put_formula(sheet, number, column, "=" + pen.formulas.render(formula, spot), sums[-1], money)
        after = FIRST_COLUMN + 2 + len(teams)
        span = f"{column_letters(FIRST_COLUMN + 2)}{number + 1}:{column_letters(after - 1)}{number + 1}"
        pen.put_formula(sheet, number, after, f"=SUM({span})", sum(sums, Decimal(0)), money)
        given = f'SUMIFS({{envelope.amount[]}},{{envelope.team[]}},"{GROUP}",{{envelope.key[]}},{here})'
        mine = [r.amount("amount") for r in _of_team(pen, "envelope", GROUP) if r["key"] == code]
        pen.put_formula(sheet, number, after + 1, "=" + pen.formulas.render(given, spot), sum(mine, Decimal(0)), money)


def _of_axis(book: Book, team: str, axis: str) -> list[Row]:
    return [row for row in _by_team(book, "actions").get(team, ()) if row["axis"] == axis]


def _chart(pen: Pen, sheet: Any, tab: Tab, first: int, teams: int, row: int) -> None:
    """Budget by team: envelope, allocated, committed, spent."""
    chart = pen.workbook.add_chart({"type": "column"})
    fields = [f.key for f in pen.book.template.tables["summary"].fields]
    for key, colour in (("envelope", "band"), ("allocated", "accent"), ("committed", "warning"), ("spent", "title")):
        column = FIRST_COLUMN + fields.index(key)
        chart.add_series(
            {
                "name": [tab.name, FIRST_BLOCK_ROW + 1, column],
                "categories": [tab.name, first, FIRST_COLUMN, first + teams - 1, FIRST_COLUMN],
                "values": [tab.name, first, column, first + teams - 1, column],
                "fill": {"color": pen.styles.colour(colour)},
                "gap": 60,
            }
        )
    title = pen.say(pen.book.template.tables["summary"].label)
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_chartarea({"border": {"none": True}})
    sheet.insert_chart(row, FIRST_COLUMN, chart, {"x_scale": 1.9, "description": title, "object_position": 2})
