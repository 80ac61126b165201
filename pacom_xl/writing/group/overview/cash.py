"""Payments by month: months past, the coming peak, months to come, and the ceiling the group sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from xlsxwriter.chart import Chart

from pacom_xl.figures.group.totals import group_totals
from pacom_xl.figures.periods import ZERO, month_start
from pacom_xl.layout import overview_texts as texts
from pacom_xl.model import palette
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.formats import money
from pacom_xl.model.plan import Value
from pacom_xl.model.text import NBSP
from pacom_xl.model.typography import colon
from pacom_xl.writing.group.overview.canvas import HEADING, Canvas, HiddenColumn
from pacom_xl.writing.group.overview.regions import FIRST_ROW

_ELAPSED_FILL = "#B8C4D6"


@dataclass
class Cash:
    """The months, in hidden cells, and their chart."""

    canvas: Canvas
    months: list[str] = field(default_factory=list)
    paid: list[Decimal] = field(default_factory=list)
    #: Ceiling of a month; ``None`` when the group sets none.
    cap: Decimal | None = None

    def __post_init__(self) -> None:
        """Read the payments by month of all teams, which other sheets add up too."""
        found = group_totals(self.canvas.view)
        self.months = [row.text("month") for row in self.canvas.view.rows("group_cash")]
        self.paid = [found.sums["cash", "", month] for month in self.months]
        caps = [amount for (item, month), amount in found.cash.items() if item == "monthly_cap" and not month]
        self.cap = next((amount for amount in caps if amount is not None), None)

    @property
    def _now(self) -> str:
        return f"{self.canvas.view.as_of:%Y-%m}"

    @property
    def _coming(self) -> list[tuple[str, Decimal]]:
        return [(month, paid) for month, paid in zip(self.months, self.paid, strict=True) if month >= self._now]

    @property
    def peak(self) -> Decimal | None:
        """The highest payment of a month from that of the date on; ``None`` without such a month."""
        return max((paid for _, paid in self._coming), default=None)

    @property
    def peak_month(self) -> Value:
        """The first day of that month."""
        if not self.peak:
            return ""
        return next(month_start(month) for month, paid in self._coming if paid == self.peak)

    # -- hidden cells ----------------------------------------------------------------------------------------

    @property
    def _last(self) -> int:
        """Row of the peak, below the months."""
        return FIRST_ROW + len(self.months)

    @property
    def peak_cell(self) -> str:
        """Cell of the peak."""
        return self.canvas.hidden_cell(HiddenColumn.PEAK, self._last)

    @property
    def peak_month_cell(self) -> str:
        """Cell of its month."""
        return self.canvas.hidden_cell(HiddenColumn.MONTH, self._last)

    @property
    def cap_cell(self) -> str:
        """Cell of the ceiling."""
        return self.canvas.hidden_cell(HiddenColumn.CAP, self._last)

    def set_hidden(self) -> None:
        """Write months and amounts in hidden cells: past, peak, to come, ceiling; then peak and ceiling alone."""
        canvas, count = self.canvas, len(self.months)
        months, amounts = "{group_cash.month[]}", "{group_cash.cash[]}"
        typed = '{cash.team[]},"' + GROUP_TEAM + '",{cash.item_key[]},"monthly_cap"'
        cap = f'IF(COUNTIFS({typed},{{cash.amount[]}},">=0")=0,"",SUMIFS({{cash.amount[]}},{typed}))'
        first = "DATE(YEAR(DateRef),MONTH(DateRef),1)"
        coming = f"({months}>={first})*{amounts}"
        largest = f'IF(SUMPRODUCT(({months}>={first})*1)=0,"",SUMPRODUCT(LARGE({coming},1)))'
        cap_value: Value = "" if self.cap is None else self.cap
        canvas.set_hidden(self._last, HiddenColumn.CAP, cap, cap_value)
        canvas.set_hidden(self._last, HiddenColumn.PEAK, largest, "" if self.peak is None else self.peak)
        area = canvas.aside(HiddenColumn.MONTH, FIRST_ROW, count).address
        shown = canvas.aside(HiddenColumn.PEAK, FIRST_ROW, count).address
        for rank, (month, paid) in enumerate(zip(self.months, self.paid, strict=True)):
            self._set_month(FIRST_ROW + rank, rank, month, paid, first)
        of_peak = self._month_of_peak(area, shown)
        canvas.set_hidden(self._last, HiddenColumn.MONTH, of_peak, self.peak_month)

    def _month_of_peak(self, months: str, peaks: str) -> str:
        """The month whose column of the peak is not zero."""
        return f'IF(N({self.peak_cell})>0,SUMPRODUCT(({peaks}>0)*{months}),"")'

    def _set_month(self, row: int, rank: int, month: str, paid: Decimal, first: str) -> None:
        canvas = self.canvas
        start = f"INDEX({{group_cash.month[]}},{rank + 1})"
        amount = f"N(INDEX({{group_cash.cash[]}},{rank + 1}))"
        here = canvas.hidden_cell(HiddenColumn.MONTH, row)
        canvas.set_hidden(row, HiddenColumn.MONTH, start, month_start(month))
        canvas.set_hidden(
            row, HiddenColumn.ELAPSED, f"IF({here}<{first},{amount},0)", paid if month < self._now else ZERO
        )
        # The first of several equal peaks is the peak.
        above = canvas.hidden_cell(HiddenColumn.PEAK, row - 1)
        earlier = f"SUM({canvas.hidden_cell(HiddenColumn.PEAK, FIRST_ROW)}:{above})=0" if rank else "TRUE"
        is_peak = f"AND({here}>={first},{amount}>0,{amount}=N({self.peak_cell}),{earlier})"
        peak = paid if month_start(month) == self.peak_month else ZERO
        canvas.set_hidden(row, HiddenColumn.PEAK, f"IF({is_peak},{amount},0)", peak)
        coming = paid - peak if month >= self._now else ZERO
        rest = f"IF({here}<{first},0,{amount}-{canvas.hidden_cell(HiddenColumn.PEAK, row)})"
        canvas.set_hidden(row, HiddenColumn.COMING, rest, coming)
        cap = self.cap_cell
        canvas.set_hidden(row, HiddenColumn.CAP, f'IF(ISNUMBER({cap}),{cap},"")', "" if self.cap is None else self.cap)

    # -- the chart -------------------------------------------------------------------------------------------

    def write(self, row: int, at: int, width: int, last: int) -> None:
        """Heading, and the chart down to row ``last``."""
        canvas = self.canvas
        height = canvas.sheet.heights.get(row, HEADING)
        canvas.heading(row, at, width, texts.CASH_TITLE, "group_cash", height=height)
        if not any(self.paid):
            canvas.text(row + 1, at, width, texts.NO_CASH, canvas.look(font_color="muted", italic=True))
            return
        chart = canvas.stacked_chart("column")
        count = len(self.months)
        months = canvas.aside(HiddenColumn.MONTH, FIRST_ROW, count).place
        fills = (
            (HiddenColumn.ELAPSED, texts.ELAPSED, _ELAPSED_FILL), (HiddenColumn.PEAK, texts.PEAK, self._peak_fill),
            (HiddenColumn.COMING, texts.COMING, canvas.book.styles.colour("accent")),
        )  # fmt: skip
        for column, name, fill in fills:
            series = {
                "name": canvas.book.say(name), "categories": months, "gap": 45, "overlap": 100,
                "values": canvas.aside(column, FIRST_ROW, count).place, "fill": {"color": fill},
            }  # fmt: skip
            if column is HiddenColumn.PEAK:
                # Upright, so that it stays within a narrow column.
                font = {"bold": True, "size": 8, "color": palette.WHITE, "rotation": -90}
                series["data_labels"] = {
                    "value": True, "num_format": _thousands(canvas), "font": font, "position": "center",
                }  # fmt: skip
            chart.add_series(series)
        if self.cap is not None:
            self._add_cap(chart, months, count)
        self._set_axes(chart)
        canvas.place_chart(chart, canvas.book.say(texts.CASH_TITLE), (row + 1, at), (last + 1, at + width))

    @property
    def _peak_fill(self) -> str:
        """Red above the ceiling only, as the verdict of the tile."""
        is_over = self.cap is not None and (self.peak or ZERO) > self.cap
        return palette.RED.solid if is_over else self.canvas.book.styles.colour("title")

    def _add_cap(self, chart: Chart, months: list[object], count: int) -> None:
        canvas = self.canvas
        line = canvas.book.chart("line")
        line.add_series({
            "name": self._cap_name(), "categories": months,
            "values": canvas.aside(HiddenColumn.CAP, FIRST_ROW, count).place,
            "line": {"color": palette.AMBER.solid, "width": 1.75, "dash_type": "dash"},
        })  # fmt: skip
        chart.combine(line)

    def _cap_name(self) -> str:
        canvas = self.canvas
        currency = canvas.view.form("plan").text("currency") or "EUR"
        return canvas.book.say(texts.CAP_LINE) + colon(canvas.lang) + money(self.cap or ZERO, canvas.lang, currency)

    def _set_axes(self, chart: Chart) -> None:
        canvas = self.canvas
        small = {"size": 8, "color": palette.INK}
        chart.set_x_axis({
            "num_format": palette.short_month_format(canvas.lang), "num_font": small, "text_axis": True,
            "line": {"color": palette.LINE},
        })  # fmt: skip
        chart.set_y_axis({
            "num_format": _thousands(canvas), "num_font": small, "line": {"none": True}, "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": palette.GRID}},
        })  # fmt: skip
        chart.set_legend({"position": "bottom", "font": {"size": 8}})


def _thousands(canvas: Canvas) -> str:
    """Number format of amounts in thousands: « 82 k€ »; nothing for 0."""
    french = canvas.lang == "fr"
    money = canvas.money.replace("#,##0", "#,##0,") if french else canvas.money.replace("#,##0", '#,##0,"k"')
    return palette.in_language(f"{money.replace(NBSP, f'{NBSP}k') if french else money};;", canvas.lang)
