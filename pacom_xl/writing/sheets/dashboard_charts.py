"""The charts of the dashboard: native ones, on cells, right when data changes."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.chart import Chart

from pacom_xl.layout.blocks import BOARD, FIRST_COLUMN, GridBlock, TableBlock
from pacom_xl.layout.sheet_texts import CHART_AXES, CHART_CASH, CHART_OBJECTIVES, CHART_SITUATIONS
from pacom_xl.model.palette import GRID
from pacom_xl.model.text import Text
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.workbook_writer import WorkbookWriter

_GRID = {"visible": True, "line": {"color": GRID}}


@dataclass(frozen=True)
class Ranges:
    """Where the dashboard's own lines are: tab, first and last row of the situations and of the objectives."""

    tab: str
    situations: tuple[int, int]
    objectives: tuple[int, int]


def write_charts(sheet: SheetWriter, ranges: Ranges, row: int) -> int:
    """Two by two from ``row`` on; the last row they cover."""
    charts = [_situations(sheet.book, ranges), _by_axis(sheet.book), _cash(sheet.book), _objectives(sheet.book, ranges)]
    for number, (chart, title) in enumerate(charts):
        if chart is None:
            continue
        down, right = divmod(number, 2)
        options = {"description": title, "object_position": 2, "x_offset": 2, "y_offset": 2}
        column = FIRST_COLUMN + right * (BOARD.columns // 2)
        sheet.worksheet.insert_chart(row + down * BOARD.chart_rows, column, chart, options)
    return row + 2 * BOARD.chart_rows


def _chart(book: WorkbookWriter, kind: str, title: Text, unit: str = "") -> tuple[Chart, str]:
    chart = book.chart(kind)
    text = f"{book.say(title)} ({unit})" if unit else book.say(title)
    chart.set_title({"name": text, "name_font": {"size": 11, "bold": True, "color": book.styles.colour("title")}})
    chart.set_legend({"position": "bottom"})
    chart.set_chartarea({"border": {"color": book.styles.colour("border")}})
    chart.set_size({"width": BOARD.chart_width, "height": BOARD.chart_height})
    return chart, text


def _situations(book: WorkbookWriter, ranges: Ranges) -> tuple[Chart | None, str]:
    chart, title = _chart(book, "bar", CHART_SITUATIONS)
    first, last = ranges.situations
    values = FIRST_COLUMN + BOARD.card
    chart.add_series(
        {
            "name": title,
            "categories": [ranges.tab, first, FIRST_COLUMN, last, FIRST_COLUMN],
            "values": [ranges.tab, first, values, last, values],
            "fill": {"color": book.styles.colour("accent")},
            "data_labels": {"value": True, "num_format": "0;;"},
            "gap": 40,
        }
    )
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    return chart, title


def _currency(book: WorkbookWriter) -> str:
    return book.view.form("plan").text("currency") or "EUR"


def _by_axis(book: WorkbookWriter) -> tuple[Chart | None, str]:
    tab = book.layout.tab_of("envelope")
    block = tab.blocks["envelope"] if tab else None
    axes = [n for n, r in enumerate(book.view.rows("envelope")) if r["dimension"] == "axis"]
    if tab is None or not isinstance(block, TableBlock) or not axes:
        return None, ""
    chart, title = _chart(book, "column", CHART_AXES, _currency(book))
    first, last = block.first_row + axes[0], block.first_row + axes[-1]
    shades = {"amount": "border", "allocated": "accent", "committed": "warning", "spent": "title"}
    for key, colour in shades.items():
        column = block.columns[key]
        chart.add_series(
            {
                "name": book.say(block.table.by_key[key].label),
                "categories": [tab.name, first, block.columns["key"], last, block.columns["key"]],
                "values": [tab.name, first, column, last, column],
                "fill": {"color": book.styles.colour(colour)},
                "gap": 60,
            }
        )
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": _GRID, "num_font": {"size": 9}})
    return chart, title


def _cash(book: WorkbookWriter) -> tuple[Chart | None, str]:
    tab = book.layout.tab_of("cash")
    block = tab.blocks["cash"] if tab else None
    if tab is None or not isinstance(block, GridBlock):
        return None, ""
    chart, title = _chart(book, "column", CHART_CASH, _currency(book))
    months = [column for month, column in block.columns.items() if month]
    row = block.figures["cash_out_plan"]
    chart.add_series(
        {
            "name": title,
            "categories": [tab.name, block.header_row, months[0], block.header_row, months[-1]],
            "values": [tab.name, row, months[0], row, months[-1]],
            "fill": {"color": book.styles.colour("accent")},
            "gap": 40,
        }
    )
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_format": "mm/yy", "text_axis": True, "num_font": {"size": 9}})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": _GRID, "num_font": {"size": 9}})
    return chart, title


def _objectives(book: WorkbookWriter, ranges: Ranges) -> tuple[Chart | None, str]:
    tab = book.layout.tab_of("objectives")
    if tab is None:
        return None, ""
    chart, title = _chart(book, "column", CHART_OBJECTIVES, "%")
    first, last = ranges.objectives
    fields = book.view.template.tables["objectives"].by_key
    edge = BOARD.half - 2
    for key, column, colour in (("attainment", edge - 2, "title"), ("expected", edge - 1, "border")):
        chart.add_series(
            {
                "name": book.say(fields[key].label),
                "categories": [ranges.tab, first, FIRST_COLUMN, last, FIRST_COLUMN],
                "values": [ranges.tab, first, column, last, column],
                "fill": {"color": book.styles.colour(colour)},
                "gap": 60,
            }
        )
    chart.set_y_axis({"num_format": "0%", "min": 0, "major_gridlines": _GRID, "num_font": {"size": 9}})
    return chart, title
