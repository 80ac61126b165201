"""Rows that are a team's own: what the team changed since the last consolidation, and what the group changed there.

What only the group changed in the consolidated workbook takes the place of what the team still says. What both
changed differently is a conflict: neither is used, unless a policy says so, and the cell stays empty; what the group
then types there is its decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pacom_xl.consolidation.shared_tables import content_of, file_name
from pacom_xl.consolidation.three_way.base import Past
from pacom_xl.model.audit import Change, ChangedBy, Conflict, ConflictValue
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.rules.group_view import GROUP_TEAM
from pacom_xl.template.consolidated import GIVEN, given_keys, union_of
from pacom_xl.template.schema import Table, Template
from pacom_xl.values.fingerprints import OPEN, fingerprint_of, is_changed, normal, with_digest

_Key = tuple[str, str | None, str]


@dataclass
class Settled:
    """The plans with what the group changed in them, what changed, and what both changed differently."""

    plans: list[Plan] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


class Pair(NamedTuple):
    """A row today and in the last consolidation."""

    table: Table
    plan: Plan
    now: Record
    old: Record


def settle(plans: Sequence[Plan], past: Past, template: Template, policy: str) -> Settled:
    """What each team changed, added or took out in its own rows, and the group in them; a new team changed nothing.

    ``policy``: ``reference`` takes the group's value where both changed, a team's code that of the team.
    """
    tables = [t for t in template.data_tables if union_of(template, t.key) == "side"]
    settled = Settled()
    for plan in plans:
        before = past.plans.get(plan.team)
        if before is None:
            settled.plans.append(plan)
            continue
        instead: dict[int, Record] = {}
        # Records are told apart by what they are in memory: those of this plan stay there meanwhile.
        here = plan.with_records(plan.records)
        for table in tables:
            for pair in _of_table(settled, table, here, before, past):
                if record := _settle_row(settled, pair, past, policy):
                    instead[id(pair.now)] = record
        records = [instead.get(id(record), record) for record in here.records] if instead else []
        settled.plans.append(here.with_records(records) if instead else plan)
    return settled


def _of_table(settled: Settled, table: Table, plan: Plan, before: Plan, past: Past) -> Iterator[Pair]:
    """Rows that are in both; those that are in one only are told."""
    now, then = _by_key(table, plan), _by_key(table, before)
    was = _paired(table, now, then)
    team = plan.team or ""
    by: ChangedBy = "group" if team == GROUP_TEAM else "team"
    for key, record in now.items():
        if key in was:
            yield Pair(table, plan, record, then[was[key]])
        elif plan.team in past.unchanged:
            # The group took it out of the workbook; it is used as long as its team has it.
            settled.changes.append(whole_row(table, record, team, "group", past.file, before=True, used=True))
        else:
            settled.changes.append(whole_row(table, record, team, by, file_name(plan), after=True, used=True))
    kept = set(was.values())
    for record in (record for key, record in then.items() if key not in kept):
        if past.was_typed(table, record):
            settled.changes.append(whole_row(table, record, team, "group", past.file, after=True))
        else:
            settled.changes.append(whole_row(table, record, team, by, file_name(before), before=True))


def _settle_row(settled: Settled, pair: Pair, past: Past, policy: str) -> Record | None:
    """The row with what the group changed, ``None`` when it did not touch it."""
    table, plan, now, old = pair
    marks, edited = past.marks(table, old), past.edited(table, old)
    by: ChangedBy = "group" if plan.team == GROUP_TEAM else "team"
    used: dict[str, Value] = {}
    left_open: set[str] = set()
    for name in table.input_keys:
        same = normal(old.get(name)) == normal(now.get(name))
        if name not in edited:
            if not same:
                settled.changes.append(_change(pair, name, by, old.get(name), now.get(name)))
        elif marks[name] == OPEN or not is_changed(now.get(name), marks[name]):
            used[name] = old.get(name)
            settled.changes.append(_by_group(pair, name, past))
        elif same:
            settled.changes.append(_change(pair, name, "both", None, now.get(name)))
        else:
            conflict = _conflict(pair, name, past, policy)
            used[name] = conflict.chosen
            left_open |= {name} if conflict.policy == "report" else set()
            settled.conflicts.append(conflict)
            settled.changes.append(_change(pair, name, "both", None, conflict.chosen))
    if not used:
        return None
    keys = given_keys(past.template, table)
    mark = with_digest(fingerprint_of(now.values, keys), keys, left_open, OPEN)
    return now.with_values({**used, GIVEN: mark})


def _change(pair: Pair, name: str, by: ChangedBy, before: Value, used: Value) -> Change:
    table, plan, now, _ = pair
    after, file = now.get(name), file_name(plan)
    return Change(table.key, now.key, name, plan.team or "", by, before, after, used, file, now.cell(name))


def _by_group(pair: Pair, name: str, past: Past) -> Change:
    table, plan, now, old = pair
    before, after = now.get(name), old.get(name)
    return Change(table.key, now.key, name, plan.team or "", "group", before, after, after, past.file, old.cell(name))


def _conflict(pair: Pair, name: str, past: Past, policy: str) -> Conflict:
    table, plan, now, old = pair
    of_team = ConflictValue(now.get(name), plan.team, plan.file, now.cell(name))
    of_group = ConflictValue(old.get(name), GROUP_TEAM, past.file, old.cell(name))
    chosen = {"reference": of_group, plan.team: of_team}.get(policy)
    values = (of_team, of_group)
    if chosen is None:
        return Conflict(table.key, now.key, name, values)
    return Conflict(table.key, now.key, name, values, chosen.value, policy)


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
    """A row that was there ``before`` only, or ``after`` only; its first value stands for it."""
    name = next((key for key in table.input_keys if record.get(key) is not None), "")
    said = record.get(name)
    was, now, kept = (said if there else None for there in (before, after, used))
    return Change(table.key, record.key, "", team, by, was, now, kept, file, record.cell(name))


# -- which row is which ------------------------------------------------------------------------------------------


def _paired(table: Table, now: Mapping[_Key, Record], then: Mapping[_Key, Record]) -> dict[_Key, _Key]:
    """The row each row was.

    Rows without a code bear an id in a hidden column, which stays behind when people sort the others: a row that says
    the same, else one that has the same natural key, is sooner the same row than the one with its id.
    """
    if table.code or table.kind == "form":
        return {key: key for key in now if key in then}
    pairs: dict[_Key, _Key] = {}
    for same in (_says(table), _named(table), lambda key, _: key):
        left: dict[object, list[_Key]] = {}
        taken = set(pairs.values())
        for key in (key for key in then if key not in taken):
            left.setdefault(same(key, then[key]), []).append(key)
        for key in (key for key in now if key not in pairs):
            if rows := left.get(same(key, now[key])):
                pairs[key] = key if key in rows else rows[0]
                rows.remove(pairs[key])
    return pairs


def _says(table: Table) -> Callable[[_Key, Record], object]:
    return lambda key, record: (key[:2], content_of(table, record))


def _named(table: Table) -> Callable[[_Key, Record], object]:
    """By natural key; a row without one is like no other."""

    def named(key: _Key, record: Record) -> object:
        natural = [normal(record.get(name)) for name in table.natural_key]
        return (key[:2], tuple(natural)) if any(natural) else key

    return named


def _by_key(table: Table, plan: Plan) -> dict[_Key, Record]:
    """A form without a code is the only one of its kind."""
    alone = table.kind == "form" and table.code is None
    return {(table.key, r.parent, table.key if alone else r.key): r for r in plan.table(table.key)}
