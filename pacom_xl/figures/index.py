"""Figures of the index, whose rows are the actions: values the rest of the workbook takes from action sheets."""

from __future__ import annotations

from collections.abc import Callable

from pacom_xl.figures.actions import first_kpi
from pacom_xl.figures.figure_registry import code_of, figure, key_of, one_of
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import LIVE
from pacom_xl.model.plan import Value
from pacom_xl.values.references import NAMED

#: Copied unchanged: field of the index, field of the action sheet.
_CARRIED = {
    "title": "title",
    "priority": "priority",
    "status": "status",
    "start": "start",
    "due": "due",
    "progress": "progress",
    "done_on": "done_on",
    "kpi_attainment": "kpi_attainment",
}
#: Codes shown with the name of their row: field of the action sheet; table, code and name of the row.
_REFERENCES = {
    "axis": ("axis", "axes", "code", "label"),
    "objective": ("main_objective", "objectives", "code", "label"),
    "owner": ("owner", "team", "trigram", "full_name"),
}
#: Figures that are a code, shown with the name of its row on action sheets: table, code and name of the row.
NAMED_FIGURES = {"actions.main_objective": ("objectives", "code", "label")}
#: What stands between codes and names, as the formula replaces it.
_TO_SEMICOLONS = str.maketrans({",": ";", "\n": ";", "/": ";", "|": ";"})
#: Amounts copied to be summed.
_SUMMED = {
    "allocated": "allocated_used",
    "committed": "committed",
    "spent": "spent",
    "forecast": "forecast",
    "planned": "planned",
    "envelope_use": "envelope_use",
    "missed_milestones": "missed_milestones",
}
_SPREAD = (
    "nature_use",
    "nature_committed",
    "nature_spent",
    "nature_forecast",
    "quarter_use",
    "cash_out",
    "cash_vat",
)
#: From the first KPI: field of the index, field of the KPI.
_KPI = {
    "kpi1_label": "label",
    "kpi1_mode_key": "mode_key",
    "kpi1_direction_key": "direction_key",
    "kpi1_baseline": "baseline",
    "kpi1_target": "target",
}


def _carry(source: str) -> Callable[[Row], Value]:
    return lambda action: action[source]


def named_formula(code: str, table: str, key: str, label: str) -> str:
    """Formula text: the code a formula gives, with the name of its row; ``key``, ``label``: fields of the table."""
    row = f"INDEX({{{table}.{label}[]}},MATCH({code},{{{table}.{key}[]}},0))"
    return f'IF({code}="","",{code}&IFERROR(IF({row}="","","{NAMED}"&{row}),""))'


def named_value(view: PlanView, code: str, table: str, label: str) -> str | None:
    """The same of a code."""
    row = view.find(table, code) if code else None
    name = row.text(label) if row else ""
    return (f"{code}{NAMED}{name}" if name else code) or None


def _name_reference(source: str, table: str, label: str) -> Callable[[Row], Value]:
    return lambda action: named_value(action.view, action.text(source), table, label)


def _carry_part(source: str) -> Callable[[Row, str], Value]:
    return lambda action, part: action.part(source, part)


def _carry_kpi(source: str) -> Callable[[Row], Value]:
    def compute(action: Row) -> Value:
        kpi = first_kpi(action)
        return kpi[source] if kpi else None

    return compute


for _name, _source in _CARRIED.items():
    figure(f"index.{_name}", f"{{fiche.{_source}}}")(_carry(_source))
for _name, (_source, _table, _code, _label) in _REFERENCES.items():
    figure(f"index.{_name}_code", f'IFERROR({code_of(f"{{fiche!.{_source}}}")},"")')(_carry(_source))
    _shown = named_formula(f"{{{_name}_code}}", _table, _code, _label)
    figure(f"index.{_name}", _shown)(_name_reference(_source, _table, _label))
for _name, _source in _SUMMED.items():
    figure(f"index.{_name}", f"{{fiche0.{_source}}}")(_carry(_source))
for _name in _SPREAD:
    figure(f"index.{_name}", f"{{fiche0.{_name}}}")(_carry_part(f"actions.{_name}"))
for _name, _source in _KPI.items():
    _first = f'INDEX({{fiche!.kpis.{_source}[]}},MATCH("?*",{{fiche!.kpis.label[]}},0))'
    figure(f"index.{_name}", f'IFERROR(IF({_first}="","",{_first}),"")')(_carry_kpi(_source))


@figure("index.fiche_missing", "IF(ISERROR({fiche!.title}),1,0)")
def _fiche_missing(_action: Row) -> Value:
    """Always ``None``: a row of the index without action sheet is not an action, so Python has no such row."""
    return 0


@figure("index.status_key", key_of("action_status", "{status}"))
def _status_key(action: Row) -> Value:
    return action["status"]


@figure("index.is_open", f"IF({one_of('{status_key}', 'planned', 'in_progress')},1,0)")
def _is_open(action: Row) -> Value:
    return int(action["status"] in ("planned", "in_progress"))


@figure("index.is_live", f"IF({one_of('{status_key}', 'planned', 'in_progress', 'on_hold', 'done')},1,0)")
def _is_live(action: Row) -> Value:
    return int(action["status"] in LIVE)


@figure("index.is_closed", f"IF({one_of('{status_key}', 'done', 'cancelled', 'transferred')},1,0)")
def _is_closed(action: Row) -> Value:
    return action["is_closed"]


@figure(
    "index.objectives_delim",
    '";"&SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({fiche.objectives}," – ",";")," ",""),'
    '",",";"),'
    'CHAR(10),";"),"/",";"),"|",";")&";"',
)
def _objectives_delim(action: Row) -> Value:
    shown = action.view.shown_codes("objectives", action.many("objectives")).replace(NAMED, ";").replace(" ", "")
    return f";{shown.translate(_TO_SEMICOLONS)};"
