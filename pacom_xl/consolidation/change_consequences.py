"""Consequences of the changes since the last consolidation, in the words of ``pacom-xl diff``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pacom_xl.comparison.compare import compare
from pacom_xl.comparison.plan_change import PlanChange, PlanState
from pacom_xl.model.audit import Change
from pacom_xl.model.plan import Cell, Plan
from pacom_xl.model.text import Text
from pacom_xl.template.schema import Template

_Place = tuple[str, str, str] | Cell


def consequences_of(
    changes: Sequence[Change], old: Mapping[str | None, Plan], new: Iterable[Plan], template: Template, as_of: date
) -> list[tuple[Text, ...]]:
    """The consequences of each change, in the order of ``changes``; each is given once, to its first change.

    ``old`` and ``new``: the plans of the last consolidation and of this one. Both are seen at ``as_of``.
    """
    teams = {change.team for change in changes}
    found: dict[str, dict[_Place, tuple[Text, ...]]] = {}
    for plan in new:
        before = old.get(plan.team)
        if plan.team in teams and before is not None:
            found[plan.team] = _by_place(compare(PlanState(before), PlanState(plan), template, as_of).changes)
    return [_pop_texts(found.get(change.team, {}), change) for change in changes]


def _by_place(changes: Iterable[PlanChange]) -> dict[_Place, tuple[Text, ...]]:
    """Consequences by the cell of the change, and by its table, row and field."""
    found: dict[_Place, tuple[Text, ...]] = {}
    for change in changes:
        if change.consequences:
            cell = change.new_cell or change.old_cell
            if cell:
                found[cell] = change.consequences
            found[change.table, change.row.key, change.field] = change.consequences
    return found


def _pop_texts(found: dict[_Place, tuple[Text, ...]], change: Change) -> tuple[Text, ...]:
    places: list[_Place] = [(change.table, change.key, change.field), *([change.cell] if change.cell else [])]
    texts = next((found[place] for place in places if place in found), ())
    for place in [place for place, held in found.items() if held is texts and texts]:
        del found[place]
    return texts
