"""Differences between each plan and the common rows: with them a consolidated workbook gives every plan back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pacom_xl.consolidation.identity_cache import IdentityCache
from pacom_xl.consolidation.shared_tables import content_of, file_name, identity, teams_of
from pacom_xl.model.audit import OWN_KEY, Difference
from pacom_xl.model.plan import Plan, Record
from pacom_xl.template.consolidated import union_of
from pacom_xl.template.schema import Table, Template

_Identify = Callable[[Table, Record], object]


def differences(plans: Sequence[Plan], merged: Plan, template: Template) -> Iterator[Difference]:
    """Every value of a plan that differs from the common row which replaces its own in ``merged``."""
    for table in template.data_tables:
        union = union_of(template, table.key)
        if table.key == "plan":
            yield from _identities(table, plans, merged)
        elif union != "side":
            same: _Identify = identity if union == "once" else content_of
            yield from _of_table(table, plans, merged, same, complete=union == "once")


def _identities(table: Table, plans: Sequence[Plan], merged: Plan) -> Iterator[Difference]:
    """Each plan has its own form; the status in that of the group is the weakest of all."""
    shown = {record.get("team"): record for record in merged.table(table.key)}
    for plan in plans:
        if plan.team in shown:
            for record in plan.table(table.key)[:1]:
                yield from _values(table, plan, record, shown[plan.team], table.key)


class _RowIndex(NamedTuple):
    """The rows of a plan by what makes them the same row, and the common rows that spell them alike."""

    rows: dict[object, Record]
    alike: dict[object, Record]


def _of_table(
    table: Table, plans: Sequence[Plan], merged: Plan, same: _Identify, *, complete: bool
) -> Iterator[Difference]:
    """``complete``: the common rows stand for every plan, so that who lacks one, or alone has one, is reported too."""
    shown = {same(table, record): record for record in reversed(merged.table(table.key))}
    of_team = {} if complete else {(identity(table, r), t): r for r in merged.table(table.key) for t in teams_of(r)}
    usual = _usual(table, plans, shown, same) if complete else {}
    for plan, known in _in_turn(table, plans, same):
        for name, record in reversed(known.rows.items()):
            # A row with a chosen content still belongs to its teams.
            common = shown.get(name) or of_team.get((identity(table, record), plan.team or ""))
            if common is None:
                yield from _extra(table, plan, record)
                continue
            if complete and name not in usual:
                yield Difference(plan.team or "", table.key, common.key, "present")
            if known.alike.get(name) is not common:
                found = list(_values(table, plan, record, common, row_name(common, listed=not complete)))
                yield from found
                if not found:
                    known.alike[name] = common
        for name, common in usual.items():
            if name not in known.rows:
                yield Difference(plan.team or "", table.key, common.key, "absent")


def _in_turn(table: Table, plans: Sequence[Plan], same: _Identify) -> Iterator[tuple[Plan, _RowIndex]]:
    """The rows of each plan. Plans that say the same share their records: what they are is found once."""
    cache = IdentityCache[_RowIndex]()
    for plan in plans:
        records = plan.table(table.key)
        known = cache.get(records)
        if known is None:
            known = _RowIndex({same(table, record): record for record in reversed(records)}, {})
            cache.put(records, known)
        yield plan, known


def _usual(table: Table, plans: Sequence[Plan], shown: dict[object, Record], same: _Identify) -> dict[object, Record]:
    """The common rows that half of the plans have, in their order; of the others it is shorter to say who has them."""
    counts = Counter(name for _, known in _in_turn(table, plans, same) for name in known.rows)
    return {name: record for name, record in reversed(shown.items()) if 2 * counts[name] >= len(plans)}


def row_name(record: Record, *, listed: bool) -> str:
    """The name of a common row: its key, and the team it is listed under when teams may have rows of one key."""
    return f"{record.get('team')} {record.key}" if listed else record.key


def _values(table: Table, plan: Plan, record: Record, common: Record, name: str) -> Iterator[Difference]:
    ours, theirs = record.values, common.values
    if record.key != common.key:
        yield Difference(plan.team or "", table.key, name, "value", OWN_KEY, record.key)
    for key in (field.key for field in table.inputs):
        if ours.get(key) != theirs.get(key):
            source = (_file(record, plan), record.cell(key))
            yield Difference(plan.team or "", table.key, name, "value", key, ours.get(key), *source)


def _extra(table: Table, plan: Plan, record: Record) -> Iterator[Difference]:
    for field in table.inputs:
        if (value := record.get(field.key)) is not None:
            team, cell = plan.team or "", record.cell(field.key)
            yield Difference(team, table.key, record.key, "extra", field.key, value, _file(record, plan), cell)


def _file(record: Record, plan: Plan) -> str | None:
    source = record.get("source_file")
    return source if isinstance(source, str) else file_name(plan)
