"""Tables where every team has rows of its own: the rows with their source, and conflicts between teams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pacom_xl.consolidation.shared_tables import conflict_value, with_source
from pacom_xl.model.audit import Conflict
from pacom_xl.model.plan import Plan, Record
from pacom_xl.template.schema import Table
from pacom_xl.values.fingerprints import normal
from pacom_xl.values.row_names import shown_name

_Version = tuple[Plan, Record]


def conflicts_between(table: Table, plans: Sequence[Plan]) -> list[Conflict]:
    """The conflicts between plans in a table whose rows stay with their teams."""
    if table.key == "actions":
        return _same_action_code(plans)
    return _readings_that_differ(table, plans) if table.key == "performance" else []


def clashing_codes(plans: Sequence[Plan]) -> set[str]:
    """Action codes that several teams use."""
    counts = Counter(code for plan in plans for code in {r.key for r in plan.table("actions")})
    return {code for code, count in counts.items() if count > 1}


class TeamRows:
    """The rows of a plan that stand beside those of others, each with its source: built at each access, not cached.

    ``clashes``: action codes other teams use too.
    """

    def __init__(self, plan: Plan, tables: Sequence[Table], clashes: set[str]) -> None:
        self._plan = plan
        self._tables = {table.key: table for table in tables}
        self._clashes = clashes
        #: Tables some of whose values were chosen otherwise.
        self._instead: dict[str, list[Record]] = {}

    def __iter__(self) -> Iterator[Record]:
        """Table after table, in workbook order."""
        for name in self.names():
            yield from self.table(name)

    def names(self) -> list[str]:
        """Tables that have rows."""
        return [name for name in self._tables if self._plan.count(name)]

    def count(self, name: str) -> int:
        """How many rows a table has."""
        return self._plan.count(name) if name in self._tables else 0

    def table(self, name: str) -> list[Record]:
        """The rows of a table."""
        table = self._tables.get(name)
        if table is None:
            return []
        of_actions = table.key == "actions" or table.parent == "actions"
        clashes = self._clashes if of_actions else frozenset[str]()
        return self._instead.get(name) or [with_source(r, self._plan, clashes) for r in self._plan.table(name)]

    def put(self, name: str, rows: list[Record]) -> None:
        """Other rows for a table, in place of those of the plan."""
        self._instead[name] = rows


def _same_action_code(plans: Sequence[Plan]) -> list[Conflict]:
    clashes = clashing_codes(plans)
    conflicts = []
    for code in sorted(clashes):
        found = [(plan, r) for plan in plans for r in plan.table("actions") if r.key == code]
        values = tuple(conflict_value(record, plan, "title") for plan, record in found)
        conflicts.append(Conflict("actions", code, "", values))
    return conflicts


def _readings_that_differ(table: Table, plans: Sequence[Plan]) -> list[Conflict]:
    """The same reading twice with different values. Objectives are each team's own, so a subject that is not
    an action's code belongs to its team.
    """
    codes = {r.key for plan in plans for r in plan.table("actions")}
    values: dict[int, object] = {}
    doubtful: set[int] = set()
    for _, record, key in _readings(table, plans, codes):
        value = normal(record.get("value"))
        if values.setdefault(hash(key), value) != value:
            doubtful.add(hash(key))
    seen: dict[tuple[object, ...], list[_Version]] = {}
    for plan, record, key in _readings(table, plans, codes) if doubtful else ():
        if hash(key) in doubtful:
            seen.setdefault(key, []).append((plan, record))
    return [c for versions in seen.values() if (c := _same_reading(table, versions))]


def _readings(
    table: Table, plans: Sequence[Plan], codes: set[str]
) -> Iterator[tuple[Plan, Record, tuple[object, ...]]]:
    """Every reading, with what it is a reading of."""
    for plan in plans:
        for record in plan.table(table.key):
            team = None if record.get("subject") in codes else plan.team
            yield plan, record, (team, *(normal(record.get(name)) for name in table.natural_key))


def _same_reading(table: Table, versions: list[_Version]) -> Conflict | None:
    if len({normal(record.get("value")) for _, record in versions}) < 2:
        return None
    values = tuple(conflict_value(record, plan, "value") for plan, record in versions)
    row = shown_name(versions[0][1], table)
    return Conflict(table.key, versions[0][1].key, "value", values, row=row)
