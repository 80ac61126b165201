"""Rules 3xx about values the tool writes and reads back: reported when somebody changed them."""

from __future__ import annotations

from collections.abc import Iterator

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import ENGAGED
from pacom_xl.model.text import Text
from pacom_xl.rules.action_facts import actions, on
from pacom_xl.rules.rule_registry import Hit, rule
from pacom_xl.values.row_names import record_name


@rule(
    "PAC313",
    "warning",
    title=Text(fr="Valeur automatique modifiée", en="Automatic value changed"),
    message=Text(
        fr="{cell} : « {field:field} » est écrit par l’outil, et {case}.",
        en='{cell}: "{field:field}" is written by the tool, and {case}.',
    ),
    fix=Text(
        fr="Remettre la valeur d’origine, ou la vider : elle sera écrite à nouveau.",
        en="Put the original value back, or clear it: it will be written again.",
    ),
    cases={
        "initial": Text(
            fr="{initial} n’est pas la première échéance reportée ({first})",
            en="{initial} is not the first due date that was moved ({first})",
        ),
        "number": Text(fr="le numéro {number} est déjà en {other}", en="number {number} is already at {other}"),
    },
)
def changed_generated_value(view: PlanView) -> Iterator[Hit]:
    """A value the tool writes was changed: an initial due date that is not the one the first postponement
    moved, or the number of a reading that another reading has.

    Passes: an initial due date of 2026-06-01 and a first postponement from 2026-06-01.
    Fails: the same, the initial due date changed to 2026-09-01.
    """
    for action in actions(view, ENGAGED):
        yield from _initial_due(action)
    numbers: dict[object, Row] = {}
    for row in view.rows("performance"):
        number = row.number("reading_no")
        if number is None:
            continue
        first = numbers.setdefault((row.team, number), row)
        if first is not row:
            name = record_name(row.record, view.template.tables["performance"])
            params = {"case": "number", "number": int(number), "other": first.cell("reading_no")}
            yield Hit(name, "performance.reading_no", row, "reading_no", params)


def _initial_due(action: Row) -> Iterator[Hit]:
    initial = action.day("due_initial")
    moves = [(row.day("date"), row.day("from")) for row in action.children("reschedules")]
    dated = sorted((decided, moved) for decided, moved in moves if decided and moved)
    if initial and dated and dated[0][1] != initial:
        yield on(action, "due_initial", "actions.due_initial", case="initial", initial=initial, first=dated[0][1])
