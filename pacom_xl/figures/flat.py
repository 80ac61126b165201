"""Figures of a consolidated workbook, where tables hold the rows of every team: the same definitions, by team.

Formula and function side by side, as in ``registry``. Here ``{schedule.month[]}`` is the column of all teams, and a row
knows its ``{team}``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from pacom_xl.core.plan import Value
from pacom_xl.figures.actions import is_abandoned
from pacom_xl.figures.lists import HARMLESS
from pacom_xl.figures.periods import QUARTERS, ZERO, month_before
from pacom_xl.figures.registry import Figure, key_of, one_of

if TYPE_CHECKING:
    from pacom_xl.figures.book import Book, Row

#: Name to figure; where ``FIGURES`` has one of the same name, this one takes its place.
FLAT: dict[str, Figure] = {}
GROUP = "GR"


def _flat(name: str, formula: str) -> Callable[[Callable[[Row], Value]], Callable[[Row], Value]]:
    def register(compute: Callable[[Row], Value]) -> Callable[[Row], Value]:
        FLAT[name] = Figure(name, formula, compute)
        return compute

    return register


# -- what each line counts for -----------------------------------------------------------------------------------

_DRAFT = '{actions.status_key}="draft"'


def _is_draft(row: Row) -> bool:
    return row.parent is None or row.parent["status"] == "draft"


@_flat(
    "budget_lines.counted_use",
    f"IF({_DRAFT},0,IF({one_of('{actions.status_key}', 'cancelled', 'transferred')},N({{spent}}),N({{planned}})))",
)
def _line_use(line: Row) -> Value:
    if line.parent is None or _is_draft(line):
        return ZERO
    return line.amount("spent" if is_abandoned(line.parent) else "planned")


def _count(name: str, source: str) -> None:
    @_flat(f"schedule.{name}", f"IF({_DRAFT},0,N({{{source}}}))")
    def _counted(instalment: Row) -> Value:
        return ZERO if _is_draft(instalment) else instalment.amount(source)


for _name, _source in (("use", "envelope_amount"), ("cash", "cash_amount"), ("vat", "cash_vat")):
    _count(f"counted_{_name}", _source)


@_flat("schedule.counted_axis", 'IF({actions.axis}="","",{actions.axis})')
def _line_axis(instalment: Row) -> Value:
    return instalment.parent["axis"] if instalment.parent else None


@_flat("cash.item_key", key_of("cash_item", "{item}"))
def _item_key(row: Row) -> Value:
    return row["item"]


# -- sums --------------------------------------------------------------------------------------------------------

_Sums = dict[tuple[str, ...], Decimal]
_AMOUNTS = {"allocated": "envelope_use", "committed": "committed", "spent": "spent", "forecast": "forecast"}
#: Of a budget line: what each amount adds up by nature.
_OF_LINES = {"allocated": "counted_use", "committed": "committed", "spent": "spent", "forecast": "line_forecast"}


@dataclass
class Gathered:
    """What rows add up to, and what the group's workbook says of its cash."""

    #: Every sum asked for, by amount, team and what it is split by.
    sums: _Sums = field(default_factory=lambda: defaultdict(lambda: ZERO))
    #: By item and month.
    cash: dict[tuple[Value, Value], Decimal | None] = field(default_factory=dict)

    def take(self, part: Gathered) -> None:
        """What later sheets need of a part: what teams spend on each axis, what all pay each month, and the cash."""
        for key, amount in part.sums.items():
            if key[2] == "axis" if key[0] == "allocated" else key[0] in ("cash", "vat") and not key[1]:
                self.sums[key] += amount
        self.cash = part.cash | self.cash


def gathered(book: Book) -> Gathered:
    """Of the rows of a book, in one pass; of a book of the whole, what was taken from its parts."""
    if book.gathered is None:
        book.gathered = Gathered()
        _add_actions(book.gathered.sums, book)
        for row in reversed(book.rows("cash")):
            if row["team"] == GROUP:
                book.gathered.cash[row["item"], row["month"]] = row.number("amount")
    return book.gathered


def _sums(book: Book) -> _Sums:
    return gathered(book).sums


def _add_actions(found: _Sums, book: Book) -> None:
    quarters = _quarters(book)
    for action in book.rows("actions"):
        team, axis = action.text("team"), action.text("axis")
        for name, source in _AMOUNTS.items():
            amount = action.amount(source)
            found[name, team, "total", ""] += amount
            found[name, team, "axis", axis] += amount
        for line in action.children("budget_lines"):
            for name, source in _OF_LINES.items():
                amount = Decimal(str(value(line, "counted_use"))) if source == "counted_use" else line.amount(source)
                found[name, team, "nature", line.text("nature")] += amount
        for instalment in action.children("schedule"):
            _add_instalment(found, instalment, team, axis, quarters.get(instalment.text("month"), ""))


@lru_cache(maxsize=1)
def _quarters(book: Book) -> dict[str, str]:
    """The quarter of each month that has one."""
    return {month: quarter for quarter in QUARTERS for month in book.quarter_months(quarter)}


def _add_instalment(found: _Sums, instalment: Row, team: str, axis: str, quarter: str) -> None:
    use = Decimal(str(value(instalment, "counted_use")))
    found["allocated", team, "quarter", quarter] += use
    found["quarter", team, axis, quarter] += use
    for kind in ("cash", "vat"):
        amount = Decimal(str(value(instalment, f"counted_{kind}")))
        for owner in (team, ""):
            found[kind, owner, instalment.text("month")] += amount


def value(row: Row, name: str) -> Value:
    """A figure of this catalogue for a row, by its short name."""
    return FLAT[f"{row.record.table}.{name}"].compute(row)


# -- the envelope of each team -----------------------------------------------------------------------------------


def _envelope(name: str) -> None:
    source, line = _AMOUNTS[name], _OF_LINES[name]
    of_team = f"{{index.{source}[]}},{{actions.team[]}},{{team}}"
    nature = f"SUMIFS({{budget_lines.{line}[]}},{{budget_lines.team[]}},{{team}},{{budget_lines.nature_key[]}},{{key}})"
    months = (
        "SUMIFS({schedule.counted_use[]},{schedule.team[]},{team},{schedule.counted_quarter[]},{key})"
        if name == "allocated"
        else '""'
    )

    @_flat(
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
        return _sums(row.book)[name, row.text("team"), dimension, key]


for _name in _AMOUNTS:
    _envelope(_name)


@_flat("envelope.available", 'IF(AND({dimension_key}<>"reserve",ISNUMBER({amount})),{amount}-N({allocated}),"")')
def _available(row: Row) -> Value:
    amount = row.number("amount")
    if amount is None or row["dimension"] == "reserve":
        return None
    used = value(row, "allocated")
    return amount - (used if isinstance(used, Decimal) else ZERO)


_MONTH_QUARTER = (
    "IF(ISNUMBER({month}),IFERROR(CHOOSE(1+INT(((YEAR({month})-YEAR(plan_start))*12+MONTH({month})-MONTH(plan_start))/3),"
    '"T1","T2","T3","T4"),""),"")'
)


@_flat("schedule.counted_quarter", _MONTH_QUARTER)
def _month_quarter(instalment: Row) -> Value:
    return _quarters(instalment.book).get(instalment.text("month"))


# -- team × axis × quarter ---------------------------------------------------------------------------------------


def _axis_quarter(quarter: str) -> None:
    @_flat(
        f"axis_quarters.{quarter.lower()}",
        "SUMIFS({schedule.counted_use[]},{schedule.team[]},{team},{schedule.counted_axis[]},{axis},"
        f'{{schedule.counted_quarter[]}},"{quarter}")',
    )
    def _of_row(row: Row) -> Value:
        return _sums(row.book)["quarter", row.text("team"), row.text("axis"), quarter]


def _axis_amount(name: str) -> None:
    @_flat(
        f"axis_quarters.{name}",
        f"SUMIFS({{index.{_AMOUNTS[name]}[]}},{{actions.team[]}},{{team}},{{index.axis[]}},{{axis}})",
    )
    def _of_row(row: Row) -> Value:
        return _sums(row.book)[name, row.text("team"), "axis", row.text("axis")]


for _name in QUARTERS:
    _axis_quarter(_name)
for _name in _AMOUNTS:
    _axis_amount(_name)

# -- cash by month -----------------------------------------------------------------------------------------------


def _month_of(row: Row) -> str:
    return row.text("month")


def _between(kind: str, start: str, end: str, team: str = "") -> str:
    column = "{schedule.month[]}"
    return f'SUMIFS({{schedule.counted_{kind}[]}},{column},">="&{start},{column},"<"&{end}{team})'


def _team_cash(kind: str) -> None:
    @_flat(f"team_cash.{kind}", _between(kind, "{month}", "EDATE({month},1)", ",{schedule.team[]},{team}"))
    def _of_row(row: Row) -> Value:
        return _sums(row.book)[kind, row.text("team"), _month_of(row)]


for _name in ("cash", "vat"):
    _team_cash(_name)


@_flat("group_cash.cash", _between("cash", "{month}", "EDATE({month},1)"))
def _cash(row: Row) -> Value:
    return _sums(row.book)["cash", "", _month_of(row)]


_FIRST = "{month}=MIN({group_cash.month[]})"


@_flat("group_cash.vat", f"IF({_FIRST},0,{_between('vat', 'EDATE({month},-1)', '{month}')})")
def _vat_back(row: Row) -> Value:
    month = _month_of(row)
    return ZERO if month == row.book.months[0] else _sums(row.book)["vat", "", month_before(month)]


_TYPED = '{{cash.team[]}},"GR",{{cash.item_key[]}},"{item}",{{cash.month[]}},{month}'


def _typed(book: Book, item: str, month: str) -> Decimal | None:
    """What the group's workbook says: a team's cash is not the company's."""
    return gathered(book).cash.get((item, month))


def _item(key: str) -> None:
    @_flat(f"group_cash.{key}", f"SUMIFS({{cash.amount[]}},{_TYPED.format(item=key, month='{month}')})")
    def _of_row(row: Row) -> Value:
        return _typed(row.book, key, _month_of(row)) or ZERO


for _name in ("cash_in", "other_out"):
    _item(_name)

_OPENING = _TYPED.format(item="opening", month="MIN({group_cash.month[]})")
_TO_DATE = 'SUMIFS({{group_cash.{name}[]}},{{group_cash.month[]}},"<="&{{month}})'


@_flat(
    "group_cash.closing",
    f'IF(COUNTIFS({_OPENING})=0,"",SUMIFS({{cash.amount[]}},{_OPENING})'
    f"+{_TO_DATE.format(name='cash_in')}-{_TO_DATE.format(name='other_out')}"
    f"-{_TO_DATE.format(name='cash')}+{_TO_DATE.format(name='vat')})",
)
def _closing(row: Row) -> Value:
    book = row.book
    opening = _typed(book, "opening", book.months[0])
    if opening is None:
        return None
    until = (r for r in book.rows("group_cash") if _month_of(r) <= _month_of(row))
    return opening + sum((_flow(r) for r in until), ZERO)


def _flow(row: Row) -> Decimal:
    cash_in, out, paid, back = (Decimal(str(value(row, n))) for n in ("cash_in", "other_out", "cash", "vat"))
    return cash_in - out - paid + back


@_flat("group_cash.opening", 'IF({closing}="","",{closing}-{cash_in}+{other_out}+{cash}-{vat})')
def _opening(row: Row) -> Value:
    closing = _closing(row)
    return closing - _flow(row) if isinstance(closing, Decimal) else None


# -- holidays, zone by zone --------------------------------------------------------------------------------------

#: As many zones as a company may have; a template with fewer has as many columns.
_MOST_ZONES = 9


@lru_cache(maxsize=1)
def _zones(book: Book) -> list[str]:
    """Keys of the holiday zones, in the order of Listes."""
    return [row.text("key") for row in book.rows("choices") if row.text("list") == "holiday_zone"]


@_flat(
    "calendar.zone",
    "IFERROR(MATCH(INDEX({teams.holiday_zone[]},MATCH({team},{teams.code[]},0)),holiday_zone_labels,0),1)",
)
def _zone(action: Row) -> Value:
    team, zones = action.book.find("teams", action.team or ""), _zones(action.book)
    zone = team.text("holiday_zone") if team else ""
    return zones.index(zone) + 1 if zone in zones else 1


def _days_off(rank: int) -> None:
    own = f'{{scope_key}}=IFERROR(INDEX(holiday_zone_keys,{rank}),"")'
    applies = f'OR({{scope_key}}="",{{scope_key}}="national",{own})'

    @_flat(f"holidays.off_{rank}", f"IF(AND(ISNUMBER({{date}}),{applies}),{{date}},DATE(2000,1,2))")
    def _day_off(holiday: Row) -> Value:
        day, zones = holiday.day("date"), _zones(holiday.book)
        mine = zones[rank - 1 : rank]
        return day if day and (holiday.text("scope") or "national") in ("national", *mine) else HARMLESS


for _rank in range(1, _MOST_ZONES + 1):
    _days_off(_rank)
