"""Who wins when values disagree: nobody, unless the caller said so; and then the choice is written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pacom_xl.consolidation.shared_tables import identity
from pacom_xl.model.audit import Conflict, ConflictValue
from pacom_xl.model.plan import Record
from pacom_xl.rules.group_view import GROUP_TEAM
from pacom_xl.template.schema import Template

#: Policies beside a team's code.
POLICIES = ("report", "newest", "reference")


def settled(
    conflicts: Sequence[Conflict],
    records: Iterable[Record],
    template: Template,
    policy: str,
    saved_on: Mapping[str, datetime],
) -> list[Conflict]:
    """``conflicts`` with the value ``policy`` chooses, which takes its place in ``records`` (changed).

    Whole records or files in competition, and conflicts the policy says nothing of, stay as they are.
    """
    if policy == "report":
        return list(conflicts)
    rows: dict[str, list[Record]] = {}
    for record in records:
        rows.setdefault(record.table, []).append(record)
    found = []
    for conflict in conflicts:
        winner = _winner(conflict, policy, saved_on) if conflict.field else None
        if winner is not None:
            _apply(conflict, winner, rows.get(conflict.table, ()), template)
            conflict = replace(conflict, chosen=winner.value, policy=policy)
        found.append(conflict)
    return found


def _winner(conflict: Conflict, policy: str, saved_on: Mapping[str, datetime]) -> ConflictValue | None:
    if policy != "newest":
        team = GROUP_TEAM if policy == "reference" else policy
        return next((value for value in conflict.values if value.team == team), None)
    dated = [(saved_on[v.team].replace(tzinfo=None), v) for v in conflict.values if v.team and v.team in saved_on]
    latest = max((moment for moment, _ in dated), default=None)
    newest = [value for moment, value in dated if moment == latest]
    # Two workbooks saved at the same moment do not tell which is the newer.
    return newest[0] if newest and all(value.value == newest[0].value for value in newest) else None


def _apply(conflict: Conflict, winner: ConflictValue, rows: Iterable[Record], template: Template) -> None:
    """In every row that says the same thing under the teams concerned, or under all of them where there is one row."""
    table = template.tables[conflict.table]
    of = list(rows)
    first = next((record for record in of if record.key == conflict.key), None)
    if first is None:
        return
    same, teams = identity(table, first), {value.team for value in conflict.values}
    for record in of:
        if identity(table, record) == same and record.get("team") in teams:
            record.values[conflict.field] = winner.value
