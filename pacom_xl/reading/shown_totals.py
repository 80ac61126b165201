"""Totals a team's workbook shows, compared with what its plan holds (PAC516).

The formulas of a workbook reach a fixed number of rows, and look labels up in lists people may change: the envelope
may show less than the plan that was read. The figures compared do not depend on the date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Plan
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.workbook import Workbook

_TABLE = "envelope"
_AMOUNTS = ("committed", "spent", "forecast", "allocated")
#: Findings that say by themselves why a total and the plan differ: the reader understood what formulas cannot.
_EXPLAINED = frozenset(("PAC104", "PAC105", "PAC107", "PAC112", "PAC113", "PAC114", "PAC117", "PAC120", "PAC121"))
#: Their fields, by table.
_TABLES = ("actions", "budget_lines", "schedule", _TABLE, "choices", "natures")
#: Differences smaller than this are none: the sums of an office are binary.
_LEAST = Decimal("0.01")


class _Shown(NamedTuple):
    """A figure of the envelope as the workbook shows it."""

    row: Row
    amount: str
    value: Decimal
    cell: Cell


def lower_totals(
    sheets: Iterable[RawSheet], workbook: Workbook, plan: Plan, template: Template, findings: Collection[Finding]
) -> Iterator[Finding]:
    """At most one finding: the first figure that differs from the plan, the totals first, and how many others do.

    Nothing where another finding explains the difference.
    """
    if any(f.code in _EXPLAINED and (f.field or "").partition(".")[0] in (*_TABLES, "") for f in findings):
        return
    view = PlanView(plan, template, date(plan.year or 2000, 12, 31))
    differing = [(shown, held) for shown in _figures(sheets, workbook, view) if (held := _held(shown)) is not None]
    if differing:
        shown, held = min(differing, key=lambda found: found[0].row["dimension"] != "total")
        name, row = f"{_TABLE}.{shown.amount}", shown.row
        params = {
            "field": name, "shown": shown.value, "amount": held, "row": row.text("label") or row["dimension"],
            "dimension": row["dimension"], "others": len(differing) - 1,
        }  # fmt: skip
        detail = f"{row['dimension']} {row.text('key')} {shown.amount}"
        yield Finding("PAC516", _TABLE, detail, cell=shown.cell, field=name, value=shown.value, params=params)


def _figures(sheets: Iterable[RawSheet], workbook: Workbook, view: PlanView) -> Iterator[_Shown]:
    """What the formulas of the envelope show, row by row."""
    rows = [(origin, row) for row in view.rows(_TABLE) if (origin := row.record.origin)]
    for sheet in sheets:
        tab = workbook.tab(sheet.tab)
        columns = {
            key: column for block in sheet.blocks if block.table.key == _TABLE for key, column in block.computed.items()
        }
        for origin, row in rows if tab else ():
            for amount in _AMOUNTS if origin.sheet == sheet.tab else ():
                place = (origin.row, columns.get(amount, -1))
                formula = tab.formula(place) if tab else None
                shown = _number(formula.value) if formula else None
                if shown is not None:
                    yield _Shown(row, amount, shown, Cell(sheet.tab, *place))


def _held(shown: _Shown) -> Decimal | None:
    """The figure of the plan where it differs from the one shown."""
    held = shown.row.number(shown.amount)
    return held if held is not None and abs(held - shown.value) >= _LEAST else None


def _number(value: Any) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
