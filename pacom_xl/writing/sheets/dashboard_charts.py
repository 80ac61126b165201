"""The charts of the dashboard: budget of each axis, payments of each month. Native ones, right when data changes.

Hidden columns hold what they show: names instead of codes, months past apart from those to come.
"""

from __future__ import annotations

from decimal import Decimal

from pacom_xl.figures.periods import month_start
from pacom_xl.figures.plan_view import Row
from pacom_xl.layout import sheet_texts as texts
from pacom_xl.layout.blocks import BOARD, GridBlock, TableBlock
from pacom_xl.model import palette
from pacom_xl.model.text import NBSP, Text
from pacom_xl.writing.group.overview.canvas import Canvas

#: Hidden columns: of the axes, of the months.
_AXIS, _COMMITTED, _FORECAST, _ENVELOPE = 5, 6, 7, 8
_MONTH, _GONE, _COMING, _OVER, _CAP = 9, 10, 11, 12, 13
#: Letters of the name of an axis a chart has room for.
_NAME = 24
_PAST_FILL, _FORECAST_FILL = "#B8C4D6", "#9DBCDD"
_SMALL = {"size": 8, "color": palette.INK}


class Charts:
    """Writes the charts; ``first``: row of their hidden cells."""

    def __init__(self, canvas: Canvas, first: int) -> None:
        self.canvas, self.first = canvas, first
        self.width = BOARD.columns - BOARD.right

    def write(self, rows: tuple[int, int, int]) -> None:
        """Budget from the first row of ``rows`` to the second, payments from there to the third."""
        self._write(rows[0], rows[1], texts.CHART_AXES, texts.NO_BUDGET, self._budget(), rows[1])
        self._write(rows[1], rows[2], texts.CHART_CASH, texts.NO_PAYMENT, self._payments(), rows[2])

    def _write(
        self, row: int, end: int, title: Text, none: Text, found: tuple[object, str, bool] | None, last: int
    ) -> None:
        canvas, at = self.canvas, BOARD.right
        canvas.heading(row, at, self.width, title)
        if found is None:
            canvas.text(row + 1, at, self.width, none, canvas.look(font_color="muted", italic=True))
            return
        chart, nothing, empty = found
        look = canvas.look(font_color="muted", italic=True)
        literal = canvas.literal(none)
        canvas.formula(
            row + 1, at, self.width, f'IF({nothing},{literal},"")', canvas.book.say(none) if empty else "", look
        )
        canvas.place_chart(chart, canvas.book.say(title), (row + 1, at), (last, at + self.width))  # type: ignore[arg-type]

    # -- budget ----------------------------------------------------------------------------------------------

    def _budget(self) -> tuple[object, str, bool] | None:
        """Committed over forecast, inside the outline of the envelope."""
        canvas = self.canvas
        rows = canvas.view.rows("envelope")
        axes = [(number, row) for number, row in enumerate(rows, 1) if row["dimension"] == "axis"]
        if not axes or not isinstance(self._block("envelope", "envelope"), TableBlock):
            return None
        for offset, (number, row) in enumerate(axes):
            self._set_axis(self.first + offset, number, row)
        names = canvas.aside(_AXIS, self.first, len(axes)).place
        chart = canvas.book.chart("bar")
        chart.show_hidden_data()
        looks = (
            (_FORECAST, texts.FORECAST_SERIES, {"fill": {"color": _FORECAST_FILL}}),
            (_COMMITTED, texts.COMMITTED_SERIES, {"fill": {"color": canvas.book.styles.colour("title")}}),
            (_ENVELOPE, texts.ENVELOPE_SERIES,
             {"fill": {"none": True}, "border": {"color": palette.AMBER.solid, "width": 1.75}}),
        )  # fmt: skip
        for column, name, look in looks:
            chart.add_series({
                "name": canvas.book.say(name), "categories": names,
                "values": canvas.aside(column, self.first, len(axes)).place, "gap": 45, "overlap": 100, **look,
            })  # fmt: skip
        chart.set_y_axis({"reverse": True, "num_font": _SMALL, "line": {"color": palette.LINE}})
        self._finish(chart, "x")
        amounts = canvas.aside(_ENVELOPE, self.first, len(axes)).address
        used = canvas.aside(_FORECAST, self.first, len(axes)).address
        return (
            chart,
            f"SUM({amounts})+SUM({used})=0",
            not any(row.amount("amount") or row.amount("forecast") for _, row in axes),
        )

    def _set_axis(self, row: int, number: int, axis: Row) -> None:
        canvas = self.canvas
        name, key = f"INDEX({{envelope.label[]}},{number})", f"INDEX({{envelope.key[]}},{number})"
        label = axis.text("label") or axis.text("key")
        label = f"{label[: _NAME - 1]}…" if len(label) > _NAME else label
        text = f'IF({name}="",{key}&"",{name})'
        canvas.set_aside(row, _AXIS, f'IF(LEN({text})>{_NAME},LEFT({text},{_NAME - 1})&"…",{text})', label)
        for column, field in ((_COMMITTED, "committed"), (_FORECAST, "forecast"), (_ENVELOPE, "amount")):
            canvas.set_aside(row, column, f"N(INDEX({{envelope.{field}[]}},{number}))", axis.amount(field))

    # -- payments --------------------------------------------------------------------------------------------

    def _payments(self) -> tuple[object, str, bool] | None:
        """Months past, to come, above the ceiling; the ceiling as a line."""
        canvas = self.canvas
        block = self._block("cash", "cash")
        if not isinstance(block, GridBlock):
            return None
        months, cap = canvas.view.months, canvas.view.cash_input("monthly_cap", "")
        for offset, month in enumerate(months):
            self._set_month(block, self.first + offset, month, cap)
        count = len(months)
        heads = canvas.aside(_MONTH, self.first, count).place
        chart = canvas.stacked_chart("column")
        fills = (
            (_GONE, texts.PAST_MONTHS, _PAST_FILL), (_COMING, texts.COMING_MONTHS, canvas.book.styles.colour("accent")),
            (_OVER, texts.MONTHS_OVER, palette.RED.solid),
        )  # fmt: skip
        for column, name, fill in fills:
            chart.add_series({
                "name": canvas.book.say(name), "categories": heads, "gap": 45, "overlap": 100,
                "values": canvas.aside(column, self.first, count).place, "fill": {"color": fill},
            })  # fmt: skip
        line = canvas.book.chart("line")
        line.add_series({
            "name": canvas.book.say(texts.CEILING), "categories": heads,
            "values": canvas.aside(_CAP, self.first, count).place,
            "line": {"color": palette.AMBER.solid, "width": 1.75, "dash_type": "dash"},
        })  # fmt: skip
        chart.combine(line)
        month = palette.short_month_format(canvas.lang)
        chart.set_x_axis({"num_format": month, "num_font": _SMALL, "text_axis": True, "line": {"color": palette.LINE}})
        self._finish(chart, "y")
        paid = [canvas.aside(column, self.first, count).address for column in (_GONE, _COMING, _OVER)]
        nothing = "+".join(f"SUM({cells})" for cells in paid)
        return chart, f"{nothing}=0", not any(canvas.view.cash("cash_out_plan", month) for month in months)

    def _set_month(self, block: GridBlock, row: int, month: str, cap: object) -> None:
        canvas = self.canvas
        tab = canvas.sheet.layout.tab_of("cash")
        assert tab is not None
        cell = canvas.sheet.formulas.cell
        paid = f"N({tab.quoted}!{cell(block.figures['cash_out_plan'], block.columns[month])})"
        ceiling = f"{tab.quoted}!{cell(block.items['monthly_cap'], block.columns[''])}"
        start = month_start(month)
        now = "DATE(YEAR(DateRef),MONTH(DateRef),1)"
        here = f"DATE({start.year},{start.month},1)"
        above = f"AND(ISNUMBER({ceiling}),{paid}>N({ceiling}))"
        amount = canvas.view.cash("cash_out_plan", month)
        value = amount if isinstance(amount, (int, Decimal)) else Decimal(0)
        is_past = start < canvas.view.as_of.replace(day=1)
        is_over = isinstance(cap, (int, Decimal)) and value > cap
        cells = (
            (_MONTH, here, start),
            (_GONE, f"IF({here}<{now},{paid},0)", value if is_past else 0),
            (_COMING, f"IF(OR({here}<{now},{above}),0,{paid})", 0 if is_past or is_over else value),
            (_OVER, f"IF(AND({here}>={now},{above}),{paid},0)", value if is_over and not is_past else 0),
            (_CAP, f'IF(ISNUMBER({ceiling}),{ceiling},"")', cap if isinstance(cap, (int, Decimal)) else ""),
        )
        for column, formula, shown in cells:
            canvas.set_aside(row, column, formula, shown)

    # -- both ------------------------------------------------------------------------------------------------

    def _block(self, sheet: str, table: str) -> object:
        tab = self.canvas.sheet.layout.by_sheet.get(sheet)
        return tab.blocks.get(table) if tab else None

    def _finish(self, chart: object, axis: str) -> None:
        """Legend, background, and the axis of amounts, in thousands."""
        money = self.canvas.money
        thousands = money.replace("#,##0", "#,##0,")
        unit = thousands.replace(NBSP, f"{NBSP}k") if self.canvas.lang == "fr" else thousands.replace(',"', ',"k')
        look = {
            "num_format": f"[>=1000]{unit};;", "num_font": _SMALL, "line": {"none": True}, "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": palette.GRID}},
        }  # fmt: skip
        getattr(chart, f"set_{axis}_axis")(look)
        chart.set_legend({"position": "bottom", "font": {"size": 8}})  # type: ignore[attr-defined]
        chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})  # type: ignore[attr-defined]
        chart.set_plotarea({"fill": {"none": True}})  # type: ignore[attr-defined]
