"""A filled plan with what the group has decided since: its sections, its part of the objectives, shares and envelopes.

Values of the group replace those of its own sections; nothing a team typed elsewhere changes. Rows that a team added
stay, a value the group left empty erases nothing, and every difference is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal

from pacom_xl.comparison.compare import is_same
from pacom_xl.consolidation.shared_tables import identity
from pacom_xl.consolidation.three_way.base import Base
from pacom_xl.layout.anchors import row_id
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.template.group_owned_fields import OBJECTIVE_GROUP_PART
from pacom_xl.template.schema import Table, Template
from pacom_xl.values.fingerprints import is_changed
from pacom_xl.values.group_digests import group_digests
from pacom_xl.values.holiday_names import with_holidays_in

#: ``changed``: the group's value replaces another one · ``added``: a row of the group the workbook did not have ·
#: ``stays``: a row or value of the team in a section of the group, or one that both changed.
UpdateKind = Literal["changed", "added", "stays"]
#: Sheets that teams and group fill in together, of which rows of the group are added when they are missing.
_ADDED_TO = ("team", "targets")
#: Fields of rows of the team that the group may set in the consolidated workbook.
SHARES = {"objectives": ("target", "baseline", "weight"), "envelope": ("amount",)}
#: What the identity of every plan of the company says alike: filled in where it is empty.
_COMPANY = ("company", "sponsor")
#: Lists of days of one year, and the field of the day.
_YEARLY = ("holidays", "sales_periods")


@dataclass(frozen=True, slots=True)
class UpdateChange:
    """One difference between the filled workbook and the updated one, or (``stays``) with the group's."""

    kind: UpdateKind
    #: The row of the filled workbook; of the group when the workbook has none.
    record: Record
    #: ``""`` for a whole row.
    field: str = ""
    before: Value = None
    after: Value = None
    #: The group's value was set for this team alone, in the consolidated workbook.
    share: bool = False


@dataclass(frozen=True)
class Updated:
    """The updated plan and how it differs from the filled one."""

    plan: Plan
    changes: tuple[UpdateChange, ...]


def update_plan(plan: Plan, group: Plan, template: Template, base: Base | None = None) -> Updated:
    """``plan`` with the sections of ``group``. ``base``: the consolidated workbook where the group set shares."""
    group = with_holidays_in(plan.lang, group)
    work = _Update(plan.with_records(plan.records), group, template, base)
    records = list(work.records())
    updated = plan.with_records(records).with_head(group_digests=group_digests(group, template))
    return Updated(updated, tuple(work.changes))


@dataclass(frozen=True)
class _Update:
    plan: Plan
    group: Plan
    template: Template
    base: Base | None
    changes: list[UpdateChange] = field(default_factory=list)

    def records(self) -> Iterator[Record]:
        """All records, table by table; those of tables that are no data as they are."""
        data = {table.key for table in self.template.data_tables}
        for table in self.template.data_tables:
            yield from _with_unique_keys(table, self._table(table))
        yield from (record for record in self.plan.records if record.table not in data)

    def _table(self, table: Table) -> Iterator[Record]:
        rows = list(self.plan.table(table.key))
        if self.template.sheet_of(table.key).group_owned:
            yield from self._group_section(table, rows)
        elif table.key == "objectives":
            yield from self._with_shares(table, self._objectives(table, rows))
        elif table.key in _ADDED_TO:
            yield from self._with_added(table, rows)
        elif table.key == "envelope":
            yield from self._with_shares(table, [*rows, *self._envelope_lines(rows)])
        elif table.key == "plan":
            yield from map(self._identity, rows)
        else:
            yield from rows

    # -- sections of the group -----------------------------------------------------------------------------------

    def _group_section(self, table: Table, rows: list[Record]) -> Iterator[Record]:
        theirs = self.group.table(table.key)
        if not theirs or (table.key in _YEARLY and self.group.year != self.plan.year):
            yield from rows
            return
        of_team = self._by_identity(table, rows)
        for row in theirs:
            name = identity(table, row)
            if name in of_team:
                yield self._updated_row(table, of_team.pop(name), row, table.input_keys)
            else:
                yield self._added(row)
        for record in of_team.values():
            self.changes.append(UpdateChange("stays", record))
            yield record

    @staticmethod
    def _by_identity(table: Table, rows: list[Record]) -> dict[str, Record]:
        """Rows by what identifies them; a second row of one identity keeps a place of its own."""
        found: dict[str, Record] = {}
        for number, record in enumerate(rows):
            name = identity(table, record)
            found[name if name not in found else f"{name}\n{number}"] = record
        return found

    def _updated_row(self, table: Table, record: Record, theirs: Record, keys: tuple[str, ...]) -> Record:
        """The team's row with the values of the group; where the group has none, the team's stays."""
        values: dict[str, Value] = {}
        for key in keys:
            value = theirs.get(key)
            if key == table.code or is_same(record.get(key), value):
                continue
            if value in (None, "", ()):
                self.changes.append(UpdateChange("stays", record, key, record.get(key), value))
            else:
                values[key] = value
                self.changes.append(UpdateChange("changed", record, key, record.get(key), value))
        return record.with_values(values) if values else record

    def _added(self, row: Record) -> Record:
        """A row of the group; one without a code gets its number when the table is complete."""
        key = row.key if self.template.tables[row.table].code else ""
        added = Record(row.table, key, dict(row.values), row.parent)
        self.changes.append(UpdateChange("added", added))
        return added

    def _with_added(self, table: Table, rows: list[Record]) -> Iterator[Record]:
        known = {identity(table, row) for row in rows}
        yield from rows
        yield from (self._added(r) for r in self.group.table(table.key) if identity(table, r) not in known)

    # -- rows shared by team and group ---------------------------------------------------------------------------

    def _objectives(self, table: Table, rows: list[Record]) -> list[Record]:
        """The group's part of each objective; objectives of the team's own stay as they are."""
        theirs = {row.key: row for row in self.group.table(table.key)}
        part = ("segment", *OBJECTIVE_GROUP_PART)
        updated = [self._updated_row(table, row, theirs[row.key], part) if row.key in theirs else row for row in rows]
        known = {row.key for row in rows}
        for key, row in theirs.items():
            if key not in known:
                values = {name: row.get(name) for name in ("code", *part)}
                updated.append(self._added(Record(row.table, key, values)))
        return updated

    def _envelope_lines(self, rows: list[Record]) -> Iterator[Record]:
        """Lines of axes and natures that the group has added."""
        known = {(row.get("dimension"), row.get("key")) for row in rows}
        known |= {("axis", row.key) for row in self.plan.table("axes")}
        known |= {("nature", row.key) for row in self.plan.table("natures")}
        names = [("axis", row.key) for row in self.group.table("axes")]
        names += [("nature", row.key) for row in self.group.table("natures")]
        for dimension, key in names if rows else ():
            if (dimension, key) not in known:
                yield self._added(Record("envelope", "", {"dimension": dimension, "key": key}))

    def _identity(self, record: Record) -> Record:
        ours = self.group.form("plan")
        values = {
            key: ours.get(key)
            for key in _COMPANY
            if record.get(key) in (None, "") and record.cell(key) is not None and ours.get(key) not in (None, "")
        }
        for key, value in values.items():
            self.changes.append(UpdateChange("changed", record, key, None, value))
        return record.with_values(values) if values else record

    def _with_shares(self, table: Table, rows: list[Record]) -> Iterator[Record]:
        """What the group typed for this team in the consolidated workbook, unless the team changed it since."""
        shares = dict(self._shares(table))
        for row in rows:
            share, digests = shares.get(identity(table, row), ({}, {}))
            values: dict[str, Value] = {}
            for key, value in share.items():
                if is_same(row.get(key), value):
                    continue
                is_touched = row.get(key) is not None and is_changed(row.get(key), digests.get(key, ""))
                kind: UpdateKind = "stays" if is_touched else "changed"
                self.changes.append(UpdateChange(kind, row, key, row.get(key), value, share=True))
                if not is_touched:
                    values[key] = value
            yield row.with_values(values) if values else row

    def _shares(self, table: Table) -> Iterator[tuple[str, tuple[Mapping[str, Value], Mapping[str, str]]]]:
        """Values the group set in rows of this team, and the digests these rows were written with."""
        shown = self.base.plans.get(self.plan.team) if self.base else None
        for row in shown.table(table.key) if self.base and shown else ():
            edited = self.base.edited(table, row) if self.base else {}
            wanted = {key: edited[key] for key in SHARES[table.key] if edited.get(key) is not None}
            if wanted and self.base:
                yield identity(table, row), (wanted, self.base.digests(table, row))


def _with_unique_keys(table: Table, records: Iterable[Record]) -> Iterator[Record]:
    """Rows without a code are numbered in each workbook: a row of the group takes a free number."""
    rows = list(records)
    taken = {row.key for row in rows}
    free = (key for number in count(1) if (key := row_id(table.key, number)) not in taken)
    for row in rows:
        yield row if row.key else replace(row, key=next(free))
