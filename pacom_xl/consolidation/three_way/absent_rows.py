"""What became of the shared rows of a plan that the last consolidation does not have."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from pacom_xl.consolidation.shared_tables import identity
from pacom_xl.consolidation.three_way.base import Base
from pacom_xl.consolidation.three_way.row_ledger import Fate, is_in_ledger
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Plan, Record
from pacom_xl.template.consolidated import union_of
from pacom_xl.template.schema import Table


class AbsentRows:
    """One shared table: whether the team added a row since, or the group took it out of the consolidated workbook.

    In a section of the group (``union_of``: ``once``), the consolidated workbook has the rows of the group's own
    workbook only: a row that only teams have was never in it.
    """

    def __init__(self, table: Table, base: Base, plans: Sequence[Plan]) -> None:
        self.table, self.base = table, base
        self.reference = next((plan for plan in plans if plan.team == GROUP_TEAM), None)
        self.of_group = union_of(base.template, table.key) == "once" and GROUP_TEAM in base.plans
        self.has_ledger = is_in_ledger(table, base.template)

    def fates(self, plan: Plan, known: Sequence[Record], fresh: Sequence[Record]) -> list[Fate]:
        """The fate of each of the ``fresh`` rows of a plan; the last consolidation has the ``known`` ones."""
        return [
            fate if fate == "added" or self._was_there(record) else "never_there"
            for record, fate in zip(fresh, self._fates(plan, known, fresh), strict=True)
        ]

    def _fates(self, plan: Plan, known: Sequence[Record], fresh: Sequence[Record]) -> Sequence[Fate]:
        ledger = self.base.ledgers.get(plan.team) if self.has_ledger else None
        if ledger is not None:
            return ledger.fates(self.table, self.base.template, known, fresh) if fresh else []
        return ["removed" if self.base.has_fingerprints and self._is_gone(r, plan) else "added" for r in fresh]

    def _is_gone(self, record: Record, plan: Plan) -> bool:
        """Without a ledger: whether the file that gave the row to the last consolidation is still the same one."""
        name, source = identity(self.table, record), GROUP_TEAM if self.of_group else plan.team
        return name not in self.base.common_rows(self.table) and source in self.base.unchanged

    def _was_there(self, record: Record) -> bool:
        """Whether the last consolidation was written with a row that a team had."""
        if not self.of_group:
            return True
        ledger = self.base.ledgers.get(GROUP_TEAM) if self.has_ledger else None
        if ledger is not None:
            return ledger.holds(self.table, self.base.template, record)
        return identity(self.table, record) in self._names_of_group

    @cached_property
    def _names_of_group(self) -> set[str]:
        """Identities of the rows of the group's own workbook today."""
        rows = self.reference.table(self.table.key) if self.reference else ()
        return {identity(self.table, record) for record in rows}
