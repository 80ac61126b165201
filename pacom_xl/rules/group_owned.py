"""Rule 7xx about sections owned by the group: a team's copy must be equal to the group's."""

from collections.abc import Iterator

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Text, fold
from pacom_xl.rules.group_view import Group
from pacom_xl.rules.rule_registry import Hit, portfolio_rule
from pacom_xl.template.group_owned_fields import OBJECTIVE_GROUP_PART

#: Tables that teams do not edit. In the objectives, only the group's fields; rows added by a team are its own.
_LOCKED = (
    "strategy", "strategic_goals", "axes", "legal",
    "teams", "choices", "natures", "holidays", "sales_periods", "parameters",
)  # fmt: skip


@portfolio_rule(
    "PAC704",
    "error",
    title=Text(fr="Rubrique groupe modifiée", en="Group section changed"),
    message=Text(
        fr="{case} : la valeur groupe est retenue.",
        en="{case}: the group value is used.",
    ),
    fix=Text(
        fr="Rétablir la valeur groupe ou faire valider le changement.",
        en="Restore the group value or get it approved.",
    ),
    cases={
        "changed": Text(
            fr="{team} a modifié la rubrique groupe « {section:sheet} » ({field:field})",
            en='{team} changed group section "{section:sheet}" ({field:field})',
        ),
        "extra": Text(
            fr="{team} a ajouté une ligne à la rubrique groupe « {section:sheet} » ({field:field})",
            en='{team} added a row to group section "{section:sheet}" ({field:field})',
        ),
        "missing": Text(
            fr="Le classeur de {team} n’a pas une ligne de la rubrique groupe « {section:sheet} » ({field:field}), "
            "ajoutée par le groupe depuis ou retirée par l’équipe",
            en='The workbook of {team} lacks a row of group section "{section:sheet}" ({field:field}), '
            "added by the group since or taken out by the team",
        ),
    },
)
def changed_group_section(group: Group) -> Iterator[Hit]:
    """A section the group owns (strategy, axes, legal frame, lists, parameters, group part of the
    objectives) differs in a team's workbook. Case, accents and spaces aside. The group's
    value is the one used.

    Passes: the same text with other spaces.
    Fails: AX2 renamed; tolerance 10 % instead of 5 %.
    """
    if not group.reference:
        return
    for view in group.in_turn():
        for table in _LOCKED:
            if table in view.template.tables:
                yield from _differences(view, table, group.reference)
        yield from _objective_differences(view, group.reference)


def _differences(view: PlanView, table: str, reference: PlanView) -> Iterator[Hit]:
    ours, theirs = _by_key(view, table), _by_key(reference, table)
    if not theirs:
        return
    fields = [f.key for f in view.template.tables[table].inputs]
    for key, row in ours.items():
        if key in theirs:
            yield from _changed_fields(row, theirs[key], key, fields)
        else:
            yield _change(view, table, key, "", row)
    for key in theirs.keys() - ours.keys():
        yield _change(view, table, key, "", None)


def _objective_differences(view: PlanView, reference: PlanView) -> Iterator[Hit]:
    for row in view.rows("objectives"):
        if other := reference.find("objectives", row.key):
            yield from _changed_fields(row, other, row.key, list(OBJECTIVE_GROUP_PART))


def _by_key(view: PlanView, table: str) -> dict[str, Row]:
    """Rows by code, else by natural key. Hidden row ids cannot be used: they differ from workbook to workbook."""
    schema = view.template.tables[table]
    names = schema.natural_key if not schema.code else (schema.code,)
    return {" ".join(_shown(row[name]) for name in names) or row.key: row for row in view.rows(table)}


def _shown(value: Value) -> str:
    return "" if value is None else str(value)


def _changed_fields(row: Row, other: Row, key: str, fields: list[str]) -> Iterator[Hit]:
    for field in fields:
        if _meaning(row.record.get(field)) != _meaning(other.record.get(field)):
            yield _change(row.view, row.record.table, key, field, row, other.record.get(field))


def _meaning(value: Value) -> Value | frozenset[str]:
    if isinstance(value, str):
        return fold(value) or None
    return frozenset(value) or None if isinstance(value, tuple) else value


def _change(view: PlanView, table: str, key: str, field: str, row: Row | None, expected: Value = None) -> Hit:
    sheet = view.template.tables[table].sheet
    detail = ".".join(filter(None, (table, key, field)))
    params = {
        "section": sheet,
        "field": f"{table}.{field}" if field else key,
        "expected": expected,
        "case": "changed" if field else "extra" if row else "missing",
        "team": view.plan.team,
        "file": view.plan.file,
    }
    return Hit(sheet, detail, row or view.form("plan"), field or None, params)
