"""Figures of an action sheet: totals of its budget, milestones, amounts charged to each part of the envelope."""

from __future__ import annotations

from decimal import Decimal

from pacom_xl.figures.figure_registry import figure, key_of, one_of
from pacom_xl.figures.periods import ZERO
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.company_facts import ABANDONED, CLOSED
from pacom_xl.model.plan import Value

#: Statuses of abandoned actions: only what they spent is charged to the envelope.
_IS_ABANDONED = one_of("{status_key}", *ABANDONED)
#: Separators people type between two codes, and what parts a code from its name; they are replaced by commas.
_OBJECTIVES = (
    'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({objectives}," – ",","),";",","),CHAR(10),","),'
    '"/",","),"|",",")'
)


def is_abandoned(action: Row) -> bool:
    """Whether the action is cancelled or transferred to another team."""
    return action["status_key"] in ABANDONED


def is_missed(milestone: Row) -> bool:
    """Whether the date is past and the milestone not done. A completion after the reference date does not count."""
    as_of = milestone.view.as_of
    due, done = milestone.day("due"), milestone.day("done_on")
    return due is not None and due < as_of and (done is None or done > as_of)


def total(rows: list[Row], name: str) -> Decimal:
    """Sum of a field as SUM computes it: empty cells are ignored."""
    return sum((row.amount(name) for row in rows), ZERO)


def _of_nature(action: Row, name: str, nature: str) -> Decimal:
    return total(action.children_with("budget_lines", "nature", nature), name)


def first_kpi(action: Row) -> Row | None:
    """The first KPI with a label, which the calendar shows."""
    return next((kpi for kpi in action.children("kpis") if kpi.text("label")), None)


@figure("actions.status_key", key_of("action_status", "{status}"))
def _status_key(action: Row) -> Value:
    return action["status"]


@figure("actions.is_closed", f"IF({one_of('{status_key}', *CLOSED)},1,0)")
def _is_closed(action: Row) -> Value:
    return int(action["status_key"] in CLOSED)


@figure(
    "actions.main_objective",
    f'IF({{objectives}}="","",TRIM(LEFT({_OBJECTIVES},FIND(",",{_OBJECTIVES}&",")-1)))',
)
def _main_objective(action: Row) -> Value:
    return next(iter(action.many("objectives")), None)


@figure("actions.planned", "SUM({budget_lines.planned[]})")
def _planned(action: Row) -> Value:
    return total(action.children("budget_lines"), "planned")


@figure("actions.committed", "SUM({budget_lines.committed[]})")
def _committed(action: Row) -> Value:
    return total(action.children("budget_lines"), "committed")


@figure("actions.spent", "SUM({budget_lines.spent[]})")
def _spent(action: Row) -> Value:
    return total(action.children("budget_lines"), "spent")


@figure("actions.forecast", "SUM({budget_lines.line_forecast[]})")
def _forecast(action: Row) -> Value:
    return total(action.children("budget_lines"), "line_forecast")


@figure("actions.allocated_used", "IF(ISNUMBER({allocated}),{allocated},{planned})")
def _allocated_used(action: Row) -> Value:
    allocated = action.number("allocated")
    return action["planned"] if allocated is None else allocated


@figure("actions.envelope_use", f'IF({{status_key}}="draft",0,IF({_IS_ABANDONED},{{spent}},{{allocated_used}}))')
def _envelope_use(action: Row) -> Value:
    if action["status_key"] == "draft":
        return ZERO
    return action["spent"] if is_abandoned(action) else action["allocated_used"]


@figure("actions.kpi_attainment", 'IFERROR(INDEX({kpis.attainment[]},MATCH("?*",{kpis.label[]},0)),"")')
def _kpi_attainment(action: Row) -> Value:
    kpi = first_kpi(action)
    return kpi["attainment"] if kpi else None


_PAST_MILESTONES = '{milestones.due[]},">0",{milestones.due[]},"<"&DateRef'


@figure(
    "actions.missed_milestones",
    f"COUNTIFS({_PAST_MILESTONES})"
    f'-COUNTIFS({_PAST_MILESTONES},{{milestones.done_on[]}},">0",{{milestones.done_on[]}},"<="&DateRef)',
)
def _missed_milestones(action: Row) -> Value:
    return sum(is_missed(milestone) for milestone in action.children("milestones"))


def _by_nature(name: str) -> str:
    return f"SUMIFS({{budget_lines.{name}[]}},{{budget_lines.nature_key[]}},{{part}})"


@figure(
    "actions.nature_use",
    f'IF({{status_key}}="draft",0,IF({_IS_ABANDONED},{_by_nature("spent")},{_by_nature("planned")}))',
)
def _nature_use(action: Row, nature: str) -> Value:
    if action["status_key"] == "draft":
        return ZERO
    return _of_nature(action, "spent" if is_abandoned(action) else "planned", nature)


@figure("actions.nature_committed", _by_nature("committed"))
def _nature_committed(action: Row, nature: str) -> Value:
    return _of_nature(action, "committed", nature)


@figure("actions.nature_spent", _by_nature("spent"))
def _nature_spent(action: Row, nature: str) -> Value:
    return _of_nature(action, "spent", nature)


@figure("actions.nature_forecast", _by_nature("line_forecast"))
def _nature_forecast(action: Row, nature: str) -> Value:
    return _of_nature(action, "line_forecast", nature)


def _in_months(name: str, start: str, count: int) -> str:
    """From the first day to the month after, so that a date typed inside the month counts too."""
    column = f"{{schedule.{name}[]}},{{schedule.month[]}}"
    return (
        f'IF({{status_key}}="draft",0,SUMIFS({column},">="&{{{start}}},'
        f'{{schedule.month[]}},"<"&EDATE({{{start}}},{count})))'
    )


def _scheduled(action: Row, name: str, months: tuple[str, ...]) -> Decimal:
    if action["status_key"] == "draft":
        return ZERO
    return sum((total(action.children_with("schedule", "month", month), name) for month in months), ZERO)


@figure("actions.quarter_use", _in_months("envelope_amount", "part_start", 3))
def _quarter_use(action: Row, quarter: str) -> Value:
    return _scheduled(action, "envelope_amount", action.view.quarter_months[quarter])


@figure("actions.cash_out", _in_months("cash_amount", "part", 1))
def _cash_out(action: Row, month: str) -> Value:
    return _scheduled(action, "cash_amount", (month,))


@figure("actions.cash_vat", _in_months("cash_vat", "part", 1))
def _cash_vat(action: Row, month: str) -> Value:
    return _scheduled(action, "cash_vat", (month,))
