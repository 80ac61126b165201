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


def choose(conflicts: Sequence[Conflict], policy: str, saved_on: Mapping[str, datetime]) -> list[Conflict]:
    """``conflicts`` with the value that ``policy`` chooses.

    ``saved_on``: when each team's workbook was last saved. Whole records or files in competition, and conflicts the
    policy says nothing of, stay as they are.
    """
    if policy == "report":
        return list(conflicts)
    found = []
    for conflict in conflicts:
        winner = _winner(conflict, policy, saved_on) if conflict.field else None
        found.append(replace(conflict, chosen=winner.value, policy=policy) if winner else conflict)
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


def with_choices(
    records: Sequence[Record], conflicts: Iterable[Conflict], template: Template, policy: str
) -> list[Record]:
    """``records`` with the values that ``policy`` chose, in every row that says the same thing under the teams
    concerned. Order and number of the records stay.
    """
    places: dict[str, list[int]] = {}
    for place, record in enumerate(records):
        places.setdefault(record.table, []).append(place)
    chosen = list(records)
    for conflict in conflicts:
        if conflict.field and conflict.policy == policy:
            _apply(conflict, chosen, places.get(conflict.table, ()), template)
    return chosen


def _apply(conflict: Conflict, records: list[Record], places: Sequence[int], template: Template) -> None:
    table = template.tables[conflict.table]
    first = next((records[place] for place in places if records[place].key == conflict.key), None)
    if first is None:
        return
    same, teams = identity(table, first), {value.team for value in conflict.values}
    for place in places:
        record = records[place]
        if identity(table, record) == same and record.get("team") in teams:
            records[place] = record.with_values({conflict.field: conflict.chosen})
