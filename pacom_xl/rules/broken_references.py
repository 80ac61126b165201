"""Rules 3xx about references: unknown codes, and rows that nothing refers to."""

from collections.abc import Iterable, Iterator

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import LIVE
from pacom_xl.model.text import Text
from pacom_xl.rules.action_facts import actions, is_of_draft, on
from pacom_xl.rules.group_view import is_group
from pacom_xl.rules.rule_registry import Hit, rule
from pacom_xl.template.schema import Field
from pacom_xl.values.row_names import subject_and_detail


@rule(
    "PAC301",
    "error",
    title=Text(fr="Référence inconnue", en="Unknown reference"),
    message=Text(
        fr="{code:action} renvoie à « {ref} » qui n’existe pas.", en='{code:action} refers to unknown "{ref}".'
    ),
    fix=Text(fr="Choisir un code existant ou créer l’élément.", en="Choose an existing code or create it."),
)
def unknown_reference(view: PlanView) -> Iterator[Hit]:
    """A field names an objective, axis, target, segment, person, offer or action that does not exist. Links
    to another team's actions are checked at consolidation only; a field that also takes free text is not
    checked.

    Passes: axis AX1, which is in the sheet of axes.
    Fails: owner ZZZ, absent from the sheet of the team.
    """
    for table in view.template.data_tables:
        fields = [f for f in table.inputs if _is_checked(f)]
        for row in view.rows(table.key) if fields else ():
            if not is_of_draft(row):
                yield from _unknown_in(view, row, fields)


def _is_checked(field: Field) -> bool:
    """Whether this rule checks the field. References to teams are checked by the reader and the consolidation."""
    return field.type.is_ref and field.type.base != "multi_ref_or_text" and field.type.tables != ("teams",)


def _unknown_in(view: PlanView, row: Row, fields: Iterable[Field]) -> Iterator[Hit]:
    for field in fields:
        value = row.record.get(field.key)
        for ref in value if isinstance(value, tuple) else (value,):
            if isinstance(ref, str) and ref and not _known(view, field, ref):
                subject = subject_and_detail(row.record, view.template)[0]
                sheets = tuple(view.template.tables[table].sheet for table in _tables(view, field))
                yield Hit(subject, f"{field.key}={ref}", row, field.key, {"ref": ref, "sheets": sheets})


def _tables(view: PlanView, field: Field) -> tuple[str, ...]:
    """Tables whose codes the field may refer to."""
    if "any" in field.type.tables:
        return tuple(t.key for t in view.template.data_tables if t.code)
    return field.type.tables


def _known(view: PlanView, field: Field, ref: str) -> bool:
    tables = _tables(view, field)
    if any(view.find(table, ref) for table in tables):
        return True
    return "actions" in tables and _is_elsewhere(view, ref)


def _is_elsewhere(view: PlanView, ref: str) -> bool:
    """Whether an action code has the code of another team of the group in its middle."""
    parts = ref.split("-")
    return (
        len(parts) == 3
        and parts[0] == "ACT"
        and parts[1] != view.plan.team
        and view.find("teams", parts[1]) is not None
    )


@rule(
    "PAC302",
    "warning",
    title=Text(fr="Action sans objectif", en="Action without objective"),
    message=Text(fr="Action {code} « {title} » sans objectif lié.", en='Action {code} "{title}" has no objective.'),
    fix=Text(fr="Lier un objectif, ou annuler l’action.", en="Link an objective or cancel the action."),
)
def orphan(view: PlanView) -> Iterator[Hit]:
    """A live action linked to no objective.

    Passes: objectives OBJ-01; a cancelled action without objective.
    Fails: a planned action, objectives empty.
    """
    for action in actions(view, LIVE):
        if not action.many("objectives"):
            yield on(action, "objectives")


@rule(
    "PAC303",
    "warning",
    title=Text(fr="Objectif sans action", en="Objective without action"),
    message=Text(
        fr="Objectif {code} « {title} » : aucune action ne le sert.",
        en='Objective {code} "{title}" has no action.',
    ),
    fix=Text(fr="Créer une action ou retirer l’objectif.", en="Create an action or drop the objective."),
)
def idle_objective(view: PlanView) -> Iterator[Hit]:
    """An objective of a team's plan that no live action names, main or secondary alike. One without code is PAC212.

    Passes: OBJ-07 named second by an action on hold.
    Fails: OBJ-07 named by a draft only.
    """
    if is_group(view):
        return
    served = {code for action in actions(view, LIVE) for code in action.many("objectives")}
    for objective in view.rows("objectives"):
        if objective.text("code") and objective.key not in served:
            yield on(objective, "code")


@rule(
    "PAC304",
    "info",
    title=Text(fr="Priorité sans action", en="Priority without action"),
    message=Text(
        fr="{code} « {title} » prioritaire mais sans action.",
        en='{code} "{title}" is a priority but has no action.',
    ),
    fix=Text(fr="Créer une action ou baisser la priorité.", en="Create an action or lower its priority."),
)
def idle_priority(view: PlanView) -> Iterator[Hit]:
    """In a team's plan, an axis, a key segment or a priority target that no live action serves. A segment
    is served by the action's own segment, or by that of one of its targets.

    Passes: target CIB-02 with priority « Non ».
    Fails: axis AX5 that only a draft names.
    """
    if is_group(view):
        return
    served = _served(view)
    rows = [*view.rows("axes")]
    rows += [row for table in ("segmentation", "targets") for row in view.rows(table) if row["priority"] == "yes"]
    for row in rows:
        if row.text("code") and row.key not in served:
            yield on(row, "code")


def _served(view: PlanView) -> set[str]:
    codes: set[str] = set()
    for action in actions(view, LIVE):
        targets = action.many("targets")
        rows = (view.find("targets", code) for code in targets)
        codes.update(targets, (action.text("axis"), action.text("segment")))
        codes.update(row.text("segment") for row in rows if row)
    return codes
