"""Totals of a plan computed from its records alone, by domain/definitions: no figure of the program is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from pacom_xl.model.plan import Plan, Record

_CLOSED, _ABANDONED = ("done", "cancelled", "transferred"), ("cancelled", "transferred")
#: Dimension (total, axis, nature, quarter, month), its key, the amount.
Totals = dict[tuple[str, str, str], Decimal]


class _Sheet(NamedTuple):
    """An action with its budget lines and instalments."""

    action: Record
    lines: list[Record]
    instalments: list[Record]

    @property
    def status(self) -> str:
        return str(self.action.get("status"))

    def line(self, number: object) -> Record | None:
        return next((line for line in self.lines if number is not None and line.get("number") == number), None)


def recomputed(plan: Plan) -> Totals:
    """Every total of a plan; the quarter of a month outside the plan's year is empty."""
    found: Totals = defaultdict(Decimal)
    for action in plan.table("actions"):
        lines, instalments = (
            [r for r in plan.table(t) if r.parent == action.key] for t in ("budget_lines", "schedule")
        )
        sheet = _Sheet(action, lines, instalments)
        _add_budget(found, sheet)
        _add_payments(found, sheet, str(plan.year))
    return found


def _number(record: Record | None, name: str) -> Decimal:
    value = record.get(name) if record else None
    return Decimal(str(value)) if value not in (None, "") else Decimal(0)


def _sum(records: Iterable[Record], name: str) -> Decimal:
    return sum((_number(record, name) for record in records), Decimal(0))


def _forecast(sheet: _Sheet, line: Record) -> Decimal:
    if line.get("forecast_forced") is not None:
        return _number(line, "forecast_forced")
    known = max(_number(line, "committed"), _number(line, "spent"))
    settled = line.get("closed") == "yes" or sheet.status in _CLOSED
    return known if settled else max(known, _number(line, "planned"))


def _use(sheet: _Sheet, granted: Decimal, spent: Decimal) -> Decimal:
    """What counts against an envelope: nothing of a draft, only what was spent by an abandoned action."""
    if sheet.status == "draft":
        return Decimal(0)
    return spent if sheet.status in _ABANDONED else granted


def _add_budget(found: Totals, sheet: _Sheet) -> None:
    action, lines = sheet.action, sheet.lines
    has_own = action.get("allocated") is not None
    granted = _number(action, "allocated") if has_own else _sum(lines, "planned")
    amounts = {
        "allocated": _use(sheet, granted, _sum(lines, "spent")),
        "committed": _sum(lines, "committed"),
        "spent": _sum(lines, "spent"),
        "forecast": sum((_forecast(sheet, line) for line in lines), Decimal(0)),
    }
    for name, amount in amounts.items():
        found["total", "", name] += amount
        found["axis", str(action.get("axis") or ""), name] += amount
    for line in lines:
        nature = str(line.get("nature") or "")
        found["nature", nature, "allocated"] += _use(sheet, _number(line, "planned"), _number(line, "spent"))
        for name in ("committed", "spent"):
            found["nature", nature, name] += _number(line, name)
        found["nature", nature, "forecast"] += _forecast(sheet, line)


def _add_payments(found: Totals, sheet: _Sheet, year: str) -> None:
    """Payments in the order of their months, those without month last, up to what their line may still cost."""
    if sheet.status == "draft":
        return
    granted: dict[object, Decimal] = defaultdict(Decimal)
    for instalment in sorted(sheet.instalments, key=lambda r: str(r.get("month") or "9999")):
        number, month = instalment.get("line"), str(instalment.get("month") or "")
        line, amount, before = sheet.line(number), _number(instalment, "amount"), granted[number]
        granted[number] += amount
        used = paid = amount
        if sheet.status in _CLOSED:
            paid = _up_to(max(_number(line, "committed"), _number(line, "spent")), before, amount)
        if sheet.status in _ABANDONED:
            used = _up_to(_number(line, "spent"), before, amount)
        quarter = f"T{(int(month[5:]) + 2) // 3}" if month[:4] == year else ""
        found["quarter", quarter, "allocated"] += used
        found["month", month, "vat"] += paid * _number(line, "vat_rate")
        found["month", month, "cash"] += paid * (1 + _number(line, "vat_rate"))


def _up_to(most: Decimal, before: Decimal, amount: Decimal) -> Decimal:
    return max(Decimal(0), min(amount, most - before))
