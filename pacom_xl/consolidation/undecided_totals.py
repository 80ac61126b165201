"""Totals of a consolidation whose values or rows are in conflict.

Such a value is empty, so a total counts it as nothing. A row that one side edited and the other took out stays, so a
total counts it.

The totals are computed twice more: with the first value of every conflict (the team's, where a team and the group
disagree) and with the second one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pacom_xl.consolidation.budget_totals import amounts, summed
from pacom_xl.consolidation.portfolio import Portfolio
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.audit import Amounts, Conflict, Totals
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import LANGS, Text
from pacom_xl.model.typography import counted

#: Tables whose values are added up.
_TABLES = frozenset(("actions", "budget_lines", "schedule"))
#: One and many: values that count as empty, and rows that count although one side removed them.
_VALUES = (
    Text("valeur en conflit comptée vide", "value in conflict counted as empty"),
    Text("valeurs en conflit comptées vides", "values in conflict counted as empty"),
)
_ROWS = (
    Text("ligne en conflit comptée", "row in conflict counted"),
    Text("lignes en conflit comptées", "rows in conflict counted"),
)


class UndecidedTotals(NamedTuple):
    """The number of values and of rows in conflict among those that are added up, and the totals with either choice."""

    values: int
    rows: int
    first: Totals
    second: Totals

    @property
    def note(self) -> Text:
        """How many values and rows are in conflict, in words."""
        counts = [counted(n, *words) for n, words in ((self.values, _VALUES), (self.rows, _ROWS)) if n]
        fr, en = (", ".join(text.in_(lang) for text in counts) for lang in LANGS)
        return Text(fr, en)


def undecided_totals(portfolio: Portfolio, as_of: date) -> UndecidedTotals | None:
    """``None`` when all that is added up is decided."""
    undecided = [c for c in portfolio.all_conflicts if c.table in _TABLES and not c.is_decided]
    if not undecided:
        return None
    totals = portfolio.totals(as_of)
    variants: list[dict[str, Amounts]] = [dict(totals.by_team), dict(totals.by_team)]
    count = rows_left = 0
    by_team = _by_team(undecided)
    for plan in portfolio.plans:
        of_plan = list(_of_plan(plan, by_team.get(plan.team, ())))
        values, rows = _values(of_plan), _rows(of_plan)
        count, rows_left = count + sum(map(len, values.values())), rows_left + len(rows)
        for rank, variant in enumerate(variants if values or rows else ()):
            chosen = _without_rows(
                _with_values(plan, values, rank), {at for at, removed in rows.items() if removed == rank}
            )
            variant[str(plan.team)] = amounts(PlanView(chosen, portfolio.template, as_of))
    return UndecidedTotals(count, rows_left, *map(summed, variants)) if count or rows_left else None


class _Place(NamedTuple):
    """A record of a team: its key alone is that of a line of every action."""

    table: str
    key: str
    parent: str | None


def _place(record: Record) -> _Place:
    return _Place(record.table, record.key, record.parent)


def _by_team(conflicts: Iterable[Conflict]) -> dict[str | None, list[Conflict]]:
    """The conflicts by each of the teams whose values they have."""
    found: dict[str | None, list[Conflict]] = defaultdict(list)
    for conflict in conflicts:
        for team in {value.team for value in conflict.values}:
            found[team].append(conflict)
    return found


_ConflictAtRow = tuple[Conflict, Record]


def _of_plan(plan: Plan, conflicts: Sequence[Conflict]) -> Iterator[_ConflictAtRow]:
    """Conflicts with the rows of ``plan`` they are about; the row's name begins with the code of its action."""
    if not conflicts:
        return
    rows: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in plan.records:
        if record.table in _TABLES:
            rows[record.table, record.key].append(record)
    for conflict in conflicts:
        for record in rows.get((conflict.table, conflict.key), ()):
            if record.parent is None or f"{conflict.row} ".startswith(f"{record.parent} "):
                yield conflict, record


def _values(conflicts: Iterable[_ConflictAtRow]) -> dict[_Place, dict[str, list[Value]]]:
    """The values of each field that is in conflict and empty."""
    found: dict[_Place, dict[str, list[Value]]] = defaultdict(dict)
    for conflict, record in conflicts:
        if conflict.field and record.get(conflict.field) is None:
            found[_place(record)][conflict.field] = [value.value for value in conflict.values]
    return found


def _rows(conflicts: Iterable[_ConflictAtRow]) -> dict[_Place, int]:
    """The rows that one side took out and that stay, with the rank of the value that stands for removal."""
    found = {}
    for conflict, record in conflicts:
        values = [value.value for value in conflict.values]
        if not conflict.field and None in values:
            found[_place(record)] = values.index(None)
    return found


def _without_rows(plan: Plan, rows: Collection[_Place]) -> Plan:
    """The plan without these rows, and without the rows that belong to an action among them."""
    actions = {row.key for row in rows if row.table == "actions"}
    return plan.with_records(
        record for record in plan.records if _place(record) not in rows and record.parent not in actions
    )


def _with_values(plan: Plan, values: Mapping[_Place, Mapping[str, list[Value]]], rank: int) -> Plan:
    """The plan with the value of this rank, or the last one, in place of each empty one."""

    def chosen(record: Record) -> Record:
        more = {field: of[min(rank, len(of) - 1)] for field, of in values.get(_place(record), {}).items()}
        return record.with_values(more) if more else record

    return plan.with_records(map(chosen, plan.records))
