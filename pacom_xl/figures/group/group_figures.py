"""Totals of a consolidated workbook: the definitions of a team's workbook, over tables with the rows of every team.

Each has a formula and a function, as in ``figure_registry``. Here ``{schedule.month[]}`` is the column with the rows
of all teams, and a row has a ``{team}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from decimal import Decimal

from pacom_xl.figures.figure_registry import Figure
from pacom_xl.figures.group.totals import AMOUNTS, OF_LINES, group_totals, sums
from pacom_xl.figures.periods import QUARTERS, ZERO, month_before
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Value

#: The table of a name in braces.
_TABLE = re.compile(r"\{(\w+)\.")
#: By ``<table>.<field>``.
SUMS: dict[str, Figure] = {}


def tables_in(formula: str) -> set[str]:
    """The tables whose columns a formula with names in braces refers to."""
    return set(_TABLE.findall(formula))


def _sum(name: str, formula: str) -> Callable[[Callable[[Row], Value]], Callable[[Row], Value]]:
    """Register the function that computes the same value as ``formula``."""

    def register(compute: Callable[[Row], Value]) -> Callable[[Row], Value]:
        SUMS[name] = Figure(name, formula, compute)
        return compute

    return register


def _value(row: Row, name: str) -> Value:
    return SUMS[f"{row.record.table}.{name}"].compute(row)


# -- the envelope of each team -----------------------------------------------------------------------------------


def _envelope(name: str) -> None:
    source, line = AMOUNTS[name], OF_LINES[name]
    of_team = f"{{index.{source}[]}},{{actions.team[]}},{{team}}"
    nature = f"SUMIFS({{budget_lines.{line}[]}},{{budget_lines.team[]}},{{team}},{{budget_lines.nature_key[]}},{{key}})"
    months = (
        "SUMIFS({schedule.counted_use[]},{schedule.team[]},{team},{schedule.counted_quarter[]},{key})"
        if name == "allocated"
        else '""'
    )

    @_sum(
        f"envelope.{name}",
        f'IF({{dimension_key}}="total",SUMIFS({of_team}),IF({{key}}="","",'
        f'IF({{dimension_key}}="axis",SUMIFS({of_team},{{index.axis[]}},{{key}}),'
        f'IF({{dimension_key}}="nature",{nature},IF({{dimension_key}}="quarter",{months},"")))))',
    )
    def _of_row(row: Row) -> Value:
        dimension, key = row.text("dimension"), row.text("key")
        if dimension == "total":
            key = ""
        elif not key or dimension not in ("axis", "nature", "quarter"):
            return None
        if dimension == "quarter" and (name != "allocated" or key not in QUARTERS):
            return None if name != "allocated" else ZERO
        return sums(row.view)[name, row.text("team"), dimension, key]


for _name in AMOUNTS:
    _envelope(_name)


@_sum("envelope.available", 'IF(AND({dimension_key}<>"reserve",ISNUMBER({amount})),{amount}-N({allocated}),"")')
def _available(row: Row) -> Value:
    amount = row.number("amount")
    if amount is None or row["dimension"] == "reserve":
        return None
    used = _value(row, "allocated")
    return amount - (used if isinstance(used, Decimal) else ZERO)


# -- team × axis × quarter ---------------------------------------------------------------------------------------


#: The axis of a row as a criterion: an empty cell stands for actions without one.
_AXIS = 'IF({axis}="","=",{axis})'


def _axis_quarter(name: str, quarter: str) -> None:
    @_sum(
        f"axis_quarters.{name}",
        f"SUMIFS({{schedule.counted_use[]}},{{schedule.team[]}},{{team}},{{schedule.counted_axis[]}},{_AXIS},"
        f'{{schedule.counted_quarter[]}},"{quarter or "="}")',
    )
    def _of_row(row: Row) -> Value:
        return sums(row.view)["quarter", row.text("team"), row.text("axis"), quarter]


def _axis_amount(name: str) -> None:
    @_sum(
        f"axis_quarters.{name}",
        f"SUMIFS({{index.{AMOUNTS[name]}[]}},{{actions.team[]}},{{team}},{{index.axis[]}},{_AXIS})",
    )
    def _of_row(row: Row) -> Value:
        return sums(row.view)[name, row.text("team"), "axis", row.text("axis")]


for _name in QUARTERS:
    _axis_quarter(_name.lower(), _name)
_axis_quarter("no_quarter", "")
for _name in AMOUNTS:
    _axis_amount(_name)

# -- cash by month -----------------------------------------------------------------------------------------------


def _month_of(row: Row) -> str:
    return row.text("month")


def _between(kind: str, start: str, end: str, team: str = "") -> str:
    column = "{schedule.month[]}"
    return f'SUMIFS({{schedule.counted_{kind}[]}},{column},">="&{start},{column},"<"&{end}{team})'


def _team_cash(kind: str) -> None:
    @_sum(f"team_cash.{kind}", _between(kind, "{month}", "EDATE({month},1)", ",{schedule.team[]},{team}"))
    def _of_row(row: Row) -> Value:
        return sums(row.view)[kind, row.text("team"), _month_of(row)]


for _name in ("cash", "vat"):
    _team_cash(_name)


@_sum("group_cash.cash", _between("cash", "{month}", "EDATE({month},1)"))
def _cash(row: Row) -> Value:
    return sums(row.view)["cash", "", _month_of(row)]


_FIRST = "{month}=MIN({group_cash.month[]})"


@_sum("group_cash.vat", f"IF({_FIRST},0,{_between('vat', 'EDATE({month},-1)', '{month}')})")
def _vat_back(row: Row) -> Value:
    month = _month_of(row)
    return ZERO if month == row.view.months[0] else sums(row.view)["vat", "", month_before(month)]


_TYPED = '{{cash.team[]}},"' + GROUP_TEAM + '",{{cash.item_key[]}},"{item}",{{cash.month[]}},{month}'


def _typed(view: PlanView, item: str, month: str) -> Decimal | None:
    """Amount typed in the group's workbook; the cash of a team is not the cash of the company."""
    return group_totals(view).cash.get((item, month))


def _item(key: str) -> None:
    @_sum(f"group_cash.{key}", f"SUMIFS({{cash.amount[]}},{_TYPED.format(item=key, month='{month}')})")
    def _of_row(row: Row) -> Value:
        return _typed(row.view, key, _month_of(row)) or ZERO


for _name in ("cash_in", "other_out"):
    _item(_name)

_OPENING = _TYPED.format(item="opening", month="MIN({group_cash.month[]})")
_TO_DATE = 'SUMIFS({{group_cash.{name}[]}},{{group_cash.month[]}},"<="&{{month}})'


@_sum(
    "group_cash.closing",
    f'IF(COUNTIFS({_OPENING})=0,"",SUMIFS({{cash.amount[]}},{_OPENING})'
    f"+{_TO_DATE.format(name='cash_in')}-{_TO_DATE.format(name='other_out')}"
    f"-{_TO_DATE.format(name='cash')}+{_TO_DATE.format(name='vat')})",
)
def _closing(row: Row) -> Value:
    view = row.view
    opening = _typed(view, "opening", view.months[0])
    if opening is None:
        return None
    until = (r for r in view.rows("group_cash") if _month_of(r) <= _month_of(row))
    return opening + sum((_flow(r) for r in until), ZERO)


def _flow(row: Row) -> Decimal:
    cash_in, out, paid, back = (Decimal(str(_value(row, n))) for n in ("cash_in", "other_out", "cash", "vat"))
    return cash_in - out - paid + back


@_sum("group_cash.opening", 'IF({closing}="","",{closing}-{cash_in}+{other_out}+{cash}-{vat})')
def _opening(row: Row) -> Value:
    closing = _closing(row)
    return closing - _flow(row) if isinstance(closing, Decimal) else None


#: Columns of a consolidated workbook that hold formulas, by ``<table>.<field>``; its other columns hold values.
FORMULA_COLUMNS = frozenset(SUMS) | {
    "group_objectives.target", "group_objectives.actual",
    *(f"summary.{key}" for key in ("actions", "late", "at_risk", "to_close", "on_time_rate", "envelope", *AMOUNTS)),
}  # fmt: skip


def has_formula(name: str, tables: Container[str]) -> bool:
    """Whether a column of a consolidated workbook with the sheets of ``tables`` holds formulas.

    Where the lines that a total adds up are in another file, its column holds values.
    """
    added = tables_in(SUMS[name].formula) & {"budget_lines", "schedule"} if name in SUMS else ()
    return name in FORMULA_COLUMNS and all(table in tables for table in added)
