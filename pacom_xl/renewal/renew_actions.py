"""Actions of next year: those that are not closed, with what remains of their budget and without their past.

The code stays: it is the same action. « Reprend l’action » names it, and the journal says what the last plan came to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.layout.anchors import row_id
from pacom_xl.model import formats
from pacom_xl.model.company_facts import CLOSED
from pacom_xl.model.plan import Record, Value
from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.renewal.renewal_log import RenewalLog

#: Rows of an action sheet that belong to the year that ended, and why they are left out.
_OF_LAST_YEAR = ("journal", "reschedules")

_PAST_DATE = Text("date avant l’exercice, à fixer", "date before the year, to be set")
_REMAINS = Text("ce qui reste à dépenser", "what remains to be spent")
_STARTED = Text("commencée avant l’exercice", "started before the year")
_NOTHING_LEFT = Text("ligne entièrement dépensée ou soldée", "line spent in full or closed")
_PAID = Text("échéance de paiement avant l’exercice", "instalment before the year")
_REACHED = Text("jalon atteint", "milestone reached")
_MEASURED = Text("le dernier relevé devient la valeur de départ", "the last reading becomes the baseline")
_NEW_MEASURE = Text("à mesurer dans le nouvel exercice", "to be measured in the new year")
_HISTORY = Text("historique du plan précédent", "history of the previous plan")
_LINK = Text("lien vers l’action du plan précédent", "link to the action of the previous plan")
_RESCHEDULED = Text(
    "l’échéance reprise devient l’échéance initiale", "the due date carried over becomes the initial one"
)


def is_closed(action: Record) -> bool:
    """Whether an action is done, cancelled or transferred."""
    return action.get("status") in CLOSED


class ActionRenewal:
    """Renews the actions of one plan, seen at the date of the renewal."""

    def __init__(self, view: PlanView, start: date, log: RenewalLog) -> None:
        self.view, self.start, self.log = view, start, log
        self.currency = view.form("plan").text("currency") or "EUR"

    def records(self) -> Iterator[Record]:
        """The actions that go on, each followed by the rows of its sheet."""
        for row in self.view.rows("actions"):
            if not is_closed(row.record):
                yield self._action(row)
                for table in self.view.template.children("actions"):
                    yield from self._children(row, table.key)

    def _action(self, row: Row) -> Record:
        record = self.log.changed(row.record, {"taken_from": row.record.key}, _LINK)
        start = row.day("start")
        if start and start < self.start:
            record = self._with(record, row, {"start": self.start}, _STARTED)
        emptied: dict[str, Value] = {
            name: None
            for name in ("due", "review_on", "done_on", "promo_start", "promo_end")
            if (day := row.day(name)) and day < self.start
        }
        record = self._with(record, row, emptied, _PAST_DATE)
        due = record.get("due")
        record = self._with(record, row, {"due_initial": due}, _RESCHEDULED)
        allocated, spent = row.number("allocated"), row.amount("spent")
        if allocated is not None and spent:
            record = self._with(record, row, {"allocated": max(Decimal(0), allocated - spent)}, _REMAINS)
        return record

    def _with(self, record: Record, row: Row, values: dict[str, Value], why: Text) -> Record:
        """Apply changes and log them against the row of last year, not against a row changed before."""
        self.log.changed(row.record, values, why)
        return record.with_values(values)

    def _children(self, action: Row, table: str) -> Iterator[Record]:
        rows = action.children(table)
        if table in _OF_LAST_YEAR:
            for row in rows:
                self.log.dropped(row.record, _HISTORY)
            if table == "journal":
                yield from self._journal(action)
            return
        renewals: dict[str, Callable[[Row], Record | None]] = {
            "milestones": self._milestone,
            "budget_lines": self._budget_line,
            "schedule": self._instalment,
            "kpis": self._indicator,
        }
        renew = renewals.get(table)
        yield from (record for row in rows if (record := renew(row) if renew else row.record) is not None)

    def _journal(self, action: Row) -> Iterator[Record]:
        """An entry of the log with the result of last year's plan; none when the action has no owner to sign it."""
        if not action.text("owner"):
            return
        lang, year = self.view.plan.lang, self.view.plan.year or "?"
        text = sentence(
            "Reprise du plan {year} : réalisé {spent} sur {allocated} alloués, avancement {progress}.",
            "Carried over from the plan {year}: {spent} spent of {allocated} allocated, progress {progress}.",
            year=year,
            spent=formats.money(action.amount("spent"), lang, self.currency),
            allocated=formats.money(action.amount("allocated_used"), lang, self.currency),
            progress=formats.percent(action.amount("progress"), lang),
        )
        values: dict[str, Value] = {"date": self.view.as_of, "author": action.text("owner"), "text": text.in_(lang)}
        yield Record("journal", row_id("journal", 1), values, action.key)

    def _milestone(self, row: Row) -> Record | None:
        if row.day("done_on"):
            self.log.dropped(row.record, _REACHED)
            return None
        due = row.day("due")
        return self.log.changed(row.record, {"due": None}, _PAST_DATE) if due and due < self.start else row.record

    def _budget_line(self, row: Row) -> Record | None:
        spent = row.amount("spent")
        remaining = max(row.amount("line_forecast"), row.amount("planned") if not spent else Decimal(0)) - spent
        is_spent = row["closed"] == "yes" or (spent > 0 and remaining <= 0)
        if is_spent:
            self.log.dropped(row.record, _NOTHING_LEFT)
            return None
        if not spent:
            return row.record
        committed = row.number("committed")
        values: dict[str, Value] = {"planned": remaining, "spent": None, "forecast_forced": None}
        if committed is not None:
            values["committed"] = max(Decimal(0), committed - spent) or None
        return self.log.changed(row.record, values, _REMAINS)

    def _instalment(self, row: Row) -> Record | None:
        month = row.text("month")
        if month and month < f"{self.start:%Y-%m}":
            self.log.dropped(row.record, _PAID)
            return None
        return row.record

    def _indicator(self, row: Row) -> Record:
        return with_new_baseline(row, self.log)


def with_new_baseline(row: Row, log: RenewalLog) -> Record:
    """An indicator or objective whose last measure becomes the baseline; the measure itself is emptied."""
    record, used = row.record, row.number("actual_used")
    if used is not None:
        log.changed(record, {"baseline": used}, _MEASURED)
    log.changed(record, {"actual": None, "measured_on": None}, _NEW_MEASURE)
    values: dict[str, Value] = {"actual": None, "measured_on": None}
    return record.with_values(values if used is None else values | {"baseline": used})
