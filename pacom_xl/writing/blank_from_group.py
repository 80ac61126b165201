"""A blank plan with what the group has already decided: its sections, its people, its part of the objectives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pacom_xl.model.plan import Plan, Record
from pacom_xl.template.group_owned_fields import OBJECTIVE_GROUP_PART
from pacom_xl.template.schema import Template
from pacom_xl.values.group_digests import group_digests
from pacom_xl.values.holiday_names import with_holidays_in
from pacom_xl.writing.blank_plan import envelope_lines

#: Sheets a team and the group share, of which the group's rows are the team's starting point.
_SHARED = ("targets", "team")
#: What the identity of every plan of the company says alike.
_COMPANY = ("company", "plan_start", "plan_end", "currency", "sponsor")
#: Tables whose rows are valid for one year, and the field with their date.
_YEARLY = {"holidays": "date", "sales_periods": "start"}


def with_group(plan: Plan, group: Plan, template: Template) -> Plan:
    """A copy of the blank ``plan`` with every section of ``group`` that is the group's to fill in.

    Of the objectives only the group's part; holidays and sales periods only when they are of the plan's year; teams
    of ``plan`` the group does not know are kept.
    """
    group = with_holidays_in(plan.lang, group)
    taken = {table: records for table in _tables(template) if (records := _rows(group, table, plan.year))}
    records = [_identity(r, plan, group) for r in plan.records if r.table not in taken and r.table != "envelope"]
    for table, rows in taken.items():
        records += _teams(plan, rows) if table == "teams" else rows
    records += [_group_part(r) for r in group.table("objectives")]
    axes = [str(r.key) for r in group.table("axes")]
    records += envelope_lines(template, axes) if axes else plan.table("envelope")
    return replace(plan, records=records, group_digests=group_digests(group, template))


def count_copied(group: Plan, template: Template) -> tuple[int, int]:
    """The number of sheets that ``with_group`` fills in, and of rows."""
    tables = [table for table in (*_tables(template), "objectives") if group.table(table)]
    return len({template.tables[table].sheet for table in tables}), sum(len(group.table(table)) for table in tables)


def _tables(template: Template) -> Iterator[str]:
    for table in template.data_tables:
        if template.by_key[table.sheet].group_owned or table.key in _SHARED:
            yield table.key


def _rows(group: Plan, table: str, year: int | None) -> list[Record]:
    rows = [Record(r.table, r.key, dict(r.values)) for r in group.table(table)]
    if table in _YEARLY:
        days = (row.get(_YEARLY[table]) for row in rows)
        return rows if any(isinstance(day, date) and day.year == year for day in days) else []
    return rows


def _identity(record: Record, plan: Plan, group: Plan) -> Record:
    """Company, currency, sponsor and, for the same year, the dates of the plan."""
    if record.table != "plan":
        return record
    company = {key: group.form("plan").get(key) for key in _COMPANY}
    if group.year != plan.year:
        company = {key: value for key, value in company.items() if not isinstance(value, date)}
    values = {key: value for key, value in company.items() if value is not None}
    return record.with_values(values | {"manager": _manager(plan, group)})


def _manager(plan: Plan, group: Plan) -> str | None:
    """The only regional manager of this team in the group's list."""
    found = [
        r.key
        for r in group.table("team")
        if r.get("team_code") == plan.team and r.get("role") == "regional_manager" and r.get("active") != "no"
    ]
    return found[0] if len(found) == 1 else None


def _teams(plan: Plan, rows: list[Record]) -> list[Record]:
    known = {row.key for row in rows}
    return rows + [r for r in plan.table("teams") if r.key not in known]


def _group_part(objective: Record) -> Record:
    values = {key: objective.get(key) for key in ("code", "segment", *OBJECTIVE_GROUP_PART)}
    return Record(objective.table, objective.key, values)
