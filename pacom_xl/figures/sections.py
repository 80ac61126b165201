"""Required content of each sheet of a plan, for the rule PAC209 and for the first sheet of a workbook.

A gap is something a sheet lacks that no row says: no target at all, no threat in the SWOT, no total of the envelope.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pacom_xl.figures.figure_registry import count_chosen
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.template.schema import Field, Table, Template

#: Sheets that need a row in one of their tables, in the order of their findings.
NEED_ROWS = ("targets", "axes", "team", "market", "objectives")
#: Sheets asked of teams only: the group's workbook may have none of them.
OF_TEAMS = frozenset(("swot", "team", "market", "objectives", "index"))
#: Formulas: the totals of the envelope that hold a number; together, for none of them counts every number.
_TOTALS = tuple(
    f'COUNTIFS({{envelope.dimension_key[]}},"total",{{envelope.amount[]}},"{test}0")' for test in (">=", "<")
)


class Gap(NamedTuple):
    """Content a sheet lacks: the fields concerned, and the first row concerned when there is one."""

    sheet: str
    fields: tuple[str, ...]
    row: Row | None = None


def gaps(view: PlanView, *, of_group: bool) -> Iterator[Gap]:
    """The gaps of a plan. ``of_group``: it is the group's, which owes less."""
    yield from _strategy(view)
    if not of_group:
        yield from _swot(view)
    for sheet in NEED_ROWS:
        if not (of_group and sheet in OF_TEAMS):
            yield from _without_rows(view, sheet)
    yield from _envelope(view)
    if not of_group and not any(action.text("title").strip() for action in view.rows("actions")):
        yield Gap("index", ("actions.title",))


def _strategy(view: PlanView) -> Iterator[Gap]:
    form = view.form("strategy")
    for field in required_texts(view.template):
        if not form.text(field.key).strip():
            yield Gap("strategy", (field.name,), form)


def required_texts(template: Template) -> list[Field]:
    """The fields of the strategy that must be filled in."""
    return [field for field in template.tables["strategy"].fields if field.required]


def _swot(view: PlanView) -> Iterator[Gap]:
    filled = {row["quadrant"] for row in view.rows("swot")}
    missing = tuple(f"swot.{c.key}" for c in view.template.choices["swot"] if c.key not in filled)
    if missing:
        yield Gap("swot", missing)


def _without_rows(view: PlanView, sheet: str) -> Iterator[Gap]:
    if sheet not in view.template.by_key:
        return
    tables = row_tables(view.template, sheet)
    if tables and not any(_is_filled(row, table) for table in tables for row in view.rows(table.key)):
        yield Gap(sheet, (typed(tables[0])[0].name,))


def row_tables(template: Template, sheet: str) -> list[Table]:
    """The tables of a sheet people fill in row by row."""
    return [table for table in template.by_key[sheet].tables if table.kind == "rows"]


def typed(table: Table) -> list[Field]:
    """The input fields of a table."""
    return [field for field in table.inputs if not field.generated]


def _is_filled(row: Row, table: Table) -> bool:
    return any(row.record.get(field.key) not in (None, "", ()) for field in typed(table))


def _envelope(view: PlanView) -> Iterator[Gap]:
    totals = [row for row in view.rows("envelope") if row["dimension"] == "total"]
    if not any(row.number("amount") is not None for row in totals):
        yield Gap("envelope", ("envelope.amount",), totals[0] if totals else None)


def gap_formula(template: Template, sheet: str, *, of_group: bool) -> str:
    """The formula of the number of gaps of a sheet, ``""`` where it has none; the names in braces are those of figures.

    The strategy has none in the workbook of the group: its empty fields are counted one by one.
    """
    if of_group and sheet in (*OF_TEAMS, "strategy"):
        return ""
    if sheet in NEED_ROWS:
        tables = row_tables(template, sheet)
        filled = "+".join(f"COUNTA({{{field.name}[]}})" for table in tables for field in typed(table))
        return f"IF({filled}=0,1,0)"
    return {
        "strategy": "+".join(f"IF(LEN(TRIM({field.key}))=0,1,0)" for field in required_texts(template)),
        "swot": "+".join(
            f"IF({count_chosen('{swot.quadrant[]}', 'swot', choice.key)}=0,1,0)" for choice in template.choices["swot"]
        ),
        "envelope": f"IF({'+'.join(_TOTALS)}=0,1,0)",
        "index": 'IF(SUMPRODUCT(({index.title[]}<>"")*1)=0,1,0)',
    }.get(sheet, "")


def gap_counts(view: PlanView, *, of_group: bool) -> dict[str, int]:
    """The number of gaps by sheet, as ``gap_formula`` counts them."""
    counts: dict[str, int] = {}
    for gap in gaps(view, of_group=of_group):
        counts[gap.sheet] = counts.get(gap.sheet, 0) + len(gap.fields)
    return counts
