"""A plan as a workbook: every sheet of its template, formulas with their true values, anchors to read it back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import xlsxwriter

from pacom_xl import __version__
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.blocks import Tab
from pacom_xl.layout.defined_names import workbook_names
from pacom_xl.layout.formulas import Formulas
from pacom_xl.layout.sheet_texts import WORKBOOK_TITLE
from pacom_xl.layout.workbook_layout import lay_out
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import Lang
from pacom_xl.template.schema import Template
from pacom_xl.writing.blank_plan import completed, with_blank_actions
from pacom_xl.writing.reference_lists import write_reference_lists
from pacom_xl.writing.sheets.action_sheet import write_fiche
from pacom_xl.writing.sheets.calendar_sheet import write_calendar
from pacom_xl.writing.sheets.cash_sheet import write_cash
from pacom_xl.writing.sheets.contents_sheet import write_contents
from pacom_xl.writing.sheets.dashboard_sheet import write_dashboard
from pacom_xl.writing.sheets.index_sheet import write_index
from pacom_xl.writing.sheets.meta_sheet import write_meta
from pacom_xl.writing.sheets.plain_sheet import write_sheet
from pacom_xl.writing.sheets.steps import in_order, is_hidden
from pacom_xl.writing.sheets.swot_sheet import write_swot
from pacom_xl.writing.styles import Styles
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: How xlsxwriter takes texts: as they are, never as formulas, links or numbers.
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    "default_date_format": "dd/mm/yyyy",
}


def write_lists(book: WorkbookWriter, tab: Tab) -> None:
    """The value lists of the workbook, and in its hidden first row the lists of codes."""
    write_reference_lists(write_sheet(book, tab))


_SPECIAL: dict[str, Callable[[WorkbookWriter, Tab], object]] = {
    "guide": write_contents,
    "index": write_index,
    "calendar": write_calendar,
    "cash": write_cash,
    "dashboard": write_dashboard,
    "swot": write_swot,
    "lists": write_lists,
}

#: Tables whose sheets are written before the others, in this order: the names of teams and of people then have the same
#: numbers among the texts of the workbook of any team (``filled_parts``).
_FIRST = ("teams", "team")


def write_workbook(
    plan: Plan,
    template: Template,
    out: Path,
    *,
    as_of: date,
    frozen: bool = False,
    workbook_id: str | None = None,
    lang: Lang | None = None,
) -> None:
    """Write ``plan`` to ``out`` (overwritten: the caller sees to it that this is wanted and atomic).

    ``as_of`` is the date all cached values stand for; ``frozen`` writes it into the workbook as its forced
    reference date, so that they stay true for ever. ``workbook_id`` defaults to a random one.
    """
    out.write_bytes(
        workbook_bytes(
            plan, template, as_of=as_of, frozen=frozen, workbook_id=workbook_id or str(uuid.uuid4()), lang=lang
        )
    )


def workbook_bytes(
    plan: Plan, template: Template, *, as_of: date, frozen: bool, workbook_id: str, lang: Lang | None = None
) -> bytes:
    """The workbook of ``plan`` in memory, so that a full disk is met by one write only."""
    plan = prepared(plan, template, as_of, frozen, workbook_id, lang or plan.lang)
    view = PlanView(plan, template, as_of)
    layout = lay_out(view, plan.lang)
    layout = replace(layout, tabs=in_order(layout.tabs))
    created = BytesIO()
    workbook = xlsxwriter.Workbook(created, OPTIONS)
    styles = Styles(workbook, template.colours, plan.lang, currency_of(plan))
    book = WorkbookWriter(workbook, view, layout, styles, Formulas(layout))
    describe(workbook, plan, as_of)
    names = list(workbook_names(layout, view))
    for name in names:
        workbook.define_name(name.name, name.target)
    actions = iter(view.rows("actions"))
    for tab in layout.tabs:
        # The order of the tabs is that of these calls.
        book.worksheet(tab.name)
    for tab in sorted(layout.tabs, key=lambda tab: [table not in tab.blocks for table in _FIRST]):
        if tab.code is not None:
            write_fiche(book, tab, next(actions))
        elif tab.sheet.key == "meta":
            write_meta(book, tab, names)
        else:
            _SPECIAL.get(tab.sheet.key, write_sheet)(book, tab)
            if is_hidden(view, tab):
                book.worksheet(tab.name).hide()
    workbook.close()
    return created.getvalue()


def prepared(plan: Plan, template: Template, as_of: date, frozen: bool, workbook_id: str, lang: Lang) -> Plan:
    """A plan with everything a blank workbook has, its identity, and the reference date when it is frozen."""
    whole = with_blank_actions(completed(replace(plan, lang=lang), template), template)
    records = list(whole.records)
    if frozen:
        identity = whole.form("plan")
        dated = identity.with_values({"ref_date_forced": as_of})
        records = [dated if record is identity else record for record in records]
    records += [
        Record("guide", "guide", {"template_version": template.version, "generated_on": as_of}),
        Record(
            "meta",
            "meta",
            {
                "schema_version": template.version,
                "workbook_id": workbook_id,
                "group_hash": plan.group_digests or None,
                "team_code": plan.team,
                "language": lang,
            },
        ),
    ]
    return replace(whole, records=records, workbook_id=workbook_id, template_version=template.version)


def currency_of(plan: Plan) -> str:
    """The code of the currency of a plan's amounts."""
    return str(plan.form("plan").get("currency") or "EUR")


def describe(workbook: xlsxwriter.Workbook, plan: Plan, as_of: date) -> None:
    """Document properties: who and what for people, identity for the reader."""
    identity = plan.form("plan")
    title = WORKBOOK_TITLE.in_(plan.lang)
    workbook.set_properties(
        {
            "title": f"{title} {plan.year or ''} {plan.team or ''}".strip(),
            "company": str(identity.get("company") or ""),
            "comments": f"pacom_xl {__version__}",
            "created": datetime.combine(as_of, time()),
        }
    )
    for key, value in {
        "pacom_template": plan.template,
        "pacom_template_version": plan.template_version,
        "pacom_workbook_id": plan.workbook_id,
        "pacom_team": plan.team,
        "pacom_year": plan.year,
        "pacom_language": plan.lang,
    }.items():
        workbook.set_custom_property(key, str(value or ""), "text")
