"""The grid of the first sheet of a consolidated workbook: equal narrow columns, cells merged over some of them.

Rows and columns are zero-based. Columns of the grid are counted from its left edge. Beyond its right edge stand
hidden columns with what charts, tiles and lists need (``HiddenColumn``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.format import Format

from pacom_xl.layout.anchors import sheet_anchor
from pacom_xl.layout.blocks import Tab
from pacom_xl.layout.defined_names import home_name
from pacom_xl.layout.fixed_places import ANCHORS, FIRST_COLUMN, MARK_ROW
from pacom_xl.layout.formulas import Spot
from pacom_xl.model import palette
from pacom_xl.model.palette import Tone
from pacom_xl.model.plan import Value, column_letters
from pacom_xl.model.text import NARROW_NBSP, Text
from pacom_xl.writing.amount_text import amount_formula, amount_text
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.window import pixels_of
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Columns of the grid, and the width of each in pixels, unless a sheet needs others.
COLUMNS, PIXELS = 47, 32
#: Usual height of a row and of the heading of a part, in points.
ROW, HEADING = 16.5, 20
_LEFT = FIRST_COLUMN + 1
_TONES = {"red": palette.RED, "amber": palette.AMBER, "green": palette.GREEN, "grey": palette.GREY}


class HiddenColumn(IntEnum):
    """Hidden columns."""

    PLACE, STATUS, TEAM, LABEL = 0, 1, 2, 3
    #: The label when it is short, else the code.
    SHORT = 4
    #: Keys by which regions are ranked.
    OFF_TRACK, NOT_ON_TIME = 5, 6
    #: Six segments of the bar of a region.
    BAR = 7
    MONTH, ELAPSED, PEAK, COMING, CAP = 13, 14, 15, 16, 17


@dataclass(frozen=True)
class Cells:
    """A run of cells of one hidden column: their absolute address, and their place for charts."""

    address: str
    place: list[Any]


class Canvas:
    """The sheet being written."""

    #: Width of the margin, in pixels.
    MARGIN = int(pixels_of([palette.MARGIN_WIDTH]))

    def __init__(
        self,
        book: WorkbookWriter,
        tab: Tab,
        columns: int = COLUMNS,
        asides: int = max(HiddenColumn),
        column_pixels: int = PIXELS,
    ) -> None:
        """``columns`` of the grid, each ``column_pixels`` wide, then one more than ``asides`` hidden ones."""
        self.columns, self.column_pixels = columns, column_pixels
        self.sheet = SheetWriter(book, tab)
        self.book, self.view, self.lang = book, book.view, book.lang
        self.spot = Spot(tab, None)  # type: ignore[arg-type]
        self.currency = book.view.form("plan").text("currency") or "EUR"
        self.money = palette.money_format(book.lang, self.currency)
        worksheet = self.sheet.worksheet
        worksheet.write_string(MARK_ROW, ANCHORS, sheet_anchor(tab.sheet.key), book.styles.role("anchor"))
        self.sheet.hide_row(MARK_ROW)
        worksheet.set_column(ANCHORS, ANCHORS, 12, None, {"hidden": True})
        worksheet.set_column(FIRST_COLUMN, FIRST_COLUMN, palette.MARGIN_WIDTH)
        worksheet.set_column_pixels(_LEFT, _LEFT + columns - 1, column_pixels)
        first, last = _LEFT + columns + 1, _LEFT + columns + 1 + asides
        worksheet.set_column(first, last, 9, None, {"hidden": True})
        worksheet.hide_gridlines(2)

    @property
    def pixels(self) -> int:
        """Width of the margin and the grid."""
        return self.MARGIN + self.columns * self.column_pixels

    # -- places ----------------------------------------------------------------------------------------------

    @staticmethod
    def column(at: int) -> int:
        """Column of the sheet at a column of the grid."""
        return _LEFT + at

    def aside(self, column: int, first: int, count: int) -> Cells:
        """``count`` cells of a hidden column from row ``first`` on."""
        number = _LEFT + self.columns + 1 + column
        letters = column_letters(number)
        place = [self.sheet.tab.name, first, number, first + count - 1, number]
        return Cells(f"${letters}${first + 1}:${letters}${first + count}", place)

    def hidden_cell(self, column: int, row: int) -> str:
        """Absolute address of a hidden cell."""
        return self.sheet.formulas.cell(row, _LEFT + self.columns + 1 + column)

    def cell(self, row: int, at: int) -> str:
        """Absolute address of a cell of the grid."""
        return self.sheet.formulas.cell(row, _LEFT + at)

    # -- writing ---------------------------------------------------------------------------------------------

    def look(self, **more: Any) -> Format:
        """A format of this sheet."""
        base = {"text_wrap": False, "valign": "vcenter", "font_size": 10, "font_color": palette.INK}
        return self.book.styles.role("plain", **(base | more))

    def height(self, row: int, points: float = ROW) -> None:
        """Set the height of a row."""
        self.sheet.set_row(row, points)

    def text(self, row: int, at: int, width: int, text: Text | str, look: Format) -> None:
        """A text of the program."""
        shown = self.book.say(text) if isinstance(text, Text) else text
        self.sheet.write(row, self.column(at), shown, look, self.column(at + width - 1))

    def blank(self, row: int, at: int, width: int, look: Format) -> None:
        """Empty cells."""
        for column in range(at, at + width):
            self.sheet.worksheet.write_blank(row, self.column(column), None, look)

    def formula(self, row: int, at: int, width: int, formula: str, value: Value, look: Format) -> None:
        """A formula in the language of figures, and its value."""
        last = self.column(at + width - 1)
        self.sheet.write_formula(row, self.column(at), self.rendered(formula), value, look, last)

    def sheet_name(self, key: str) -> str:
        """The name of a sheet as its tab shows it."""
        return self.sheet.layout.by_sheet[key].name

    def set_hidden(self, row: int, column: int, formula: str, value: Value) -> None:
        """A formula in a hidden column, and its value."""
        number = _LEFT + self.columns + 1 + column
        is_month = column == HiddenColumn.MONTH or isinstance(value, date)
        dated = {"num_format": palette.month_format(self.lang)} if is_month else {}
        anchor = self.book.styles.role("anchor", **dated)
        self.sheet.write_formula(row, number, self.rendered(formula), value, anchor)

    def rendered(self, formula: str) -> str:
        """``=…`` with addresses in place of names."""
        return "=" + self.sheet.formulas.render(formula, self.spot)

    def literal(self, text: Text | str) -> str:
        """A text as formulas write it."""
        shown = self.book.say(text) if isinstance(text, Text) else text
        quoted = shown.replace('"', '""').replace("{", '"&CHAR(123)&"').replace("}", '"&CHAR(125)&"')
        return f'"{quoted}"'

    def amount_formula(self, amount: str) -> str:
        """The formula of an amount within a text; ``amount``: its formula."""
        return amount_formula(amount, self.lang, self.currency)

    def amount_text(self, amount: Decimal) -> str:
        """The same text for a value."""
        return amount_text(amount, self.lang, self.currency)

    def heading(
        self, row: int, at: int, width: int, text: Text, sheet: str = "", *, height: float = HEADING, more: str = ""
    ) -> None:
        """The title of a part, with a rule below it; it leads to the sheet of that key, if any, for the details.

        ``more``: words after the title.
        """
        title = self.book.say(text) + more
        colours = self.book.styles
        rule = {"bottom": 2, "bottom_color": colours.colour("accent")}
        look = self.look(bold=True, font_size=palette.HEADING_SIZE, font_color="title", **rule)
        if sheet in self.sheet.layout.by_sheet:
            link = f'HYPERLINK("#{home_name(sheet)}",{self.literal(title)})'
            self.formula(row, at, width, link, title, look)
        else:
            self.text(row, at, width, title, look)
        self.height(row, height)

    def heads(self, row: int, at: int, heads: Sequence[tuple[Text, int, str]]) -> None:
        """The heading of a table: text, width and alignment of each column."""
        for text, width, align in heads:
            indent = {"indent": 1} if align in ("left", "right") else {}
            look = self.look(
                bold=True, font_size=9, font_color="title", bg_color="band", align=align, shrink=True, **indent
            )
            self.text(row, at, width, text, look)
            at += width

    def line(self, **more: Any) -> Format:
        """The format of a cell of a table; what stands at the right keeps off its edge."""
        indent = {"indent": 1} if more.get("align") == "right" else {}
        return self.look(bottom=1, bottom_color=palette.LINE, **indent | more)

    def percent(self, tone: Tone | None = None) -> str:
        """Number format of a share, with the symbol of its verdict; a true minus sign."""
        unit = f'"{NARROW_NBSP}"%' if self.lang == "fr" else "%"
        start = f'"{tone.symbol} "' if tone else ""
        return f'{start}#,##0{unit};{start}"−"#,##0{unit}'

    # -- charts ----------------------------------------------------------------------------------------------

    def stacked_chart(self, kind: str) -> Chart:
        """A chart of stacked ``bar`` or ``column``, which shows hidden cells, without frame."""
        chart = self.book.workbook.add_chart({"type": kind, "subtype": "stacked"})
        assert chart is not None
        chart.show_hidden_data()
        chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
        chart.set_plotarea({"fill": {"none": True}})
        chart.set_legend({"none": True})
        return chart

    @staticmethod
    def fill_frame(chart: Chart) -> None:
        """Let the bars of a chart fill its frame, so that each stands on the row it belongs to."""
        chart.set_plotarea({"fill": {"none": True}, "layout": {"x": 0, "y": 0, "width": 1, "height": 1}})

    def place_chart(self, chart: Chart, title: str, first: tuple[int, int], end: tuple[int, int]) -> None:
        """Put a chart over cells: from a row and column of the grid up to those before ``end``."""
        heights = (self.sheet.heights.get(row, palette.ROW_HEIGHT) for row in range(first[0], end[0]))
        size = {"width": (end[1] - first[1]) * self.column_pixels, "height": int(sum(heights) * 4 / 3)}
        chart.set_size(size)
        options = {"object_position": 1, "description": title}
        self.sheet.worksheet.insert_chart(first[0], self.column(first[1]), chart, options)

    def verdict(self, row: int, at: int, width: int, status: str) -> None:
        """Colour the text of cells by the status in a hidden cell."""
        for name, tone in _TONES.items():
            look = self.book.workbook.add_format({"font_color": tone.ink})
            area = (row, self.column(at), row, self.column(at + width - 1))
            self.sheet.format_where(area, f'={status}="{name}"', look)
