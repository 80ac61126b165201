"""Totals of a consolidation whose values are in conflict: such a value is empty, so a total counts it as nothing.

The totals are computed twice more: with the first value of every conflict (the team's, where a team and the group
disagree) and with the second one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pacom_xl.consolidation.budget_totals import amounts, summed
from pacom_xl.consolidation.portfolio import Portfolio
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.audit import Amounts, Conflict, Totals
from pacom_xl.model.plan import Plan, Value

#: Tables whose values are added up.
_TABLES = frozenset(("actions", "budget_lines", "schedule"))


class UndecidedTotals(NamedTuple):
    """The number of values in conflict among rows that are added up, and the totals with either value of each."""

    values: int
    first: Totals
    second: Totals


def undecided_totals(portfolio: Portfolio, as_of: date) -> UndecidedTotals | None:
    """``None`` when every value that is added up is decided."""
    undecided = [c for c in portfolio.all_conflicts if c.table in _TABLES and c.field and c.chosen is None]
    if not undecided:
        return None
    totals = portfolio.totals(as_of)
    variants: list[dict[str, Amounts]] = [dict(totals.by_team), dict(totals.by_team)]
    count = 0
    for plan in portfolio.plans:
        values = _values(plan, undecided)
        count += len(values)
        for rank, variant in enumerate(variants if values else ()):
            chosen = _with_values(plan, {at: of[min(rank, len(of) - 1)] for at, of in values.items()})
            variant[str(plan.team)] = amounts(PlanView(chosen, portfolio.template, as_of))
    return UndecidedTotals(count, *map(summed, variants)) if count else None


#: A field of a record: table, key, field.
_At = tuple[str, str, str]


def _values(plan: Plan, conflicts: Sequence[Conflict]) -> dict[_At, list[Value]]:
    """The values of each field of ``plan`` that is in conflict and empty."""
    empty = {(r.table, r.key): r for table in sorted(_TABLES) for r in plan.table(table)}
    found = {}
    for conflict in conflicts:
        record = empty.get((conflict.table, conflict.key))
        if record and record.get(conflict.field) is None and any(v.team == plan.team for v in conflict.values):
            found[conflict.table, conflict.key, conflict.field] = [value.value for value in conflict.values]
    return found


def _with_values(plan: Plan, values: Mapping[_At, Value]) -> Plan:
    """The plan with these values in place of the empty ones."""

    def chosen(table: str, key: str) -> dict[str, Value]:
        return {field: value for (of, at, field), value in values.items() if (of, at) == (table, key)}

    return plan.with_records(
        record.with_values(more) if (more := chosen(record.table, record.key)) else record for record in plan.records
    )
