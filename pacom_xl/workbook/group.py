"""The workbook of the group: the plans of all teams brought together, each row with its origin."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from pacom_xl.core.given import GIVEN, mark_of
from pacom_xl.core.ledger import Change, Conflict, Difference, Source
from pacom_xl.core.plan import Plan, Record, Value, column_letters
from pacom_xl.core.text import Lang, Text
from pacom_xl.figures.book import Book
from pacom_xl.template.consolidated import IDENTITIES, VIEW, action_view, consolidated, given_keys
from pacom_xl.template.schema import Template
from pacom_xl.workbook.blocks import FormBlock, Layout, Tab, TableBlock
from pacom_xl.workbook.flat import ZONE_HOLIDAYS, FlatFormulas, grouped
from pacom_xl.workbook.layout import lay_out
from pacom_xl.workbook.links import NO_LINKS, Links, register_links
from pacom_xl.workbook.names import workbook_names
from pacom_xl.workbook.pen import Pen
from pacom_xl.workbook.printing import set_print
from pacom_xl.workbook.sheets.action_view import view_writer
from pacom_xl.workbook.sheets.calendar import write_calendar
from pacom_xl.workbook.sheets.flat_rows import write_rows
from pacom_xl.workbook.sheets.group_objectives import write_group_objectives
from pacom_xl.workbook.sheets.ledger import (
    Check,
    write_changes,
    write_checks,
    write_conflicts,
    write_differences,
    write_sources,
)
from pacom_xl.workbook.sheets.meta import write_meta
from pacom_xl.workbook.sheets.ordinary import open_sheet, set_widths, write_form
from pacom_xl.workbook.sheets.summary import write_summary
from pacom_xl.workbook.streamed import pack
from pacom_xl.workbook.styles import Styles
from pacom_xl.workbook.writer import OPTIONS, describe, prepared

#: Beyond this number of actions, sheets for each are made on demand only.
MANY_ACTIONS = 150


@dataclass(frozen=True)
class Ledger:
    """What a consolidation says beside the plans themselves."""

    sources: Sequence[Source] = ()
    conflicts: Sequence[Conflict] = ()
    checks: Sequence[Check] = ()
    differences: Sequence[Difference] = ()
    #: Which part of the teams is there, when some are missing.
    partial: Text | None = None
    #: How many expected teams are missing.
    missing: int = 0
    #: Since the previous consolidation; ``None`` when there is none to compare with: then there is no such sheet.
    changes: Sequence[Change] | None = None
    #: Whether every action has a sheet too, ``None`` unless they are many (``MANY_ACTIONS``).
    action_sheets: bool | None = None
    #: The ways from the workbook to the files of ``sources``, ``None`` where there is none; empty: no links to files.
    ways: Sequence[str | None] = ()

    @property
    def ways_of_teams(self) -> dict[str, str]:
        """The way to the file each team's plan was read from."""
        found = zip(self.sources, self.ways, strict=bool(self.ways))
        return {source.team: way for source, way in found if source.counted and source.team and way}


def write_group(
    plan: Plan,
    template: Template,
    out: Path,
    *,
    as_of: date,
    frozen: bool = False,
    lang: Lang | None = None,
    ledger: Ledger | None = None,
) -> None:
    """Write the merged ``plan`` (records with ``team`` and ``source_file``) to ``out``.

    ``template``: that of the teams. ``as_of`` and ``frozen`` as in ``write_workbook``.
    """
    ledger = ledger or Ledger()
    whole = _shape(template, ledger, len(plan.table("actions")))
    plan = prepared(plan, whole, as_of, frozen, plan.workbook_id or str(uuid.uuid4()), lang or plan.lang)
    book = Book(replace(plan, records=list(_with_identities(plan.records))), whole, as_of)
    book.plan.records += _crossings(book)
    book = Book(replace(book.plan), whole, as_of)
    sizes = {
        "group_objectives": len({row.text("code") for row in book.rows("objectives")}),
        "sources": len(ledger.sources),
        "conflicts": sum(len(conflict.values) for conflict in ledger.conflicts),
        "controls": len(ledger.checks),
        "differences": len(ledger.differences),
        "changes": len(ledger.changes or ()),
    }
    layout = lay_out(book, plan.lang, sizes, action_view(template, whole) if VIEW in whole.by_key else None)
    made = BytesIO()
    workbook: Any = xlsxwriter.Workbook(made, OPTIONS)
    styles = Styles(workbook, template.colours, plan.lang)
    pen = Pen(workbook, book, layout, styles, FlatFormulas(layout, book), consolidated=True)
    describe(workbook, plan, as_of)
    names = list(workbook_names(layout, book))
    for name in names:
        workbook.define_name(name.name, name.target)
    workbook.define_name(ZONE_HOLIDAYS, _zone_holidays(layout))
    writers: dict[str, Callable[[Tab], None]] = {
        "summary": lambda tab: write_summary(pen, tab, ledger.partial),
        "group_objectives": lambda tab: write_group_objectives(pen, tab, ledger.missing),
        "calendar": lambda tab: write_calendar(pen, tab),
        "sources": lambda tab: write_sources(pen, tab, ledger.sources, ledger.ways),
        "conflicts": lambda tab: write_conflicts(pen, tab, ledger.conflicts),
        "changes": lambda tab: write_changes(pen, tab, ledger.changes or ()),
        "controls": lambda tab: write_checks(pen, tab, ledger.checks),
        "differences": lambda tab: write_differences(pen, tab, ledger.differences),
        "meta": lambda tab: write_meta(pen, tab, names),
        "actions": lambda tab: _write_flat(pen, tab, register_links(layout, ledger.ways_of_teams)),
        VIEW: view_writer(pen, ledger.ways_of_teams),
    }
    for tab in layout.tabs:
        if write := writers.get(tab.sheet.key):
            write(tab)
        else:
            _write_flat(pen, tab)
    workbook.close()
    pack(made, pen.spool, out)


def _shape(template: Template, ledger: Ledger, actions: int) -> Template:
    """Sheets of this consolidation."""
    whole = consolidated(template)
    views = ledger.action_sheets if ledger.action_sheets is not None else actions <= MANY_ACTIONS
    without = {key for key, wanted in (("changes", ledger.changes is not None), (VIEW, views)) if not wanted}
    return replace(whole, sheets=tuple(sheet for sheet in whole.sheets if sheet.key not in without))


def _zone_holidays(layout: Layout) -> str:
    """The columns of days off, one a zone, side by side."""
    tab = layout.by_sheet["lists"]
    block = tab.blocks["holidays"]
    assert isinstance(block, TableBlock)
    columns = [column for key, column in block.columns.items() if key.startswith("off_")]
    first, last = column_letters(min(columns)), column_letters(max(columns))
    return f"={tab.quoted}!${first}${block.first_row + 1}:${last}${block.last_row + 1}"


def _write_flat(pen: Pen, tab: Tab, links: Links = NO_LINKS) -> None:
    sheet: Any = open_sheet(pen, tab)
    for block in tab.blocks.values():
        if isinstance(block, FormBlock):
            form = pen.book.form(block.table.key)
            form.record.values.setdefault(
                GIVEN, mark_of(form.record.values, given_keys(pen.book.template, block.table))
            )
            write_form(pen, sheet, tab, block, form)
        elif isinstance(block, TableBlock):
            write_rows(pen, sheet, tab, block, grouped(pen.book, block.table.key), links=links)
    set_widths(sheet, tab)
    set_print(pen, sheet, tab)


def _with_identities(records: Iterable[Record]) -> Iterator[Record]:
    """The records, and a row for every plan: the form shows the group's identity."""
    for record in records:
        yield record
        if record.table == "plan" and record.get("source_file"):
            name = f"{IDENTITIES} {record.get('team')}"
            yield Record(IDENTITIES, name, record.values, None, record.origin)


def _crossings(book: Book) -> list[Record]:
    """Rows of the sheets that cross teams with axes, and with months."""
    teams = list(dict.fromkeys(row.text("team") for row in book.rows("actions")))
    axes = {row.text("code"): row.text("label") for row in book.rows("axes")}
    pairs = {(row.text("team"), row.text("axis")): None for row in book.rows("actions") if row.text("axis")}
    budget: list[dict[str, Value]] = [
        {"team": team, "axis": axis, "label": label}
        for team in teams
        for axis, label in (axes | {a: None for t, a in pairs if t == team and a not in axes}).items()
    ]
    rows: dict[str, list[dict[str, Value]]] = {
        "axis_quarters": budget,
        "group_cash": [{"month": month} for month in book.months],
        "team_cash": [{"team": team, "month": month} for team in teams for month in book.months],
    }
    return [Record(table, f"{table}#{n}", values) for table, lines in rows.items() for n, values in enumerate(lines, 1)]
