"""Blank plans, and what any plan needs before it is written as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pacom_xl.figures.periods import QUARTERS
from pacom_xl.layout.anchors import row_id
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import Lang
from pacom_xl.template.schema import Table, Template
from pacom_xl.values.holiday_names import HOLIDAYS, NATIONAL, holiday_names

#: Team code and label.
TeamName = tuple[str, str]
#: Action sheets nobody has filled in that every workbook has, and the first number codes have no room for.
BLANK_ACTIONS, _NUMBERS = 3, 1000
#: Fields of a form that may have a value in a new workbook nobody typed in, by table.
PREFILLED: Mapping[str, frozenset[str]] = {
    "plan": frozenset((
        "team_code", "plan_year", "plan_start", "plan_end", "currency", "plan_status", "plan_version",
        "ref_date_forced",
    )),
    "actions": frozenset(("code", "status")),
}  # fmt: skip
#: Axes a blank envelope has room for.
_AXES = ("AX1", "AX2", "AX3", "AX4")


def blank_plan(
    template: Template,
    *,
    team: str,
    label: str = "",
    year: int,
    lang: Lang = "fr",
    actions: int = 10,
    teams: Sequence[TeamName] = (),
) -> Plan:
    """A plan to be filled in: identity, lists, legal points, holidays, envelope lines, ``actions`` empty actions."""
    names = dict(teams) | {team: label or dict(teams).get(team, team)}
    records = [
        Record("plan", "plan", _identity(team, year)),
        *(Record("teams", code, {"code": code, "fr": name, "en": None, "holiday_zone": "national"})
          for code, name in names.items()),
        *_template_rows(template, "legal"),
        *_sales_periods(template, year),
        *_holidays(year, lang),
        *envelope_lines(template, _AXES),
        *(_empty_action(team, number) for number in range(1, actions + 1)),
    ]  # fmt: skip
    return completed(Plan(team, year, lang, template.name, template.version, records), template)


def completed(plan: Plan, template: Template) -> Plan:
    """``plan`` with the lists and forms a workbook cannot do without; its records are not copied."""
    present = {record.table for record in plan.records}
    moved = plan.template != template.name
    records = [r for r in plan.records if r.table != "choices"] + _all_choices(
        plan.table("choices"), template, added_keys=moved
    )
    if "natures" not in present:
        records += _template_rows(template, "natures")
    for table in template.data_tables:
        if table.kind == "form" and table.key not in present and table.key != "actions":
            records.append(Record(table.key, table.key, {f.key: exact(f.default) for f in table.inputs}))
    return plan.with_records(records)


def _identity(team: str, year: int) -> dict[str, Value]:
    return {
        "team_code": team,
        "plan_year": year,
        "plan_start": date(year, 1, 1),
        "plan_end": date(year, 12, 31),
        "currency": "EUR",
        "plan_status": "draft",
        "plan_version": "V1",
    }


def with_blank_actions(plan: Plan, template: Template) -> Plan:
    """``plan`` with blank action sheets, so that people need not erase an action to add one."""
    actions = plan.table("actions")
    if not plan.team or "actions" not in template.tables or (plan.team == GROUP_TEAM and not actions):
        return plan
    parents = {record.parent for record in plan.records if record.parent}
    untouched = sum(_is_untouched(action) and action.key not in parents for action in actions)
    if actions and untouched == len(actions):
        # A blank workbook has as many sheets as were asked for.
        return plan
    codes = {str(action.get("code") or action.key) for action in actions}
    first = max((_number(code, plan.team) for code in codes), default=0) + 1
    numbers = range(first, min(first + BLANK_ACTIONS - untouched, _NUMBERS))
    return plan.with_records([*plan.records, *(_empty_action(plan.team, number) for number in numbers)])


def _is_untouched(action: Record) -> bool:
    """Whether nothing but its code stands on an action sheet."""
    typed = {key for key, value in action.values.items() if value not in (None, "", ())}
    return typed <= PREFILLED["actions"] and action.get("status") in (None, "draft")


def _number(code: str, team: str) -> int:
    """Number of a code of the team's actions, 0 for other codes."""
    digits = code.removeprefix(f"ACT-{team}-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 0


def _empty_action(team: str, number: int) -> Record:
    code = f"ACT-{team}-{number:03d}"
    return Record("actions", code, {"code": code, "status": "draft"})


def _choices(template: Template) -> Iterable[Record]:
    for name, entries in template.choices.items():
        if name == "natures":
            continue
        for order, choice in enumerate(entries, 1):
            values: dict[str, Value] = {
                "list": name,
                "key": choice.key,
                "fr": choice.label.fr,
                "en": choice.label.en,
                "order": order,
            }
            yield Record("choices", f"{name}.{choice.key}", values)


def _all_choices(records: Sequence[Record], template: Template, *, added_keys: bool) -> list[Record]:
    """The plan's own choices, list by list, and the lists it does not have; with ``added_keys`` the choices too,
    for a plan made with another template. Lists that only formulas show are always whole.
    """
    by_list: dict[str, list[Record]] = {}
    for record in records:
        by_list.setdefault(str(record.get("list")), []).append(record)
    present = {name: {record.get("key") for record in entries} for name, entries in by_list.items()}
    shown = _lists_nobody_picks_from(template)
    for record in _choices(template):
        name = str(record.get("list"))
        added = added_keys or name in shown
        if name not in present or (added and record.get("key") not in present[name]):
            by_list.setdefault(name, []).append(record)
    return [record for entries in by_list.values() for record in entries]


def _lists_nobody_picks_from(template: Template) -> set[str]:
    """Lists whose values only formulas show: a later version of the program may show more of them."""
    names: dict[str, bool] = {}
    for field in template.by_name.values():
        if field.type.choices:
            names[field.type.choices] = names.get(field.type.choices, True) and field.computed
    return {name for name, computed in names.items() if computed}


def _template_rows(template: Template, name: str) -> list[Record]:
    table = template.tables[name]
    return [_record(table, number, row) for number, row in enumerate(table.rows, 1)]


def _sales_periods(template: Template, year: int) -> list[Record]:
    """Those of the plan's year: their dates are set by law each year."""
    return [
        r for r in _template_rows(template, "sales_periods") if isinstance(d := r.get("start"), date) and d.year == year
    ]


def yearly_lists(template: Template, year: int, lang: Lang) -> list[Record]:
    """Holidays and sales periods of a year, as a blank workbook has them."""
    return [*_sales_periods(template, year), *_holidays(year, lang)]


def _record(table: Table, number: int, row: Mapping[str, Any]) -> Record:
    values = {key: tuple(value) if isinstance(value, list) else exact(value) for key, value in row.items()}
    key = str(values[table.code]) if table.code else row_id(table.key, number)
    return Record(table.key, key, values)


def exact(value: Any) -> Value:
    """A value of a template file: fractions as exact decimals."""
    return Decimal(str(value)) if isinstance(value, float) else value


def _holidays(year: int, lang: Lang) -> Iterable[Record]:
    """National holidays of the plan year and the next, then those of local zones."""
    names = {**holiday_names(year, lang), **holiday_names(year + 1, lang)}
    in_order = sorted(names.items(), key=lambda item: (item[0][0] != NATIONAL, item[0]))
    for number, ((zone, day), name) in enumerate(in_order, 1):
        yield Record(HOLIDAYS, row_id(HOLIDAYS, number), {"date": day, "label": name, "scope": zone})


def envelope_lines(template: Template, axes: Iterable[str]) -> Iterable[Record]:
    """One empty line for the total, the reserve, each axis, nature and quarter."""
    lines: list[tuple[str, str | None]] = [("total", None), ("reserve", None)]
    lines += [("axis", axis) for axis in axes]
    lines += [("nature", str(row["key"])) for row in template.tables["natures"].rows]
    lines += [("quarter", quarter) for quarter in QUARTERS]
    for number, (dimension, key) in enumerate(lines, 1):
        yield Record("envelope", row_id("envelope", number), {"dimension": dimension, "key": key})
