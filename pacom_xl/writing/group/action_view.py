"""The sheet of one action in a consolidated workbook: it shows what the register and the flat tables hold.

Nothing is typed there and nothing is read back from it: every cell is a formula, and no anchor says what a row is.
Rows are found by the action's key, so that a register or a table somebody sorted is still shown right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.blocks import ANCHORS, FICHE_SHORT, FICHE_WIDE, LOOKUP, FormBlock, Tab, TableBlock
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.sheet_texts import VIEW_ONLY
from pacom_xl.layout.workbook_layout import fiche_title_row
from pacom_xl.template.schema import Field
from pacom_xl.values.cell_values import write_value
from pacom_xl.writing.cell_writer import Pen, figure_name, has_figure
from pacom_xl.writing.group.links import LINKED, origin_link
from pacom_xl.writing.group.provenance import ORIGINS
from pacom_xl.writing.sheets.action_sheet import open_fiche, put_back, put_situation, put_title, write_body
from pacom_xl.writing.streamed_rows import write_link

#: Position of a row that is not there: ``INDEX`` refuses it.
_NOWHERE = -1
_ORIGIN = ("team", "source_file", "source_cell")
#: What people may still do on a sheet nobody types in.
_ALLOWED = {"format_columns": True, "format_rows": True}


class ViewWriter:
    """Writes the sheets of actions."""

    def __init__(self, pen: Pen, ways: Mapping[str, str]) -> None:
        """``ways`` to the files of the teams."""
        self._mirror = _Mirror(pen.workbook, pen.view, pen.layout, pen.styles, pen.formulas, streams=pen.streams)
        self._ways = ways
        self._next: Counter[str] = Counter()

    def enter(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """The rows of some teams, by table, below those of the teams before."""
        for table, some in rows.items():
            first = self._next[table] + 1
            self._mirror.positions |= {id(row): position for position, row in enumerate(some, first)}
            self._next[table] += len(some)

    def write(self, tab: Tab, action: Row) -> None:
        """The sheet of one of their actions."""
        _write_view(self._mirror, tab, action, self._ways)

    def leave(self) -> None:
        """Forget the rows of these teams."""
        self._mirror.positions.clear()


def _write_view(pen: _Mirror, tab: Tab, action: Row, ways: Mapping[str, str]) -> None:
    sheet = open_fiche(pen, tab)
    _write_positions(pen, sheet, tab, action)
    put_title(pen, sheet, tab, action)
    put_back(pen, sheet, tab, "actions_code")
    _write_origin(pen, sheet, tab, action, origin_link(action, ways))
    place = pen.formulas.cell(*_place_of_form(tab))
    put_situation(pen, sheet, tab, action, f'=IFERROR(INDEX({{calendar.flag[]}},{place}),"")')
    write_body(pen, sheet, tab, action)
    sheet.protect("", _ALLOWED)


def _place_of_form(tab: Tab) -> tuple[int, int]:
    return fiche_title_row(tab) + 1, LOOKUP


def _write_positions(pen: _Mirror, sheet: Any, tab: Tab, action: Row) -> None:
    """Hidden, beside each line: which row of its table it shows; before them the key they look for."""
    anchor = pen.styles.role("anchor")
    sheet.write_string(fiche_title_row(tab), ANCHORS, action.key, anchor)
    wanted = pen.formulas.cell(fiche_title_row(tab), ANCHORS)
    register = pen.range_of("actions", ANCHORS)
    first = pen.flat("actions").first_row
    found = f"=SUMPRODUCT(LARGE({pen.same(action, register, wanted)}*(ROW({register})-{first - 1}),1))-1"
    pen.put_formula(sheet, *_place_of_form(tab), found, pen.position(action), anchor)
    for block in tab.blocks.values():
        if isinstance(block, TableBlock):
            _write_row_positions(pen, sheet, block, action, wanted)


def _write_row_positions(pen: _Mirror, sheet: Any, block: TableBlock, action: Row, wanted: str) -> None:
    """The first row of the action, the second…: of their positions the greatest but some."""
    rows, table = action.children(block.table.key), block.table.key
    if not rows:
        return
    anchor, flat = pen.styles.role("anchor"), pen.flat(table)
    parents = pen.range_of(table, flat.columns["parent"])
    count = pen.formulas.cell(block.header_row, LOOKUP)
    same = pen.same(action, parents, wanted)
    pen.put_formula(sheet, block.header_row, LOOKUP, f"=SUMPRODUCT({same}*1)", len(rows), anchor)
    for rank, row in enumerate(rows, 1):
        places = f"{same}*(ROW({parents})-{flat.first_row})"
        found = f"=IFERROR(SUMPRODUCT(LARGE({places},{count}-{rank - 1})),{_NOWHERE})"
        pen.put_formula(sheet, block.first_row + rank - 1, LOOKUP, found, pen.position(row), anchor)


def _write_origin(pen: _Mirror, sheet: Any, tab: Tab, action: Row, link: str | None) -> None:
    """Team, file and cell the action comes from, and that nothing is typed here."""
    row, place = fiche_title_row(tab) + 1, pen.formulas.cell(*_place_of_form(tab))
    parts = [pen.looked_up("actions", key, place) for key in _ORIGIN]
    said = [ORIGINS[key](action.record) if key in ORIGINS else action.record.get(key) for key in _ORIGIN]
    shown = " · ".join(str(part or "") for part in said)
    look = pen.styles.role("help", **(LINKED if link else {}))
    if link:
        write_link(sheet, row, FICHE_WIDE, link)
    pen.put_formula(sheet, row, FICHE_WIDE, "=" + '&" · "&'.join(parts), shown, look, FICHE_WIDE + 4)
    pen.put(sheet, row - 2, FICHE_SHORT, pen.say(VIEW_ONLY), pen.styles.role("purpose"))


@dataclass
class _Mirror(Pen):
    """A pen whose computed fields are those of other sheets, shown again."""

    #: Position of each row among those of its table, from 1, by the row's ``id``.
    positions: dict[int, int] = field(default_factory=dict)

    def computes(self, field: Field) -> bool:
        """Every field of a view shows something."""
        return True

    def mark(self, sheet: Any, row: int, text: str, column: int = ANCHORS) -> None:
        """No anchor: the reader passes these sheets by."""

    def put_figure(
        self,
        sheet: Any,
        spot: Spot,
        column: int,
        field: Field,
        row: Row,
        role: str = "computed",
        last: int | None = None,
    ) -> Any:
        """What the register, or the row of a table, shows of ``field``."""
        form = isinstance(spot.block, FormBlock)
        place = self.formulas.cell(*_place_of_form(spot.tab) if form else (spot.row, LOOKUP))
        shown = self._shown_there(field, row)
        style = self.styles.field(field, role, in_form=form)
        self.put_formula(
            sheet, spot.row, column, "=" + self.looked_up(field.table, field.key, place), shown, style, last
        )
        return shown

    def same(self, action: Row, cells: str, key: str) -> str:
        """Formula of an array: which ``cells`` hold the key of the action.

        EXACT looks at one cell only in some engines; it is kept for keys that are alike but for case.
        """
        return f"EXACT({cells},{key})" if self._spellings[action.key.casefold()] > 1 else f"({cells}={key})"

    @cached_property
    def _spellings(self) -> Counter[str]:
        """How many actions of the workbook have a key, whatever its case."""
        return Counter(key.casefold() for key in self.view.action_keys())

    def looked_up(self, table: str, key: str, place: str) -> str:
        """Formula: field ``key`` of the row at ``place`` of its table."""
        cell = f"INDEX({self.range_of(table, self.flat(table).columns[key])},{place})"
        return f'IFERROR(IF({cell}="","",{cell}),"")'

    def range_of(self, table: str, column: int) -> str:
        """A column of a flat table, and its sheet."""
        return f"{self._places[table][0]}!{self.flat(table).range_of(column)}"

    def flat(self, table: str) -> TableBlock:
        """The table that holds the rows of all actions."""
        return self._places[table][1]

    def position(self, row: Row) -> int:
        """Of a row among those of its table, from 1."""
        return self.positions[id(row)]

    def _shown_there(self, field: Field, row: Row) -> Any:
        there = self.flat(field.table).table.by_key[field.key]
        if there.computed and has_figure(there):
            return self.shown(there, row.figure(figure_name(there)))
        content: Any = write_value(there, row.record.get(field.key), self.lang, self.labels)
        return content

    @cached_property
    def _places(self) -> dict[str, tuple[str, TableBlock]]:
        return dict(self._flat_tables())

    def _flat_tables(self) -> Iterator[tuple[str, tuple[str, TableBlock]]]:
        for tab in self.layout.by_sheet.values():
            for key, block in tab.blocks.items():
                if isinstance(block, TableBlock):
                    yield key, (tab.quoted, block)
