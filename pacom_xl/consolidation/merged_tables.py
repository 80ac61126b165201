"""Merge the tables of a portfolio: shared rows, rows of each team, conflicts and changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pacom_xl.consolidation.conflict_policy import ConflictPolicy, with_choices
from pacom_xl.consolidation.plan_forms import plan_forms
from pacom_xl.consolidation.shared_tables import merge_table
from pacom_xl.consolidation.team_tables import TeamRows, clashing_codes, conflicts_between
from pacom_xl.consolidation.three_way.base import Base
from pacom_xl.consolidation.three_way.shared_rows import merge_shared_rows
from pacom_xl.model.audit import Change, Conflict
from pacom_xl.model.plan import Plan, Record
from pacom_xl.template.consolidated import union_of
from pacom_xl.template.schema import Table, Template
from pacom_xl.values.holiday_names import plans_in_one_language


@dataclass
class MergedTables:
    """Shared rows, rows of each team, conflicts, and changes since the last consolidation."""

    shared: list[Record] = field(default_factory=list)
    team_rows: list[TeamRows] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def merge_tables(
    plans: Sequence[Plan], template: Template, has_reference: bool, base: Base | None, policy: ConflictPolicy
) -> MergedTables:
    """All tables of ``plans``. ``has_reference``: the first plan is the group's. ``base``: the last consolidation."""
    side = [t for t in template.data_tables if t.key != "plan" and union_of(template, t.key) == "side"]
    clashes = clashing_codes(plans)
    merged = MergedTables(team_rows=[TeamRows(plan, side, clashes) for plan in plans])
    for table in template.data_tables:
        if table.key == "plan":
            merged.shared += plan_forms(plans, has_reference)
        elif table in side:
            merged.conflicts += conflicts_between(table, plans)
        else:
            _add_shared(merged, table, plans, template, has_reference, base, policy)
    _choose(merged, template, policy)
    return merged


def _add_shared(
    merged: MergedTables,
    table: Table,
    plans: Sequence[Plan],
    template: Template,
    has_reference: bool,
    base: Base | None,
    policy: ConflictPolicy,
) -> None:
    plans = plans_in_one_language(table.key, plans)
    found = merge_table(table, plans, template, has_reference)
    if base is None:
        merged.shared += found.records
        merged.conflicts += found.conflicts
        return
    settled = merge_shared_rows(table, found, plans, base, policy)
    merged.shared += settled.records
    merged.conflicts += settled.conflicts
    merged.changes += settled.changes


def _choose(merged: MergedTables, template: Template, policy: ConflictPolicy) -> None:
    """Values that the policy chooses take their place in the rows."""
    if policy.name == "report":
        return
    merged.conflicts = [policy.decide(conflict) if conflict.field else conflict for conflict in merged.conflicts]
    tables = {conflict.table for conflict in merged.conflicts if conflict.field}
    beside = [(rows, name, rows.table(name)) for rows in merged.team_rows for name in rows.names() if name in tables]
    before = [*merged.shared, *_flat(rows for _, _, rows in beside)]
    after = iter(with_choices(before, merged.conflicts, template, policy.name))
    merged.shared = [next(after) for _ in merged.shared]
    for team_rows, name, rows in beside:
        team_rows.put(name, [next(after) for _ in rows])


def _flat(several: Iterable[Sequence[Record]]) -> Iterable[Record]:
    return (record for records in several for record in records)
