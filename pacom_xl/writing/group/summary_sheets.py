"""Figures by team, and the budget by axis and team, of a consolidated workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pacom_xl.figures.group.totals import GROUP, gathered
from pacom_xl.figures.group.views import GroupView
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.layout.anchors import row_id
from pacom_xl.layout.blocks import FIRST_BLOCK_ROW, FIRST_COLUMN, Tab, TableBlock
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.overview_texts import BUDGET_BY_TEAM, DIFFERENCE, GROUP_ENVELOPE
from pacom_xl.layout.sheet_texts import AS_OF, TOTAL, UNDECIDED, WITH_FIRST_VALUES, WITH_SECOND_VALUES
from pacom_xl.model import palette
from pacom_xl.model.audit import Amounts
from pacom_xl.model.plan import Value, column_letters
from pacom_xl.model.text import Text
from pacom_xl.template.schema import Field
from pacom_xl.writing.column_widths import LINE_HEIGHT, field_width, lines_of
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.plain_sheet import open_sheet, write_header, write_heading
from pacom_xl.writing.workbook_writer import WorkbookWriter

_LABEL_WIDTH = 30
#: Width of the first column, in characters.
_NARROW = 13
#: Figures by team: the column counted or summed, and what it must hold.
_COUNTS = {"late": ("flag_key", "late"), "at_risk": ("at_risk_key", "yes"), "to_close": ("flag_key", "to_close")}
_SUMS = {"allocated": "envelope_use", "committed": "committed", "spent": "spent", "forecast": "forecast"}
#: Amounts of the chart of the teams, with the colour of each.
_CHARTED = {
    "envelope": palette.GREY.solid, "allocated": "accent", "committed": palette.AMBER.solid, "spent": "title",
}  # fmt: skip


@dataclass
class TeamFigures:
    """What the summary shows of each team."""

    #: By team and column.
    values: dict[tuple[str, str], Value] = field(default_factory=dict)
    #: Teams that sent a workbook, or have an action, an envelope or an objective.
    present: set[str] = field(default_factory=set)
    #: Of the group's envelope, by what it is for.
    envelopes: dict[str, Decimal] = field(default_factory=dict)

    def is_listed(self, team: str) -> bool:
        """Whether a team has a line: it has a plan, and the group has actions."""
        return team in self.present and (team != GROUP or bool(self.values.get((team, "actions"))))

    @classmethod
    def of_teams(cls, teams: Iterable[str]) -> TeamFigures:
        """Figures of teams that sent a workbook, which may be empty."""
        sent = set(teams)
        nothing = _of_actions(()) | {"envelope": Decimal(0)}
        return cls({(team, key): value for team in sent for key, value in nothing.items()}, sent)

    def add(self, part: PlanView) -> None:
        """The figures of the teams of a part."""
        actions, envelopes = _by_team(part.rows("actions")), _by_team(part.rows("envelope"))
        teams = dict.fromkeys((*actions, *envelopes, *_by_team(part.rows("objectives"))))
        self.present.update(teams)
        for team in teams:
            figures = _of_actions(actions.get(team, ())) | {"envelope": _total(envelopes.get(team, ()))}
            self.values |= {(team, key): value for key, value in figures.items()}
        for row in envelopes.get(GROUP, ()):
            key = row.text("key")
            self.envelopes[key] = self.envelopes.get(key, Decimal(0)) + row.amount("amount")


def _by_team(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.text("team"), []).append(row)
    return found


def _of_actions(actions: Sequence[Row]) -> dict[str, Value]:
    rated = [n for action in actions if (n := action.number("on_time")) is not None]
    counts = {key: sum(a.figure(f"calendar.{n}") == wanted for a in actions) for key, (n, wanted) in _COUNTS.items()}
    sums = {key: sum((a.amount(name) for a in actions), Decimal(0)) for key, name in _SUMS.items()}
    rate = sum(rated, Decimal(0)) / len(rated) if rated else None
    return {"actions": len(actions), **counts, **sums, "on_time_rate": rate}


def _total(envelopes: Iterable[Row]) -> Decimal:
    return sum((row.amount("amount") for row in envelopes if row["dimension"] == "total"), Decimal(0))


def write_summary(
    book: WorkbookWriter,
    tab: Tab,
    figures: TeamFigures,
    partial: Text | None = None,
    undecided: tuple[int, Sequence[Amounts]] = (0, ()),
) -> None:
    """A line per team and a total, then axes against teams; every figure a formula on the sheets that follow.

    ``partial`` marks the total when expected teams are missing; ``undecided``: how many values are in conflict, and
    the totals with the first and the second value of each, on lines of their own.
    """
    sheet = open_sheet(book, tab)
    teams = [code for row in book.view.rows("teams") if figures.is_listed(code := row.text("code"))]
    by_team, by_axis = (book.view.template.tables[key] for key in ("summary", "axis_budget"))
    block = tab.table("summary")
    spot = Spot(tab, block)
    sheet.write(FIRST_BLOCK_ROW - 1, FIRST_COLUMN, book.say(AS_OF), book.styles.role("label"))
    date_style = book.styles.field(book.view.template.by_name["plan.ref_date"], "plain", bold=True, in_form=True)
    sheet.write_formula(FIRST_BLOCK_ROW - 1, FIRST_COLUMN + 1, "=DateRef", book.view.as_of, date_style)
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
    last = _axes(sheet, spot, row, by_axis.fields, teams, figures)
    for column, of in enumerate(by_team.fields, FIRST_COLUMN):
        sheet.worksheet.set_column(column, column, min(_LABEL_WIDTH, field_width(of)))
    set_print(sheet)
    sheet.worksheet.print_area(1, FIRST_COLUMN, last + 20, FIRST_COLUMN + len(by_team.fields) - 1)
    sheet.worksheet.fit_to_pages(1, 1)
    # The group has an envelope and no actions: beside the teams its bar would only dwarf theirs.
    charted = [n for n, team in enumerate(teams) if team != GROUP]
    if any(figures.values.get((teams[n], key)) for n in charted for key in _CHARTED):
        _chart(sheet, block, block.first_row + charted[0], len(charted), last + 2)


def labels_of(view: PlanView, figures: TeamFigures) -> dict[str, str]:
    """Labels of the teams with a plan, by code, in the order of the list of teams; the group is not among them."""
    rows = {row.text("code"): row for row in view.rows("teams")}
    found = {code: row.text(view.plan.lang) or code for code, row in rows.items() if code in figures.present}
    return {code: label for code, label in found.items() if code != GROUP}


def _header(sheet: SheetWriter, row: int, labels: Sequence[str]) -> None:
    """Headings of two columns of names, then of amounts."""
    for column, label in enumerate(labels, FIRST_COLUMN):
        align = {"align": "left"} if column < FIRST_COLUMN + 2 else {"align": "right", "indent": 1}
        sheet.write(row, column, label, sheet.styles.role("computed_header", **align))
    sheet.set_row(row, 32)


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
    if key in _COUNTS:
        name, wanted = _COUNTS[key]
        return f'COUNTIFS({{calendar.team[]}},{cell},{{calendar.{name}[]}},"{wanted}")'
    if key == "on_time_rate":
        count = f'COUNTIFS({{calendar.team[]}},{cell},{{calendar.on_time[]}},">=0")'
        return f'IF({count}=0,"",SUMIFS({{calendar.on_time[]}},{{calendar.team[]}},{cell})/{count})'
    if key == "envelope":
        return f'SUMIFS({{envelope.amount[]}},{{envelope.team[]}},{cell},{{envelope.dimension_key[]}},"total")'
    return f"SUMIFS({{index.{_SUMS[key]}[]}},{{actions.team[]}},{cell})"


def _totals(
    sheet: SheetWriter, first: int, row: int, fields: Sequence[Field], figures: TeamFigures, label: str
) -> None:
    """The sum of the teams, as a formula on the lines above; the group's own envelope is not one of them."""
    sheet.write(row, FIRST_COLUMN, label, sheet.styles.role("computed_header"))
    sheet.set_row(row, lines_of(label, _NARROW) * LINE_HEIGHT + 1)
    for column, of in enumerate(fields, FIRST_COLUMN):
        if of.key in ("team", "label", "on_time_rate"):
            if column > FIRST_COLUMN:
                sheet.worksheet.write_blank(row, column, None, sheet.styles.role("computed_header"))
            continue
        letters = column_letters(column)
        span = f"{letters}{first + 1}:{letters}{row}"
        teams = f"{column_letters(FIRST_COLUMN)}{first + 1}:{column_letters(FIRST_COLUMN)}{row}"
        formula = f'=SUMIFS({span},{teams},"<>{GROUP}")' if of.key == "envelope" else f"=SUM({span})"
        formula = formula if row > first else "=0"
        style = sheet.styles.field(of, "computed_header")
        sheet.write_formula(row, column, formula, _total_value(sheet.book, of.key, figures), style)


def _total_label(book: WorkbookWriter, partial: Text | None, undecided: int) -> str:
    """« Total (3/4 équipes) (2 valeurs en conflit comptées vides) »."""
    label = book.say(TOTAL) + (f" ({book.say(partial)})" if partial else "")
    return f"{label} ({undecided} {book.say(UNDECIDED)})" if undecided else label


def _possible_totals(sheet: SheetWriter, row: int, fields: Sequence[Field], totals: Sequence[Amounts]) -> None:
    """Under the total: what it would be with the first, then with the second value of every conflict."""
    for number, (amounts, text) in enumerate(zip(totals, (WITH_FIRST_VALUES, WITH_SECOND_VALUES), strict=False), row):
        label = sheet.say(text)
        sheet.set_row(number, lines_of(label, _NARROW) * LINE_HEIGHT + 1)
        for column, of in enumerate(fields, FIRST_COLUMN):
            value = getattr(amounts, of.key) if of.key in _SUMS else None
            shown = label if column == FIRST_COLUMN else value
            sheet.write(number, column, shown, sheet.styles.field(of, "shown"))


def _total_value(book: WorkbookWriter, key: str, figures: TeamFigures) -> Value:
    teams = dict.fromkeys(row.text("code") for row in book.view.rows("teams"))
    wanted = [team for team in teams if not (key == "envelope" and team == GROUP)]
    values = (figures.values.get((team, key)) for team in wanted)
    return sum((Decimal(v) for v in values if isinstance(v, (int, Decimal))), Decimal(0))


def _compare_envelopes(sheet: SheetWriter, spot: Spot, row: int, total: int, figures: TeamFigures) -> int:
    """Below the totals: the group's envelope, and how those of the teams and the forecast differ from it.

    Returns the row after; nothing is written when the group has no envelope.
    """
    of_group = figures.values.get((GROUP, "envelope"))
    if not isinstance(of_group, Decimal) or not of_group:
        return row + 1
    fields = [f.key for f in sheet.view.template.tables["summary"].fields]
    envelope, forecast = FIRST_COLUMN + fields.index("envelope"), FIRST_COLUMN + fields.index("forecast")
    bold = sheet.styles.role("plain", bold=True, text_wrap=False)
    sheet.write(row + 1, FIRST_COLUMN, sheet.say(GROUP_ENVELOPE), bold)
    sheet.write(row + 2, FIRST_COLUMN, sheet.say(DIFFERENCE), bold)
    amounts = f'SUMIFS({{envelope.amount[]}},{{envelope.team[]}},"{GROUP}",{{envelope.dimension_key[]}},"total")'
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


def _axes(
    sheet: SheetWriter, spot: Spot, row: int, fields: Sequence[Field], teams: list[str], figures: TeamFigures
) -> int:
    """Axes against teams, actions without an axis among them, and their total; the last row."""
    axis, label, total, envelope = fields
    first, after = row + 2, FIRST_COLUMN + 2 + len(teams)
    write_heading(sheet, row, sheet.say(sheet.view.template.tables["axis_budget"].label), after + 1)
    heads = [sheet.say(axis.label), sheet.say(label.label), *teams, sheet.say(total.label), sheet.say(envelope.label)]
    _header(sheet, row + 1, heads)
    money, allocated = sheet.styles.field(total, "computed"), gathered(sheet.view).sums
    assert isinstance(sheet.view, GroupView)
    axes = sheet.view.axes_of(*teams)
    for number, (code, name) in enumerate(axes.items(), first):
        sheet.write(number, FIRST_COLUMN, code, sheet.styles.role("shown"))
        sheet.write(number, FIRST_COLUMN + 1, name, sheet.styles.role("shown"))
        sheet.set_row(number, LINE_HEIGHT * lines_of(str(name or ""), _LABEL_WIDTH) + 1)
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
        of_envelope = f'SUMIFS({{envelope.amount[]}},{{envelope.team[]}},"{GROUP}",{{envelope.key[]}},{here})'
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
    sheet.write(row, FIRST_COLUMN, sheet.say(TOTAL), header)
    sheet.worksheet.write_blank(row, FIRST_COLUMN + 1, None, header)
    style = sheet.styles.field(of, "computed_header")
    for column, value in enumerate(sums, FIRST_COLUMN + 2):
        letters = column_letters(column)
        formula = f"=SUM({letters}{first + 1}:{letters}{row})" if row > first else "=0"
        sheet.write_formula(row, column, formula, value, style)


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
