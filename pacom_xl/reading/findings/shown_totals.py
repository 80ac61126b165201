"""Totals a team's workbook shows, compared with what its plan holds (PAC516).

The formulas of a workbook reach a fixed number of rows, and look labels up in lists people may change: the envelope
and the months of the cash forecast may show less than the plan that was read. The figures compared do not depend on
the date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Plan
from pacom_xl.model.text import Text, fold
from pacom_xl.reading.findings.shown_values import and_others, is_explained
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.cells import Place
from pacom_xl.xlsx.workbook import Workbook

_ENVELOPE, _CASH = "envelope", "cash_months"
_AMOUNTS = ("committed", "spent", "forecast", "allocated")
_MONTHLY = ("cash_out_plan", "vat_recoverable")
#: Their fields, by table.
_TABLES = ("actions", "budget_lines", "schedule", _ENVELOPE, "choices", "natures")
#: Differences smaller than this are none: the sums of an office are binary.
_LEAST = Decimal("0.01")


class _Shown(NamedTuple):
    """A figure as the workbook shows it, and as the plan has it."""

    field: str
    #: The row or month, in the identity of a finding and in its message.
    key: str
    row: str | Text
    #: Whether it is the total of the envelope.
    is_total: bool
    shown: Decimal
    held: Decimal
    cell: Cell


def lower_totals(
    sheets: Iterable[RawSheet], workbook: Workbook, plan: Plan, template: Template, findings: Collection[Finding]
) -> Iterator[Finding]:
    """At most one finding of the envelope and one of the cash: the first figure that differs from the plan, the totals
    first, and how many others do.

    Nothing where another finding explains the difference.
    """
    if is_explained(findings, (*_TABLES, "")):
        return
    view = PlanView(plan, template, date(plan.year or 2000, 12, 31))
    sheets = list(sheets)
    for subject, figures in ((_ENVELOPE, _envelope(sheets, workbook, view)), ("cash", _cash(sheets, workbook, view))):
        differing = [figure for figure in figures if abs(figure.held - figure.shown) >= _LEAST]
        if differing:
            yield _finding(subject, min(differing, key=lambda figure: not figure.is_total), len(differing) - 1)
    view.forget()


def _finding(subject: str, first: _Shown, others: int) -> Finding:
    params = {
        "field": first.field, "shown": first.shown, "amount": first.held, "row": first.row,
        "others": others, "more": and_others(others),
    }  # fmt: skip
    detail = f"{first.key} {first.field.partition('.')[2]}"
    return Finding("PAC516", subject, detail, cell=first.cell, field=first.field, value=first.shown, params=params)


def _envelope(sheets: Iterable[RawSheet], workbook: Workbook, view: PlanView) -> Iterator[_Shown]:
    """The values shown by the formulas of the envelope, row by row."""
    rows = [(origin, row) for row in view.rows(_ENVELOPE) if (origin := row.record.origin)]
    for sheet in sheets:
        columns = {
            key: column
            for block in sheet.blocks
            if block.table.key == _ENVELOPE
            for key, column in block.computed.items()
        }
        for origin, row in rows if columns else ():
            for amount in _AMOUNTS if origin.sheet == sheet.tab else ():
                place = (origin.row, columns.get(amount, -1))
                shown, held = _shown(workbook, sheet.tab, place), row.number(amount)
                if shown is not None and held is not None:
                    yield _Shown(
                        f"{_ENVELOPE}.{amount}",
                        f"{row['dimension']} {row.text('key')}",
                        row.text("label") or row.text("dimension"),
                        row["dimension"] == "total",
                        shown,
                        held,
                        Cell(sheet.tab, *place),
                    )


def _cash(sheets: Iterable[RawSheet], workbook: Workbook, view: PlanView) -> Iterator[_Shown]:
    """The values shown by the formulas of the cash forecast, month by month: payments, and the tax refunded."""
    fields = view.template.tables[_CASH].by_key
    labels = {fold(text): key for key in _MONTHLY for text in (fields[key].label.fr, fields[key].label.en)}
    months = frozenset(view.months)
    for sheet in sheets:
        for block in sheet.blocks if sheet.key == "cash" else ():
            for number in range(block.first, block.end):
                texts = _texts(workbook, sheet.tab, number)
                key = next((labels[text] for text in texts if text in labels), None)
                for column, month in block.months.items() if key else ():
                    shown = _shown(workbook, sheet.tab, (number, column))
                    held = _number(view.cash(str(key), month)) if month in months else None
                    if shown is not None and held is not None:
                        name = Text(f"{month[5:]}/{month[:4]}", month)
                        cell = Cell(sheet.tab, number, column)
                        yield _Shown(f"{_CASH}.{key}", month, name, False, shown, held, cell)


def _shown(workbook: Workbook, tab_name: str, place: Place) -> Decimal | None:
    """The number that a formula shows; ``None`` when there is no formula or no number."""
    tab = workbook.tab(tab_name)
    formula = tab.formula(place) if tab else None
    return _number(formula.value) if formula else None


def _texts(workbook: Workbook, tab_name: str, row: int) -> Iterator[str]:
    """The texts of a row, folded."""
    tab = workbook.tab(tab_name)
    if tab and row < len(tab.rows):
        yield from (fold(raw) for raw in tab.rows[row] if isinstance(raw, str) and raw)


def _number(value: Any) -> Decimal | None:
    """A number of a formula or a figure; truth values are none."""
    return Decimal(str(value)) if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) else None
