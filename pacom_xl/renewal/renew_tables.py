"""The other tables of next year: identity, objectives, envelope, lists of the year, rows with dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.plan import Record, Value
from pacom_xl.model.text import Text
from pacom_xl.renewal.renew_actions import with_new_baseline
from pacom_xl.renewal.renewal_log import RenewalLog
from pacom_xl.template.schema import Table
from pacom_xl.writing.blank_plan import yearly_lists

_OF_THE_YEAR = Text("propre à l’exercice, à remplir", "of one year only, to be filled in")
_NEW_YEAR = Text("nouvel exercice", "new year")
_PAST_DATE = Text("date avant l’exercice, à fixer", "date before the year, to be set")
_ENDED = Text("terminé avant l’exercice", "ended before the year")
_READINGS = Text("relevé du plan précédent", "reading of the previous plan")
_CLOSED_ACTION = Text("l’action est close et n’est pas reprise", "the action is closed and not carried over")
_LAW = Text("de l’exercice précédent, à remplacer par ceux du nouveau", "of the previous year, to be replaced")
_OLD_YEAR = Text("cite l’exercice précédent, à relire", "names the previous year, to be read again")
#: Tables that belong to one year: their rows are left out.
_LEFT_OUT = {"performance": _READINGS, "support": _ENDED}
#: Lists of days of one year, and the field of the day.
_YEARLY = {"holidays": "date", "sales_periods": "start"}
#: Rows that are finished: the field and the values that show it.
_OVER = {"offers": ("status", ("signed", "lost", "expired")), "reviews": ("done", ("yes",))}
#: Dates that stay whatever the year: when a text applies from, when somebody looked, decided or sent.
_ANY_DATE = frozenset({"legal", "parameters"})
_LASTING = frozenset({"reviews.date", "offers.sent_on", "means.ready_on"})


class TableRenewal:
    """Renews the tables that belong to no action."""

    def __init__(self, view: PlanView, year: int, start: date, closed: set[str], log: RenewalLog) -> None:
        self.view, self.year, self.start, self.closed, self.log = view, year, start, closed, log
        self._special: dict[str, Callable[[Record], Record | None]] = {
            "plan": self._identity,
            "objectives": self._objective,
            "envelope": self._envelope,
            "cash": self._cash,
            "waivers": self._waiver,
        }

    def records(self, table: Table) -> Iterator[Record]:
        """The rows of a table in the new plan."""
        special = self._special.get(table.key)
        for record in self.view.plan.table(table.key):
            renewed = special(record) if special else self._row(table, record)
            if renewed is not None:
                yield self._without_closed(table, record, renewed)

    def _identity(self, record: Record) -> Record:
        shift = self.year - (self.view.plan.year or self.year)
        values: dict[str, Value] = {
            "plan_year": self.year,
            "plan_status": "draft",
            "plan_version": "V1",
            "ref_date_forced": None,
        }
        for name in ("plan_start", "plan_end"):
            if day := record.day(name):
                values[name] = shifted(day, shift)
        return self.log.changed(record, values, _NEW_YEAR)

    def _objective(self, record: Record) -> Record:
        row = next(row for row in self.view.rows("objectives") if row.record is record)
        renewed = with_new_baseline(row, self.log)
        self.log.changed(record, {"target": None}, _OF_THE_YEAR)
        renewed = renewed.with_values({"target": None})
        if (deadline := record.day("deadline")) and deadline < self.start:
            moved = shifted(deadline, self.year - (self.view.plan.year or self.year))
            self.log.changed(record, {"deadline": moved}, _NEW_YEAR)
            renewed = renewed.with_values({"deadline": moved})
        return renewed

    def _envelope(self, record: Record) -> Record:
        return self.log.changed(record, {"amount": None, "note": None}, _OF_THE_YEAR)

    def _cash(self, record: Record) -> Record | None:
        """Thresholds and caps, which have no month, stay."""
        if record.get("month") is None:
            return record
        if record.get("amount") is not None:
            self.log.dropped(record, _OF_THE_YEAR)
        return None

    def _waiver(self, record: Record) -> Record | None:
        until = record.day("until")
        over = (until is not None and until < self.start) or record.text("subject") in self.closed
        if over:
            self.log.dropped(record, _ENDED)
        return None if over else record

    def _row(self, table: Table, record: Record) -> Record | None:
        """A row of any other table: left out when it is over, else without the dates of last year."""
        if why := _LEFT_OUT.get(table.key):
            self.log.dropped(record, why)
            return None
        if table.key in _YEARLY:
            return self._of_year(table, record)
        name, ended = _OVER.get(table.key, ("", ()))
        if name and record.get(name) in ended:
            self.log.dropped(record, _ENDED)
            return None
        if table.key in _ANY_DATE or self.view.template.sheet_of(table.key).key == "lists":
            return record
        dates: dict[str, Value] = {
            f.key: None
            for f in table.inputs
            if f.type.base == "date" and f.name not in _LASTING and (day := record.day(f.key)) and day < self.start
        }
        return self.log.changed(record, dates, _PAST_DATE)

    def _of_year(self, table: Table, record: Record) -> Record | None:
        """A day of the lists: those of the new year stay. Those that the program wrote, and writes for the new year,
        go without a word.
        """
        day = record.day(_YEARLY[table.key])
        if day and day >= self.start:
            return record
        is_replaced = table.key in self._yearly_tables and (table.key, day, record.get("scope")) in self._written
        if not is_replaced:
            self.log.dropped(record, _LAW)
        return None

    @cached_property
    def _yearly_tables(self) -> set[str]:
        """The lists that the program can fill for the new year."""
        return {record.table for record in yearly_lists(self.view.template, self.year, self.view.plan.lang)}

    @cached_property
    def _written(self) -> set[tuple[str, Value, Value]]:
        """The days that a blank workbook of last year has."""
        plan = self.view.plan
        lists = yearly_lists(self.view.template, plan.year or self.year - 1, plan.lang)
        return {(r.table, r.get(_YEARLY[r.table]), r.get("scope")) for r in lists}

    def _without_closed(self, table: Table, former: Record, record: Record) -> Record:
        """The row without references to closed actions, and with a word on texts that name last year."""
        values: dict[str, Value] = {}
        for field in table.references:
            value = record.get(field.key)
            if isinstance(value, tuple) and any(part in self.closed for part in value):
                values[field.key] = tuple(part for part in value if part not in self.closed) or None
            elif value in self.closed:
                values[field.key] = None
        if values:
            self.log.changed(former, values, _CLOSED_ACTION)
            record = record.with_values(values)
        note_old_year(record, table, self.view.plan.year, self.log)
        return record


def note_old_year(record: Record, table: Table, year: int | None, log: RenewalLog) -> None:
    """Log the labels and titles that name last year; they are not changed."""
    for name in ("label", "title", "campaign", "success_criteria", "horizon"):
        field = table.by_key.get(name)
        if field and year and re.search(rf"(?<!\d){year}(?!\d)", record.text(name)):
            log.noted(record, name, _OLD_YEAR)


def shifted(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
