"""Budget lines of an action and their payment schedule."""

from __future__ import annotations

from decimal import Decimal
from itertools import takewhile

from pacom_xl.figures.actions import is_abandoned, total
from pacom_xl.figures.figure_registry import blank, figure, key_of, one_of
from pacom_xl.figures.periods import ONE, ZERO
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.plan import Value


def _highest(row: Row, *names: str) -> Decimal:
    """Maximum as MAX computes it: empty cells are ignored, 0 when all are empty."""
    present = [number for number in map(row.number, names) if number is not None]
    return max(present, default=ZERO)


def _is_closed(row: Row) -> bool:
    action = row.parent
    return action is not None and action["is_closed"] == 1


def line_of(instalment: Row) -> Row | None:
    """The budget line that an instalment belongs to."""
    number, action = instalment.number("line"), instalment.parent
    if number is None or action is None:
        return None
    return next((line for line in action.children("budget_lines") if line.number("number") == number), None)


@figure("budget_lines.nature_key", key_of("natures", "{nature}"))
def _nature_key(line: Row) -> Value:
    return line["nature"]


@figure("budget_lines.closed_key", key_of("yes_no", "{closed}"))
def _closed_key(line: Row) -> Value:
    return line["closed"]


@figure(
    "budget_lines.line_forecast",
    "IF(ISNUMBER({forecast_forced}),{forecast_forced},"
    'IF(COUNT({planned},{committed},{spent})=0,"",'
    'IF(OR({closed_key}="yes",{actions.is_closed}=1),MAX({committed},{spent}),MAX({planned},{committed},{spent}))))',
)
def _line_forecast(line: Row) -> Value:
    forced = line.number("forecast_forced")
    if forced is not None:
        return forced
    if all(line.number(name) is None for name in ("planned", "committed", "spent")):
        return None
    if line["closed"] == "yes" or _is_closed(line):
        return _highest(line, "committed", "spent")
    return _highest(line, "planned", "committed", "spent")


def _from_line(name: str) -> str:
    return f"INDEX({{budget_lines.{name}[]}},MATCH({{line}},{{budget_lines.number[]}},0))"


@figure("schedule.line_label", f'IF({{line}}="","",IFERROR({blank(_from_line("label"))},""))')
def _line_label(instalment: Row) -> Value:
    line = line_of(instalment)
    return line["label"] if line else None


@figure("schedule.line_cap", f"IFERROR(MAX({_from_line('committed')},{_from_line('spent')}),0)")
def _line_cap(instalment: Row) -> Value:
    line = line_of(instalment)
    return _highest(line, "committed", "spent") if line else ZERO


def _above(condition: str) -> str:
    """The amounts of the instalments of the same line that stand above and meet a condition."""
    return (
        f"SUMPRODUCT(({{schedule.line[]}}={{line}})*{condition}"
        "*(ROW({schedule.line[]})-MIN(ROW({schedule.line[]}))<{rank}),{schedule.amount[]})"
    )


_START, _NEXT = (f"DATE(YEAR({{month}}),MONTH({{month}}){more},1)" for more in ("", "+1"))
_OF_LINE = "SUMIFS({schedule.amount[]},{schedule.line[]},{line},{schedule.month[]}"
_NO_MONTH = '({schedule.month[]}="")'
_SAME_MONTH = f"({{schedule.month[]}}>={_START})*({{schedule.month[]}}<{_NEXT})"


@figure(
    "schedule.before",
    f'IF({{line}}="",0,IF(ISNUMBER({{month}}),{_OF_LINE},"<"&{_START})+{_above(_SAME_MONTH)},'
    f'{_OF_LINE},">0")+{_above(_NO_MONTH)}))',
)
def _before(instalment: Row) -> Value:
    """Amount of the instalments paid before this one: by month, then from top to bottom, those without month last."""
    month, line, action = instalment.text("month"), instalment.number("line"), instalment.parent
    if line is None or action is None:
        return ZERO
    others = [row for row in action.children("schedule") if row.number("line") == line]
    above = takewhile(lambda row: row.record is not instalment.record, others)
    earlier = [row for row in others if row.text("month") and (not month or row.text("month") < month)]
    return total([*earlier, *(row for row in above if row.text("month") == month)], "amount")


@figure("schedule.vat", f"IFERROR(N({_from_line('vat_rate')}),0)")
def _vat(instalment: Row) -> Value:
    line = line_of(instalment)
    return line.amount("vat_rate") if line else ZERO


_PAID = "IF({actions.is_closed}=0,{amount},MAX(0,MIN({amount},{line_cap}-{before})))"


def _paid(instalment: Row) -> Decimal | None:
    """Amount before tax; once the action is closed, at most what its line committed or spent."""
    amount = instalment.number("amount")
    if amount is None or not _is_closed(instalment):
        return amount
    return max(ZERO, min(amount, instalment.amount("line_cap") - instalment.amount("before")))


@figure("schedule.cash_amount", f'IF(ISNUMBER({{amount}}),{_PAID}*(1+{{vat}}),"")')
def _cash_amount(instalment: Row) -> Value:
    paid = _paid(instalment)
    return None if paid is None else paid * (ONE + instalment.amount("vat"))


@figure("schedule.cash_vat", f'IF(ISNUMBER({{amount}}),{_PAID}*{{vat}},"")')
def _cash_vat(instalment: Row) -> Value:
    paid = _paid(instalment)
    return None if paid is None else paid * instalment.amount("vat")


@figure(
    "schedule.envelope_amount",
    f"IF(ISNUMBER({{amount}}),IF({one_of('{actions.status_key}', 'cancelled', 'transferred')},"
    f'MAX(0,MIN({{amount}},IFERROR(N({_from_line("spent")}),0)-{{before}})),{{amount}}),"")',
)
def _envelope_amount(instalment: Row) -> Value:
    amount, action = instalment.number("amount"), instalment.parent
    if amount is None or action is None or not is_abandoned(action):
        return amount
    line = line_of(instalment)
    spent = line.amount("spent") if line else ZERO
    return max(ZERO, min(amount, spent - instalment.amount("before")))
