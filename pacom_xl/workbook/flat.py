"""Formulas of a consolidated workbook, where every action is a row of the register and its tables are sheets.

The figures are those of the teams' workbooks: what was a column of the action's own sheet is here the run of rows of
the same action, and what was a cell of its form is a cell of its row in the register.
"""

from __future__ import annotations

from collections.abc import Iterable

from pacom_xl.core.plan import column_letters
from pacom_xl.figures.book import Book, Row
from pacom_xl.workbook.formulas import Formulas, Spot
from pacom_xl.workbook.layout import Layout, TableBlock

#: Fields of the index that the register knows by the name they have on an action sheet.
_ALIASES = {"allocated": "allocated_used", "objective": "main_objective"}
#: Fields of the index that say nothing here.
_CONSTANTS = {"fiche_missing": "0"}


def grouped(book: Book, table: str) -> list[Row]:
    """Rows of a table; those that hang from actions in the order of the actions."""
    if book.template.tables[table].parent != "actions":
        return book.rows(table)
    return [row for action in book.rows("actions") for row in action.children(table)]


class FlatFormulas(Formulas):
    """Addresses in a consolidated layout."""

    def __init__(self, layout: Layout, book: Book) -> None:
        super().__init__(layout)
        self._runs: dict[tuple[str, str], tuple[int, int]] = {}
        self._rows: dict[str, int] = {}
        for table in book.template.children("actions"):
            self._locate_runs(table.key, grouped(book, table.key))
        first = self._block("actions").first_row
        self._rows = {action.key: first + n for n, action in enumerate(book.rows("actions"))}

    def _locate_runs(self, table: str, rows: Iterable[Row]) -> None:
        for number, row in enumerate(rows, self._block(table).first_row):
            key = (table, row.record.parent or "")
            self._runs[key] = (self._runs.get(key, (number, number))[0], number)

    def _block(self, table: str) -> TableBlock:
        tab = self.layout.tab_of(table)
        block = tab.blocks[table] if tab else None
        assert isinstance(block, TableBlock)
        return block

    def _column(self, table: str, key: str, spot: Spot) -> str:
        if table == "index":
            return super()._column("actions", _ALIASES.get(key, key), spot)
        own = spot.tab.blocks.get(table)
        if not spot.action or (table, "parent") not in {(table, k) for k in self._columns_of(table)}:
            return super()._column(table, key, spot)
        block = self._block(table)
        # An action without such rows reads the empty row below the table.
        first, last = self._runs.get((table, spot.action), (block.last_row + 1, block.last_row + 1))
        letters = column_letters(block.columns[key])
        prefix = "" if own is not None else f"{self._quoted(table)}!"
        return f"{prefix}${letters}${first + 1}:${letters}${last + 1}"

    def _columns_of(self, table: str) -> Iterable[str]:
        tab = self.layout.tab_of(table)
        block = tab.blocks[table] if tab else None
        return block.columns if isinstance(block, TableBlock) else ()

    def _quoted(self, table: str) -> str:
        tab = self.layout.tab_of(table)
        assert tab is not None
        return tab.quoted

    def _parent(self, key: str, spot: Spot) -> str:
        if not spot.action:
            return super()._parent(key, spot)
        block = self._block("actions")
        cell = f"${column_letters(block.columns[key])}${self._rows[spot.action] + 1}"
        return cell if spot.tab.sheet.key == "actions" else f"{self._quoted('actions')}!{cell}"

    def _index_row(self, key: str, spot: Spot) -> str:
        if key in _CONSTANTS:
            return _CONSTANTS[key]
        cell = self._parent(_ALIASES.get(key, key), spot)
        return f'IF({cell}="","",{cell})'

    def _fiche_reference(self, rest: str, spot: Spot) -> str:
        return self._parent(rest, spot)

    def _team(self, table: str, form: str, spot: Spot) -> str:
        """Rows of the same team only: a factor of SUMPRODUCT, or a criterion of COUNTIFS."""
        team = self._parent("team", spot) if spot.action else self._own("team", spot)
        column = self._column(table, "team", Spot(spot.tab, spot.block))
        return f"*({column}={team})" if form == "same_team" else f",{column},{team}"
