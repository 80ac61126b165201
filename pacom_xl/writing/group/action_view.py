"""The sheet of one action in a consolidated workbook: it shows what the register and the flat tables hold.

Nothing is typed there and nothing is read back from it: every cell is a formula, and no anchor says what a row is.
Rows are found by the action's key, so that a register or a table somebody sorted is still shown right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.blocks import FormBlock, Tab, TableBlock
from pacom_xl.layout.fixed_places import ANCHORS, FICHE_HALVES, FICHE_SHORT, FICHE_WIDE, LOOKUP
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.sheet_texts import VIEW_ONLY
from pacom_xl.layout.workbook_layout import fiche_title_row
from pacom_xl.template.schema import Field
from pacom_xl.values.cell_values import write_value
from pacom_xl.writing.group.links import LINKED, origin_link
from pacom_xl.writing.group.provenance import ORIGINS
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.action_sheet import put_back, put_situation, put_title, set_up_fiche, write_body
from pacom_xl.writing.workbook_writer import WorkbookWriter, figure_name, has_figure

#: Position of a row that is not there: ``INDEX`` refuses it.
_NOWHERE = -1
_ORIGIN = ("team", "source_file", "source_cell")
#: What people may still do on a protected sheet.
_ALLOWED = {"format_columns": True, "format_rows": True}


class ViewWriter:
    """Writes the sheets of actions, some teams at a time."""

    def __init__(self, book: WorkbookWriter, ways: Mapping[str, str]) -> None:
        """``ways`` to the files of the teams."""
        self._book, self._ways = book, ways
        self._register = _Register(book)
        self._next: Counter[str] = Counter()

    def enter(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """The rows of some teams, by table, below those of the teams before."""
        for table, some in rows.items():
            first = self._next[table] + 1
            self._register.positions |= {id(row): position for position, row in enumerate(some, first)}
            self._next[table] += len(some)

    def write(self, tab: Tab, action: Row) -> None:
        """The sheet of one of their actions."""
        _write_view(_ViewSheet(self._book, tab, self._register), action, self._ways)

    def forget(self) -> None:
        """Forget the rows of these teams."""
        self._register.positions.clear()


def _write_view(sheet: _ViewSheet, action: Row, ways: Mapping[str, str]) -> None:
    set_up_fiche(sheet)
    _write_positions(sheet, action)
    put_title(sheet, action)
    put_back(sheet, "actions_code")
    _write_origin(sheet, action, origin_link(action, ways))
    place = sheet.formulas.cell(*_place_of_form(sheet.tab))
    put_situation(sheet, action, place)
    write_body(sheet, action)
    sheet.worksheet.protect("", _ALLOWED)


def _place_of_form(tab: Tab) -> tuple[int, int]:
    return fiche_title_row(tab) + 1, LOOKUP


def _write_positions(sheet: _ViewSheet, action: Row) -> None:
    """Hidden, beside each line: which row of its table it shows; before them the key they look for."""
    anchor = sheet.styles.role("anchor")
    SheetWriter.write_anchor(sheet, fiche_title_row(sheet.tab), action.key)
    wanted = sheet.formulas.cell(fiche_title_row(sheet.tab), ANCHORS)
    register = sheet.register.range_of("actions", ANCHORS)
    first = sheet.register.flat("actions").first_row
    found = f"=SUMPRODUCT(LARGE({sheet.register.is_key(action, register, wanted)}*(ROW({register})-{first - 1}),1))-1"
    sheet.write_formula(*_place_of_form(sheet.tab), found, sheet.register.position(action), anchor)
    for block in sheet.tab.blocks.values():
        if isinstance(block, TableBlock):
            _write_row_positions(sheet, block, action, wanted)


def _write_row_positions(sheet: _ViewSheet, block: TableBlock, action: Row, wanted: str) -> None:
    """The first row of the action, the second…: of their positions the greatest but some."""
    rows, table = action.children(block.table.key), block.table.key
    if not rows:
        return
    anchor, flat = sheet.styles.role("anchor"), sheet.register.flat(table)
    parents = sheet.register.range_of(table, flat.columns["parent"])
    count = sheet.formulas.cell(block.header_row, LOOKUP)
    same = sheet.register.is_key(action, parents, wanted)
    sheet.write_formula(block.header_row, LOOKUP, f"=SUMPRODUCT({same}*1)", len(rows), anchor)
    for rank, row in enumerate(rows, 1):
        places = f"{same}*(ROW({parents})-{flat.first_row})"
        found = f"=IFERROR(SUMPRODUCT(LARGE({places},{count}-{rank - 1})),{_NOWHERE})"
        sheet.write_formula(block.first_row + rank - 1, LOOKUP, found, sheet.register.position(row), anchor)


def _write_origin(sheet: _ViewSheet, action: Row, link: str | None) -> None:
    """Team, file and cell the action comes from, and that nothing is typed here."""
    row, place = fiche_title_row(sheet.tab) + 1, sheet.formulas.cell(*_place_of_form(sheet.tab))
    parts = [sheet.register.lookup_formula("actions", key, place) for key in _ORIGIN]
    values = [ORIGINS[key](action.record) if key in ORIGINS else action.record.get(key) for key in _ORIGIN]
    shown = " · ".join(str(part or "") for part in values)
    look = sheet.styles.role("help", **(LINKED if link else {}))
    if link:
        sheet.link(row, FICHE_WIDE, link)
    sheet.write_formula(row, FICHE_WIDE, "=" + '&" · "&'.join(parts), shown, look, FICHE_HALVES[0][2])
    sheet.write(row - 2, FICHE_SHORT, sheet.say(VIEW_ONLY), sheet.styles.role("purpose"))


class _ViewSheet(SheetWriter):
    """A sheet whose fields are those of other sheets, shown again."""

    def __init__(self, book: WorkbookWriter, tab: Tab, register: _Register) -> None:
        super().__init__(book, tab)
        self.register = register

    def computes(self, field: Field) -> bool:
        """Every field of a view shows something."""
        return True

    def write_anchor(self, row: int, text: str, column: int = ANCHORS) -> None:
        """No anchor: the reader passes these sheets by."""

    def write_figure(
        self,
        spot: Spot,
        column: int,
        field: Field,
        row: Row,
        role: str = "computed",
        last: int | None = None,
        **look: Any,
    ) -> Any:
        """Write what the register, or a table, shows of ``field``."""
        form = isinstance(spot.block, FormBlock)
        place = self.formulas.cell(*_place_of_form(spot.tab) if form else (spot.row, LOOKUP))
        shown = self.register.shown(field, row)
        style = self.styles.field(field, role, in_form=form, **look)
        formula = "=" + self.register.lookup_formula(field.table, field.key, place)
        self.write_formula(spot.row, column, formula, shown, style, last)
        return shown


class _Register:
    """Places of the rows of all actions in the flat tables, and their values there."""

    def __init__(self, book: WorkbookWriter) -> None:
        self._book = book
        #: Position of each row among those of its table, from 1, by the row's ``id``.
        self.positions: dict[int, int] = {}

    def is_key(self, action: Row, cells: str, key: str) -> str:
        """Formula of an array: which ``cells`` hold the key of the action.

        EXACT looks at one cell only in some engines; it is kept for keys that are alike but for case.
        """
        return f"EXACT({cells},{key})" if self._spellings[action.key.casefold()] > 1 else f"({cells}={key})"

    @cached_property
    def _spellings(self) -> Counter[str]:
        """Number of actions with the same key, case ignored."""
        return Counter(key.casefold() for key in self._book.view.action_keys())

    def lookup_formula(self, table: str, key: str, place: str) -> str:
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
        """The position of a row in its table, from 1."""
        return self.positions[id(row)]

    def shown(self, field: Field, row: Row) -> Any:
        """The value of a field that a flat table shows for a row."""
        there = self.flat(field.table).table.by_key[field.key]
        if there.computed and has_figure(there):
            return self._book.shown(there, row.figure(figure_name(there)))
        content: Any = write_value(there, row.record.get(field.key), self._book.lang, self._book.labels)
        return content

    @cached_property
    def _places(self) -> dict[str, tuple[str, TableBlock]]:
        return dict(self._flat_tables())

    def _flat_tables(self) -> Iterator[tuple[str, tuple[str, TableBlock]]]:
        for tab in self._book.layout.by_sheet.values():
            for key, block in tab.blocks.items():
                if isinstance(block, TableBlock):
                    yield key, (tab.quoted, block)
