"""How records of several plans become one table: said once when the group owns it, else side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from pacom_xl.core.given import normal
from pacom_xl.core.ledger import Conflict, ConflictValue
from pacom_xl.core.plan import Plan, Record
from pacom_xl.core.text import fold
from pacom_xl.template.consolidated import union_of
from pacom_xl.template.schema import Table, Template

#: Tables where the same key means the same thing in every workbook, so that different contents disagree.
_SAME_KEY_SAME_THING = frozenset({"segmentation", "targets", "arguments", "means", "team"})

Merged = tuple[list[Record], list[Conflict]]


def merge_table(table: Table, plans: Sequence[Plan], template: Template, has_reference: bool) -> Merged:
    """Records of ``table`` over all plans, each with ``team`` and ``source_file``, and what disagrees.

    ``plans``: the reference first when there is one.
    """
    union = union_of(template, table.key)
    if union == "once":
        if has_reference:
            return [_with_source(r, plans[0]) for r in plans[0].table(table.key)], []
        return _by_majority(table, plans)
    if union == "listed":
        return _listed_once(table, plans)
    if table.key == "actions":
        return _side_by_side(table, plans, _same_action_code(plans))
    conflicts = _readings_that_differ(table, plans) if table.key == "performance" else []
    return _side_by_side(table, plans, conflicts)


def clashing_codes(plans: Sequence[Plan]) -> set[str]:
    """Action codes that several teams use."""
    counts = Counter(code for plan in plans for code in {r.key for r in plan.table("actions")})
    return {code for code, count in counts.items() if count > 1}


def file_name(plan: Plan) -> str | None:
    """The file a plan was read from, without its folder: a workbook should not depend on where it was made."""
    return _name_of(plan.file) if plan.file else None


@lru_cache(maxsize=64)
def _name_of(path: str) -> str:
    return Path(path).name


def _side_by_side(table: Table, plans: Sequence[Plan], conflicts: list[Conflict]) -> Merged:
    clashes = clashing_codes(plans) if table.key == "actions" or table.parent == "actions" else set()
    return [_with_source(r, plan, clashes) for plan in plans for r in plan.table(table.key)], conflicts


def _with_source(record: Record, plan: Plan, clashes: set[str] | frozenset[str] = frozenset()) -> Record:
    """A copy that says where it comes from. An action whose code another team uses too takes its team's name,
    so that neither overwrites the other.
    """
    source = record.get("source_file") or file_name(plan)
    values = record.values | {"team": plan.team, "source_file": source}
    key, parent = record.key, record.parent
    if key in clashes and record.table == "actions":
        key = f"{key} ({plan.team})"
    if parent in clashes:
        parent = f"{parent} ({plan.team})"
    return Record(record.table, key, values, parent, record.origin)


def _value(record: Record, plan: Plan, name: str) -> ConflictValue:
    return ConflictValue(record.get(name), plan.team, plan.file, record.cell(name))


def input_names(table: Table) -> list[str]:
    """Fields people fill in."""
    return [f.key for f in table.fields if f.is_input]


def _by_majority(table: Table, plans: Sequence[Plan]) -> Merged:
    """Each value as most plans say it; with no majority none is used, and all are shown."""
    rows: dict[str, list[tuple[Plan, Record]]] = {}
    names: dict[int, str] = {}
    for plan in plans:
        for record in plan.table(table.key):
            # Plans that say the same share their records: whose row it is is found once.
            name = names.get(id(record))
            if name is None:
                name = names[id(record)] = identity(table, record)
            rows.setdefault(name, []).append((plan, record))
    records, conflicts = [], []
    for versions in rows.values():
        plan, first = versions[0]
        merged = _with_source(first, plan)
        agreed = all(record is first for _, record in versions)
        for name in () if agreed else input_names(table):
            conflict = _disagreement(table, name, versions)
            if conflict:
                conflicts.append(conflict)
                merged.values[name] = conflict.chosen
        records.append(merged)
    return records, conflicts


def _disagreement(table: Table, name: str, versions: list[tuple[Plan, Record]]) -> Conflict | None:
    counts = Counter(normal(record.get(name)) for _, record in versions)
    if len(counts) < 2:
        return None
    (most, count), (_, next_count) = counts.most_common(2)
    values = tuple(_value(record, plan, name) for plan, record in versions)
    if count == next_count:
        return Conflict(table.key, versions[0][1].key, name, values)
    chosen = next(record.get(name) for _, record in versions if normal(record.get(name)) == most)
    return Conflict(table.key, versions[0][1].key, name, values, chosen, "majority")


def identity(table: Table, record: Record) -> str:
    """What makes two rows of a table the same row in two plans."""
    if table.kind == "form":
        return table.key
    if table.code:
        return fold(record.key)
    if table.natural_key:
        return "|".join(fold(str(record.get(name))) for name in table.natural_key)
    return repr(content_of(table, record))


def content_of(table: Table, record: Record) -> tuple[object, ...]:
    """All a row says, however it is spelt."""
    own_code = table.code if table.key == "swot" else None
    return tuple(normal(record.get(name)) for name in input_names(table) if name != own_code)


def _listed_once(table: Table, plans: Sequence[Plan]) -> Merged:
    """Rows of the same content once, under the first plan that has them; ``teams`` names the others."""
    kept: dict[tuple[object, ...], Record] = {}
    known: dict[str, list[tuple[Plan, Record]]] = {}
    rows: dict[int, Record] = {}
    for plan in plans:
        for record in plan.table(table.key):
            if id(record) in rows:
                # The very record another plan has too.
                _also_from(rows[id(record)], plan)
                continue
            content = content_of(table, record)
            if content in kept:
                _also_from(kept[content], plan)
                rows[id(record)] = kept[content]
                continue
            kept[content] = rows[id(record)] = _with_source(record, plan)
            known.setdefault(identity(table, record), []).append((plan, record))
    conflicts = []
    if table.key in _SAME_KEY_SAME_THING:
        conflicts = [c for versions in known.values() if len(versions) > 1 for c in _all_fields(table, versions)]
    return list(kept.values()), conflicts


def teams_of(record: Record) -> tuple[str, ...]:
    """The teams a merged row stands for."""
    teams = record.values.get("teams")
    return teams if isinstance(teams, tuple) else (str(record.get("team")),)


def _also_from(record: Record, plan: Plan) -> None:
    before = teams_of(record)
    if plan.team and plan.team not in before:
        record.values["teams"] = (*before, plan.team)


def _all_fields(table: Table, versions: list[tuple[Plan, Record]]) -> Iterator[Conflict]:
    """Different contents under one key: all rows are kept, so nothing is chosen."""
    for name in input_names(table):
        if len({normal(record.get(name)) for _, record in versions}) > 1:
            values = tuple(_value(record, plan, name) for plan, record in versions)
            yield Conflict(table.key, versions[0][1].key, name, values)


def _same_action_code(plans: Sequence[Plan]) -> list[Conflict]:
    clashes = clashing_codes(plans)
    conflicts = []
    for code in sorted(clashes):
        found = [(plan, r) for plan in plans for r in plan.table("actions") if r.key == code]
        values = tuple(_value(record, plan, "title") for plan, record in found)
        conflicts.append(Conflict("actions", code, "", values))
    return conflicts


def _readings_that_differ(table: Table, plans: Sequence[Plan]) -> list[Conflict]:
    """The same reading twice with different values. Objectives are each team's own, so a subject that is not
    an action's code belongs to its team.
    """
    seen: dict[tuple[object, ...], list[tuple[Plan, Record]]] = {}
    codes = {r.key for plan in plans for r in plan.table("actions")}
    for plan in plans:
        for record in plan.table("performance"):
            team = None if record.get("subject") in codes else plan.team
            key = (team, *(normal(record.get(name)) for name in table.natural_key))
            seen.setdefault(key, []).append((plan, record))
    return [c for versions in seen.values() if (c := _same_reading(versions))]


def _same_reading(versions: list[tuple[Plan, Record]]) -> Conflict | None:
    if len({normal(record.get("value")) for _, record in versions}) < 2:
        return None
    values = tuple(_value(record, plan, "value") for plan, record in versions)
    return Conflict("performance", versions[0][1].key, "value", values)
