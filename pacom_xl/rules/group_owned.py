"""Rule 7xx about sections owned by the group: a team's copy must be equal to the group's."""

from collections.abc import Iterator

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Text, fold
from pacom_xl.rules.group_view import Group
from pacom_xl.rules.rule_registry import Hit, portfolio_rule
from pacom_xl.template.group_owned_fields import OBJECTIVE_GROUP_PART
from pacom_xl.values.group_digests import Received
from pacom_xl.values.holiday_names import HOLIDAYS, in_language

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
        fr="Rétablir la valeur groupe (pacom-xl update) ou faire valider le changement.",
        en="Restore the group value (pacom-xl update) or get it approved.",
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
    return (hit for is_outdated, hit in _all_differences(group) if not is_outdated)


@portfolio_rule(
    "PAC713",
    "warning",
    title=Text(fr="Rubrique groupe à mettre à jour", en="Group section to be updated"),
    message=Text(
        fr="{case} : la valeur groupe est retenue.",
        en="{case}: the group value is used.",
    ),
    fix=Text(
        fr="Envoyer à l’équipe son classeur mis à jour : pacom-xl update.",
        en="Send the team its updated workbook: pacom-xl update.",
    ),
    cases={
        "changed": Text(
            fr="Le groupe a changé la rubrique « {section:sheet} » ({field:field}) depuis le classeur de {team}",
            en='The group changed section "{section:sheet}" ({field:field}) since the workbook of {team}',
        ),
        "extra": Text(
            fr="Le groupe a retiré une ligne de la rubrique « {section:sheet} » ({field:field}) depuis le classeur "
            "de {team}",
            en='The group removed a row of section "{section:sheet}" ({field:field}) since the workbook of {team}',
        ),
        "missing": Text(
            fr="Le groupe a ajouté une ligne à la rubrique « {section:sheet} » ({field:field}) depuis le classeur "
            "de {team}",
            en='The group added a row to section "{section:sheet}" ({field:field}) since the workbook of {team}',
        ),
    },
)
def outdated_group_section(group: Group) -> Iterator[Hit]:
    """A section the group owns differs in a team's workbook because the group changed it since: the team's value is
    still the one its workbook received. Known for workbooks written with ``--reference`` or by ``update``.

    Passes: a workbook that ``update`` has written.
    Fails: AX2 renamed by the group, the team's workbook as it was received.
    """
    return (hit for is_outdated, hit in _all_differences(group) if is_outdated)


#: Whether the group is the one that changed it, and the difference.
_Difference = tuple[bool, Hit]


def _all_differences(group: Group) -> Iterator[_Difference]:
    if not group.reference:
        return
    for view in group.in_turn():
        received = Received(view.plan.group_digests)
        for table in _LOCKED:
            if table in view.template.tables:
                yield from _differences(view, table, group.reference, received)
        yield from _objective_differences(view, group.reference, received)


def _differences(view: PlanView, table: str, reference: PlanView, received: Received) -> Iterator[_Difference]:
    ours, theirs = _by_key(view, table), _by_key(reference, table)
    if not theirs:
        return
    schema = view.template.tables[table]
    fields = [f.key for f in schema.inputs]
    for key, row in ours.items():
        if key in theirs:
            yield from _changed_fields(row, theirs[key], key, fields, received)
        else:
            yield received.has_row(schema, row.record), _change(view, table, key, "", row)
    for key in theirs.keys() - ours.keys():
        is_new = bool(received) and not received.has_row(schema, theirs[key].record)
        yield is_new, _change(view, table, key, "", None)


def _objective_differences(view: PlanView, reference: PlanView, received: Received) -> Iterator[_Difference]:
    for row in view.rows("objectives"):
        if other := reference.find("objectives", row.key):
            yield from _changed_fields(row, other, row.key, list(OBJECTIVE_GROUP_PART), received)


def _by_key(view: PlanView, table: str) -> dict[str, Row]:
    """Rows by code, else by natural key. Hidden row ids cannot be used: they differ from workbook to workbook."""
    schema = view.template.tables[table]
    names = schema.natural_key if not schema.code else (schema.code,)
    return {" ".join(_shown(row[name]) for name in names) or row.key: row for row in view.rows(table)}


def _shown(value: Value) -> str:
    return "" if value is None else str(value)


def _changed_fields(row: Row, other: Row, key: str, fields: list[str], received: Received) -> Iterator[_Difference]:
    table = row.view.template.tables[row.record.table]
    lang, is_holiday = row.view.plan.lang, table.key == HOLIDAYS
    ours, theirs = (in_language(each.record, lang) if is_holiday else each.record for each in (row, other))
    for field in fields:
        if _meaning(ours.get(field)) != _meaning(theirs.get(field)):
            hit = _change(row.view, row.record.table, key, field, row, other.record.get(field))
            yield received.has_value(table, row.record, field), hit


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
