"""Tables that plans share: each value as most plans have it, or each content once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import count
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from pacom_xl.consolidation.identity_cache import IdentityCache
from pacom_xl.model.audit import Conflict, ConflictValue
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import fold
from pacom_xl.template.consolidated import union_of
from pacom_xl.template.schema import Table, Template
from pacom_xl.values.fingerprints import normal
from pacom_xl.values.row_names import shown_name

#: Tables where the same key means the same thing in every workbook, so that different contents disagree.
_SAME_KEY_SAME_THING = frozenset({"segmentation", "targets", "arguments", "means", "team"})


class MergedTable(NamedTuple):
    """Rows merged from all plans, and the conflicts between the plans."""

    records: list[Record]
    conflicts: list[Conflict]


_Version = tuple[Plan, Record]
#: A row several plans say alike, and the numbers of these plans.
_Shared = tuple[Record, list[int]]


def merge_table(table: Table, plans: Sequence[Plan], template: Template, has_reference: bool) -> MergedTable:
    """Records of a ``table`` the plans share, each with ``team`` and ``source_file``, and what disagrees.

    ``plans``: the reference first when there is one.
    """
    if union_of(template, table.key) == "listed":
        return _listed_once(table, plans)
    if has_reference:
        return MergedTable([with_source(r, plans[0]) for r in plans[0].table(table.key)], [])
    return _by_majority(table, plans)


def file_name(plan: Plan) -> str | None:
    """The file a plan was read from, without its folder: the consolidated workbook does not depend on folders."""
    return _name_of(plan.file) if plan.file else None


@lru_cache(maxsize=64)
def _name_of(path: str) -> str:
    return Path(path).name


def with_source(record: Record, plan: Plan, clashes: set[str] | frozenset[str] = frozenset()) -> Record:
    """A copy that says where it comes from. An action whose code another team uses too takes its team's name,
    so that neither overwrites the other.
    """
    source = record.get("source_file") or file_name(plan)
    values = {**record.values, "team": plan.team, "source_file": source}
    key, parent = record.key, record.parent
    if key in clashes and record.table == "actions":
        key = f"{key} ({plan.team})"
    if parent in clashes:
        parent = f"{parent} ({plan.team})"
    return Record(record.table, key, values, parent, record.origin)


def conflict_value(record: Record, plan: Plan, name: str) -> ConflictValue:
    """The value of a plan in a field of a row, with its cell."""
    return ConflictValue(record.get(name), plan.team, plan.file, record.cell(name))


def _by_majority(table: Table, plans: Sequence[Plan]) -> MergedTable:
    """Each value as most plans say it; with no majority none is used, and all are shown."""
    # Plans that say the same share their records: those of one row, and the numbers of the plans each is from.
    rows: dict[str, dict[int, _Shared]] = {}
    names: dict[int, str] = {}
    for number, plan in enumerate(plans):
        for record in plan.table(table.key):
            name = names.get(id(record))
            if name is None:
                name = names[id(record)] = identity(table, record)
            rows.setdefault(name, {}).setdefault(id(record), (record, []))[1].append(number)
    records, conflicts = [], []
    for versions in rows.values():
        first, numbers = next(iter(versions.values()))
        merged = with_source(first, plans[numbers[0]])
        if len(versions) > 1:
            found = list(_disagreements(table, list(versions.values()), plans))
            conflicts += found
            merged = merged.with_values({conflict.field: conflict.chosen for conflict in found})
        records.append(merged)
    return MergedTable(_with_unique_keys(table, records), conflicts)


def _with_unique_keys(table: Table, records: list[Record]) -> list[Record]:
    """Rows without a code are numbered in each plan: two that are not the same never share a number here."""
    if table.code or table.kind != "rows":
        return records
    taken = {record.key for record in records}
    free = (key for number in count(1) if (key := f"{table.key}#{number}") not in taken)
    seen: set[str] = set()
    for place, record in enumerate(records):
        if record.key in seen:
            records[place] = record = replace(record, key=next(free))
        seen.add(record.key)
    return records


def _disagreements(table: Table, versions: Sequence[_Shared], plans: Sequence[Plan]) -> Iterator[Conflict]:
    return (found for name in table.input_keys if (found := _disagreement(table, name, versions, plans)))


def _disagreement(table: Table, name: str, versions: Sequence[_Shared], plans: Sequence[Plan]) -> Conflict | None:
    counts = Counter[object]()
    for record, numbers in versions:
        counts[normal(record.get(name))] += len(numbers)
    if len(counts) < 2:
        return None
    (most, count), (_, next_count) = counts.most_common(2)
    in_order = sorted(((n, record) for record, numbers in versions for n in numbers), key=itemgetter(0))
    values = tuple(conflict_value(record, plans[n], name) for n, record in in_order)
    key, row = in_order[0][1].key, shown_name(in_order[0][1], table)
    if count == next_count:
        return Conflict(table.key, key, name, values, row=row)
    chosen = next(record.get(name) for _, record in in_order if normal(record.get(name)) == most)
    return Conflict(table.key, key, name, values, chosen, "majority", row=row)


def identity(table: Table, record: Record) -> str:
    """The identity of a row: equal for the same row in two plans."""
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
    return tuple(normal(record.get(name)) for name in table.input_keys if name != own_code)


class _Listed(NamedTuple):
    """A merged row of all ``teams``."""

    record: Record
    teams: dict[str, None]


def _listed_once(table: Table, plans: Sequence[Plan]) -> MergedTable:
    """Rows of the same content once, under the first plan that has them; ``teams`` names the others."""
    unique: dict[tuple[object, ...], _Listed] = {}
    known: dict[str, list[_Version]] = {}
    cache = IdentityCache[list[_Listed]]()
    for plan in plans:
        records = plan.table(table.key)
        rows = cache.get(records)
        if rows is None:
            rows = [_listed(table, record, plan, unique, known) for record in records]
            cache.put(records, rows)
        for row in rows if plan.team else ():
            row.teams[plan.team or ""] = None
    conflicts = []
    if table.key in _SAME_KEY_SAME_THING:
        conflicts = [c for versions in known.values() if len(versions) > 1 for c in _all_fields(table, versions)]
    return MergedTable([_with_teams(row) for row in unique.values()], conflicts)


def _with_teams(row: _Listed) -> Record:
    return row.record.with_values({"teams": tuple(row.teams)}) if len(row.teams) > 1 else row.record


def _listed(
    table: Table,
    record: Record,
    plan: Plan,
    unique: dict[tuple[object, ...], _Listed],
    known: dict[str, list[_Version]],
) -> _Listed:
    """The merged row for ``record``: an existing one, else its own."""
    content = content_of(table, record)
    if content not in unique:
        sourced = with_source(record, plan)
        unique[content] = _Listed(sourced, dict.fromkeys(teams_of(sourced)))
        known.setdefault(identity(table, record), []).append((plan, record))
    return unique[content]


def teams_of(record: Record) -> tuple[str, ...]:
    """The teams that have a merged row."""
    teams = record.values.get("teams")
    return teams if isinstance(teams, tuple) else (str(record.get("team")),)


def _all_fields(table: Table, versions: list[_Version]) -> Iterator[Conflict]:
    """Different contents under one key: every row stays, so nothing is chosen."""
    for name in table.input_keys:
        if len({normal(record.get(name)) for _, record in versions}) > 1:
            values = tuple(conflict_value(record, plan, name) for plan, record in versions)
            yield Conflict(table.key, versions[0][1].key, name, values, row=shown_name(versions[0][1], table))
