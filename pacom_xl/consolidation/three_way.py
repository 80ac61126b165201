"""What changed since the last consolidation, and who changed it: the teams, the group, or both.

What only one side changed is merged: a new value of a common text takes the place of the old one everywhere, even
where most workbooks still hold the old one. What several changed differently is a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pacom_xl.consolidation.union import Merged, content_of, file_name, identity, input_names, normal, teams_of
from pacom_xl.core.findings import Finding
from pacom_xl.core.ledger import Change, ChangedBy, Conflict, ConflictValue
from pacom_xl.core.plan import Plan, Record, Value
from pacom_xl.core.text import fold
from pacom_xl.rules.group import GROUP_TEAM
from pacom_xl.template.consolidated import union_of
from pacom_xl.template.schema import Table, Template
from pacom_xl.workbook.reading import Reading

_Key = tuple[str, str | None, str]
_Version = tuple[Plan, Record]


@dataclass
class Past:
    """The plans as the last consolidation had them, each as its team spelt it."""

    plans: Mapping[str | None, Plan]
    #: When it was written, as far as the file knows.
    day: date | None = None
    _shared: dict[tuple[str | None, str], dict[str, Record]] = field(default_factory=dict)

    @classmethod
    def of(cls, reading: Reading) -> Past:
        """What the workbook of the last consolidation holds."""
        return cls({plan.team: plan for plan in reading.plans}, reading.saved_on.date() if reading.saved_on else None)

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

    def due_dates(self) -> dict[tuple[str | None, str], list[date]]:
        """Due date of every action then, by team and code (PAC409)."""
        return {
            (plan.team, action.key): [due]
            for plan in self.plans.values()
            for action in plan.table("actions")
            if isinstance(due := action.get("due"), date)
        }


# -- rows that are a team's own ----------------------------------------------------------------------------------


def own_changes(plans: Sequence[Plan], past: Past, template: Template) -> Iterator[Change]:
    """What each team changed, added or took out in its own rows; a team that is new changed nothing."""
    tables = [t for t in template.data_tables if union_of(template, t.key) == "side"]
    for plan in plans:
        before = past.plans.get(plan.team)
        if before is not None:
            for table in tables:
                yield from _own_of_table(table, plan, before)


def _own_of_table(table: Table, plan: Plan, before: Plan) -> Iterator[Change]:
    now, then = _by_key(table, plan), _by_key(table, before)
    was = _paired(table, now, then)
    team = plan.team or ""
    by: ChangedBy = "group" if team == GROUP_TEAM else "team"
    for key, record in now.items():
        if key not in was:
            yield _whole_row(table, record, team, by, plan, added=True)
            continue
        old = then[was[key]]
        for name in input_names(table):
            if normal(old.get(name)) != normal(record.get(name)):
                yield _change(table, name, (plan, record), old, by, record.get(name))
    kept = set(was.values())
    for key in (key for key in then if key not in kept):
        yield _whole_row(table, then[key], team, by, before, added=False)


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


def _whole_row(table: Table, record: Record, team: str, by: ChangedBy, plan: Plan, *, added: bool) -> Change:
    """Its first value stands for the row."""
    name = next((key for key in input_names(table) if record.get(key) is not None), "")
    said = record.get(name)
    before, after = (None, said) if added else (said, None)
    return Change(table.key, record.key, "", team, by, before, after, after, file_name(plan), record.cell(name))


def _change(table: Table, name: str, now: _Version, old: Record, by: ChangedBy, used: Value) -> Change:
    plan, record = now
    before, after, file = old.get(name), record.get(name), file_name(plan)
    return Change(table.key, record.key, name, plan.team or "", by, before, after, used, file, record.cell(name))


def disappeared(plans: Sequence[Plan], past: Past) -> Iterator[Finding]:
    """PAC709: action codes of the last consolidation that their team's workbook has no more."""
    for plan in plans:
        before = past.plans.get(plan.team)
        known = {action.key for action in plan.table("actions")}
        old = before.table("actions") if before else []
        fresh = [action for action in plan.table("actions") if action.key not in {a.key for a in old}]
        for action in old:
            if action.key not in known:
                candidate = next((new.key for new in fresh if _may_be(action, new)), None)
                params = {"code": action.key, "date": past.day, "candidate": candidate}
                yield Finding("PAC709", subject=action.key, team=plan.team, file=plan.file, params=params)


def _may_be(old: Record, new: Record) -> bool:
    """The same action under another code: same title, or same owner and start."""
    if fold(str(old.get("title") or "")) == fold(str(new.get("title") or "")) and old.get("title"):
        return True
    return old.get("owner") == new.get("owner") and old.get("start") == new.get("start") is not None


# -- rows that stand for several ---------------------------------------------------------------------------------


def merge_shared(table: Table, merged: Merged, plans: Sequence[Plan], past: Past) -> tuple[Merged, list[Change]]:
    """``merged`` (changed) with what only one side changed, and a conflict where several changed differently."""
    records, conflicts = merged
    changes: list[Change] = []
    for name, versions in _versions(table, plans).items():
        rows = [record for record in records if identity(table, record) == name]
        for key in input_names(table) if rows else ():
            changed = list(_changed(table, key, name, versions, past))
            if changed:
                used, conflict = _settled(table, key, versions, changed, rows[0])
                conflicts = [c for c in conflicts if (c.key, c.field) != (versions[0][1].key, key)]
                conflicts += [conflict] if conflict else []
                changes += (_change(table, key, (p, r), old, _side(changed), used) for p, r, old in changed)
                for row in rows if conflict is None or len(rows) == 1 else ():
                    row.values[key] = used
    return (_each_once(table, records), conflicts), changes


def _versions(table: Table, plans: Sequence[Plan]) -> dict[str, list[_Version]]:
    found: dict[str, list[_Version]] = {}
    for plan in plans:
        for record in plan.table(table.key):
            found.setdefault(identity(table, record), []).append((plan, record))
    return found


def _changed(
    table: Table, key: str, name: str, versions: Sequence[_Version], past: Past
) -> Iterator[tuple[Plan, Record, Record]]:
    for plan, record in versions:
        old = past.row(table, plan.team, name)
        if old is not None and normal(old.get(key)) != normal(record.get(key)):
            yield plan, record, old


def _settled(
    table: Table,
    key: str,
    versions: Sequence[_Version],
    changed: Sequence[tuple[Plan, Record, Record]],
    row: Record,
) -> tuple[Value, Conflict | None]:
    """The value to use, and the conflict when the changes differ: then the group's value, if it has one, stands."""
    new = {normal(record.get(key)): record.get(key) for _, record, _ in changed}
    if len(new) == 1:
        return next(iter(new.values())), None
    values = tuple(ConflictValue(r.get(key), p.team, p.file, r.cell(key)) for p, r in versions)
    group = next((record for plan, record in versions if plan.team == GROUP_TEAM), None)
    if group is None:
        return None, Conflict(table.key, row.key, key, values)
    return group.get(key), Conflict(table.key, row.key, key, values, group.get(key), "reference")


def _side(changed: Sequence[tuple[Plan, Record, Record]]) -> ChangedBy:
    teams = {plan.team == GROUP_TEAM for plan, _, _ in changed}
    return "both" if len(teams) == 2 else "group" if True in teams else "team"


def _each_once(table: Table, records: list[Record]) -> list[Record]:
    """Rows that say the same now are one row, with all its teams."""
    kept: dict[object, Record] = {}
    for record in records:
        first = kept.setdefault(content_of(table, record), record)
        if first is not record:
            teams = dict.fromkeys((*teams_of(first), *teams_of(record)))
            first.values["teams"] = tuple(teams)
    return list(kept.values())
