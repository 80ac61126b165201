"""The workbook of the group: the plans of all teams brought together, each row with its origin."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pacom_xl.figures.group.overview_facts import OverviewFacts
from pacom_xl.figures.group.totals import group_totals
from pacom_xl.figures.group.views import GroupView
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.blocks import Layout, Tab, TableBlock
from pacom_xl.layout.defined_names import Name, workbook_names
from pacom_xl.layout.workbook_layout import lay_out
from pacom_xl.model.audit import Amounts, Change, Conflict, FinalSheets, Source
from pacom_xl.model.collection import Collection
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import MergedPlan, Record
from pacom_xl.model.progress import Progress
from pacom_xl.model.text import Lang, Text
from pacom_xl.template.consolidated import (
    DETAILS_PROPERTY,
    IDENTITIES,
    VIEW,
    action_view,
    consolidated,
)
from pacom_xl.template.schema import Template
from pacom_xl.writing.group.action_view import ViewWriter
from pacom_xl.writing.group.audit_sheets import (
    write_changes,
    write_checks,
    write_conflicts,
    write_differences,
    write_sources,
)
from pacom_xl.writing.group.detail_rows import DetailRows
from pacom_xl.writing.group.flat_tables import FlatTable
from pacom_xl.writing.group.flat_tabs import open_flat
from pacom_xl.writing.group.formula_places import write_formula_places
from pacom_xl.writing.group.group_formulas import FlatFormulas, grouped
from pacom_xl.writing.group.links import NO_LINKS, register_links
from pacom_xl.writing.group.objective_values import Objectives
from pacom_xl.writing.group.objectives_sheet import GroupObjective, group_objectives, write_group_objectives
from pacom_xl.writing.group.overview.overview_sheet import write_overview
from pacom_xl.writing.group.sheet_rows import FullSheet, SheetRows, TooManyRowsError, full_sheets
from pacom_xl.writing.group.summary_sheets import labels_of, write_summary
from pacom_xl.writing.group.team_figures import TeamFigures
from pacom_xl.writing.sheets.calendar_sheet import open_calendar
from pacom_xl.writing.sheets.meta_sheet import write_meta
from pacom_xl.writing.streamed_rows import StreamedWorkbook
from pacom_xl.writing.styles import Styles
from pacom_xl.writing.team_workbook import OPTIONS, currency_of, describe, prepared
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Beyond this number of actions, sheets for each are made on demand only.
MANY_ACTIONS = 150


@dataclass(frozen=True)
class Ledger:
    """Results of a consolidation besides the plans."""

    sources: Sequence[Source] = ()
    conflicts: Sequence[Conflict] = ()
    late: FinalSheets = field(default_factory=FinalSheets)
    #: Which part of the teams is there, when some are missing.
    partial: Text | None = None
    #: Codes of the expected teams that sent no workbook.
    missing: Sequence[str] = ()
    #: How many values that are added up are in conflict, and the totals with the first and the second value of each.
    undecided: tuple[Text | None, Sequence[Amounts]] = (None, ())
    #: Since the previous consolidation; ``None`` when there is none to compare with: then there is no such sheet.
    changes: Sequence[Change] | None = None
    #: What follows from each of ``changes``, in their order.
    consequences: Sequence[Sequence[Text]] = ()
    #: Whether every action has a sheet too, ``None`` unless they are many (``MANY_ACTIONS``).
    action_sheets: bool | None = None
    #: Which teams have sent their workbook, where a date is set; ``None``: the first sheet says nothing about it.
    collection: Collection | None = None
    #: The ways from the workbook to the files of ``sources``, ``None`` where there is none; empty: no links to files.
    ways: Sequence[str | None] = ()

    @property
    def ways_of_teams(self) -> dict[str, str]:
        """The way to the file each team's plan was read from."""
        found = zip(self.sources, self.ways, strict=bool(self.ways))
        return {source.team: way for source, way in found if source.counted and source.team and way}


def write_group(
    plan: MergedPlan,
    template: Template,
    out: Path,
    *,
    as_of: date,
    lang: Lang | None = None,
    ledger: Ledger | None = None,
    rows: SheetRows | None = None,
    progress: Progress | None = None,
) -> None:
    """Write the merged ``plan`` (records with ``team`` and ``source_file``) to ``out``.

    ``template``: that of the teams. ``as_of``: the date of all values; the workbook states it and keeps it, as its
    flat tables hold values. The rows of teams are written some teams at a time; the first sheets, which add them up,
    come last. ``rows``: how many rows a sheet can have, and where the rows of the tables of actions go otherwise.
    ``progress`` is called with the groups of teams written, and all of them.
    Raises ``TooManyRowsError`` before anything is written when a sheet would have more.
    """
    ledger, rows = ledger or Ledger(), rows or SheetRows()
    whole = _shape(template, ledger, plan.count("actions"))
    shared = prepared(plan.shared, whole, as_of, True, plan.workbook_id or str(uuid.uuid4()), lang or plan.lang)
    shared = shared.with_records([*_with_identities(shared.records), *_months(PlanView(shared, whole, as_of).months)])
    view = GroupView(MergedPlan(shared, plan.team_plans, ()), whole, as_of)
    view_sheet = action_view(template, whole) if VIEW in whole.by_key else None
    layout = lay_out(view, shared.lang, _sizes(view, ledger), view_sheet)
    target = rows.details_of(_full_sheets(layout, ledger, rows.most))
    if target is not None:
        left_out = {VIEW, *(view.template.tables[key].sheet for key in _of_actions(view.template))}
        layout = lay_out(view, shared.lang, _sizes(view, ledger), without=left_out)
        if full := _full_sheets(layout, ledger, rows.most):
            raise TooManyRowsError(full, rows.most, apart=True)
    file = StreamedWorkbook(OPTIONS)
    workbook = file.workbook
    styles = Styles(workbook, template.colours, shared.lang, currency_of(shared))
    book = WorkbookWriter(workbook, view, layout, styles, FlatFormulas(layout), streams=file)
    describe(workbook, shared, as_of)
    names = list(workbook_names(layout, view))
    for name in names:
        workbook.define_name(name.name, name.target)
    if target is None:
        _write_sheets(book, view, ledger, names, progress)
        file.save(out)
        return
    workbook.set_custom_property(DETAILS_PROPERTY, target.name, "text")
    with target.open(shared.workbook_id or "") as sink:
        _write_sheets(book, view, ledger, names, progress, DetailRows(sink, whole, _of_actions(whole)))
        file.save(out)


def _of_actions(template: Template) -> list[str]:
    """The tables of an action sheet, which are sheets of a consolidated workbook or a file beside it."""
    return [table.key for table in template.children("actions")]


def _full_sheets(layout: Layout, ledger: Ledger, most: int) -> list[FullSheet]:
    late = {"controls": len(ledger.late.checks), "differences": len(ledger.late.differences)}
    return full_sheets(layout, late, most)


def _sizes(view: GroupView, ledger: Ledger) -> dict[str, int]:
    """Rows of the tables that are no plan's."""
    return {
        "group_objectives": len(view.count.objectives),
        "sources": len(ledger.sources),
        "conflicts": sum(len(conflict.values) for conflict in ledger.conflicts),
        "controls": 0,
        "differences": 0,
        "changes": len(ledger.changes or ()),
    }


def _write_sheets(
    book: WorkbookWriter,
    view: GroupView,
    ledger: Ledger,
    names: list[Name],
    progress: Progress | None,
    details: DetailRows | None = None,
) -> None:
    """Write every sheet: shared rows, then rows of teams, then the sheets that add them up."""
    layout, flat, late = book.layout, {}, ledger.late
    for tab in layout.tabs:
        book.worksheet(tab.name)
    sent = (source.team for source in ledger.sources if source.counted and source.team not in (None, GROUP_TEAM))
    teams, objectives, facts = TeamFigures.of_teams(filter(None, sent)), Objectives(), OverviewFacts()
    last: dict[str, Callable[[Tab], None]] = {
        "overview": lambda tab: write_overview(
            book, tab, facts, teams, _group_objectives(book, objectives), ledger.missing, ledger.collection
        ),
        "summary": lambda tab: write_summary(book, tab, teams, ledger.partial, ledger.undecided),
        "group_objectives": lambda tab: write_group_objectives(
            book, tab, objectives, len(ledger.missing), labels_of(view, teams)
        ),
        "sources": lambda tab: write_sources(book, tab, ledger.sources, ledger.ways),
        "conflicts": lambda tab: write_conflicts(book, tab, ledger.conflicts),
        "changes": lambda tab: write_changes(book, tab, ledger.changes or (), ledger.consequences),
        "controls": lambda tab: write_checks(book, _grown(tab, len(late.checks)), late.checks),
        "differences": lambda tab: write_differences(book, _grown(tab, len(late.differences)), late.differences),
        "meta": lambda tab: write_meta(book, tab, names),
    }
    for tab in layout.tabs:
        if tab.sheet.key == "calendar":
            flat["calendar"] = open_calendar(book, tab)
        elif tab.sheet.key not in last and tab.sheet.key != VIEW:
            links = register_links(layout, ledger.ways_of_teams) if tab.sheet.key == "actions" else NO_LINKS
            flat |= open_flat(book, tab, links)
    _write_parts(book, view, flat, ledger, (teams, objectives, facts), progress, details)
    # The months of the group add up all teams.
    flat["group_cash"].add(view.rows("group_cash"))
    for tab in layout.tabs:
        if write := last.get(tab.sheet.key):
            write(tab)
    write_formula_places(book)


def _group_objectives(book: WorkbookWriter, objectives: Objectives) -> Mapping[str, GroupObjective]:
    tab = book.layout.by_sheet.get("group_objectives")
    return group_objectives(tab, objectives) if tab else {}


def _grown(tab: Tab, size: int) -> Tab:
    """A tab of one table laid out before anybody knew how many rows it has; nothing else leads to them."""
    ((key, block),) = tab.blocks.items()
    assert isinstance(block, TableBlock)
    return replace(tab, blocks={key: replace(block, size=size)})


def _write_parts(
    book: WorkbookWriter,
    view: GroupView,
    flat: Mapping[str, FlatTable],
    ledger: Ledger,
    readers: Sequence[TeamFigures | Objectives | OverviewFacts],
    progress: Progress | None,
    details: DetailRows | None,
) -> None:
    """The rows of teams, where they belong, and the sheets of their actions; ``readers`` are shown them too."""
    views, tabs = ViewWriter(book, ledger.ways_of_teams), iter(book.layout.fiches)
    team_tables = [key for key in flat if key == "calendar" or not view.rows(key)]
    of_actions = _of_actions(view.template)
    for number, part in enumerate(view.parts(), 1):
        rows = {key: grouped(part, key) for key in {*team_tables, *of_actions}}
        for key in team_tables:
            flat[key].add(rows[key])
        if details:
            details.add(rows)
        for reader in readers:
            reader.add(part)
        group_totals(view).add_later(group_totals(part))
        views.enter(rows)
        for action, tab in zip(part.rows("actions"), tabs, strict=False):
            views.write(tab, action)
        # Its rows know it: nothing else frees them. And it goes before the next is made.
        views.forget()
        part.forget()
        del part, rows
        if progress:
            progress(number, view.part_count)


def _shape(template: Template, ledger: Ledger, actions: int) -> Template:
    """Sheets of this consolidation."""
    whole = consolidated(template)
    views = ledger.action_sheets if ledger.action_sheets is not None else actions <= MANY_ACTIONS
    without = {key for key, wanted in (("changes", ledger.changes is not None), (VIEW, views)) if not wanted}
    return replace(whole, sheets=tuple(sheet for sheet in whole.sheets if sheet.key not in without))


def _with_identities(records: Iterable[Record]) -> Iterator[Record]:
    """The records, and a row for every plan: the form shows the group's identity."""
    for record in records:
        yield record
        if record.table == "plan" and record.get("source_file"):
            name = f"{IDENTITIES} {record.get('team')}"
            yield Record(IDENTITIES, name, record.values, None, record.origin)


def _months(months: Sequence[str]) -> Iterator[Record]:
    """The rows of the cash of the group."""
    return (Record("group_cash", f"group_cash#{n}", {"month": month}) for n, month in enumerate(months, 1))
