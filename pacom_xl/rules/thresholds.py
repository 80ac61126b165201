"""The thresholds used by a run and where each comes from, for the reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model import formats
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Lang
from pacom_xl.rules.group_view import Group
from pacom_xl.template.schema import Field

#: Highest priority first: configuration, group's workbook, team's workbook, default of the template.
Origin = Literal["configuration", "group", "team", "template"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """One parameter with the value used by the rules."""

    field: Field
    value: Value
    origin: Origin
    #: Teams checked with this value, when values differ from team to team.
    teams: tuple[str, ...] = ()

    def shown(self, lang: Lang) -> str:
        """The value formatted in ``lang``."""
        return formats.shown(self.value, lang, self.field.type.base == "percent")


def used(group: Group, configured: Mapping[str, Value]) -> list[Threshold]:
    """Every threshold in the order of the template; one entry per value where teams differ."""
    views = [*([group.reference] if group.reference else []), *group.views]
    if not views:
        return []
    fields = views[0].template.tables["parameters"].inputs
    return [threshold for field in fields for threshold in _of(field, group, views, configured)]


def _of(field: Field, group: Group, views: Sequence[PlanView], configured: Mapping[str, Value]) -> Iterator[Threshold]:
    key = field.key
    of_group = group.reference.form("parameters").record.get(key) if group.reference else None
    if configured.get(key) is not None:
        yield Threshold(field, configured[key], "configuration")
    elif of_group is not None:
        yield Threshold(field, of_group, "group")
    else:
        yield from _by_team(field, views)


def _by_team(field: Field, views: Sequence[PlanView]) -> Iterator[Threshold]:
    teams: dict[tuple[Value, Origin], list[str]] = {}
    for view in views:
        value = view.form("parameters").record.get(field.key)
        entry: tuple[Value, Origin] = (value, "team") if value is not None else (view.parameter(field.key), "template")
        teams.setdefault(entry, []).append(view.plan.team or "")
    for (value, origin), names in teams.items():
        yield Threshold(field, value, origin, tuple(sorted(names)) if len(teams) > 1 else ())
