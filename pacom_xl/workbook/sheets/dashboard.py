"""The dashboard: key figures, situations, budget and objectives on one printable page, with its date."""

from __future__ import annotations

from typing import Any

from pacom_xl.core.plan import Value, column_letters
from pacom_xl.core.text import Text
from pacom_xl.figures.book import Row
from pacom_xl.figures.dashboard import BUDGET, index_total
from pacom_xl.workbook.formulas import Spot
from pacom_xl.workbook.layout import FIRST_BLOCK_ROW, FIRST_COLUMN, Tab, TableBlock
from pacom_xl.workbook.pen import Pen
from pacom_xl.workbook.sheets.ordinary import open_sheet, set_print, write_heading

_AS_OF = Text("Arrêté au", "As of")
_SITUATIONS = Text("Actions par situation", "Actions by situation")
_AT_RISK = Text("À risque", "At risk")
_ON_TIME = Text("Taux de réalisation dans les délais", "On-time completion rate")
_BUDGET = Text("Budget HT", "Budget excl. VAT")
_STEPS = (
    Text("Enveloppe", "Envelope"),
    Text("Alloué", "Allocated"),
    Text("Engagé", "Committed"),
    Text("Réalisé", "Spent"),
    Text("Atterrissage", "Forecast"),
)
_OBJECTIVES = Text("Objectifs\xa0: trajectoire", "Objectives: trajectory")
_BY_AXIS = Text("Budget par axe", "Budget by axis")
#: Situations shown, in the order of attention they call for.
_SHOWN = ("late", "due_today", "due_soon", "to_close", "on_time", "done", "done_late", "on_hold", "draft",
          "cancelled", "transferred", "no_due_date", "invalid_dates")  # fmt: skip
_LAST = 9
_CHART = {"x_scale": 1.0, "y_scale": 1.0, "object_position": 2}


def write_dashboard(pen: Pen, tab: Tab) -> None:
    """Counts and charts on the left, budget and objectives on the right."""
    sheet = open_sheet(pen, tab)
    page = _Page(pen, sheet, tab)
    page.write_date()
    row = page.write_budget(FIRST_BLOCK_ROW + 1)
    end = page.write_situations(row + 1)
    page.write_objectives(row + 1)
    page.write_charts(max(end, row + 3 + len(pen.book.rows("objectives"))) + 1)
    sheet.set_column(FIRST_COLUMN, FIRST_COLUMN, 30)
    sheet.set_column(FIRST_COLUMN + 1, FIRST_COLUMN + 1, 15)
    sheet.set_column(FIRST_COLUMN + 2, FIRST_COLUMN + 2, 15)
    sheet.set_column(FIRST_COLUMN + 3, FIRST_COLUMN + 3, 46)
    sheet.set_column(FIRST_COLUMN + 4, _LAST, 15)
    set_print(pen, sheet, tab)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(1, FIRST_COLUMN, max(end, row + 3 + len(pen.book.rows("objectives"))) + 20, 7)


class _Page:
    """The dashboard being written."""

    def __init__(self, pen: Pen, sheet: Any, tab: Tab) -> None:
        self.pen, self.sheet, self.tab = pen, sheet, tab
        self.row = pen.book.form("dashboard")
        self.spot = Spot(tab, next(iter(tab.blocks.values()), None))  # type: ignore[arg-type]

    def formula(self, row: int, column: int, text: str, value: Value, style: Any) -> None:
        """A formula of the figures' language."""
        self.pen.put_formula(
            self.sheet, row, column, "=" + self.pen.formulas.render(text, self.spot), value, style
        )

    def write_date(self) -> None:
        pen = self.pen
        pen.put(self.sheet, FIRST_BLOCK_ROW - 1, FIRST_COLUMN, pen.say(_AS_OF), pen.styles.role("label"))
        style = pen.styles.field(pen.book.template.by_name["plan.ref_date"], "plain", bold=True)
        self.formula(FIRST_BLOCK_ROW - 1, FIRST_COLUMN + 1, "DateRef", pen.book.as_of, style)

    def write_budget(self, row: int) -> int:
        """From envelope to forecast, left to right; the row after."""
        pen = self.pen
        write_heading(pen, self.sheet, row, pen.say(_BUDGET), FIRST_COLUMN + 6)
        big = pen.styles.role("big", num_format="#,##0")
        columns = (FIRST_COLUMN, FIRST_COLUMN + 1, FIRST_COLUMN + 3, FIRST_COLUMN + 4, FIRST_COLUMN + 6)
        self.sheet.set_row(row + 1, 34)
        figures: list[tuple[str, Value]] = [("{envelope.amount[]}", self.row.figure("dashboard.envelope"))]
        figures += [(f"{{index.{name}[]}}", index_total(self.row, name)) for name in BUDGET]
        for column, label, (source, value) in zip(columns, _STEPS, figures, strict=True):
            text = f"SUM({source})"
            if source.startswith("{envelope"):
                text = 'SUMIFS({envelope.amount[]},{envelope.dimension_key[]},"total")'
            last = column + 1 if column in (FIRST_COLUMN + 1, FIRST_COLUMN + 4) else None
            self.pen.put_formula(
                self.sheet, row + 1, column, "=" + pen.formulas.render(text, self.spot), value, big, last
            )
            pen.put(self.sheet, row + 2, column, pen.say(label), pen.styles.role("caption"), last)
        return row + 3

    def write_situations(self, row: int) -> int:
        """Counts by situation; the row after."""
        pen = self.pen
        write_heading(pen, self.sheet, row, pen.say(_SITUATIONS), FIRST_COLUMN + 1)
        self.first_count = row + 1
        style = pen.styles.role("computed", align="right")
        for number, key in enumerate(_SHOWN, row + 1):
            pen.put(self.sheet, number, FIRST_COLUMN, pen.label("situation", key), pen.styles.role("plain"))
            text = f'COUNTIFS({{calendar.flag_key[]}},"{key}")'
            self.formula(number, FIRST_COLUMN + 1, text, self.row.part("dashboard.counts", key), style)
        number = row + 1 + len(_SHOWN)
        self.last_count = number - 1
        pen.put(self.sheet, number, FIRST_COLUMN, pen.say(_AT_RISK), pen.styles.role("label"))
        risk = 'COUNTIFS({calendar.at_risk_key[]},"yes")'
        self.formula(number, FIRST_COLUMN + 1, risk, self.row.figure("dashboard.at_risk"), style)
        pen.put(self.sheet, number + 1, FIRST_COLUMN, pen.say(_ON_TIME), pen.styles.role("label"))
        rate = 'IF(COUNT({calendar.on_time[]})=0,"",SUM({calendar.on_time[]})/COUNT({calendar.on_time[]}))'
        percent = pen.styles.role("computed", align="right", num_format="0.0%")
        self.formula(number + 1, FIRST_COLUMN + 1, rate, self.row.figure("dashboard.on_time_rate"), percent)
        return number + 2

    def write_objectives(self, row: int) -> None:
        """One line per objective: label, attainment, expected, trajectory."""
        pen, first = self.pen, FIRST_COLUMN + 3
        write_heading(pen, self.sheet, row, pen.say(_OBJECTIVES), first + 3, first)
        block = self._table("objectives")
        if block is None:
            return
        for offset, objective in enumerate(pen.book.rows("objectives")):
            for column, key in enumerate(("label", "attainment", "expected", "rag")):
                self._copy(block, objective, key, block.first_row + offset, row + 1 + offset, first + column)

    def _copy(self, block: TableBlock, source: Row, key: str, there: int, here: int, column: int) -> None:
        field = block.table.by_key[key]
        tab = self.pen.layout.by_sheet["objectives"]
        cell = f"{tab.quoted}!${column_letters(block.columns[key])}${there + 1}"
        value = source.figure(field.name) if field.computed else source.record.get(key)
        style = self.pen.styles.field(field, "computed")
        self.pen.put_formula(
            self.sheet, here, column, f'=IF({cell}="","",{cell})', self.pen.shown(field, value), style
        )

    def _table(self, key: str) -> TableBlock | None:
        tab = self.pen.layout.tab_of(key)
        block = tab.blocks[key] if tab else None
        return block if isinstance(block, TableBlock) else None

    def write_charts(self, row: int) -> None:
        """Situations as bars, budget by axis as columns: native charts, right when data changes."""
        pen = self.pen
        chart = pen.workbook.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": pen.say(_SITUATIONS),
                "categories": [self.tab.name, self.first_count, FIRST_COLUMN, self.last_count, FIRST_COLUMN],
                "values": [
                    self.tab.name,
                    self.first_count,
                    FIRST_COLUMN + 1,
                    self.last_count,
                    FIRST_COLUMN + 1,
                ],
                "fill": {"color": pen.styles.colour("accent")},
                "data_labels": {"value": True, "num_format": "0;;"},
            }
        )
        _dress(chart, pen.say(_SITUATIONS))
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        self.sheet.insert_chart(row, FIRST_COLUMN, chart, {**_CHART, "description": pen.say(_SITUATIONS)})
        self._axis_chart(row)

    def _axis_chart(self, row: int) -> None:
        pen, block = self.pen, self._table("envelope")
        axes = [n for n, r in enumerate(pen.book.rows("envelope")) if r["dimension"] == "axis"]
        if block is None or not axes:
            return
        tab = pen.layout.by_sheet["envelope"].name
        first, last = block.first_row + axes[0], block.first_row + axes[-1]
        chart = pen.workbook.add_chart({"type": "column"})
        for key, colour in (
            ("amount", "band"),
            ("allocated", "accent"),
            ("committed", "warning"),
            ("spent", "title"),
        ):
            column = block.columns[key]
            chart.add_series(
                {
                    "name": pen.say(block.table.by_key[key].label),
                    "categories": [tab, first, block.columns["key"], last, block.columns["key"]],
                    "values": [tab, first, column, last, column],
                    "fill": {"color": pen.styles.colour(colour)},
                    "gap": 60,
                }
            )
        _dress(chart, pen.say(_BY_AXIS))
        chart.set_legend({"position": "bottom"})
        chart.set_y_axis(
            {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
        )
        self.sheet.insert_chart(
            row, FIRST_COLUMN + 3, chart, {**_CHART, "x_scale": 1.25, "description": pen.say(_BY_AXIS)}
        )


def _dress(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"none": True}})
