"""The formulas of the figures, with addresses in place of the names in braces (language: ``figures.registry``)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from pacom_xl.figures.figure_registry import FIGURES, blank
from pacom_xl.figures.periods import month_start, months_from
from pacom_xl.layout.anchors import table_anchor
from pacom_xl.layout.blocks import Block, FormBlock, GridBlock, Layout, Tab, TableBlock
from pacom_xl.layout.fixed_places import ANCHORS
from pacom_xl.model.plan import column_letters

_TOKEN = re.compile(r"\{([^}]*)\}")
_REFERENCE_ERROR = "#REF!"
#: How far down the anchors of a duplicated action sheet are looked for.
_DEEPEST = 400
#: A row number and a rank no sheet has, found in the text of a formula written for them.
_ANY_ROW, _ANY_RANK = 7_000_000, 8_000_000


@dataclass(frozen=True, slots=True)
class Spot:
    """The cell a formula is written for: its tab and block, its row, the part or month it stands for."""

    tab: Tab
    block: Block
    row: int = 0
    part: str = ""
    #: The action sheet an index row reads.
    fiche: Tab | None = None
    #: Key of the action a row is, or belongs to.
    action: str = ""
    #: The cell where somebody types the name of the tab to read, on the spare rows of the index.
    typed: str = ""
    #: Of a carried row: its rank among the rows below the heading of its table, from 1.
    rank: int = 0


@lru_cache(maxsize=2000)
def _tokens(formula: str) -> tuple[str, ...]:
    """Text and names in turn: even places are text, odd ones are names."""
    return tuple(_TOKEN.split(formula))


class Formulas:
    """Writes any figure's formula for a given spot of a layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._columns: dict[str, str] = {}
        self._carried: dict[tuple[str, str], str] = {}

    def text(self, name: str, spot: Spot, *, first: bool = False) -> str:
        """``=…`` for figure ``<table>.<field>``; ``first`` takes the formula of the first month."""
        figure = FIGURES[name]
        if shown := self._shown(name, spot):
            return f"={shown}"
        return "=" + self.render(figure.first if first and figure.first else figure.formula, spot)

    def render(self, formula: str, spot: Spot) -> str:
        """``formula`` with every name in braces replaced by its address."""
        tokens = _tokens(formula)
        return "".join(self._address(t, spot) if odd % 2 else t for odd, t in enumerate(tokens))

    def carried(self, name: str, spot: Spot) -> str:
        """``=…`` for a field of a carried row: a figure, or what was typed; empty where the table has no such row."""
        known = (name, spot.tab.name)
        if known not in self._carried:
            self._carried[known] = self._any_carried(name, replace(spot, row=_ANY_ROW - 1, rank=_ANY_RANK))
        formula = self._carried[known].replace(str(_ANY_ROW), str(spot.row + 1))
        return formula.replace(str(_ANY_RANK + 1), str(spot.rank + 1)).replace(str(_ANY_RANK), str(spot.rank))

    def _any_carried(self, name: str, spot: Spot) -> str:
        """The formula of a carried row of any number and rank: those of one table differ by nothing else."""
        block = spot.block
        assert isinstance(block, TableBlock)
        if name in FIGURES:
            formula = self.render(FIGURES[name].formula, spot)
        else:
            formula = blank(self._typed(name.partition(".")[2], spot))
        return f'=IF({spot.rank}>=ROWS({block.range_of(ANCHORS)}),"",{formula})'

    @staticmethod
    def cell(row: int, column: int) -> str:
        """A cell of the same tab, absolute."""
        return _cell(row, column, absolute=True)

    def _address(self, name: str, spot: Spot) -> str:
        head, dot, rest = name.partition(".")
        if not dot:
            return self._part(name, spot) or self._same_sheet(name, spot)
        if head.startswith("fiche"):
            return self._fiche(head, rest, spot)
        if head == "previous":
            return self._month(rest, spot, -1)
        if rest in ("same_team", "if_team"):
            return self._team(head, rest, spot)
        if "[" in rest:
            return self._range(head, rest, spot)
        if head == "index":
            return self._index_row(rest, spot)
        return self._parent(rest, spot)

    # -- one cell --------------------------------------------------------------------------------------------

    def _shown(self, name: str, spot: Spot) -> str:
        """A figure that carried rows compute: its own row shows what the one of the same rank holds."""
        table, _, key = name.partition(".")
        carried, block = spot.tab.carried.get(table), spot.block
        if carried is None or spot.rank or not isinstance(block, TableBlock) or key not in carried.columns:
            return ""
        return f'IFERROR(INDEX({carried.column_range(key)},{self._rank(block.columns[key], spot)}),"")'

    @staticmethod
    def _rank(column: int, spot: Spot) -> str:
        """The rank of a row below the heading of its table, from 1, wherever both are moved."""
        assert isinstance(spot.block, TableBlock)
        letters = column_letters(column)
        return f"ROWS({letters}${spot.block.header_row + 1}:{letters}{spot.row + 1})-1"

    def _typed(self, key: str, spot: Spot) -> str:
        """The cell of a field in the row that a carried row repeats."""
        assert isinstance(spot.block, TableBlock)
        return f"INDEX({spot.block.column_range(key)},{spot.rank + 1})"

    def _same_sheet(self, key: str, spot: Spot) -> str:
        """A cell of the same block: of the same row, or of the same form."""
        block = spot.block
        if isinstance(block, TableBlock) and spot.rank:
            carried = spot.tab.carried[block.table.key]
            return _cell(spot.row, carried.columns[key]) if key in carried.columns else self._typed(key, spot)
        if isinstance(block, TableBlock):
            spread = f"{key}@{spot.part}"
            return _cell(spot.row, block.columns[spread if spread in block.columns else key])
        if isinstance(block, GridBlock):
            return self._month(key, spot, 0)
        return self._parent(key, spot)

    def _parent(self, key: str, spot: Spot) -> str:
        """A cell of the form of the same tab, or one of the hidden totals of an action sheet."""
        form = next(block for block in spot.tab.blocks.values() if isinstance(block, FormBlock))
        if key in form.places:
            place = form.places[key]
            return _cell(place.row, place.column, absolute=True)
        return _cell(*spot.tab.hidden[key], absolute=True)

    def _part(self, name: str, spot: Spot) -> str:
        if name == "part":
            if isinstance(spot.block, GridBlock):
                return self._month("part", spot, 0)
            return _literal(spot.part)
        if name == "rank":
            return str(spot.rank) if spot.rank else self._rank(ANCHORS, spot)
        if name == "month_start":
            return _literal(spot.part)
        if name in ("part_start", "part_end"):
            months = self._quarter(spot.part)
            return _literal(months[0] if name == "part_start" else months[-1])
        return ""

    def _quarter(self, part: str) -> tuple[str, ...]:
        start = self.layout.parts["quarters"].index(part) * 3
        return tuple(months_from(month_start(self.layout.parts["months"][0])))[start : start + 3]

    def _month(self, key: str, spot: Spot, shift: int) -> str:
        """A cell of the monthly table: its header, one of its figures."""
        block = spot.block
        assert isinstance(block, GridBlock)
        row = block.header_row if key in ("part", "month") else block.figures[key]
        return _cell(row, block.columns[spot.part] + shift)

    def _index_row(self, key: str, spot: Spot) -> str:
        """From the calendar: same place in the list of actions."""
        tab = self.layout.by_sheet["index"]
        index = tab.blocks["index"]
        assert isinstance(index, TableBlock) and isinstance(spot.block, TableBlock)
        row = index.first_row + spot.row - spot.block.first_row
        return f"{tab.quoted}!{_cell(row, index.columns[key])}"

    def _team(self, table: str, form: str, spot: Spot) -> str:
        """Nothing to add in a team's own workbook."""
        return ""

    # -- action sheets ---------------------------------------------------------------------------------------

    def _fiche(self, head: str, rest: str, spot: Spot) -> str:
        reference = self._fiche_reference(rest, spot)
        if head == "fiche!":
            return reference
        if head == "fiche0":
            return f"IFERROR(N({reference}),0)"
        return f'IFERROR(IF({reference}="","",{reference}),"")'

    def _fiche_reference(self, rest: str, spot: Spot) -> str:
        if spot.typed:
            return self._typed_reference(rest, spot)
        fiche = spot.fiche
        if fiche is None:
            return _REFERENCE_ERROR
        if rest.endswith("[]"):
            table, _, key = rest[:-2].partition(".")
            block = fiche.blocks[table]
            assert isinstance(block, TableBlock)
            return f"{fiche.quoted}!{block.column_range(key)}"
        spread = f"{rest}@{spot.part}"
        key = spread if spread in fiche.hidden else rest
        return f"{fiche.quoted}!{self._parent(key, Spot(fiche, fiche.blocks['actions']))}"

    def _typed_reference(self, rest: str, spot: Spot) -> str:
        """The same cell in the tab whose name was typed; a table is found by its anchor and the next one's."""
        model = self.layout.model
        assert model is not None
        tab = f'"\'"&{spot.typed}&"\'!'
        if not rest.endswith("[]"):
            spread = f"{rest}@{spot.part}"
            key = spread if spread in model.hidden else rest
            return f'INDIRECT({tab}{self._parent(key, Spot(model, model.blocks["actions"]))}")'
        table, _, key = rest[:-2].partition(".")
        block, keys = model.blocks[table], list(model.blocks)
        assert isinstance(block, TableBlock)
        following = keys[keys.index(table) + 1] if table != keys[-1] else ""
        letters = column_letters(block.columns[key])
        anchors = f'INDIRECT({tab}$A$1:$A${_DEEPEST}")'
        first = f'MATCH("{table_anchor(table)}",{anchors},0)+2'
        last = f'MATCH("{table_anchor(following)}",{anchors},0)-2' if following else str(_DEEPEST)
        return f'INDIRECT({tab}${letters}$"&{first}&":${letters}$"&{last})'

    # -- ranges ----------------------------------------------------------------------------------------------

    def _range(self, table: str, rest: str, spot: Spot) -> str:
        key, _, selector = rest.partition("[")
        if table == "cash":
            return self._cash_input(selector.rstrip("]"), spot)
        if selector.startswith("*"):
            return self._spread(table, key, parts=selector.endswith(".parts"))
        return self._column(table, key, spot)

    def _column(self, table: str, key: str, spot: Spot) -> str:
        carried = spot.tab.carried.get(table)
        if carried and key in carried.columns and isinstance(spot.block, FormBlock):
            return carried.column_range(key)
        if isinstance(block := spot.tab.blocks.get(table), TableBlock):
            return block.column_range(self._language(key))
        name = f"{table}.{key}"
        if name not in self._columns:
            tab = self.layout.tab_of(table)
            block = tab.blocks[table] if tab else None
            if tab is None or not isinstance(block, TableBlock):
                raise KeyError(name)
            self._columns[name] = f"{tab.quoted}!{block.column_range(self._language(key))}"
        return self._columns[name]

    def _language(self, key: str) -> str:
        return self.layout.lang if key == "lang" else key

    def _spread(self, table: str, key: str, *, parts: bool) -> str:
        tab = self.layout.tab_of(table)
        block = tab.blocks[table] if tab else None
        assert tab is not None and isinstance(block, TableBlock)
        columns = [column for name, column in block.columns.items() if name.startswith(f"{key}@")]
        rows = (block.header_row, block.header_row) if parts else block.ranged
        first, last = column_letters(min(columns)), column_letters(max(columns))
        return f"{tab.quoted}!${first}${rows[0] + 1}:${last}${rows[1] + 1}"

    def _cash_input(self, item: str, spot: Spot) -> str:
        block = spot.tab.blocks["cash"]
        assert isinstance(block, GridBlock)
        return _cell(block.items[item], block.columns[spot.part])


def _cell(row: int, column: int, *, absolute: bool = False) -> str:
    letters = column_letters(column)
    return f"${letters}${row + 1}" if absolute else f"{letters}{row + 1}"


def _literal(part: str) -> str:
    """A part as a formula writes it: a month as its first day, anything else as text."""
    if re.fullmatch(r"\d{4}-\d\d", part):
        return f"DATE({int(part[:4])},{int(part[5:])},1)"
    return f'"{part}"'
