"""Consequences of a change: the situation of the action, a share of its budget, an overrun, an attainment.

Figures of both plans are computed at the same date, so that only what people changed has consequences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from pacom_xl.comparison.plan_change import PlanChange
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model import formats
from pacom_xl.model.plan import Plan, Value
from pacom_xl.model.text import LANGS, Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Template

#: Fields that the situation of an action depends on, the strongest first.
_SITUATION = ("status", "due", "progress", "done_on", "start")
#: Fields that the risk of an action depends on, besides its milestones.
_RISK = ("progress", "status", "due", "start")
#: Fields of amounts that an action spends or may spend, by table.
_BUDGET = {
    "actions": ("allocated",),
    "budget_lines": ("planned", "committed", "spent", "forecast_forced", "closed"),
}
#: Fields that attainment depends on.
_MEASURE = ("actual", "target", "baseline", "measured_on", "direction", "measure_mode", "mode", "indicator", "label")


class Consequences:
    """The consequences of each change between two plans."""

    def __init__(self, old: Plan, new: Plan, template: Template, as_of: date, changes: Sequence[PlanChange]) -> None:
        self.old, self.new = PlanView(old, template, as_of), PlanView(new, template, as_of)
        self.template = template
        self.currency = new.form("plan").text("currency") or "EUR"
        self._changes = changes
        self._of_action_code: dict[str, list[PlanChange]] = {}
        for change in changes:
            self._of_action_code.setdefault(change.action, []).append(change)
        #: Code of each renamed row in the old plan, by its code in the new one.
        self._former = {c.row.key: c.old.key for c in reversed(changes) if c.kind == "renamed" and c.old}

    def of(self, change: PlanChange) -> tuple[Text, ...]:
        """The consequences of one change. When several changes have the same one, only the first returns it."""
        found = [*self._of_action(change), *self._of_measure(change), *self._of_envelope(change)]
        return tuple(found)

    # -- actions -------------------------------------------------------------------------------------------------

    def _of_action(self, change: PlanChange) -> Iterator[Text]:
        old, new = self._both("actions", change.action)
        if change.kind == "added" and change.table == "actions" and new and new["flag_key"] == "late":
            yield Text("déjà en retard", "late already")
        if old is None or new is None:
            return
        same_action = self._of_action_code[change.action]
        if change is _first(same_action, _is_of_situation, _SITUATION):
            yield from self._situation(change, old, new)
        if change is _first(same_action, lambda c: _may_risk(c)):
            yield from self._risk(old, new, any(_is_of_situation(other) for other in same_action))
        if _is_spending(change):
            yield from self._share(change, new)
            if change is next(other for other in reversed(same_action) if _is_spending(other)):
                yield from self._overrun(old, new)

    def _both(self, table: str, code: str) -> tuple[Row | None, Row | None]:
        """The row in both plans, under the code it had in each."""
        return self.old.find(table, self._former.get(code, code)), self.new.find(table, code)

    def _situation(self, change: PlanChange, old: Row, new: Row) -> Iterator[Text]:
        before, after = old["flag_key"], new["flag_key"]
        if before != after and not (change.field == "status" and after == new["status"]):
            yield _becomes(self.template.choice_label("situation", str(after)))

    def _risk(self, old: Row, new: Row, has_situation: bool) -> Iterator[Text]:
        """The consequence that an action is now at risk, unless its new situation shows it (``has_situation``)."""
        is_mentioned = has_situation and new["flag_key"] == "at_risk"
        if old["at_risk_key"] == "no" and new["at_risk_key"] == "yes" and not is_mentioned:
            yield Text("désormais à risque", "now at risk")

    def _share(self, change: PlanChange, new: Row) -> Iterator[Text]:
        """What an amount spent or committed more is of the action's budget."""
        if change.table != "budget_lines" or change.field not in ("spent", "committed", ""):
            return
        name = change.field or "spent"
        allocated = new.amount("allocated_used")
        before = change.old.amount(name) if change.old else Decimal(0)
        after = change.new.amount(name) if change.new else Decimal(0)
        if allocated > 0 and after != before:
            share, total = (after - before) / allocated, new.amount(name) / allocated
            yield _in_both(
                lambda lang: {"share": _whole(share, lang)}, "soit {share} de l’alloué", "{share} of the allocation"
            )
            if total != share:
                yield _in_both(
                    lambda lang: {"total": _whole(total, lang)}, "en tout {total}", "{total} in all"
                )  # fmt: skip

    def _overrun(self, old: Row, new: Row) -> Iterator[Text]:
        """How the action's forecast compares with its allocation; an allocation below zero has no overrun."""
        was_negative, is_negative = (row.amount("allocated_used") < 0 for row in (old, new))
        if is_negative:
            if not was_negative:
                yield Text("l’alloué est négatif", "the allocation is negative")
            return
        before, after = old.amount("overrun"), new.amount("overrun")
        if was_negative:
            yield Text("l’alloué n’est plus négatif", "the allocation is no longer negative")
            before = Decimal(0)
        if after > 0 and after != before:
            yield self._money("dépasse l’alloué de {amount}", "exceeds the allocation by {amount}", after)
        elif before > 0 and not after:
            yield Text("ne dépasse plus l’alloué", "no longer exceeds the allocation")

    def _money(self, fr: str, en: str, amount: Decimal) -> Text:
        return _in_both(lambda lang: {"amount": formats.money(amount, lang, self.currency)}, fr, en)

    # -- indicators ----------------------------------------------------------------------------------------------

    def _of_measure(self, change: PlanChange) -> Iterator[Text]:
        rows = self._measured(change)
        if rows is None:
            return
        old, new = rows
        before, after = old.number("attainment"), new.number("attainment")
        if before != after and after is not None:
            yield _in_both(
                lambda lang: {
                    "before": _whole(before, lang) if before is not None else "–",
                    "after": _whole(after, lang),
                },
                "taux d’atteinte {before} → {after}",
                "attainment {before} → {after}",
            )
        colour = new["rag_key"]
        if new.record.table == "objectives" and old["rag_key"] != colour and colour:
            yield _becomes(self.template.choice_label("rag", str(colour)))

    def _measured(self, change: PlanChange) -> tuple[Row, Row] | None:
        """The objective or indicator whose attainment this change is the first to explain; ``None`` when none."""
        row = change.row
        if row.table == "performance":
            subject = row.text("subject")
            first = next(c for c in self._changes if c.table == "performance" and c.row.text("subject") == subject)
            if change is not first or any(c.table == "objectives" and c.row.key == subject for c in self._changes):
                return None
            old, new = self._both("objectives", subject)
            return (old, new) if old and new else None
        if row.table not in ("objectives", "kpis") or not change.old or not change.new:
            return None
        causes = [c for c in self._changes if c.new is change.new and c.field in _MEASURE]
        if not causes or change is not causes[0]:
            return None
        if row.table == "objectives":
            old, new = self._both("objectives", row.key)
            return (old, new) if old and new else None
        # The old record stands under new codes; its figures are those of its own plan.
        former = [r for r in self.old.rows("kpis") if r.record.origin == change.old.origin and r.key == change.old.key]
        later = [r for r in self.new.rows("kpis") if r.record is change.new]
        return (former[0], later[0]) if former and later else None

    # -- the envelope --------------------------------------------------------------------------------------------

    def _of_envelope(self, change: PlanChange) -> Iterator[Text]:
        if change.table != "envelope" or not change.new:
            return
        row = next((r for r in self.new.rows("envelope") if r.record is change.new), None)
        if row is not None and (available := row.number("available")) is not None and change.field == "amount":
            yield self._money("disponible {amount}", "{amount} available", available)

    # -- elsewhere -----------------------------------------------------------------------------------------------

    def elsewhere(self) -> Iterator[Text]:
        """Situations and totals that changed without a change in the action itself."""
        for new in self.new.rows("actions"):
            old = self.old.find("actions", new.key)
            if old is not None and new.key not in self._of_action_code and old["flag_key"] != new["flag_key"]:
                label = self.template.choice_label("situation", str(new["flag_key"]))
                yield sentence(
                    "{code} {becomes}", "{code} {becomes}", code=new.key, becomes=_becomes(label)
                )  # fmt: skip
        yield from self._exceeded()

    def _exceeded(self) -> Iterator[Text]:
        """The envelope as a whole is exceeded, and was not."""
        if _total(self.new) < 0:
            if _total(self.old) >= 0:
                yield Text("l’enveloppe totale est négative", "the total budget is negative")
            return
        before, after = (_available(view) for view in (self.old, self.new))
        if after is not None and after < 0 and (before is None or before >= 0):
            yield self._money(
                "l’enveloppe totale est dépassée de {amount}", "the total budget is exceeded by {amount}", -after
            )
        elif before is not None and before < 0 and after is not None and after >= 0:
            yield Text("l’enveloppe totale n’est plus dépassée", "the total budget is no longer exceeded")


def _total_row(view: PlanView) -> Row | None:
    return next((r for r in view.rows("envelope") if r["dimension"] == "total"), None)


def _total(view: PlanView) -> Decimal:
    """The total budget; 0 when there is none."""
    row = _total_row(view)
    return row.amount("amount") if row else Decimal(0)


def _available(view: PlanView) -> Decimal | None:
    row = _total_row(view)
    return row.number("available") if row and row.number("amount") is not None else None


def _first(
    changes: Sequence[PlanChange], wanted: Callable[[PlanChange], bool], order: Sequence[str] = ()
) -> PlanChange | None:
    found = [change for change in changes if change.kind == "changed" and wanted(change)]
    if order:
        found.sort(key=lambda change: order.index(change.field))
    if found:
        return found[0]
    # Milestones that come or go may put an action at risk.
    return next((c for c in changes if c.kind != "changed" and wanted(c)), None)


def _is_of_situation(change: PlanChange) -> bool:
    return change.kind == "changed" and change.table == "actions" and change.field in _SITUATION


def _may_risk(change: PlanChange) -> bool:
    return change.table == "milestones" or (change.table == "actions" and change.field in _RISK)


def _is_spending(change: PlanChange) -> bool:
    fields = _BUDGET.get(change.table, ())
    return change.field in fields or (change.table == "budget_lines" and not change.field)


def _becomes(label: Text) -> Text:
    return sentence("devient « {situation} »", 'becomes "{situation}"', situation=label)


def _whole(share: Decimal, lang: Lang) -> str:
    return formats.percent(share, lang, digits=0)


def _in_both(values: Callable[[Lang], dict[str, Value]], fr: str, en: str) -> Text:
    """A sentence whose values are formatted in each language."""
    texts = {lang: sentence(fr, en, **values(lang)).in_(lang) for lang in LANGS}
    return Text(texts["fr"], texts["en"])
