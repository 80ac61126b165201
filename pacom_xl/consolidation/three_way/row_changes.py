"""Changes and conflicts of whole rows: added, removed, or edited by one side and removed by the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pacom_xl.consolidation.conflict_policy import ConflictPolicy
from pacom_xl.model.audit import Change, ChangedBy, Conflict, ConflictValue
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.template.consolidated import FINGERPRINT, READ_FINGERPRINT
from pacom_xl.template.schema import Table
from pacom_xl.values.row_names import shown_name


def whole_row(
    table: Table,
    record: Record,
    team: str,
    by: ChangedBy,
    file: str | None,
    *,
    before: bool = False,
    after: bool = False,
    used: bool = False,
) -> Change:
    """The change of a whole row: removed (``before`` only) or added (``after`` only). Its first value represents it."""
    name = first_field(table, record)
    value = record.get(name)
    was, now, stays = (value if there else None for there in (before, after, used))
    cell, row = record.cell(name), shown_name(record, table)
    return Change(table.key, record.key, "", team, by, was, now, stays, file, cell, row)


def unused_values(
    table: Table, record: Record, team: str, file: str | None, values: Mapping[str, Value]
) -> Iterator[Change]:
    """Values that the group typed and that are not carried over, each with its cell: they stand nowhere else."""
    row = shown_name(record, table)
    for name, value in values.items():
        yield Change(table.key, record.key, name, team, "group", None, value, None, file, record.cell(name), row)


def added_by_group(table: Table, record: Record, team: str, file: str | None) -> Iterator[Change]:
    """A row that the group typed, which is reported and not carried over: the row, then its other values."""
    yield whole_row(table, record, team, "group", file, after=True)
    first = first_field(table, record)
    others = {name: record.get(name) for name in table.input_keys if name != first and record.get(name) is not None}
    yield from unused_values(table, record, team, file, others)


def first_field(table: Table, record: Record) -> str:
    """The first field that has a value; ``""`` when none has."""
    return next((key for key in table.input_keys if record.get(key) is not None), "")


def row_conflict(
    table: Table,
    record: Record,
    plan: Plan | None,
    removed: ConflictValue,
    policy: ConflictPolicy,
    file: str | None = None,
) -> tuple[Conflict, bool]:
    """A row that one side edited and the other took out (``removed``), and whether the row stays.

    ``plan``: of the team that has the row; ``None`` when it is the group, in ``file``. The row stays unless the policy
    chooses its removal: nothing that somebody typed goes without a decision.
    """
    name = first_field(table, record)
    value: Value = record.get(name)
    team, file = (plan.team, plan.file) if plan else (GROUP_TEAM, file)
    edited = ConflictValue(value, team, file, record.cell(name))
    values = (edited, removed) if plan else (removed, edited)
    conflict = policy.decide(Conflict(table.key, record.key, "", values, row=shown_name(record, table)))
    stays = conflict.policy == "report" or conflict.chosen is not None
    return conflict, stays


def as_written(record: Record) -> Record:
    """A row of the last consolidation that stays, with the fingerprint it had there."""
    return record.with_values({FINGERPRINT: record.get(READ_FINGERPRINT), READ_FINGERPRINT: None})


def author_of(plan: Plan) -> ChangedBy:
    """Who changed what differs in a plan: the group in its own workbook, else the team."""
    return "group" if plan.team == GROUP_TEAM else "team"


def authors_of(changed: Sequence[tuple[Plan, Record]], by_group: Record | None) -> ChangedBy:
    """Who changed a field of a shared row. ``by_group``: the row where the group did, in the consolidated workbook."""
    found: set[ChangedBy] = {author_of(plan) for plan, _ in changed} | ({"group"} if by_group is not None else set())
    return "both" if len(found) == 2 else "group" if "group" in found else "team"
