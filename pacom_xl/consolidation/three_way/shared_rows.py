"""Three-way merge of rows that several teams share: what changed since the last consolidation, and who changed it.

What only one side changed is merged: a new value of a common text takes the place of the old one everywhere, even where
most workbooks still hold the old one. What several changed differently, or one edited and another took out, is a
conflict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pacom_xl.consolidation.conflict_policy import ConflictPolicy
from pacom_xl.consolidation.identity_cache import IdentityCache
from pacom_xl.consolidation.shared_tables import MergedTable, file_name, identity, teams_of
from pacom_xl.consolidation.three_way.absent_rows import AbsentRows
from pacom_xl.consolidation.three_way.base import Base
from pacom_xl.consolidation.three_way.equal_rows import unite_equal_rows
from pacom_xl.consolidation.three_way.row_changes import (
    added_by_group,
    as_written,
    author_of,
    authors_of,
    row_conflict,
    unused_values,
    whole_row,
)
from pacom_xl.model.audit import Change, ChangedBy, Conflict, ConflictValue
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.template.consolidated import FINGERPRINT, typed_keys
from pacom_xl.template.schema import Table
from pacom_xl.values.fingerprints import OPEN, UNKNOWN, fingerprint_of, is_changed, is_same, normal, with_digest
from pacom_xl.values.holiday_names import HOLIDAYS, in_language
from pacom_xl.values.row_names import shown_name

_Version = tuple[Plan, Record]
#: A row today, and as its team had it in the last consolidation.
_Then = tuple[Plan, Record, Record | None]


class SharedMerge(NamedTuple):
    """A table that plans share, what disagrees in it, and what changed."""

    records: list[Record]
    conflicts: list[Conflict]
    changes: list[Change]


def merge_shared_rows(
    table: Table,
    merged: MergedTable,
    plans: Sequence[Plan],
    base: Base,
    policy: ConflictPolicy,
) -> SharedMerge:
    """``merged`` with what only one side changed, and a conflict where several changed differently."""
    return _SharedTable(table, merged, plans, base, policy).merge()


class _SharedTable:
    """The merge of one table."""

    def __init__(
        self, table: Table, merged: MergedTable, plans: Sequence[Plan], base: Base, policy: ConflictPolicy
    ) -> None:
        self.table, self.plans, self.base, self.policy = table, plans, base, policy
        self.records, self.conflicts = list(merged.records), list(merged.conflicts)
        self.changes: list[Change] = []
        #: The conflict about each field that changed, ``None`` when there is none, by row and field.
        self._field_conflicts: dict[tuple[str, str], Conflict | None] = {}
        #: Identities of the whole rows that are reported as changes of the group.
        self._whole_rows_of_group: set[str] = set()
        #: The row of each plan, and the places of the common rows, by identity.
        self.versions: dict[str, list[_Version]] = {}
        self.places: dict[str, list[int]] = {}
        self._cache = IdentityCache[list[str]]()
        for plan in plans:
            for record, name in zip(plan.table(table.key), self._names(plan), strict=True):
                self.versions.setdefault(name, []).append((plan, record))
        for place, record in enumerate(self.records):
            self.places.setdefault(identity(table, record), []).append(place)
        self.absent = AbsentRows(table, base, plans)

    def _names(self, plan: Plan) -> list[str]:
        """Identity of each row of a plan. Plans of the same rows share their records."""
        records = plan.table(self.table.key)
        names = self._cache.get(records)
        if names is None:
            names = [identity(self.table, record) for record in records]
            self._cache.put(records, names)
        return names

    def merge(self) -> SharedMerge:
        """The table after all that changed."""
        for name, versions in self.versions.items():
            if name in self.places:
                self._fields(name, versions)
        unchanged = (c for c in self.conflicts if (c.key, c.field) not in self._field_conflicts)
        self.conflicts = [*unchanged, *filter(None, self._field_conflicts.values())]
        for plan in self.plans:
            if plan.team in self.base.plans:
                self._find_added(plan)
                self._find_removed(plan)
        self._only_before()
        return SharedMerge(unite_equal_rows(self.table, self.records), self.conflicts, self.changes)

    # -- whole rows -------------------------------------------------------------------------------------------------

    def _find_added(self, plan: Plan) -> None:
        """Rows that a plan has and had not, or that the group took out."""
        fresh, known = list[Record](), list[Record]()
        for record, name in zip(plan.table(self.table.key), self._names(plan), strict=True):
            there = name in self.base.common_rows(self.table)
            before = self.base.row(self.table, plan.team, name) if there else None
            (fresh if before is None and not self._was_added(name) else known).append(record)
        for record, fate in zip(fresh, self.absent.fates(plan, known, fresh), strict=True):
            if fate == "added":
                self._report_added(plan, record)
            elif fate == "removed":
                self._report_removal(plan, record)
            elif fate == "edited":
                self._removed_by_group(plan, record)

    def _report_added(self, plan: Plan, record: Record) -> None:
        """A row that a plan has and had not. Of a section of the group, a team's row is not used; where there is no
        ledger it may be an old one, which only the comparison with the group's section tells (PAC704).
        """
        used = identity(self.table, record) in self.places
        if used or self.absent.has_ledger:
            self._report(record, plan, author_of(plan), file_name(plan), after=True, used=used)

    def _report_removal(self, plan: Plan, record: Record) -> None:
        """The group took the row out: one line, however many teams have it, at its cell in the first one's file."""
        name = identity(self.table, record)
        if name not in self._whole_rows_of_group:
            self._whole_rows_of_group.add(name)
            change = whole_row(self.table, record, GROUP_TEAM, "group", file_name(plan), before=True, used=True)
            self.changes.append(change)

    def _removed_by_group(self, plan: Plan, record: Record) -> None:
        """The group took out what a team edited."""
        removed = ConflictValue(None, GROUP_TEAM, self.base.file)
        conflict, stays = row_conflict(self.table, record, plan, removed, self.policy)
        self.conflicts.append(conflict)
        self._report(record, plan, "both", file_name(plan), before=True, after=True, used=stays)
        if not stays:
            name = identity(self.table, record)
            self.records = [other for other in self.records if identity(self.table, other) != name]

    def _find_removed(self, plan: Plan) -> None:
        """Rows that a plan had and has no more; those that the group edited are reported in their conflict."""
        now, before = set(self._names(plan)), self.base.plans[plan.team]
        for record in before.table(self.table.key):
            name = identity(self.table, record)
            edited = name not in self.versions and bool(self._edited_by_group(name))
            if name not in now and not edited and not self.base.was_added(self.table, record):
                self._report(record, plan, author_of(plan), file_name(before), before=True, used=name in self.versions)

    def _only_before(self) -> None:
        """Rows of the last consolidation that no plan has."""
        for name, record in self.base.common_rows(self.table).items():
            if name in self.versions:
                continue
            if self.base.was_added(self.table, record):
                self.changes += added_by_group(self.table, record, GROUP_TEAM, self.base.file)
            elif self._edited_by_group(name):
                self._removed_by_teams(record)

    def _removed_by_teams(self, record: Record) -> None:
        """All teams took out what the group edited."""
        team = next((p for p in self.plans if p.team in teams_of(record)), self.plans[0])
        removed = ConflictValue(None, team.team, team.file)
        conflict, stays = row_conflict(self.table, record, None, removed, self.policy, self.base.file)
        self.conflicts.append(conflict)
        self._report(record, team, "both", self.base.file, before=True, after=True, used=stays)
        if stays:
            self.records.append(as_written(record))
        else:
            values = self.base.edited(self.table, record)
            self.changes += unused_values(self.table, record, GROUP_TEAM, self.base.file, values)

    def _report(self, record: Record, plan: Plan, by: ChangedBy, file: str | None, **there: bool) -> None:
        self.changes.append(whole_row(self.table, record, plan.team or "", by, file, **there))
        if by == "group":
            self._whole_rows_of_group.add(identity(self.table, record))

    # -- field by field ---------------------------------------------------------------------------------------------

    def _fields(self, name: str, versions: Sequence[_Version]) -> None:
        were = [(plan, record, self.base.row(self.table, plan.team, name)) for plan, record in versions]
        edited = self._edited_by_group(name, were)
        for key in self.table.input_keys:
            by_group = edited.get(key)
            changed = list(self._changed(name, key, were, by_group))
            if changed or by_group is not None:
                self._field(name, key, versions, changed, by_group)

    def _field(
        self, name: str, key: str, versions: Sequence[_Version], changed: Sequence[_Version], by_group: Record | None
    ) -> None:
        places = self.places[name]
        used, conflict = self._settled(self.records[places[0]].key, key, versions, changed, by_group)
        first = versions[0][1].key
        self._field_conflicts.pop((first, key), None)
        self._field_conflicts[first, key] = conflict
        self.changes += self._field_changes(name, key, versions, changed, used, by_group)
        for place in places if conflict is None or len(places) == 1 else ():
            record, left_open = self.records[place], used is None and conflict is not None
            fingerprint = self._fingerprint(record, key, left_open=left_open) if by_group is not None else {}
            self.records[place] = record.with_values({**fingerprint, key: used})

    def _was_added(self, name: str) -> bool:
        shown = self.base.common_rows(self.table).get(name)
        return shown is not None and self.base.was_added(self.table, shown)

    def _edited_by_group(self, name: str, were: Sequence[_Then] = ()) -> dict[str, Record]:
        """The fields of a common row that the group changed, and the row where it did."""
        shown = self.base.common_rows(self.table).get(name)
        rows = [*([shown] if shown else []), *(old for _, _, old in were if old is not None)]
        return {key: row for row in reversed(rows) for key in self.base.edited(self.table, row)}

    def _changed(self, name: str, key: str, were: Sequence[_Then], by_group: Record | None) -> Iterator[_Version]:
        """Plans whose value is another than the one the last consolidation was written with."""
        added = self._was_added(name)
        for plan, record, old in were:
            now = record.get(key)
            if added and by_group is not None:
                if now is not None:
                    yield plan, record
            elif old is not None and self._is_changed(key, now, self._in_language(key, old, now), by_group):
                yield plan, record

    def _in_language(self, key: str, old: Record, now: Value) -> Record:
        """The row as it was; a holiday has the name that plans are compared with."""
        is_name = (self.table.key, key) == (HOLIDAYS, "label")
        return in_language(old, self.plans[0].lang) if is_name and old.get(key) != now else old

    def _is_changed(self, key: str, now: Value, old: Record, by_group: Record | None) -> bool:
        before = old.get(key)
        if by_group is None and before is not None:
            return not is_same(before, now)
        digest = self.base.digests(self.table, old).get(key, UNKNOWN)
        if digest == OPEN:
            return by_group is None and not is_same(before, now)
        # A content that cannot be read counts as no value: the digest shows whether it changed.
        return is_changed(now, digest) if digest != UNKNOWN else not is_same(before, now)

    def _settled(
        self,
        row_key: str,
        key: str,
        versions: Sequence[_Version],
        changed: Sequence[_Version],
        by_group: Record | None,
    ) -> tuple[Value, Conflict | None]:
        """The value to use, and the conflict when the changes differ: then the group's value, if it has one, stands."""
        typed = [by_group] if by_group is not None else []
        new = {normal(record.get(key)): record.get(key) for record in (*(r for _, r in changed), *typed)}
        if len(new) == 1:
            return next(iter(new.values())), None
        values = tuple(ConflictValue(r.get(key), p.team, p.file, r.cell(key)) for p, r in versions)
        values += tuple(ConflictValue(r.get(key), GROUP_TEAM, self.base.file, r.cell(key)) for r in typed)
        group = next((record for plan, record in versions if plan.team == GROUP_TEAM), None)
        if group is not None and typed and not any(plan.team == GROUP_TEAM for plan, _ in changed):
            group = by_group
        row = shown_name(versions[0][1], self.table)
        if group is None:
            return None, Conflict(self.table.key, row_key, key, values, row=row)
        chosen = group.get(key)
        return chosen, Conflict(self.table.key, row_key, key, values, chosen, "reference", row=row)

    def _field_changes(
        self,
        name: str,
        key: str,
        versions: Sequence[_Version],
        changed: Sequence[_Version],
        used: Value,
        by_group: Record | None,
    ) -> Iterator[Change]:
        """One change per side. Before, there was what those who changed nothing still have."""
        others = {(id(plan), id(record)) for plan, record in changed}
        still = [record.get(key) for plan, record in versions if (id(plan), id(record)) not in others]
        side, table = authors_of(changed, by_group), self.table.key
        for plan, record in changed:
            old = self.base.row(self.table, plan.team, name)
            before = (still[0] if still else None) if by_group is not None or old is None else old.get(key)
            after, file = record.get(key), file_name(plan)
            cell, row = record.cell(key), shown_name(record, self.table)
            yield Change(table, record.key, key, plan.team or "", side, before, after, used, file, cell, row)
        if by_group is not None:
            before, after = still[0] if still else None, by_group.get(key)
            cell, row, file = by_group.cell(key), shown_name(by_group, self.table), self.base.file
            yield Change(table, by_group.key, key, GROUP_TEAM, side, before, after, used, file, cell, row)

    def _fingerprint(self, row: Record, key: str, *, left_open: bool) -> dict[str, Value]:
        """The fingerprint of the row as the teams have it, before the group's value replaces theirs."""
        keys = typed_keys(self.base.template, self.table)
        fingerprint = row.text(FINGERPRINT) or fingerprint_of(row.values, keys)
        return {FINGERPRINT: with_digest(fingerprint, keys, {key}, OPEN) if left_open else fingerprint}
