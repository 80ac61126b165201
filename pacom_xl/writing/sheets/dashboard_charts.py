"""The charts of the dashboard: budget of each axis, payments of each month. Native ones, right when data changes.

Hidden columns hold what they show: names instead of codes, months past apart from those to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from xlsxwriter.chart import Chart

from pacom_xl.figures.periods import month_start
from pacom_xl.figures.plan_view import Row
from pacom_xl.layout import sheet_texts as texts
from pacom_xl.layout.blocks import GridBlock, TableBlock
from pacom_xl.layout.fixed_places import BOARD
from pacom_xl.model import palette
from pacom_xl.model.plan import Value
from pacom_xl.model.text import NBSP, Text
from pacom_xl.writing.bullet_bars import add_segments, segment_formulas, segment_values
from pacom_xl.writing.group.overview.canvas import Canvas

#: Hidden columns: of the axes, of the months.
_AXIS, _COMMITTED, _FORECAST, _ENVELOPE = 5, 6, 7, 8
_MONTH, _GONE, _COMING, _OVER, _CAP = 9, 10, 11, 12, 13
#: First of the segments of the bar of an axis.
_BAR = 14
#: Letters of the name of an axis a chart has room for, and the part of the chart its bars fill at the right of them.
_NAME = 46
_BARS = {"x": 0.48, "y": 0.13, "width": 0.49, "height": 0.85}
_PAST_FILL = "#B8C4D6"
#: Widths of the parts of the keys, and their colours: a role of the palette or a colour.
_KEY_WIDTHS = (3, 3, 5, 3)
_BUDGET_INKS = ("title", "#5F86B3", palette.AMBER.ink, palette.RED.ink)
_CASH_INKS = ("#6B7A90", "accent", palette.RED.ink, palette.AMBER.ink)
_BAR_NAMES = (
    texts.COMMITTED_SERIES, texts.FORECAST_SERIES, texts.NO_SERIES, texts.ENVELOPE_SERIES,
    texts.COMMITTED_ABOVE_SERIES, texts.FORECAST_ABOVE_SERIES,
)  # fmt: skip
_SMALL = {"size": 8, "color": palette.INK}


class _ChartSection(NamedTuple):
    """A chart and what stands beside it; no chart where the workbook lacks its table."""

    none: Text
    chart: Chart | None = None
    #: Formula: whether there is nothing to show; its value.
    nothing: str = ""
    empty: bool = True
    key: Sequence[Text] = ()
    inks: Sequence[str] = ()


class Charts:
    """Writes the charts; ``first``: row of their hidden cells."""

    def __init__(self, canvas: Canvas, first: int) -> None:
        self.canvas, self.first = canvas, first
        self.width = BOARD.columns - BOARD.right

    def write(self, rows: tuple[int, int, int]) -> None:
        """Budget from the first row of ``rows`` to the second, payments from there to the third."""
        self._write(rows[0], rows[1], texts.CHART_AXES, self._budget())
        self._write(rows[1], rows[2], texts.CHART_CASH, self._payments())

    def _write(self, row: int, end: int, title: Text, drawn: _ChartSection) -> None:
        """Heading, key, and the chart over the sentence that stands in its place as long as it has nothing to show.

        Without amounts the chart has no bar, no label and no line: the key and the names of its bars are formulas.
        """
        canvas, at = self.canvas, BOARD.right
        canvas.heading(row, at, self.width, title)
        look = canvas.look(font_color="muted", italic=True)
        if drawn.chart is None:
            canvas.text(row + 1, at, self.width, drawn.none, look)
            return
        self._write_key(row + 1, drawn)
        formula = f'IF({drawn.nothing},{canvas.literal(drawn.none)},"")'
        canvas.formula(row + 2, at, self.width, formula, canvas.book.say(drawn.none) if drawn.empty else "", look)
        canvas.place_chart(drawn.chart, canvas.book.say(title), (row + 2, at), (end, at + self.width))

    def _write_key(self, row: int, drawn: _ChartSection) -> None:
        """Write the legend, each word in its colour."""
        canvas, at = self.canvas, BOARD.right
        for words, ink, width in zip(drawn.key, drawn.inks, _KEY_WIDTHS, strict=True):
            look = canvas.look(font_size=8, font_color=ink, align="left")
            shown = "" if drawn.empty else canvas.book.say(words)
            canvas.formula(row, at, width, f'IF({drawn.nothing},"",{canvas.literal(words)})', shown, look)
            at += width

    # -- budget ----------------------------------------------------------------------------------------------

    def _budget(self) -> _ChartSection:
        """A bar of each axis: committed, forecast, the tick of the envelope."""
        canvas = self.canvas
        rows = canvas.view.rows("envelope")
        axes = [(number, row) for number, row in enumerate(rows, 1) if row["dimension"] == "axis"]
        if not axes or not isinstance(self._block("envelope", "envelope"), TableBlock):
            return _ChartSection(texts.NO_BUDGET)
        amounts = [row.amount(key) for _, row in axes for key in ("amount", "committed", "forecast")]
        places = [canvas.aside(column, self.first, len(axes)) for column in (_COMMITTED, _FORECAST, _ENVELOPE)]
        every = ",".join(place.address for place in places)
        nothing, empty = f"SUM({every})=0", not sum(amounts)
        for offset, (number, row) in enumerate(axes):
            self._set_axis(self.first + offset, number, row, amounts, every, nothing)
        chart = canvas.stacked_chart("bar")
        heads = canvas.aside(_AXIS, self.first, len(axes)).place
        series = (
            {
                "name": canvas.book.say(name), "categories": heads,
                "values": canvas.aside(_BAR + rank, self.first, len(axes)).place,
            }
            for rank, name in enumerate(_BAR_NAMES)
        )  # fmt: skip
        add_segments(chart, series, canvas.book.styles.colour, gap=45)
        chart.set_y_axis({"reverse": True, "num_font": _SMALL, "line": {"none": True}, "major_tick_mark": "none"})
        chart.set_plotarea({"fill": {"none": True}, "layout": _BARS})
        self._finish(chart, "x")
        return _ChartSection(texts.NO_BUDGET, chart, nothing, empty, texts.BUDGET_KEY, _BUDGET_INKS)

    def _set_axis(self, row: int, number: int, axis: Row, amounts: Sequence[Decimal], every: str, nothing: str) -> None:
        """Name, amounts and segments of an axis in hidden cells; ``every``: address of ``amounts``, those of all."""
        canvas = self.canvas
        name, key = f"INDEX({{envelope.label[]}},{number})", f"INDEX({{envelope.key[]}},{number})"
        label = axis.text("label") or axis.text("key")
        label = f"{label[: _NAME - 1]}…" if len(label) > _NAME else label
        text = f'IF({name}="",{key}&"",{name})'
        short = f'IF(LEN({text})>{_NAME},LEFT({text},{_NAME - 1})&"…",{text})'
        canvas.set_hidden(row, _AXIS, f'IF({nothing},"",{short})', label if sum(amounts) else "")
        for column, field in ((_COMMITTED, "committed"), (_FORECAST, "forecast"), (_ENVELOPE, "amount")):
            canvas.set_hidden(row, column, f"N(INDEX({{envelope.{field}[]}},{number}))", axis.amount(field))
        committed, forecast, envelope = (
            canvas.hidden_cell(column, row) for column in (_COMMITTED, _FORECAST, _ENVELOPE)
        )
        formulas = segment_formulas(committed, forecast, envelope, every)
        c, f, e = (axis.amount(field) for field in ("committed", "forecast", "amount"))
        for rank, (formula, value) in enumerate(zip(formulas, segment_values(c, f, e, amounts), strict=True)):
            # A text instead of 0: some offices draw a bar of no length as a line.
            canvas.set_hidden(row, _BAR + rank, f'IF({nothing},"",{formula})', value if sum(amounts) else "")

    # -- payments --------------------------------------------------------------------------------------------

    def _payments(self) -> _ChartSection:
        """Months past, to come, above the ceiling; the ceiling as a line."""
        canvas = self.canvas
        block = self._block("cash", "cash")
        if not isinstance(block, GridBlock):
            return _ChartSection(texts.NO_PAYMENT)
        months, cap = canvas.view.months, canvas.view.cash_input("monthly_cap", "")
        count = len(months)
        paid = [canvas.aside(column, self.first, count).address for column in (_GONE, _COMING, _OVER)]
        nothing = "+".join(f"SUM({cells})" for cells in paid) + "=0"
        empty = not any(canvas.view.cash("cash_out_plan", month) for month in months)
        for offset, month in enumerate(months):
            self._set_month(block, self.first + offset, month, cap, nothing, empty)
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
        chart.set_x_axis({
            "num_format": month, "num_font": _SMALL, "text_axis": True, "line": {"none": True},
            "major_tick_mark": "none",
        })  # fmt: skip
        self._finish(chart, "y")
        return _ChartSection(texts.NO_PAYMENT, chart, nothing, empty, texts.CASH_KEY, _CASH_INKS)

    def _set_month(self, block: GridBlock, row: int, month: str, cap: Value, nothing: str, empty: bool) -> None:
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
            (_MONTH, f'IF({nothing},"",{here})', "" if empty else start),
            (_GONE, f'IF(AND({here}<{now},{paid}<>0),{paid},"")', value if is_past and value else ""),
            (
                _COMING,
                f'IF(OR({here}<{now},{above},{paid}=0),"",{paid})',
                "" if is_past or is_over or not value else value,
            ),
            (_OVER, f'IF(AND({here}>={now},{above}),{paid},"")', value if is_over and not is_past else ""),
            (
                _CAP,
                f'IF({nothing},"",IF(ISNUMBER({ceiling}),{ceiling},""))',
                cap if isinstance(cap, (int, Decimal)) and not empty else "",
            ),
        )
        for column, formula, shown in cells:
            canvas.set_hidden(row, column, formula, shown)

    # -- both ------------------------------------------------------------------------------------------------

    def _block(self, sheet: str, table: str) -> object:
        tab = self.canvas.sheet.layout.by_sheet.get(sheet)
        return tab.blocks.get(table) if tab else None

    def _finish(self, chart: Chart, axis: str) -> None:
        """The axis of amounts, in thousands, without a line: a chart without amounts shows nothing."""
        money = self.canvas.money
        thousands = money.replace("#,##0", "#,##0,")
        unit = thousands.replace(NBSP, f"{NBSP}k") if self.canvas.lang == "fr" else thousands.replace(',"', ',"k')
        shape = palette.in_language(f"[>=1000]{unit};;", self.canvas.lang)
        look = {
            "num_format": shape, "num_font": _SMALL, "line": {"none": True}, "min": 0,
            "major_gridlines": {"visible": False}, "major_tick_mark": "none",
        }  # fmt: skip
        getattr(chart, f"set_{axis}_axis")(look)
