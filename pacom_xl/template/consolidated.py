"""The template of a consolidated workbook, made from that of the teams.

Every row says where it comes from. The form and the tables of an action sheet become sheets of their own, one row
per action, milestone, budget line…; the register of actions carries all fields of the action.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pacom_xl.template.schema import Field, Sheet, Table, Template

#: Sheets of a team's workbook that a consolidated one shows otherwise.
_REPLACED = ("guide", "index", "dashboard")
#: Figures of the index that stand in the register beside those of the action.
_FROM_INDEX = ("is_open", "is_live", "objectives_delim")
#: Computed fields kept, by table (``None``: all): the others look at one team's sheets only.
_KEPT: dict[str, frozenset[str] | None] = {
    "actions": None,
    "budget_lines": None,
    "schedule": None,
    "kpis": None,
    "calendar": None,
    "plan": None,
    "holidays": None,
    "objectives": frozenset(
        ("last_reading", "last_read_on", "measure_mode_key", "direction_key", "actual_used", "measured_used",
         "attainment", "expected", "rag_key", "rag")
    ),
    "performance": frozenset(("is_latest",)),
    "envelope": frozenset(("label", "dimension_key")),
}  # fmt: skip


def consolidated(template: Template) -> Template:
    """Sheets and tables of the workbook that brings several teams' workbooks together."""
    sheets: list[Sheet] = []
    for sheet in template.sheets:
        sheets += (added.sheet for added in template.consolidated_sheets if added.before == sheet.key)
        if sheet.key == "actions":
            sheets += _action_sheets(template, sheet)
        elif sheet.key not in _REPLACED:
            sheets.append(_with_provenance(template, sheet))
    return replace(template, sheets=tuple(sheets), consolidated_sheets=())


def _action_sheets(template: Template, sheet: Sheet) -> Iterator[Sheet]:
    """The register first, then one sheet per table of the action."""
    register = template.by_key["index"]
    for table in sheet.tables:
        first = table.kind == "form"
        label = register.label if first else table.label
        fields = [f for f in table.fields if not f.type.spread]
        if first:
            fields += [replace(template.by_name[f"index.{key}"], table="actions") for key in _FROM_INDEX]
        flat = replace(table, sheet=table.key, kind="rows", spare=0, fields=tuple(_as_rows(fields)))
        shown = replace(sheet, key=table.key, label=label, purpose=table.label, tables=(_located(template, flat),))
        yield replace(shown, purpose=register.purpose if first else table.label)


def _as_rows(fields: list[Field]) -> Iterator[Field]:
    """A row has no sections."""
    for field in fields:
        yield replace(field, section=None)


def _with_provenance(template: Template, sheet: Sheet) -> Sheet:
    if sheet.scope == "generated":
        return sheet
    kept = (table for table in sheet.tables if table.kind != "computed" or table.key == "calendar")
    return replace(sheet, tables=tuple(_located(template, replace(table, spare=0)) for table in kept))


def _located(template: Template, table: Table) -> Table:
    """The table with the fields that say where each row comes from, its team first."""
    wanted = _KEPT.get(table.key, frozenset())
    own = [f for f in table.fields if not f.computed or wanted is None or f.key in wanted]
    if table.kind == "form":
        return replace(table, fields=tuple(own))
    marks = {f.key: replace(f, table=table.key, generated=True) for f in template.provenance}
    if table.kind == "computed":
        return replace(table, fields=(replace(marks["team"], computed=True, generated=False), *own))
    first = [marks["team"]] if "team" not in table.by_key else []
    parent = [marks["parent"]] if table.parent else []
    kind = "rows" if table.kind == "grid" else table.kind
    return replace(table, kind=kind, fields=(*first, *parent, *own, marks["source_file"], marks["source_cell"]))
