"""Formulas of a consolidated workbook, where every action is a row of the register and its tables are sheets."""

from __future__ import annotations

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.layout.formulas import Formulas, Spot

#: Fields of the index that the register knows by the name they have on an action sheet.
_ALIASES = {"allocated": "allocated_used", "objective": "main_objective", "axis_code": "axis"}


def grouped(view: PlanView, table: str) -> list[Row]:
    """Rows of a table; those that belong to actions in the order of the actions."""
    if view.template.tables[table].parent != "actions":
        return view.rows(table)
    return [row for action in view.rows("actions") for row in action.children(table)]


class FlatFormulas(Formulas):
    """Addresses in a consolidated layout: columns hold the rows of all teams."""

    def _column(self, table: str, key: str, spot: Spot) -> str:
        """The register stands for the index."""
        if table == "index":
            return super()._column("actions", _ALIASES.get(key, key), spot)
        return super()._column(table, key, spot)

    def _range(self, table: str, rest: str, spot: Spot) -> str:
        """The grid of cash is a table of rows here."""
        if table == "cash":
            return self._column(table, rest.partition("[")[0], spot)
        return super()._range(table, rest, spot)
