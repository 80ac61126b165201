"""Latest readings a team's workbook shows, compared with those its plan holds (PAC608).

Formulas reach a fixed number of rows below the table of readings, and are as old as the last calculation: an objective
or an indicator of an action may show another reading than the latest that was read, or none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import PERCENT_UNITS
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Plan
from pacom_xl.reading.findings.shown_values import and_others, is_explained
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.cells import Place
from pacom_xl.xlsx.workbook import Workbook

#: What is measured, with the figure that shows its latest reading.
_MEASURED, _FIGURE, _READINGS = ("objectives", "kpis"), "last_reading", "performance"
#: Differences below this part of a reading are those of binary numbers.
_LEAST = Decimal("0.000001")


class _Shown(NamedTuple):
    """An indicator whose cell shows something else than its latest reading."""

    row: Row
    cell: Cell
    shown: Decimal | None
    #: A reading of the latest day, and its value, or the mean of several.
    reading: Row
    held: Decimal


def hidden_readings(
    sheets: Iterable[RawSheet], workbook: Workbook, plan: Plan, template: Template, findings: Collection[Finding]
) -> Iterator[Finding]:
    """At most one finding: the first indicator that shows another reading, and how many others do.

    Nothing where another finding explains the difference, or the date of the last calculation is unknown.
    """
    tables = (*_MEASURED, _READINGS, "actions")
    if not plan.table(_READINGS) or is_explained(findings, tables):
        return
    sheets = list(sheets)
    as_of = _calculated_on(sheets, workbook, plan)
    if as_of is None:
        return
    view = PlanView(plan, template, as_of)
    differing = list(_differing(sheets, workbook, view))
    if differing:
        yield _finding(differing[0], len(differing) - 1)
    view.forget()


def _finding(first: _Shown, others: int) -> Finding:
    row, reading = first.row, first.reading
    indicator = reading.text("indicator")
    params = {
        "case": "empty" if first.shown is None else "other", "shown": first.shown, "amount": first.held,
        "type": "percent" if row["unit"] in PERCENT_UNITS else "", "indicator": indicator,
        "day": reading.day("measured_on"), "other": reading.cell("value"), "others": others, "more": and_others(others),
    }  # fmt: skip
    field = f"{row.record.table}.{_FIGURE}"
    return Finding("PAC608", reading.text("subject"), indicator, cell=first.cell, field=field, params=params)


def _calculated_on(sheets: Iterable[RawSheet], workbook: Workbook, plan: Plan) -> date | None:
    """The reference date the formulas were calculated for: the one typed, else what the cell with TODAY() showed."""
    forced = plan.form("plan").get("ref_date_forced")
    if isinstance(forced, date):
        return forced
    for sheet in sheets:
        tab = workbook.tab(sheet.tab) if sheet.key == "plan" else None
        for place in tab.formulas if tab else ():
            if tab and "TODAY()" in tab.formula_text(place).upper():
                formula = tab.formula(place)
                return _day(formula.value) if formula else None
    return None


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _differing(sheets: Iterable[RawSheet], workbook: Workbook, view: PlanView) -> Iterator[_Shown]:
    columns = {
        (sheet.tab, block.table.key): block.computed[_FIGURE]
        for sheet in sheets
        for block in sheet.blocks
        if block.table.key in _MEASURED and _FIGURE in block.computed
    }
    for table in _MEASURED:
        for row in view.rows(table):
            origin, held = row.record.origin, row.number(_FIGURE)
            column = columns.get((origin.sheet, table)) if origin else None
            if origin is None or column is None or held is None:
                continue
            found, shown = _number(workbook, origin.sheet, (origin.row, column))
            if found and (shown is None or abs(shown - held) > _LEAST * max(abs(held), Decimal(1))):
                reading = _latest(row)
                if reading:
                    yield _Shown(row, Cell(origin.sheet, origin.row, column), shown, reading, held)


def _latest(row: Row) -> Row | None:
    """A reading of the latest day of an indicator."""
    code = row.key if row.record.table == "objectives" else row.record.parent or ""
    indicator = row.text("indicator" if row.record.table == "objectives" else "label")
    readings = row.view.readings(row.team, code, indicator)
    return next((reading for reading in readings if reading["is_latest"] == 1), None)


def _number(workbook: Workbook, tab_name: str, place: Place) -> tuple[bool, Decimal | None]:
    """Whether a cell has a formula that was calculated, and the number it shows."""
    tab = workbook.tab(tab_name)
    formula = tab.formula(place) if tab else None
    if formula is None or formula.value is None or formula.error:
        return False, None
    value = formula.value
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return True, Decimal(str(value)) if is_number else None
