"""Totals take in what people add beyond the spare rows, in a real LibreOffice, and what they sort.

One workbook: thirty instalments inserted in an action sheet, readings and a holiday typed below the last row of their
table, the last row of the action plan and of the calendar copied below for one action more, the action plan sorted by
the arrow of a column. The figures are compared with those Python computes from what the reader took.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl.utils.datetime import to_excel

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.layout.blocks import GridBlock, Layout, TableBlock
from pacom_xl.layout.fixed_places import WEEKS
from pacom_xl.layout.workbook_layout import lay_out
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import column_letters
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from pacom_xl.writing.blank_plan import with_blank_actions
from pacom_xl.writing.sheet_writer import cached
from tests.support.office.compare import same
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.office.suite import edited
from tests.support.opened_workbook import open_tab, open_workbook

_TEMPLATE = load_template()
_ACTION, _NEW = "ACT-NO-002", "ACT-NO-099"
_INSTALMENTS, _JULY = 30, date(MONDAY.year, 7, 1)


class Sheets(NamedTuple):
    """The workbook after the edits: places as they were written, values as recalculated, the plan as read."""

    before: PlanView
    layout: Layout
    values: Any
    book: PlanView
    findings: list[Finding]

    def cell(self, table: str, number: int, key: str) -> Any:
        """What a table shows, a date as its number."""
        block = _block(self.layout, table)
        value = self.values[block.tab].cell(number + 1, block.columns[key] + 1).value
        return to_excel(value) if isinstance(value, datetime) else value


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    folder = tmp_path_factory.mktemp("reach")
    source = written("NO", "fr", MONDAY, folder)
    plan = read_workbook(source, _TEMPLATE).plan
    assert plan
    before = PlanView(with_blank_actions(plan, _TEMPLATE), _TEMPLATE, MONDAY)
    layout = lay_out(before, "fr")
    target, again = edited(source, list(_edits(source, layout, before)), folder)
    reading = read_workbook(target, _TEMPLATE)
    assert reading.plan
    values = open_workbook(again, data_only=True)
    return Sheets(before, layout, values, PlanView(reading.plan, _TEMPLATE, MONDAY), list(reading.findings))


def _edits(source: Path, layout: Layout, before: PlanView) -> Iterator[list[Any]]:
    fiche = next(tab for tab in layout.fiches if tab.name == _ACTION)
    schedule = fiche.table("schedule")
    yield ["insert_rows", fiche.name, schedule.last_row + 1, _INSTALMENTS]
    for row in range(schedule.last_row, schedule.last_row + _INSTALMENTS):
        yield from _typed(schedule, row, line="1", month=f"{_JULY:%d/%m/%Y}", amount="100")
    yield from _reading(layout, before)
    holidays = _block(layout, "holidays")
    yield from _typed(holidays, holidays.last_row + 1, date=f"{_day_off(before):%d/%m/%Y}", label="Pont")
    yield from _longer_and_sorted(source, layout)


def _reading(layout: Layout, before: PlanView) -> Iterator[list[Any]]:
    """Two readings of the first objective below the spare rows, the second one the latest, and a later one of none."""
    block, objective = _block(layout, "performance"), before.rows("objectives")[0]
    for row, (day, value) in enumerate((("12/06/2026", "70"), ("14/06/2026", "90")), block.last_row + 1):
        yield from _typed(
            block, row, subject=objective.key, indicator=objective.text("indicator"), measured_on=day, value=value
        )


def _day_off(before: PlanView) -> date:
    """A day on which an action is due."""
    return next(
        day for action in before.rows("actions") if (day := action.day("due")) and day == action["due_effective"]
    )


def _longer_and_sorted(source: Path, layout: Layout) -> Iterator[list[Any]]:
    index = _block(layout, "index")
    for block in (index, _block(layout, "calendar")):
        yield ["copy_row", block.tab, block.last_row + 1]
    yield ["duplicate", _ACTION, _NEW]
    fiche = next(tab for tab in layout.fiches if tab.name == _ACTION)
    yield ["type", _NEW, fiche.form("actions").places["code"].a1.replace("$", ""), _NEW]
    yield ["type", index.tab, f"{column_letters(index.columns['code'])}{index.last_row + 2}", _NEW]
    area = open_tab(source, index.tab).auto_filter.ref
    yield ["sort", index.tab, area, index.columns["title"] - index.first_column]


def _block(layout: Layout, table: str) -> TableBlock:
    tab = layout.tab_of(table)
    assert tab
    return tab.table(table)


def _typed(block: TableBlock, row: int, **cells: str) -> Iterator[list[Any]]:
    for key, text in cells.items():
        yield ["type", block.tab, f"{column_letters(block.columns[key])}{row + 1}", text]


def test_the_rows_are_read(sheets: Sheets) -> None:
    assert (
        len(sheets.book.children(_ACTION, "schedule"))
        == len(sheets.before.children(_ACTION, "schedule")) + _INSTALMENTS
    )
    for table, more in (("performance", 2), ("holidays", 1), ("actions", 1 - 3)):
        assert len(sheets.book.rows(table)) == len(sheets.before.rows(table)) + more, table


@pytest.mark.parametrize("key", ["allocated", "committed", "spent", "forecast", "available"])
def test_the_envelope_adds_up_every_action(sheets: Sheets, key: str) -> None:
    block = _block(sheets.layout, "envelope")
    for number, row in enumerate(sheets.book.rows("envelope"), block.first_row):
        assert same(cached(row[key]), sheets.cell("envelope", number, key)), (row["dimension"], row.text("key"))


def test_months_of_cash_hold_every_instalment(sheets: Sheets) -> None:
    tab = sheets.layout.by_sheet["cash"]
    grid = tab.blocks["cash"]
    assert isinstance(grid, GridBlock)
    for key in ("cash_out_plan", "vat_recoverable"):
        for month in sheets.book.months:
            shown = sheets.values[tab.name].cell(grid.figures[key] + 1, grid.columns[month] + 1).value
            assert same(cached(sheets.book.cash(key, month)), shown), (key, month)


def test_an_objective_has_its_latest_reading_wherever_it_stands(sheets: Sheets) -> None:
    block = _block(sheets.layout, "objectives")
    assert sheets.book.rows("objectives")[0].number("last_reading") == 90
    for number, row in enumerate(sheets.book.rows("objectives"), block.first_row):
        for key in ("last_reading", "attainment", "rag_key"):
            assert same(cached(row[key]), sheets.cell("objectives", number, key)), (row.key, key)


def test_the_calendar_shows_each_action_with_its_own_values(sheets: Sheets) -> None:
    """Also those of the action plan that was sorted, the one on the row added, and with the holiday added."""
    block = _block(sheets.layout, "calendar")
    rows = {sheets.cell("calendar", n, "code"): n for n in range(block.first_row, block.last_row + 2)}
    moved: list[Row] = [row for row in sheets.book.rows("actions") if row["due_effective"] != row["due"]]
    assert any(row["due"] == _day_off(sheets.before) for row in moved)
    for row in sheets.book.rows("actions"):
        for key in ("title", "due", "due_effective", "flag_key", "variance", "at_risk_key"):
            assert same(cached(row[key]), sheets.cell("calendar", rows[row.key], key)), (row.key, key)


def test_no_row_of_the_calendar_shows_milestones_of_another_action(sheets: Sheets) -> None:
    block = _block(sheets.layout, "calendar")
    cells = sheets.values[block.tab]
    weeks = {c.column: c.value.date() for c in cells[block.header_row + 1] if isinstance(c.value, datetime)}
    assert len(weeks) == WEEKS
    for number in range(block.first_row, block.last_row + 1):
        code = str(sheets.cell("calendar", number, "code") or "")
        days = [row.day("due") for row in sheets.book.children(code, "milestones")]
        for column, monday in weeks.items():
            if cells.cell(number + 1, column).value == "◆":
                assert any(day and 0 <= (day - monday).days < 7 for day in days), (code, monday)


def test_nothing_shows_less_than_the_plan(sheets: Sheets) -> None:
    assert [finding for finding in sheets.findings if finding.code == "PAC516"] == []
