"""Next year's plan from this year's: running actions carried over, closed ones listed, dates moved or emptied.

Nothing of last year is changed in silence: each value that differs and each row left out has an entry with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.plan import Plan, Record
from pacom_xl.renewal.renew_actions import ActionRenewal, is_closed
from pacom_xl.renewal.renew_tables import TableRenewal, note_old_year, shifted
from pacom_xl.renewal.renewal_log import RenewalLog, Renewed
from pacom_xl.template.schema import Template
from pacom_xl.writing.blank_plan import yearly_lists


def renew(plan: Plan, template: Template, year: int, as_of: date) -> Renewed:
    """The plan of ``year``. ``as_of``: the day last year's figures are taken at, and of the journal entries."""
    plan = plan.with_records(plan.records)
    view, log = PlanView(plan, template, as_of), RenewalLog()
    actions = plan.table("actions")
    closed = {action.key for action in actions if is_closed(action)}
    records = list(_records(view, year, closed, log))
    renewed = Plan(plan.team, year, plan.lang, template.name, template.version, records)
    return Renewed(renewed, log.changes, [a.key for a in actions if a.key not in closed], sorted(closed))


def _records(view: PlanView, year: int, closed: set[str], log: RenewalLog) -> Iterator[Record]:
    template, start = view.template, _start(view, year)
    tables = TableRenewal(view, year, start, closed, log)
    lists = yearly_lists(template, year, view.plan.lang)
    for table in template.data_tables:
        if table.key == "actions":
            for record in ActionRenewal(view, start, log).records():
                if record.table == "actions":
                    note_old_year(record, table, view.plan.year, log)
                yield record
        elif table.parent is None:
            rows = list(tables.records(table))
            days = {_day(row) for row in rows}
            yield from rows
            yield from (r for r in lists if r.table == table.key and _day(r) not in days)


def _day(record: Record) -> object:
    return record.get("date") or record.get("start"), record.get("scope")


def _start(view: PlanView, year: int) -> date:
    """First day of the new plan: that of last year's plan, as many years later."""
    start = view.form("plan").day("plan_start")
    if start is None or view.plan.year is None:
        return date(year, 1, 1)
    return shifted(start, year - view.plan.year)
