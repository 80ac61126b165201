"""Budget by region: amounts that add up, and a bar of each region with the tick of its envelope.

``writing.bullet_bars`` says what a bar consists of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pacom_xl.figures.periods import ZERO
from pacom_xl.layout import overview_texts as texts
from pacom_xl.model import palette
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.text import Text
from pacom_xl.writing.bullet_bars import SEGMENTS, add_segments, segment_formulas, segment_values
from pacom_xl.writing.group.overview.canvas import COLUMNS, ROW, Canvas, HiddenColumn
from pacom_xl.writing.group.overview.regions import FEW_REGIONS, Region, Regions
from pacom_xl.writing.group.team_figures import TeamFigures

#: Columns of the grid: name of a region on the usual grid and on a wider one, each amount.
_NAME, _LONG_NAME, _AMOUNT = 6, 8, 3
#: Rows beside those of the regions: title, headings, totals.
BUDGET_ROWS = 5
_HEADS = (
    (texts.COMMITTED, _AMOUNT, "right"),
    (texts.FORECAST, _AMOUNT, "right"),
    (texts.ENVELOPE, _AMOUNT, "right"),
    (texts.LEFT, _AMOUNT, "right"),
)


@dataclass(frozen=True)
class Budget:
    """The table and its chart; other parts of the sheet look at its totals."""

    canvas: Canvas
    regions: Regions
    figures: TeamFigures
    width: int
    #: First row of the part.
    row: int
    _values: dict[str, Decimal] = field(default_factory=dict)

    # -- what the tiles need ---------------------------------------------------------------------------------

    @property
    def _total_row(self) -> int:
        return self.row + 2 + max(1, len(self.regions.shown))

    @property
    def last_row(self) -> int:
        """The last row of the part."""
        return self._total_row + 2

    @property
    def _name(self) -> int:
        """Columns of the name of a region."""
        return _LONG_NAME if self.canvas.columns > COLUMNS else _NAME

    @property
    def _amounts(self) -> int:
        return self.width - 4 * _AMOUNT

    @property
    def forecast_cell(self) -> str:
        """Cell of the forecast of all regions."""
        return self.canvas.cell(self._total_row, self._amounts + _AMOUNT)

    @property
    def limit(self) -> str:
        """Formula: the group's envelope, else the sum of those of the regions."""
        of_group = self.canvas.cell(self._total_row + 1, self._amounts + 2 * _AMOUNT)
        of_regions = self.canvas.cell(self._total_row, self._amounts + 2 * _AMOUNT)
        return f"IF(N({of_group})>0,{of_group},{of_regions})"

    @property
    def forecast(self) -> Decimal:
        """Forecast of all regions."""
        return self._sum("forecast")

    @property
    def group_envelope(self) -> Decimal:
        """Total envelope of the group's workbook; 0 without one."""
        return Decimal(str(self.figures.values.get((GROUP_TEAM, "envelope")) or 0))

    @property
    def limit_value(self) -> Decimal:
        """Value of ``limit``."""
        return self.group_envelope if self.group_envelope > 0 else self._sum("envelope")

    def _sum(self, key: str) -> Decimal:
        return sum((self._of(region, key) for region in self.regions.all), ZERO)

    def _of(self, region: Region, key: str) -> Decimal:
        value = self.figures.values.get((region.code, key))
        return value if isinstance(value, Decimal) else ZERO

    # -- writing ---------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Heading, a line per region, the totals, the chart over its column."""
        canvas, row = self.canvas, self.row
        canvas.heading(row, 0, self.width, texts.BUDGET_TITLE, "summary")
        canvas.heads(row + 1, 0, ((texts.REGION, self._name, "left"),))
        self._write_key(row + 1)
        canvas.heads(row + 1, self._amounts, _HEADS)
        for number, region in enumerate(self.regions.shown, row + 2):
            self._write_region(number, region)
        self._write_totals()
        if self.regions.shown:
            self._write_chart()

    def _write_key(self, row: int) -> None:
        """Write the legend of the bars, each word in its colour."""
        canvas = self.canvas
        look = canvas.look(font_size=8, bg_color="band", align="left")
        canvas.blank(row, self._name, self._amounts - self._name, look)
        parts: list[Any] = []
        for text, fill in zip(
            texts.BAR_KEY_PARTS, ("title", "#5F86B3", palette.AMBER.ink, palette.RED.ink), strict=True
        ):
            parts += [canvas.look(font_size=8, font_color=fill), canvas.book.say(text)]
        canvas.sheet.worksheet.write_rich_string(row, canvas.column(self._name), *parts, look)

    def _write_region(self, row: int, region: Region) -> None:
        canvas = self.canvas
        name = canvas.line(align="left", indent=1, shrink=True)
        label, shown = self.regions.label_cell(region), region.label
        if region.short != region.label:
            # Other parts of the sheet show its code.
            label, shown = f'{label}&" ("&{self.regions.code_cell(region)}&")"', f"{shown} ({region.code})"
        canvas.formula(row, 0, self._name, label, shown, name)
        canvas.height(row, ROW if len(self.regions.shown) > FEW_REGIONS else ROW + 2)
        if not region.sent:
            look = canvas.line(font_color=palette.RED.ink, italic=True, align="left", indent=1)
            canvas.text(row, self._name, self._amounts - self._name, texts.NOT_RECEIVED, look)
            canvas.blank(row, self._amounts, 4 * _AMOUNT, canvas.line())
        else:
            canvas.blank(row, self._name, self._amounts - self._name, canvas.line())
            self._write_amounts(row, region)
        self._write_segments(row, region)

    def _write_amounts(self, row: int, region: Region) -> None:
        canvas, code = self.canvas, self.regions.code_cell(region)
        look = canvas.line(align="right", num_format=canvas.money)
        for rank, key in enumerate(("committed", "forecast")):
            formula = f"SUMIFS({{index.{key}[]}},{{actions.team[]}},{code})"
            canvas.formula(row, self._amounts + rank * _AMOUNT, _AMOUNT, formula, self._of(region, key), look)
        formula = f'SUMIFS({{envelope.amount[]}},{{envelope.team[]}},{code},{{envelope.dimension_key[]}},"total")'
        canvas.formula(row, self._amounts + 2 * _AMOUNT, _AMOUNT, formula, self._of(region, "envelope"), look)
        self._write_remaining(row, self._of(region, "envelope") - self._of(region, "forecast"))

    def _cells(self, row: int) -> tuple[str, str, str]:
        """Cells of what is committed, forecast and allowed on a line."""
        committed, forecast, envelope = (self.canvas.cell(row, self._amounts + n * _AMOUNT) for n in range(3))
        return committed, forecast, envelope

    def _write_remaining(self, row: int, value: Decimal, **more: Any) -> None:
        """Envelope less forecast: red below zero."""
        canvas = self.canvas
        _, forecast, envelope = self._cells(row)
        shape = f"{canvas.money};[Red]−{canvas.money}"
        look = canvas.line(align="right", num_format=shape, **more)
        canvas.formula(row, self._amounts + 3 * _AMOUNT, _AMOUNT, f"{envelope}-{forecast}", value, look)

    def _write_totals(self) -> None:
        canvas, row = self.canvas, self._total_row
        bold = {"bold": True, "bg_color": "band", "font_color": "title"}
        self._label(row, texts.ALL_REGIONS, bold)
        self._write_cut(row, bold)
        look = canvas.line(align="right", num_format=canvas.money, **bold)
        for rank, key in enumerate(("committed", "forecast", "envelope")):
            at = self._amounts + rank * _AMOUNT
            formula = self._sum_formula(key, at)
            canvas.formula(row, at, _AMOUNT, formula, self._sum(key), look)
        self._write_remaining(row, self._sum("envelope") - self.forecast, **bold)
        self._write_group(row)

    def _write_cut(self, row: int, more: dict[str, Any]) -> None:
        """Write how many regions are shown when not all are; the totals are those of all."""
        canvas, shown, count = self.canvas, len(self.regions.shown), len(self.regions.all)
        if shown < count:
            regions = canvas.book.say(texts.REGIONS_SHOWN).format(shown=shown, all=count)
            sheet = canvas.sheet_name("summary")
            words = canvas.book.say(texts.WORST_REGIONS_SHOWN).format(shown=regions, sheet=sheet)
            look = canvas.line(align="left", shrink=True, **more | {"font_color": palette.AMBER.ink, "bold": False})
            canvas.formula(row, self._name, self._amounts - self._name, canvas.literal(words), words, look)

    def _sum_formula(self, key: str, at: int) -> str:
        """The sum of the lines above; of all regions when some are not shown."""
        if len(self.regions.shown) == len(self.regions.all):
            column = self.canvas.cell(self.row + 2, at)
            return f"SUM({column}:{self.canvas.cell(self._total_row - 1, at)})"
        if key == "envelope":
            amounts = 'SUMIFS({envelope.amount[]},{envelope.dimension_key[]},"total"'
            return f'{amounts})-{amounts},{{envelope.team[]}},"{GROUP_TEAM}")'
        return f"SUM({{index.{key}[]}})"

    def _write_group(self, row: int) -> None:
        """The group's envelope, and how forecast and regional envelopes differ from it."""
        canvas, at, known = self.canvas, self._amounts, self.group_envelope
        self._label(row + 1, texts.GROUP_ENVELOPE, {})
        self._label(row + 2, texts.DIFFERENCE, {"bold": True})
        for number in (row + 1, row + 2):
            canvas.blank(number, at, 4 * _AMOUNT, canvas.line())
        formula = (
            f'SUMIFS({{envelope.amount[]}},{{envelope.team[]}},"{GROUP_TEAM}",{{envelope.dimension_key[]}},"total")'
        )
        look = canvas.line(align="right", num_format=f'{canvas.money};−{canvas.money};"–"')
        canvas.formula(row + 1, at + 2 * _AMOUNT, _AMOUNT, formula, known, look)
        group = self._cells(row + 1)[2]
        shape = f'[Red]"+"{canvas.money};−{canvas.money};{canvas.money}'
        look = canvas.line(align="right", bold=True, num_format=shape)
        for rank, value in ((1, self.forecast), (2, self._sum("envelope"))):
            formula = f'IF(N({group})=0,"",{self._cells(row)[rank]}-{group})'
            canvas.formula(row + 2, at + rank * _AMOUNT, _AMOUNT, formula, value - known if known else "", look)

    def _label(self, row: int, text: Text, more: dict[str, Any]) -> None:
        canvas = self.canvas
        canvas.text(row, 0, self._name, text, canvas.line(align="left", indent=1, shrink=True, **more))
        canvas.blank(row, self._name, self._amounts - self._name, canvas.line(**more))
        canvas.height(row, ROW)

    # -- the chart -------------------------------------------------------------------------------------------

    def _write_segments(self, row: int, region: Region) -> None:
        """The six segments of a bar, in hidden cells."""
        committed, forecast, envelope = (f"N({cell})" for cell in self._cells(row))
        formulas = segment_formulas(committed, forecast, envelope, self._longest())
        keys = ("committed", "forecast", "envelope")
        amounts = [self._of(one, key) for one in self.regions.shown for key in keys]
        c, f, e = (self._of(region, key) for key in keys)
        known = segment_values(c, f, e, amounts)
        for rank, (formula, value) in enumerate(zip(formulas, known, strict=True)):
            self.canvas.set_hidden(row, HiddenColumn.BAR + rank, formula, value)

    def _longest(self) -> str:
        """Address of all amounts of the regions."""
        first = self.canvas.cell(self.row + 2, self._amounts)
        return f"{first}:{self.canvas.cell(self._total_row - 1, self._amounts + 3 * _AMOUNT - 1)},0"

    def _write_chart(self) -> None:
        canvas, first, count = self.canvas, self.row + 2, len(self.regions.shown)
        chart = canvas.stacked_chart("bar")
        names = (canvas.book.say(name) for name in texts.BAR_NAMES)
        values = (canvas.aside(HiddenColumn.BAR + rank, first, count).place for rank in range(SEGMENTS))
        series = ({"name": name, "values": place} for name, place in zip(names, values, strict=True))
        add_segments(chart, series, canvas.book.styles.colour)
        canvas.fill_frame(chart)
        chart.set_y_axis({"reverse": True, "visible": False, "major_gridlines": {"visible": False}})
        chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
        title = canvas.book.say(texts.BUDGET_TITLE)
        canvas.place_chart(chart, title, (first, self._name), (first + count, self._amounts - 1))
