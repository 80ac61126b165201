"""Contents of the cells of a tab, sorted by kind and not decoded yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from pacom_xl.model.plan import Cell, Origin
from pacom_xl.reading.recognition.column_location import Note
from pacom_xl.reading.recognition.table_location import Block
from pacom_xl.template.schema import Field, Table
from pacom_xl.xlsx.cells import Place


@dataclass
class RawRecord:
    """One record as typed: field key to raw cell content, empty cells left out."""

    table: Table
    values: dict[str, Any]
    origin: Origin
    #: Hidden row id, ``""`` when the row has none.
    row_id: str = ""


class SpareCell(NamedTuple):
    """A cell that is not empty and that no field explains."""

    row: int
    column: int
    value: Any
    #: In a row the tool wrote: an own formula may stand there.
    decorated: bool


class CellField(NamedTuple):
    """The field a cell belongs to, and the record it is about."""

    field: Field
    subject: str
    cell: Cell


class MovedTable(NamedTuple):
    """A table read from another tab than its own: the tab, and the row of the heading there."""

    table: Table
    tab: str
    header: int


#: A computed cell that is not empty, in a row the tool wrote: row, column, ``table.field``, value.
Figure = tuple[int, int, str, Any]


@dataclass
class RawSheet:
    """One tab recognised as a sheet of the template."""

    tab: str
    key: str
    records: list[RawRecord] = field(default_factory=list)
    #: Further records, which wait on the disk; only a consolidated workbook has some.
    stored: Collection[RawRecord] = ()
    #: Fields found in each table whose anchor was found.
    tables: dict[str, set[str]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    #: Cells that are not empty, and those of them read into records.
    filled: int = 0
    read: int = 0
    spare: list[SpareCell] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    #: Places of formulas where values are read: people's own.
    typed_formulas: list[tuple[Place, CellField]] = field(default_factory=list)
    #: Cells of rows that hold the heading of their own column, with its field.
    slipped: list[tuple[Field, Cell]] = field(default_factory=list)
    #: Rows people typed to add up others, which are not read.
    totals: list[RawRecord] = field(default_factory=list)
    #: Tables of this sheet read from tabs of people's own.
    moved_tables: list[MovedTable] = field(default_factory=list)
    #: Whether the tab only holds what is left of tables that were read as part of another one.
    is_remainder: bool = False
    #: Notes about the fields of forms.
    form_notes: list[Note] = field(default_factory=list)
    #: Rows the tool wrote for people to read.
    decor: set[int] = field(default_factory=set)
    #: Rows without an anchor that hold too little to be a record, unless formulas in them show more.
    doubtful_rows: set[int] = field(default_factory=set)
    #: Codes of the rows of a computed table, with their cells.
    codes: list[tuple[str, int, int]] = field(default_factory=list)
    #: Whether the hidden column still holds anchors.
    has_anchors: bool = True
    #: Row and column of the anchor of the sheet; ``None`` when it was recognised otherwise.
    anchor: tuple[int, int] | None = None

    @property
    def all_records(self) -> Iterator[RawRecord]:
        """All records; those that wait on the disk are decoded each time."""
        return chain(self.records, self.stored)

    def hold_all(self) -> None:
        """Hold all records in memory, so that they can be changed."""
        self.records += self.stored
        self.stored = ()

    @property
    def notes(self) -> Iterator[Note]:
        """Elements that stand elsewhere than in the template."""
        for block in self.blocks:
            yield from block.notes
        yield from self.form_notes

    def cells_of(self, record: RawRecord) -> Iterator[tuple[str, Cell]]:
        """Fields of a record that hold a value in a cell of this tab, with these cells."""
        for key in record.values:
            cell = record.origin.cell(key)
            if cell and cell.sheet == self.tab and key in record.table.by_key:
                yield key, cell

    @property
    def subject(self) -> str:
        """Subject of findings about the sheet: the code of the action, else the key of the sheet."""
        if self.key != "actions":
            return self.key
        return next((str(r.values["code"]) for r in self.records if "code" in r.values), self.tab)
