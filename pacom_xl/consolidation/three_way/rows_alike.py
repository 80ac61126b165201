"""The rows of a table that teams share, as each team had them. What teams say alike is in memory once.

Each plan of a consolidated workbook has a copy of all common rows, some hundreds with the lists: of a thousand teams
they would take half a gigabyte.
"""

from __future__ import annotations

from pacom_xl.consolidation.shared_tables import identity
from pacom_xl.model.plan import Plan, Record
from pacom_xl.template.schema import Table

#: Where a row comes from: it differs between teams that say the same.
_ORIGIN = ("team", "source_file")


class RowsAlike:
    """Rows of one table by identity, for each plan. Rows that say the same and stand in the same cells are one object,
    which bears the origin of the first of them.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._ignored = dict.fromkeys(key for key in _ORIGIN if key not in table.by_key)
        self._first: dict[str, Record] = {}
        self._plans: dict[str | None, dict[str, Record]] = {}
        self._last: dict[str, Record] = {}

    def of(self, plan: Plan) -> dict[str, Record]:
        """The rows of a plan; of several with one identity, the first."""
        known = self._plans.get(plan.team)
        if known is None:
            named = ((identity(self._table, record), record) for record in reversed(plan.table(self._table.key)))
            known = {name: self._alike(name, record) for name, record in named}
            if known == self._last:
                known = self._last
            self._plans[plan.team] = self._last = known
        return known

    def _alike(self, name: str, record: Record) -> Record:
        first = self._first.setdefault(name, record)
        return first if first is record or self._is_alike(first, record) else record

    def _is_alike(self, one: Record, other: Record) -> bool:
        return (one.key, one.parent, one.origin) == (other.key, other.parent, other.origin) and (
            {**one.values, **self._ignored} == {**other.values, **self._ignored}
        )
