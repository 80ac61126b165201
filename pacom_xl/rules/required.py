"""Rules 2xx about required cells that are empty, and rows filled down too far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.figures.required_when import is_required
from pacom_xl.model.company_facts import ABANDONED
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Text
from pacom_xl.rules.rule_registry import Hit, rule
from pacom_xl.template.schema import Field, Template
from pacom_xl.values.row_names import subject_and_detail

#: Fields whose emptiness is reported by another rule.
_TOLD_ELSEWHERE = frozenset((
    "actions.title", "actions.owner", "actions.due", "actions.what", "actions.why", "actions.how",
    "actions.objectives", "actions.done_on", "actions.status_reason", "actions.review_on", "actions.lessons",
    "actions.product_scope", "kpis.baseline", "objectives.indicator", "objectives.target", "objectives.deadline",
    "objectives.success_criteria", "strategy.vision", "strategy.global_strategy", "strategy.sales_strategy",
    "legal_checks.verified_on", "envelope.amount", "envelope.key", "cash.month",
))  # fmt: skip
#: Fields without which a row is in no total, or figures and deadlines are wrong.
_DECISIVE = frozenset((
    "plan.company", "plan.team_code", "plan.plan_year", "plan.currency", "plan.plan_start", "plan.plan_end",
    "actions.code", "actions.status", "actions.axis", "actions.progress", "budget_lines.number",
    "budget_lines.nature", "budget_lines.vat_rate", "budget_lines.planned", "schedule.line", "schedule.month",
    "schedule.amount", "performance.subject", "performance.indicator", "performance.measured_on",
    "performance.value", "team.trigram", "envelope.dimension", "milestones.due", "natures.key", "natures.vat_rate",
    "teams.code", "holidays.date",
))  # fmt: skip
#: Least number of rows with one value only that are reported together.
_FILLED_DOWN = 3
_NOT_UNDER_WAY = ("draft", *ABANDONED)


@rule(
    "PAC212",
    "warning",
    title=Text(fr="Champ obligatoire vide", en="Required field empty"),
    message=Text(fr="{case} : à renseigner, {fields:fields}.", en="{case}: to be filled in, {fields:fields}."),
    cases={
        "row": Text(fr="{code}, « {sheet:sheet} »", en='{code}, "{sheet:sheet}"'),
        "form": Text(fr="« {sheet:sheet} »", en='"{sheet:sheet}"'),
    },
    fix=Text(
        fr="Saisir la valeur ; sans elle, la ligne peut manquer dans les totaux et les alertes.",
        en="Enter the value; without it the row may be missing from totals and alerts.",
    ),
    levels={"decisive": "error", "other": "warning"},
)
def required_and_empty(view: PlanView) -> Iterator[Hit]:
    """A cell the template requires is empty in a row that says something. One finding for a row. An error
    where the row counts nowhere without it: status, axis, progress, expense nature, VAT rate, number of a
    budget line, company, year, currency, team code, trigram… Of a draft, a cancelled or transferred action
    nothing is asked here; of the identity of a plan still in draft, all is a warning. Fields other rules look
    at are theirs: title, owner, due date, what, why, how. A field required only at times (targets of a
    launched action, weight of an objective) is asked by the sheet alone, unless the row counts nowhere
    without it.

    Passes: a milestone with its label and its date.
    Fails: an action whose status was emptied.
    """
    for table in view.template.data_tables:
        fields = _required(view.template, table.key)
        rows = view.rows(table.key) if fields else []
        filled_down = {id(row) for run in filled_down_rows(rows) for row in run}
        for row in rows:
            if not _must_be_complete(row) or id(row) in filled_down:
                continue
            empty = [f for f in fields if row.record.values.get(f.key) in (None, "", ()) and is_required(row, f)]
            if empty:
                yield _hit(view, row, empty)


@lru_cache(maxsize=256)
def _required(template: Template, table: str) -> tuple[Field, ...]:
    fields = template.tables[table].inputs
    return tuple(
        f for f in fields if (f.required or f.name in _DECISIVE) and f.name not in _TOLD_ELSEWHERE and not f.generated
    )


def _must_be_complete(row: Row) -> bool:
    """Whether a row must be complete: it is not empty, and its action is under way."""
    action = row if row.record.table == "actions" else row.parent
    if action is not None and action.record.get("status") in _NOT_UNDER_WAY:
        return False
    return any(value not in (None, "", ()) for value in row.record.values.values())


def filled_down_rows(rows: Sequence[Row]) -> list[list[Row]]:
    """Runs of at least ``_FILLED_DOWN`` rows that hold the same and are no rows of their own: a single value, or
    several without what identifies a row.
    """
    runs: list[list[Row]] = []
    last: tuple[object, ...] | None = None
    for row in rows:
        values = filled_values(row)
        same = (tuple(values.items()), row.record.parent) if len(values) == 1 or _lacks_identity(row, values) else None
        if same is None or same != last:
            runs.append([])
        if same is not None:
            runs[-1].append(row)
        last = same
    return [run for run in runs if len(run) >= _FILLED_DOWN]


def filled_values(row: Row) -> dict[str, Value]:
    """The values of a row that are not empty."""
    return {key: value for key, value in row.record.values.items() if value not in (None, "", ())}


def _lacks_identity(row: Row, values: Mapping[str, Value]) -> bool:
    """Whether a row that holds something has no code, or lacks a part of its natural key."""
    table = row.view.template.tables[row.record.table]
    keys = (table.code,) if table.code else table.natural_key
    return bool(values) and any(key not in values for key in keys)


@rule(
    "PAC213",
    "warning",
    title=Text(fr="Valeur recopiée sur des lignes vides", en="Value filled down over empty rows"),
    message=Text(
        fr="« {sheet:sheet} », lignes {first} à {last} : rien d’autre que {fields:fields}, avec le même contenu.",
        en='"{sheet:sheet}", rows {first} to {last}: nothing but {fields:fields}, with the same content.',
    ),
    fix=Text(
        fr="Effacer la valeur des lignes vides, ou compléter ces lignes.",
        en="Clear the value in the empty rows, or complete these rows.",
    ),
)
def filled_down(view: PlanView) -> Iterator[Hit]:
    """Three rows or more, one below the other, that hold the same and lack their code or number, or hold a
    single value: they were filled down too far. Such rows are not listed one by one (PAC212).

    Passes: two people, « Oui » in the column of the active ones.
    Fails: « Oui » filled down over thirty rows, two of them with a person.
    """
    for table in view.template.data_tables:
        if table.kind != "rows":
            continue
        for run in filled_down_rows(view.rows(table.key)):
            keys = list(filled_values(run[0]))
            key = keys[0]
            cells = [row.cell(key) for row in (run[0], run[-1])]
            first, last = (cell.row + 1 if cell else None for cell in cells)
            subject = run[0].record.parent or table.sheet
            fields = tuple(f"{table.key}.{k}" for k in keys)
            params = {"sheet": table.sheet, "first": first, "last": last, "fields": fields}
            yield Hit(subject, f"{table.key}.{key}", run[0], key, params)


def _hit(view: PlanView, row: Row, empty: list[Field]) -> Hit:
    table = view.template.tables[row.record.table]
    subject, detail = subject_and_detail(row.record, view.template, empty[0].key)
    is_begun = row.record.table != "plan" or row.record.get("plan_status") != "draft"
    level = "decisive" if is_begun and any(f.name in _DECISIVE for f in empty) else "other"
    case = "form" if subject == table.sheet else "row"
    params = {"fields": tuple(f.name for f in empty), "sheet": table.sheet, "level": level, "case": case}
    return Hit(subject, detail, row, empty[0].key, params)
