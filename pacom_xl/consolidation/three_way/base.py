"""The last consolidation: what it was given, and what the group changed in it since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pacom_xl.consolidation.shared_tables import identity
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import path_text
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules.group_view import GROUP_TEAM
from pacom_xl.template.consolidated import WAS_GIVEN, given_keys
from pacom_xl.template.schema import Table, Template
from pacom_xl.values.fingerprints import digests_in, is_changed


@dataclass
class Past:
    """The plans as the last consolidation had them, each as its team spelt it."""

    template: Template
    plans: Mapping[str | None, Plan]
    #: When it was written, as far as the file knows, and its name.
    day: date | None = None
    file: str | None = None
    #: Teams whose file is still the one it read.
    unchanged: frozenset[str | None] = frozenset()
    #: Rows that stand for several teams, as it showed them.
    common: tuple[Record, ...] = ()
    _shared: dict[tuple[str | None, str], dict[str, Record]] = field(default_factory=dict)

    @classmethod
    def of(cls, reading: Reading, template: Template, hashes: Mapping[str | None, str]) -> Past:
        """What the workbook of the last consolidation holds; ``hashes`` of the files today, by team."""
        return cls(
            template,
            {plan.team: plan for plan in reading.plans},
            reading.saved_on.date() if reading.saved_on else None,
            path_text(reading.path.name),
            frozenset(s.team for s in reading.leaves if s.sha256 and hashes.get(s.team) == s.sha256),
            reading.common,
        )

    def row(self, table: Table, team: str | None, name: str) -> Record | None:
        """The row of a common table as ``team`` had it, as the group had it when the team is new."""
        plan = self.plans.get(team) or self.plans.get(GROUP_TEAM)
        if plan is None:
            return None
        known = self._shared.get((plan.team, table.key))
        if known is None:
            known = {identity(table, record): record for record in reversed(plan.table(table.key))}
            self._shared[plan.team, table.key] = known
        return known.get(name)

    def marks(self, table: Table, record: Record) -> dict[str, str]:
        """The mark of each value the row was given; none for a row somebody typed there, or of an older workbook."""
        return digests_in(record.get(WAS_GIVEN), given_keys(self.template, table))

    def edited(self, table: Table, record: Record) -> dict[str, Value]:
        """The values of a row that the group changed in the workbook, by field."""
        marks = self.marks(table, record)
        return {key: record.get(key) for key, mark in marks.items() if is_changed(record.get(key), mark)}

    def was_typed(self, table: Table, record: Record) -> bool:
        """Whether the group typed the whole row there: the others have marks, it has none."""
        return self.tells_rows and not self.marks(table, record)

    @cached_property
    def common_rows(self) -> dict[tuple[str, str], Record]:
        """Rows that stand for several, by table and identity."""
        tables = self.template.tables
        return {(r.table, identity(tables[r.table], r)): r for r in reversed(self.common) if r.table in tables}

    @cached_property
    def tells_rows(self) -> bool:
        """Whether rows have marks: an older workbook has none."""
        return any(record.get(WAS_GIVEN) for plan in self.plans.values() for record in plan.records)

    def due_dates(self) -> dict[tuple[str | None, str], list[date]]:
        """Due date of every action then, by team and code (PAC409)."""
        return {
            (plan.team, action.key): [due]
            for plan in self.plans.values()
            for action in plan.table("actions")
            if isinstance(due := action.get("due"), date)
        }
