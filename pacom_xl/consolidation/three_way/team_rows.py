r"""Rows of one team: what the team changed since the last consolidation, and what the group changed there.

| the team \ the group | unchanged | edited | removed |
|---|---|---|---|
| unchanged | no change | the group's values are used | reported; the row stays as long as its team has it |
| edited | the team's values are used | field by field; where both differ, a conflict | a conflict; the row stays |
| removed | reported | a conflict; the row stays, with its action | the row is gone |

A row both added under one key is compared field by field. A row the group alone added is reported, not carried over.
What is in conflict stays open: the cell is empty, or the row stays, until the group or the team decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pacom_xl.consolidation.conflict_policy import ConflictPolicy
from pacom_xl.consolidation.shared_tables import file_name
from pacom_xl.consolidation.three_way.base import Base
from pacom_xl.consolidation.three_way.pairing import Key, paired, rows_by_key, with_parents
from pacom_xl.consolidation.three_way.row_changes import (
    added_by_group,
    as_written,
    row_conflict,
    unused_values,
    whole_row,
)
from pacom_xl.consolidation.three_way.row_ledger import Fate
from pacom_xl.model.audit import Change, ChangedBy, Conflict, ConflictValue
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Origin, Plan, Record, Value
from pacom_xl.template.consolidated import FINGERPRINT, typed_keys, union_of
from pacom_xl.template.schema import Table, Template
from pacom_xl.values.fingerprints import OPEN, UNKNOWN, digest_of, fingerprint_of, is_changed, is_same, with_digest
from pacom_xl.values.row_names import shown_name


@dataclass(frozen=True)
class TeamMerge:
    """The plans with what the group changed in them, what changed, and what both changed differently."""

    plans: list[Plan] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def merge_team_rows(plans: Sequence[Plan], base: Base, template: Template, policy: ConflictPolicy) -> TeamMerge:
    """Every team's rows against the last consolidation. A team that is new there changed nothing."""
    tables = [t for t in template.data_tables if union_of(template, t.key) == "side"]
    merge = TeamMerge()
    for plan in plans:
        before = base.plans.get(plan.team)
        if before is not None:
            one = _OneTeam(plan, before, base, policy)
            plan = one.merged(tables)
            merge.changes.extend(one.changes)
            merge.conflicts.extend(one.conflicts)
        merge.plans.append(plan)
    return merge


#: Digests that do not say whether a value was changed.
_NOTHING_KNOWN = ("", UNKNOWN, OPEN)
#: Field of the group's plan that a consolidated workbook fills in by itself: the date it was written for.
_DATE_OF_THE_RUN = ("plan", "ref_date_forced")


class _Pair(NamedTuple):
    """A row today and in the last consolidation."""

    table: Table
    now: Record
    old: Record


class _OneTeam:
    """The merge of one team's rows."""

    def __init__(self, plan: Plan, before: Plan, base: Base, policy: ConflictPolicy) -> None:
        # Records are distinguished by their identity in memory: those of a stored plan are built again at each access.
        self.plan = plan.with_records(plan.records)
        self.stored = plan
        self.before, self.base, self.policy = before, base, policy
        self.team = plan.team or ""
        self.by: ChangedBy = "group" if self.team == GROUP_TEAM else "team"
        self.changes: list[Change] = []
        self.conflicts: list[Conflict] = []
        #: Other records for some of today's, ``None`` to leave one out, by identity in memory.
        self._instead: dict[int, Record | None] = {}
        #: Rows of the last consolidation that stay.
        self._back: list[Record] = []
        #: Actions of the last consolidation that the team took out and that stay.
        self._actions_back: set[str] = set()
        #: Actions of today that the group took out and that the policy leaves out.
        self._actions_out: set[str] = set()

    def merged(self, tables: Iterable[Table]) -> Plan:
        """The plan with what the group changed; the very plan when it changed nothing."""
        for table in tables:
            self._table(table)
        if not self._instead and not self._back:
            return self.stored
        records = (self._instead.get(id(record), record) for record in self.plan.records)
        return self.plan.with_records([*(record for record in records if record is not None), *self._back])

    def _table(self, table: Table) -> None:
        now, then = rows_by_key(table, self.plan), rows_by_key(table, self.before)
        pairs = paired(table, now, then, self.base)
        for key, old in pairs.items():
            if table.key == "actions" and old[2] != key[2]:
                self.before = with_parents(self.before, {old[2]: key[2]})
            self._settle(_Pair(table, now[key], then[old]))
        self._only_today(table, now, pairs)
        gone = set(then) - set(pairs.values())
        self._only_before(table, [record for key, record in then.items() if key in gone])

    # -- rows that are only there today ---------------------------------------------------------------------------

    def _only_today(self, table: Table, now: Mapping[Key, Record], pairs: Mapping[Key, Key]) -> None:
        fresh = [record for key, record in now.items() if key not in pairs]
        for record, fate in zip(fresh, self._fates(table, [now[key] for key in pairs], fresh), strict=True):
            file = file_name(self.plan)
            if record.parent in self._actions_out:
                self._instead[id(record)] = None
                self.changes.append(whole_row(table, record, self.team, "group", file, before=True))
            elif fate == "added":
                self.changes.append(whole_row(table, record, self.team, self.by, file, after=True, used=True))
            elif fate == "removed":
                # It is used as long as its team has it.
                change = whole_row(table, record, self.team, "group", file, before=True, used=True)
                self.changes.append(change)
            else:
                self._removed_by_group(table, record)

    def _fates(self, table: Table, known: Sequence[Record], fresh: Sequence[Record]) -> Sequence[Fate]:
        ledger = self.base.ledgers.get(self.plan.team)
        if ledger is None:
            return ["removed" if self.plan.team in self.base.unchanged else "added"] * len(fresh)
        return ledger.fates(table, self.base.template, known, fresh) if fresh else []

    def _removed_by_group(self, table: Table, record: Record) -> None:
        """The group took out what the team edited."""
        removed = ConflictValue(None, GROUP_TEAM, self.base.file)
        conflict, stays = row_conflict(table, record, self.plan, removed, self.policy)
        self.conflicts.append(conflict)
        self.changes.append(
            whole_row(table, record, self.team, "both", file_name(self.plan), before=True, after=True, used=stays)
        )
        if not stays:
            self._instead[id(record)] = None
            self._actions_out |= {record.key} if table.key == "actions" else set()

    # -- rows that are only in the last consolidation -------------------------------------------------------------

    def _only_before(self, table: Table, gone: Sequence[Record]) -> None:
        for record in gone:
            if self.base.was_added(table, record):
                if record.parent in self._actions_back:
                    self._back.append(as_written(record))
                self.changes += added_by_group(table, record, self.team, self.base.file)
            elif record.parent in self._actions_back:
                self._back.append(as_written(record))
            elif self._is_touched(table, record):
                self._removed_by_team(table, record)
            else:
                self.changes.append(whole_row(table, record, self.team, self.by, file_name(self.before), before=True))

    def _is_touched(self, table: Table, record: Record) -> bool:
        """Whether the group edited the row, or, when it is an action, any row that belongs to it."""
        if self.base.edited(table, record):
            return True
        return table.key == "actions" and any(
            self.base.edited(self.base.template.tables[child.table], child)
            for child in self.before.records
            if child.parent == record.key
        )

    def _removed_by_team(self, table: Table, record: Record) -> None:
        """The team took out what the group edited."""
        removed = ConflictValue(None, self.team, self.plan.file)
        conflict, stays = row_conflict(table, record, None, removed, self.policy, self.base.file)
        self.conflicts.append(conflict)
        self.changes.append(
            whole_row(table, record, self.team, "both", self.base.file, before=True, after=True, used=stays)
        )
        if not stays:
            values = self.base.edited(table, record)
            self.changes += unused_values(table, record, self.team, self.base.file, values)
        else:
            self._back.append(as_written(record))
            if table.key == "actions":
                self._actions_back.add(record.key)

    # -- rows that are there today and then ------------------------------------------------------------------------

    def _settle(self, pair: _Pair) -> None:
        """Field by field; the row with the group's values takes the place of the team's."""
        table, now, old = pair
        digests, edited = self.base.digests(table, old), self.base.edited(table, old)
        added = self.base.was_added(table, old)
        used: dict[str, Value] = {}
        left_open: set[str] = set()
        for name in table.input_keys:
            digest = digest_of(None) if added else digests.get(name, "")
            same = is_same(old.get(name), now.get(name))
            if digest == OPEN and name not in edited:
                undecided = replace(self._conflict(pair, name), values=self._conflict(pair, name).values[:1])
                self._open(pair, undecided, used, left_open)
            elif name not in edited:
                is_changed_here = not same and (digest in _NOTHING_KNOWN or is_changed(now.get(name), digest))
                if is_changed_here and not (self.team == GROUP_TEAM and (table.key, name) == _DATE_OF_THE_RUN):
                    self.changes.append(self._by_team(pair, name, self.by, old.get(name), now.get(name)))
            elif digest == OPEN or not is_changed(now.get(name), digest):
                used[name] = old.get(name)
                self.changes.append(self._by_group(pair, name))
            elif same:
                self.changes.append(self._by_team(pair, name, "both", None, now.get(name)))
            else:
                self._open(pair, self._conflict(pair, name), used, left_open)
        if used:
            keys = typed_keys(self.base.template, table)
            fingerprint = with_digest(fingerprint_of(now.values, keys), keys, left_open, OPEN)
            chosen = now.with_values({**used, FINGERPRINT: fingerprint})
            self._instead[id(now)] = replace(chosen, origin=self._origin(pair, used))

    def _origin(self, pair: _Pair, used: Mapping[str, Value]) -> Origin:
        """Where each value stands: those of the group in the file of the last consolidation."""
        _, now, old = pair
        of_group = {
            name: (self.base.path or "", old.cell(name))
            for name, value in used.items()
            if value is not None and not is_same(value, now.get(name))
        }
        return replace(now.origin or Origin("", 0), elsewhere=of_group)

    def _open(self, pair: _Pair, conflict: Conflict, used: dict[str, Value], left_open: set[str]) -> None:
        """A value in conflict: what the policy chooses is used, else the cell stays empty and open."""
        conflict = self.policy.decide(conflict)
        used[conflict.field] = conflict.chosen
        left_open |= {conflict.field} if conflict.policy == "report" else set()
        self.conflicts.append(conflict)
        self.changes.append(self._by_team(pair, conflict.field, "both", None, conflict.chosen))

    def _by_team(self, pair: _Pair, name: str, by: ChangedBy, before: Value, used: Value) -> Change:
        table, now, _ = pair
        file = file_name(self.plan)
        cell, row = now.cell(name), shown_name(now, table)
        return Change(table.key, now.key, name, self.team, by, before, now.get(name), used, file, cell, row)

    def _by_group(self, pair: _Pair, name: str) -> Change:
        table, now, old = pair
        after, file = old.get(name), self.base.file
        cell, row = old.cell(name), shown_name(now, table)
        return Change(table.key, now.key, name, self.team, "group", now.get(name), after, after, file, cell, row)

    def _conflict(self, pair: _Pair, name: str) -> Conflict:
        table, now, old = pair
        of_team = ConflictValue(now.get(name), self.plan.team, self.plan.file, now.cell(name))
        of_group = ConflictValue(old.get(name), GROUP_TEAM, self.base.file, old.cell(name))
        return Conflict(table.key, now.key, name, (of_team, of_group), row=shown_name(now, table))
