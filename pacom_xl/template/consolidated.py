"""The template of a consolidated workbook, derived from the template of the teams.

Every row has fields for its team, file and cell. The form and the tables of an action sheet become sheets of their
own, one row per action, milestone, budget line…; the register of actions carries all fields of the action.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from pacom_xl.template.schema import Sheet, Table, Template

#: Keys of the fingerprint (``values.fingerprints``) of a row, as it will be written and as it was read.
FINGERPRINT, READ_FINGERPRINT = "given", "was_given"
#: Columns of a details file beside a consolidated workbook: the team of a row, and the key of its record.
TEAM, ROW_KEY = "team", "row_key"
#: Document property of a consolidated workbook: the name of the file beside it that holds the tables of its actions.
DETAILS_PROPERTY = "pacom_details"
#: How the records of several plans become one table. ``once``: one row for all teams. ``listed``: each content once,
#: with the teams that have it. ``side``: one row per team.
Union = Literal["once", "listed", "side"]
#: Sections owned by the group, with the same content in every team's workbook.
_SAID_ONCE = frozenset({"strategy", "axes", "legal", "lists"})
#: Tables of these sections to which a team may add rows.
_OPEN = frozenset({"means"})
#: Tables of the teams in which equal rows are listed once, with the teams that have them.
_LISTED_ONCE = frozenset({"targets", "team", "swot", "market"})
#: The table with one row per plan, which is a form in a team's workbook.
IDENTITIES = "team_plans"
#: Hidden figures that the sheets which add up or look up rows need, by table.
_COUNTED = {
    "budget_lines": ("counted_use",),
    "schedule": ("counted_use", "counted_cash", "counted_vat", "counted_axis", "counted_quarter"),
    "cash": ("item_key",),
    "actions": ("owner_name", "situation", "gap", "overspent"),
}
#: Columns that stand first, and that the printed page shows, by table; those hidden elsewhere are shown.
_FIRST = {
    "actions": (
        "team", "code", "title", "owner_name", "situation", "due", "progress", "allocated_used", "committed", "spent",
        "forecast", "gap",
    ),
    "objectives": (
        "team", "code", "label", "indicator", "target", "actual_used", "attainment", "expected", "rag", "deadline",
        "owner",
    ),
    "controls": ("severity", "location", "message", "fix", "rule"),
}  # fmt: skip
#: Computed columns of consolidated workbooks of earlier versions: their anchors are ignored.
RETIRED = {"calendar": ("zone",), "holidays": tuple(f"off_{rank}" for rank in range(1, 10))}
#: The order those columns had in consolidated workbooks of earlier versions.
_FORMER_ORDER = {
    "actions": ("team", "code", "title", "progress", "due", "committed", "spent", "forecast", "allocated_used"),
    "objectives": (
        "team", "code", "label", "indicator", "target", "deadline", "owner", "actual_used", "attainment", "expected",
        "rag",
    ),
    "controls": ("rule", "severity", "location", "message", "fix"),
}  # fmt: skip
#: Computed columns that stood in another order in workbooks of earlier versions, of teams and consolidated.
_FORMER_LAST = {"kpis": ("actual_used", "measured_used", "attainment")}
#: Sheets of a team's workbook that the consolidated workbook replaces.
_REPLACED = ("guide", "index", "dashboard")
#: Figures of the index that the register has beside the fields of the action.
_FROM_INDEX = ("is_open", "is_live", "objectives_delim")
#: Key of the sheet that shows one action.
VIEW = "action_view"
#: Computed fields that stay, by table (``None``: all); the others refer to the sheets of one team.
_COMPUTED_FIELDS: dict[str, frozenset[str] | None] = {
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
    "envelope": None,
}  # fmt: skip


def union_of(template: Template, table: str) -> Union:
    """How the rows of a table are merged."""
    sheet = template.sheet_of(table)
    if sheet.key in _SAID_ONCE and table not in _OPEN:
        return "once"
    return "listed" if sheet.group_owned or table in _LISTED_ONCE else "side"


def consolidated(template: Template) -> Template:
    """Template of the consolidated workbook."""
    sheets: list[Sheet] = []
    for sheet in template.sheets:
        sheets += (added.sheet for added in template.consolidated_sheets if added.before == sheet.key)
        if sheet.key == "actions":
            sheets += _action_sheets(template, sheet)
        elif sheet.key not in _REPLACED:
            sheets.append(_with_provenance(template, sheet))
    return replace(template, sheets=tuple(sheets), consolidated_sheets=())


def typed_keys(template: Template, table: Table) -> tuple[str, ...]:
    """Keys of the fields with typed values: input fields except those for the origin of the row.

    Their order is that of the team's template also where columns stand in another: fingerprints depend on it.
    """
    beside = template.provenance_keys
    return tuple(key for key in table.team_order or table.input_keys if key not in beside)


def action_view(template: Template, whole: Template) -> Sheet:
    """The action sheet of a consolidated workbook (``whole``): that of a team, with formulas instead of input cells.

    It has the visible fields that ``whole`` has. In ``whole`` it has no tables, since these are sheets there.
    """
    of_team = template.by_key["actions"]
    tables = []
    for table in of_team.tables:
        there = whole.tables[table.key].by_key
        shown = (f for f in table.fields if not f.hidden and f.key in there)
        fields = tuple(replace(f, computed=True, generated=False, required=False) for f in shown)
        tables.append(replace(table, fields=fields, spare=0))
    return replace(whole.by_key[VIEW], tables=tuple(tables))


def _action_sheets(template: Template, sheet: Sheet) -> Iterator[Sheet]:
    """The register, then one sheet per table of the action."""
    register = template.by_key["index"]
    for table in sheet.tables:
        first = table.kind == "form"
        label = register.label if first else table.label
        fields = [f for f in table.fields if not f.type.spread]
        if first:
            fields += [replace(template.by_name[f"index.{key}"], table="actions") for key in _FROM_INDEX]
        flat = replace(table, sheet=table.key, kind="rows", spare=0, fields=tuple(fields))
        shown = replace(sheet, key=table.key, label=label, purpose=table.label, tables=(_located(template, flat),))
        yield replace(shown, purpose=register.purpose if first else table.label)


def _with_provenance(template: Template, sheet: Sheet) -> Sheet:
    if sheet.scope == "generated":
        return sheet
    tables = (replace(t, spare=0) for t in sheet.tables if t.kind != "computed" or t.key == "calendar")
    located = [_located(template, table) if table.kind != "generated" else _generated(table) for table in tables]
    if sheet.key == "plan":
        located.append(_identities(template, sheet.tables[0]))
    return replace(sheet, tables=tuple(located))


def is_in_former_order(table: Table, columns: Mapping[str, int]) -> bool:
    """Whether the columns of a table stand as earlier versions wrote them, so that people did not move them."""
    if last := _FORMER_LAST.get(table.key):
        return _stand_in_former_order(table, columns, last)
    former = _FORMER_ORDER.get(table.key)
    of_team = "state" in table.by_key if table.key == "controls" else "source_file" not in table.by_key
    if former is None or of_team:
        return False
    found = sorted((key for key in columns if key in table.by_key), key=lambda key: columns[key])
    others = [f.key for f in table.fields if not f.hidden and f.key not in _FIRST[table.key]]
    return [key for key in found if key in former] == [key for key in former if key in columns] and [
        key for key in found if key in others
    ] == [key for key in others if key in columns]


def _stand_in_former_order(table: Table, columns: Mapping[str, int], last: Sequence[str]) -> bool:
    """Whether all columns stand in the order of the template but for the ``last`` ones, which stand in that order."""
    shown = [f.key for f in table.fields if not f.hidden and f.key in columns]
    former = iter(key for key in last if key in columns)
    wanted = [next(former) if key in last else key for key in shown]
    return sorted(shown, key=lambda key: columns[key]) == wanted


def _generated(table: Table) -> Table:
    """A generated table without the column that compares with another run."""
    return _ordered(replace(table, fields=tuple(field for field in table.fields if field.key != "state")))


def _identities(template: Template, form: Table) -> Table:
    """The table of plans, one row per team."""
    fields = tuple(replace(f, table=IDENTITIES, section=None) for f in form.inputs)
    label = next(table.label for table in template.by_key["lists"].tables if table.key == "teams")
    rows = replace(form, key=IDENTITIES, kind="rows", spare=0, code=None, label=label, fields=fields)
    return _located(template, rows)


def _located(template: Template, table: Table) -> Table:
    """The table with fields for the origin of each row, team first."""
    wanted = _COMPUTED_FIELDS.get(table.key, frozenset())
    fields = [f for f in table.fields if not f.computed or wanted is None or f.key in wanted]
    origin = {f.key: replace(f, table=table.key, generated=True) for f in template.provenance}
    if table.kind == "form":
        # The table of plans has one row per team; other forms have one for all teams.
        return replace(table, fields=(*fields, *((origin[FINGERPRINT],) if table.key != "plan" else ())))
    if any(f.label == origin["team"].label for f in fields):
        # The table of people has a field ``team``: two columns of one name would be confused.
        origin["team"] = replace(origin["team"], label=origin["team"].help)
    if table.kind == "computed":
        return replace(table, fields=(replace(origin["team"], computed=True, generated=False), *fields))
    first = [origin["team"]] if "team" not in table.by_key else []
    parent = [origin["parent"]] if table.parent else []
    listed = table.key in template.tables and union_of(template, table.key) == "listed"
    others = [origin["teams"]] if listed else []
    kind = "rows" if table.kind == "grid" else table.kind
    last = (origin["source_file"], origin["source_cell"], origin[FINGERPRINT])
    counted = (replace(origin[key], computed=True, generated=False, hidden=True) for key in _COUNTED.get(table.key, ()))
    return _ordered(replace(table, kind=kind, fields=(*first, *others, *parent, *fields, *last, *counted)))


def _ordered(table: Table) -> Table:
    """The table with the columns people look for at its left."""
    first = [key for key in _FIRST.get(table.key, ()) if key in table.by_key]
    shown = [replace(table.by_key[key], hidden=False) for key in first]
    fields = (*shown, *(f for f in table.fields if f.key not in first))
    return replace(table, fields=fields, team_order=table.input_keys)
