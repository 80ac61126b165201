"""Choose a value when values disagree: none, unless the caller named a policy. The conflict states the choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pacom_xl.consolidation.shared_tables import identity
from pacom_xl.model.audit import Conflict, ConflictValue
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Record
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Template

#: Policies beside a team's code.
POLICIES = ("report", "newest", "reference")


@dataclass(frozen=True)
class ConflictPolicy:
    """``report`` chooses nothing, ``newest`` the workbook saved last, ``reference`` the group, a code that team."""

    name: str = "report"
    #: When each team's workbook was last saved.
    saved_on: Mapping[str, datetime] = field(default_factory=dict)
    #: The previous consolidation, whose values stand under the group's code: its name, and when it was last saved.
    base_file: str | None = None
    base_saved_on: datetime | None = None

    def decide(self, conflict: Conflict) -> Conflict:
        """``conflict`` with the chosen value, or with the reason why there is none."""
        winner, reason = self.winner(conflict.values)
        if winner is None:
            return replace(conflict, reason=reason) if reason and conflict.chosen is None else conflict
        return replace(conflict, chosen=winner.value, policy=self.name, reason=None)

    def winner(self, values: Sequence[ConflictValue]) -> tuple[ConflictValue | None, Text | None]:
        """The chosen value, else the reason why there is none; neither when the policy leaves conflicts open."""
        if self.name == "report":
            return None, None
        if self.name == "newest":
            return self._newest(values)
        team = GROUP_TEAM if self.name == "reference" else self.name
        found = next((value for value in values if value.team == team), None)
        absent = sentence("{team} n’a pas de valeur ici", "{team} has no value here", team=team)
        return found, None if found else absent

    def _newest(self, values: Sequence[ConflictValue]) -> tuple[ConflictValue | None, Text | None]:
        moments = {value: self._moment(value) for value in values}
        undated = [value for value, moment in moments.items() if moment is None]
        if undated:
            names = ", ".join(dict.fromkeys(_name(value) for value in undated))
            unknown = "date d’enregistrement inconnue : {names}", "not known when it was saved: {names}"
            return None, sentence(*unknown, names=names)
        latest = max(moment for moment in moments.values() if moment)
        newest = [value for value, moment in moments.items() if moment == latest]
        if all(value.value == newest[0].value for value in newest):
            return newest[0], None
        names = ", ".join(_name(value) for value in newest)
        return None, sentence("enregistrés au même moment : {names}", "saved at the same moment: {names}", names=names)

    def _moment(self, value: ConflictValue) -> datetime | None:
        of_base = value.team == GROUP_TEAM and value.file == self.base_file and self.base_file is not None
        moment = self.base_saved_on if of_base else self.saved_on.get(value.team or "")
        return moment.replace(tzinfo=None) if moment else None


def _name(value: ConflictValue) -> str:
    return path_text(value.file).replace("\\", "/").rpartition("/")[2] if value.file else value.team or "?"


def with_choices(
    records: Sequence[Record], conflicts: Iterable[Conflict], template: Template, policy: str
) -> list[Record]:
    """``records`` with the values that ``policy`` chose, in every row that says the same thing under the teams
    concerned. Order and number of the records stay.
    """
    places: dict[str, list[int]] = {}
    for place, record in enumerate(records):
        places.setdefault(record.table, []).append(place)
    chosen = list(records)
    for conflict in conflicts:
        if conflict.field and conflict.policy == policy:
            _apply(conflict, chosen, places.get(conflict.table, ()), template)
    return chosen


def _apply(conflict: Conflict, records: list[Record], places: Sequence[int], template: Template) -> None:
    table = template.tables[conflict.table]
    first = next((records[place] for place in places if records[place].key == conflict.key), None)
    if first is None:
        return
    same, teams = identity(table, first), {value.team for value in conflict.values}
    for place in places:
        record = records[place]
        if identity(table, record) == same and record.get("team") in teams:
            records[place] = record.with_values({conflict.field: conflict.chosen})
