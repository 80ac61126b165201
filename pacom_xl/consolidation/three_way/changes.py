"""What changed since the last consolidation, and who changed it: the teams, the group, or both.

Here the rows that stand for several teams (their own rows: ``own_rows``). What only one side changed is merged: a new
value of a common text takes the place of the old one everywhere, even where most workbooks still hold the old one.
What several changed differently is a conflict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pacom_xl.consolidation.shared_tables import Merged, content_of, file_name, identity, teams_of
from pacom_xl.consolidation.three_way.base import Past
from pacom_xl.consolidation.three_way.team_rows import whole_row
from pacom_xl.model.audit import Change, ChangedBy, Conflict, ConflictValue
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import fold
from pacom_xl.rules.group_view import GROUP_TEAM
from pacom_xl.template.consolidated import GIVEN, given_keys
from pacom_xl.template.schema import Table
from pacom_xl.values.fingerprints import OPEN, UNKNOWN, fingerprint_of, is_changed, normal, with_digest

_Version = tuple[Plan, Record]
#: A row today, and as its team had it in the last consolidation.
_Then = tuple[Plan, Record, Record | None]


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
    versions = _versions(table, plans)
    changes = list(_whole_rows(table, versions, past))
    for name, of in versions.items():
        places = [place for place, record in enumerate(records) if identity(table, record) == name]
        rows = [records[place] for place in places]
        were = [(plan, record, past.row(table, plan.team, name)) for plan, record in of] if rows else []
        typed = _typed(table, name, were, past)
        for key in table.input_keys if rows else ():
            by_group = typed.get(key)
            changed = list(_changed(table, key, were, past, by_group))
            if not changed and by_group is None:
                continue
            used, conflict = _settled(table, key, of, changed, rows[0], by_group, past)
            conflicts = [c for c in conflicts if (c.key, c.field) != (of[0][1].key, key)]
            conflicts += [conflict] if conflict else []
            changes += _told(table, key, of, changed, used, by_group, past)
            for place in places if conflict is None or len(rows) == 1 else ():
                left_open = used is None and conflict is not None
                marks = _marked(records[place], table, key, past, left_open=left_open) if by_group is not None else {}
                records[place] = records[place].with_values({**marks, key: used})
    return (_each_once(table, records), conflicts), changes


def _whole_rows(table: Table, versions: Mapping[str, Sequence[_Version]], past: Past) -> Iterator[Change]:
    """Rows the group typed in the workbook of the last consolidation, or took out of it: told, not done again."""
    for (of, name), record in past.common_rows.items():
        if of == table.key and name not in versions and past.was_typed(table, record):
            yield whole_row(table, record, GROUP_TEAM, "group", past.file, after=True)
    for name, of_teams in versions.items():
        gone = (table.key, name) not in past.common_rows and past.tells_rows
        first = next((record for plan, record in of_teams if gone and plan.team in past.unchanged), None)
        if first is not None:
            yield whole_row(table, first, GROUP_TEAM, "group", past.file, before=True, used=True)


def _typed(table: Table, name: str, were: Sequence[_Then], past: Past) -> dict[str, Record]:
    """The fields of a common row that the group changed, and the row where it did."""
    shown = past.common_rows.get((table.key, name))
    rows = [*([shown] if shown else []), *(old for _, _, old in were if old is not None)]
    return {key: row for row in reversed(rows) for key in past.edited(table, row)}


def _told(
    table: Table,
    key: str,
    versions: Sequence[_Version],
    changed: Sequence[_Version],
    used: Value,
    by_group: Record | None,
    past: Past,
) -> Iterator[Change]:
    """What each changed; before it stood what those who changed nothing still say."""
    still = [record.get(key) for plan, record in versions if (plan, record) not in changed]
    side = _side(changed, by_group)
    for plan, record in changed:
        old = past.row(table, plan.team, identity(table, record))
        before = (still[0] if still else None) if by_group is not None or old is None else old.get(key)
        after, file = record.get(key), file_name(plan)
        yield Change(table.key, record.key, key, plan.team or "", side, before, after, used, file, record.cell(key))
    if by_group is not None:
        before, after = still[0] if still else None, by_group.get(key)
        cell = by_group.cell(key)
        yield Change(table.key, by_group.key, key, GROUP_TEAM, side, before, after, used, past.file, cell)


def _marked(row: Record, table: Table, key: str, past: Past, *, left_open: bool) -> dict[str, Value]:
    """The fingerprint of the row as the teams have it, before the group's value takes its place."""
    keys = given_keys(past.template, table)
    mark = row.values.get(GIVEN) or fingerprint_of(row.values, keys)
    return {GIVEN: with_digest(str(mark), keys, {key}, OPEN) if left_open else mark}


def _versions(table: Table, plans: Sequence[Plan]) -> dict[str, list[_Version]]:
    found: dict[str, list[_Version]] = {}
    for plan in plans:
        for record in plan.table(table.key):
            found.setdefault(identity(table, record), []).append((plan, record))
    return found


def _changed(table: Table, key: str, were: Sequence[_Then], past: Past, by_group: Record | None) -> Iterator[_Version]:
    """Who says otherwise than the last consolidation was given."""
    for plan, record, old in were:
        if old is None:
            continue
        mark = past.marks(table, old).get(key, UNKNOWN) if by_group is not None else UNKNOWN
        if mark == OPEN:
            continue
        now = record.get(key)
        if is_changed(now, mark) if mark != UNKNOWN else normal(old.get(key)) != normal(now):
            yield plan, record


def _settled(
    table: Table,
    key: str,
    versions: Sequence[_Version],
    changed: Sequence[_Version],
    row: Record,
    by_group: Record | None,
    past: Past,
) -> tuple[Value, Conflict | None]:
    """The value to use, and the conflict when the changes differ: then the group's value, if it has one, stands."""
    typed = [by_group] if by_group is not None else []
    new = {normal(record.get(key)): record.get(key) for record in (*(r for _, r in changed), *typed)}
    if len(new) == 1:
        return next(iter(new.values())), None
    values = tuple(ConflictValue(r.get(key), p.team, p.file, r.cell(key)) for p, r in versions)
    values += tuple(ConflictValue(r.get(key), GROUP_TEAM, past.file, r.cell(key)) for r in typed)
    group = next((record for plan, record in versions if plan.team == GROUP_TEAM), None)
    if group is not None and typed and not any(plan.team == GROUP_TEAM for plan, _ in changed):
        group = by_group
    if group is None:
        return None, Conflict(table.key, row.key, key, values)
    return group.get(key), Conflict(table.key, row.key, key, values, group.get(key), "reference")


def _side(changed: Sequence[_Version], by_group: Record | None) -> ChangedBy:
    teams = {plan.team == GROUP_TEAM for plan, _ in changed} | ({True} if by_group is not None else set())
    return "both" if len(teams) == 2 else "group" if True in teams else "team"


def _each_once(table: Table, records: list[Record]) -> list[Record]:
    """Rows that say the same now are one row, with all its teams."""
    kept: dict[object, Record] = {}
    for record in records:
        content = content_of(table, record)
        first = kept.setdefault(content, record)
        if first is not record:
            teams = dict.fromkeys((*teams_of(first), *teams_of(record)))
            kept[content] = first.with_values({"teams": tuple(teams)})
    return list(kept.values())
