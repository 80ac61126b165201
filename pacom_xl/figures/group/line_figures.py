"""Values computed for each line of a consolidated workbook, by which totals add the lines up."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING
from functools import lru_cache

from pacom_xl.figures.actions import is_abandoned
from pacom_xl.figures.periods import QUARTERS, ZERO
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.plan import Value

Compute = Callable[["Row"], Value]
#: By ``<table>.<field>``. An entry with the name of a figure of a team's workbook replaces that figure.
LINES: dict[str, Compute] = {}


def line_figure(name: str) -> Callable[[Compute], Compute]:
    """Register the function that computes ``name``, a field of a line."""

    def register(compute: Compute) -> Compute:
        LINES[name] = compute
        return compute

    return register


def line_value(row: Row, name: str) -> Value:
    """Value of a line figure, by its short name."""
    return LINES[f"{row.record.table}.{name}"](row)


@lru_cache(maxsize=1)
def quarters_of(view: PlanView) -> dict[str, str]:
    """Quarter by month, for the months of the plan."""
    return {month: quarter for quarter in QUARTERS for month in view.quarter_months[quarter]}


def _is_draft(row: Row) -> bool:
    return row.parent is None or row.parent["status"] == "draft"


@line_figure("budget_lines.counted_use")
def _line_use(line: Row) -> Value:
    if line.parent is None or _is_draft(line):
        return ZERO
    return line.amount("spent" if is_abandoned(line.parent) else "planned")


def _count(name: str, source: str) -> None:
    @line_figure(f"schedule.{name}")
    def _counted(instalment: Row) -> Value:
        return ZERO if _is_draft(instalment) else instalment.amount(source)


for _name, _source in (("use", "envelope_amount"), ("cash", "cash_amount"), ("vat", "cash_vat")):
    _count(f"counted_{_name}", _source)


@line_figure("schedule.counted_axis")
def _line_axis(instalment: Row) -> Value:
    return instalment.parent["axis"] if instalment.parent else None


@line_figure("cash.item_key")
def _item_key(row: Row) -> Value:
    return row["item"]


@line_figure("schedule.counted_quarter")
def _month_quarter(instalment: Row) -> Value:
    return quarters_of(instalment.view).get(instalment.text("month"))


@line_figure("calendar.owner")
@line_figure("actions.owner_name")
def owner_name(action: Row) -> Value:
    """Name of the owner as the list of people has it: of the same team if several people share a trigram."""
    owner = action.text("owner")
    if not owner:
        return None
    people = [row for row in people_of(action.view).get(owner, ()) if row.text("full_name")]
    near = [row for row in people if action.text("team") in (*row.many("teams"), row.text("team"))]
    return (near or people)[0].text("full_name") if people else owner


@lru_cache(maxsize=1)
def people_of(view: PlanView) -> dict[str, list[Row]]:
    """Rows of the list of people, by trigram."""
    people: dict[str, list[Row]] = {}
    for row in view.rows("team"):
        people.setdefault(row.text("trigram"), []).append(row)
    return people


@line_figure("actions.situation")
def _situation(action: Row) -> Value:
    return action["flag_key"]


@line_figure("actions.gap")
def _gap(action: Row) -> Value:
    return action.amount("forecast") - action.amount("allocated_used")


@line_figure("actions.overspent")
def overspent(action: Row) -> Value:
    """Committed above the allocation and its tolerance, as PAC501 finds it, in whole units; 0 when it is not.

    An action without allocation is not overspent: PAC505 reports it.
    """
    allocated, committed = action.amount("allocated_used"), action.amount("committed")
    limit = allocated * (1 + action.view.setting("tolerance_pct"))
    if action["status"] == "draft" or not action["status"] or not allocated or committed <= limit:
        return 0
    return int((committed - allocated).to_integral_value(ROUND_CEILING))
