"""The plan of a team with its names taken out: what is equal in the plans of several teams, and what is each one's own.

The names a blank workbook has of its team, and nothing else, differ from team to team: its code, its label, its manager
and the id of the workbook. ``names_of`` lists them; ``disguised`` puts a sign, a code point that Unicode gives to
nobody, in the place of each.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Literal, get_args

from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.template.schema import Template

#: What a name is the name of.
Role = Literal["code", "fr", "en", "id", "trigram", "full_name", "email"]
ROLES: tuple[Role, ...] = get_args(Role)
#: A character for each role, which no text has: U+FDD0 and the following are no characters and never will be.
SIGNS: dict[Role, str] = {role: chr(0xFDD0 + number) for number, role in enumerate(ROLES)}
#: Names whose length may be any up to ``LONGEST``, as two workbooks that are compared show: they have other lengths. In
#: some cells of the standard template longer names take two lines.
LONGEST = 48
_FREE: tuple[Role, ...] = ("fr", "en", "full_name", "email")

_TEAM_NAMES: tuple[Role, ...] = ("fr", "en")
_MANAGER_NAMES: tuple[Role, ...] = ("trigram", "full_name", "email")
Names = Mapping[Role, str]


def names_of(plan: Plan, workbook_id: str) -> dict[Role, str]:
    """The names of a plan's team; those it does not have are left out."""
    team, manager = _row(plan, "teams", plan.team), _row(plan, "team", _manager(plan))
    names: dict[Role, str] = {"code": plan.team or "", "id": workbook_id}
    for row, roles in ((team, _TEAM_NAMES), (manager, _MANAGER_NAMES)):
        names |= {role: row.text(role) for role in roles if row and row.text(role)}
    return names


def signs_for(names: Names, length: int) -> dict[Role, str]:
    """For each name a text of one sign: as long as the name, or ``length`` where lengths are free."""
    return {role: SIGNS[role] * (length if role in _FREE else len(name)) for role, name in names.items()}


def disguised(plan: Plan, template: Template, names: Names, signs: Names) -> Plan:
    """The plan with ``signs`` in the place of ``names``, wherever it speaks of its own team and its manager."""
    manager = _manager(plan)
    records = [_disguised(record, template, manager, names, signs) for record in plan.records]
    return replace(plan.with_records(records), team=signs["code"])


def shape_of(plan: Plan, template: Template, shared_people: Collection[str]) -> str:
    """Equal for plans that differ in the names of their teams only.

    Rows of teams, and those of people that all plans share (the ``repr`` of each is in ``shared_people``), are taken as
    they are; which of them are this team's counts by what they hold besides names.
    """
    names = names_of(plan, "")
    signs = signs_for(names, 1)
    masked = disguised(plan, template, names, signs)
    rows = [
        before if before.table == "teams" or (before.table == "team" and repr(before) in shared_people) else after
        for before, after in zip(plan.records, masked.records, strict=True)
    ]
    team_rows = [r for r in masked.records if r.table in ("teams", "team") and signs["code"] in r.values.values()]
    facts = sorted(repr([(k, v) for k, v in r.values.items() if k not in ROLES]) for r in team_rows)
    head = replace(masked.with_records(()), file=None)
    return repr((head, plan.group_digests, sorted(signs.items()), rows, facts))


def _manager(plan: Plan) -> str | None:
    return plan.form("plan").text("manager") or None


def _row(plan: Plan, table: str, key: str | None) -> Record | None:
    return next((record for record in plan.table(table) if record.key == key), None)


def _disguised(record: Record, template: Template, manager: str | None, names: Names, signs: Names) -> Record:
    replaced: dict[str, str] = {}
    if record.table == "teams" and record.key == names["code"]:
        replaced = {"code": signs["code"], **{role: signs[role] for role in _TEAM_NAMES if role in names}}
    elif record.table == "team" and record.key == manager:
        replaced = {role: signs[role] for role in _MANAGER_NAMES if role in names}
    elif record.table == "plan" and "trigram" in names:
        replaced = {"manager": signs["trigram"]}
    fields = template.tables[record.table].by_key if record.table in template.tables else {}
    prefix, new_prefix = f"ACT-{names['code']}-", f"ACT-{signs['code']}-"

    def masked(key: str, value: Value) -> Value:
        if key in replaced:
            return replaced[key]
        if value == names["code"] and key in fields and fields[key].type.tables == ("teams",):
            return signs["code"]
        return new_prefix + value.removeprefix(prefix) if isinstance(value, str) and value.startswith(prefix) else value

    values = {key: masked(key, value) for key, value in record.values.items()}
    key = replaced.get("code") or replaced.get("trigram") or str(masked("", record.key))
    return replace(record, key=key, values=values, parent=record.parent and str(masked("", record.parent)))
