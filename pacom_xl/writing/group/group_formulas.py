"""Formulas of a consolidated workbook, where every action is a row of the register and its tables are sheets.

The figures are those of the teams' workbooks: what was a column of the action's own sheet is here the run of rows of
the same action, and what was a cell of its form is a cell of its row in the register.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from pacom_xl.figures.all_figures import FIGURES
from pacom_xl.figures.group.group_figures import FLAT
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.layout.blocks import Layout, Tab, TableBlock
from pacom_xl.layout.formulas import Formulas, Spot
from pacom_xl.model.plan import column_letters
from pacom_xl.writing.worksheet import QuickSheet

#: Fields of the index that the register knows by the name they have on an action sheet.
_ALIASES = {"allocated": "allocated_used", "objective": "main_objective"}
#: A team's workbook knows its own holidays; here each row takes the column of its team's zone.
ZONE_HOLIDAYS = "ZoneHolidays"
_HOLIDAYS = ("TeamHolidays", f"INDEX({ZONE_HOLIDAYS},0,{{zone}})")
#: Fields of the index that say nothing here.
_CONSTANTS = {"fiche_missing": "0"}


def grouped(view: PlanView, table: str) -> list[Row]:
    """Rows of a table; those that hang from actions in the order of the actions."""
    if view.template.tables[table].parent != "actions":
        return view.rows(table)
    return [row for action in view.rows("actions") for row in action.children(table)]


#: Stands for the number of the row in a formula whose other numbers are known.
_ROW = "\0"


class RowFormula:
    """The formula of a column with the numbers of rows left open; escaped for XML, without ``=``."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        """``text``: an open number is written as its name in braces, the row's as ``_ROW``."""
        #: The numbers left open beside that of the row.
        self.names = [name for name in names if f"{{{name}}}" in text]
        self.text = text
        self._parts = text.split(_ROW)

    def at(self, numbers: Sequence[str], places: Sequence[dict[str, str]]) -> list[str]:
        """The formula on each row, of its action and over the runs that ``places`` gives (``FlatFormulas.places``)."""
        if not self.names:
            return [n.join(self._parts) for n in numbers]
        made, last, parts = list[str](), None, self._parts
        for n, place in zip(numbers, places, strict=True):
            # Rows of an action follow one another.
            if place is not last:
                last, parts = place, self._of(place)
            made.append(n.join(parts))
        return made

    def _of(self, place: dict[str, str]) -> list[str]:
        """What it is without the row, for an action."""
        text = self.text
        for name in self.names:
            text = text.replace(f"{{{name}}}", place[name])
        return text.split(_ROW)


class FlatFormulas(Formulas):
    """Addresses in a consolidated layout."""

    def __init__(self, layout: Layout, view: PlanView) -> None:
        super().__init__(layout)
        self._runs: dict[tuple[str, str], tuple[int, int]] = {}
        self._rows: dict[str, int] = {}
        #: Those whose rows hang from actions.
        self.tables = [table.key for table in view.template.children("actions")]
        #: The first row of the part, and the one that follows its last, by table.
        self._starts: dict[str, int] = {}
        self._next = {table: self._block(table).first_row for table in ("actions", *self.tables)}

    def enter(self, part: PlanView, rows: Mapping[str, Sequence[Row]]) -> None:
        """From now on actions and their rows are those of ``part``, below those of the parts before.

        ``rows``: those that hang from actions, ``grouped``.
        """
        self._starts = dict(self._next)
        actions, first = part.rows("actions"), self._next["actions"]
        self._rows = {action.key: first + n for n, action in enumerate(actions)}
        self._next["actions"] += len(actions)
        self._runs = {}
        for table in self.tables:
            self._locate_runs(table, rows[table], self._next[table])
            self._next[table] += len(rows[table])

    def row_of(self, action: str) -> int:
        """The row of an action in the register."""
        return self._rows[action]

    def run_of(self, table: str, action: str) -> tuple[int, int]:
        """First and last row of an action in one of its tables."""
        return self._runs[table, action]

    def row_formula(self, formula: str, tab: Tab, block: TableBlock) -> RowFormula:
        """A figure, or a formula with names in braces, for every row of ``block``.

        It is written once, for rows no sheet has, and these are found again in the text.
        """
        hangs = block.table.key in _OF_ACTIONS or block.table.parent == "actions"
        open_ = _OpenFormulas(self, list(self.tables))
        spot = Spot(tab, block, _OWN_ROW, action=_ANY if hangs else "")
        figure = FLAT.get(formula) or FIGURES.get(formula)
        text = open_.render((figure.formula if figure else formula).replace(*_HOLIDAYS), spot)
        text = escape(QuickSheet()._prepare_formula(text)).replace(str(_OWN_ROW + 1), _ROW)
        for name, number in open_.numbers.items():
            text = text.replace(str(number + 1), f"{{{name}}}")
        return RowFormula(text, open_.numbers)

    def places(self, rows: Iterable[Row], names: Collection[str]) -> list[dict[str, str]]:
        """For each row the numbers asked for, as people read them: of its ``action`` in the register, of the action's
        ``<table>_first`` and ``<table>_last`` elsewhere. Rows of one action that follow one another share theirs.
        """
        found: list[dict[str, str]] = []
        known: tuple[str | None, dict[str, str]] = (None, {})
        for row in rows:
            key = row.key if row.record.table == "actions" else row.record.parent or ""
            if key != known[0]:
                known = key, self._places_of(key, names)
            found.append(known[1])
        return found

    def sites(self, names: Collection[str]) -> list[int]:
        """What the numbers asked for (``places``) follow from, beside the rows of the part themselves."""
        tables = ("actions", *self._with_runs(names))
        return [row for table in tables for row in (self._starts[table], self._below(table)[0])]

    def _places_of(self, key: str, names: Collection[str]) -> dict[str, str]:
        found = {"action": str(self._rows.get(key, 0) + 1)}
        for table in self._with_runs(names):
            first, last = self._runs.get((table, key)) or self._below(table)
            found |= {f"{table}_first": str(first + 1), f"{table}_last": str(last + 1)}
        return found

    def _with_runs(self, names: Collection[str]) -> list[str]:
        """The tables whose first or last row of an action is asked for."""
        return [table for table in self.tables if f"{table}_first" in names or f"{table}_last" in names]

    def _below(self, table: str) -> tuple[int, int]:
        """An action without such rows reads the empty row below the table."""
        row = self._block(table).last_row + 1
        return row, row

    def _locate_runs(self, table: str, rows: Iterable[Row], first: int) -> None:
        for number, row in enumerate(rows, first):
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
        first, last = self._runs.get((table, spot.action)) or self._below(table)
        letters = column_letters(block.columns[key])
        prefix = "" if own is not None else f"{self._quoted(table)}!"
        return f"{prefix}${letters}${first + 1}:${letters}${last + 1}"

    def _range(self, table: str, rest: str, spot: Spot) -> str:
        """The grid of cash is a table of rows here."""
        if table == "cash":
            return self._column(table, rest.partition("[")[0], spot)
        return super()._range(table, rest, spot)

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


#: Rows and actions that stand for any: further down than sheets go.
_OWN_ROW, _ACTION_ROW, _FIRST_RUN = 7_000_000, 7_100_000, 7_200_000
_ANY = "*"
#: Tables whose rows are the actions themselves.
_OF_ACTIONS = ("actions", "calendar", "index")


class _OpenFormulas(FlatFormulas):
    """The same addresses for an action that stands for any, its rows where no sheet has any."""

    def __init__(self, of: FlatFormulas, tables: list[str]) -> None:
        Formulas.__init__(self, of.layout)
        self.numbers = {"action": _ACTION_ROW}
        self._rows = {_ANY: _ACTION_ROW}
        self._runs = {}
        for place, table in enumerate(tables):
            first = _FIRST_RUN + 2 * place
            self.numbers |= {f"{table}_first": first, f"{table}_last": first + 1}
            self._runs[table, _ANY] = (first, first + 1)
