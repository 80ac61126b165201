"""Drop-down lists of codes with the names of their rows: « AX4 – Grandes surfaces ».

A cell that takes codes of two tables has one list with the rows of both, one after the other.

Their entries are formulas in the hidden first row of the sheet of lists. They go by the rank of the rows, so that rows
people insert, sort or rename are in the list. The reader takes an entry back to its code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pacom_xl.layout.blocks import Tab, TableBlock
from pacom_xl.layout.fixed_places import MARK_ROW
from pacom_xl.layout.sheet_texts import FILL_IN_FIRST
from pacom_xl.model.plan import column_letters
from pacom_xl.template.schema import Field
from pacom_xl.values.references import NAMED
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: First column of the entries, beyond the counters of the sheet.
_FIRST_COLUMN = 60
#: Rows people may add to a table and still find in its list.
_GROWTH = 10


#: The codes of actions are taken from the index, which has a row for each action sheet.
_ACTIONS, _REGISTER = "actions", "index"
#: The team of a workbook is its identity, read before any list: its cell has the codes alone.
_IDENTITY = "plan.team_code"


def list_of(book: WorkbookWriter, field: Field) -> str | None:
    """Workbook name of the list a cell shows; ``None`` when its tables have none."""
    return list_name(_list_key(field)) if _is_listed(book, field) else None


def list_keys(book: WorkbookWriter) -> dict[str, tuple[str, ...]]:
    """The lists of a workbook: the tables of each, by the key of the list."""
    found: dict[str, tuple[str, ...]] = {}
    for table in book.view.template.tables.values():
        for field in table.references:
            if _is_listed(book, field):
                found[_list_key(field)] = field.type.tables
    return found


def _is_listed(book: WorkbookWriter, field: Field) -> bool:
    if field.name == _IDENTITY or field.type.tables[0] == _ACTIONS:
        return False
    return all(_names_of(book, table) for table in field.type.tables)


def _list_key(field: Field) -> str:
    return "_".join(field.type.tables)


def list_name(key: str) -> str:
    """Workbook name of a list."""
    return f"list_{key}"


def _names_of(book: WorkbookWriter, table: str) -> _Names | None:
    """The codes and names of a table; ``None`` where the workbook has none."""
    tables = book.view.template.tables
    if table not in tables:
        return None
    named, tab = tables[table].name_field, book.layout.tab_of(_REGISTER if table == _ACTIONS else table)
    if named is None or tab is None:
        return None
    block = tab.blocks[_REGISTER if table == _ACTIONS else table]
    return _Names(book, table, tab, block) if isinstance(block, TableBlock) else None


@dataclass(frozen=True)
class _Names:
    """The codes of a table and the names of its rows."""

    book: WorkbookWriter
    table: str
    tab: Tab
    block: TableBlock

    @property
    def size(self) -> int:
        """Entries there is room for."""
        return self.block.size + _GROWTH

    @cached_property
    def codes(self) -> str:
        """The cells of the codes."""
        return self._cells(self.book.view.template.tables[self.table].code or "")

    @property
    def last(self) -> str:
        """Formula: rank of the last row with a code, 0 without any."""
        return f'SUMPRODUCT(MAX(({self.codes}<>"")*(ROW({self.codes})-MIN(ROW({self.codes}))+1)))'

    def entry(self, rank: str) -> str:
        """Formula: code and name of the row of a rank."""
        code = f"INDEX({self.codes},{rank})"
        named = "".join(f'IF(INDEX({cells},{rank})<>"","{NAMED}"&INDEX({cells},{rank}),' for cells in self._names())
        names = named + '""' + ")" * named.count("IF(")
        return f'IF(ROWS({self.codes})<{rank},"",IF({code}="","",{code}&{names}))'

    def entries(self) -> list[str]:
        """What the list shows as the workbook is written, row by row."""
        table = self.book.view.template.tables[self.table]
        keys = self._name_keys()
        found = []
        for row in self.book.view.rows(self.table):
            code, name = row.text(table.code or ""), next(filter(None, (row.text(key) for key in keys)), "")
            found.append(f"{code}{NAMED}{name}" if code and name else code)
        return found

    def _cells(self, key: str) -> str:
        return f"{self.tab.quoted}!{self.block.column_range(key)}"

    def _names(self) -> Iterator[str]:
        return (self._cells(key) for key in self._name_keys())

    def _name_keys(self) -> tuple[str, ...]:
        """The fields that name a row, the first that is filled in first: a team has a name in each language."""
        named = self.book.view.template.tables[self.table].name_field
        assert named is not None
        return (self.book.lang, named.key) if self.table == "teams" and self.book.lang != named.key else (named.key,)


def write_reference_lists(sheet: SheetWriter) -> None:
    """The lists, one beside the other, and their names."""
    column = _FIRST_COLUMN
    for key, tables in list_keys(sheet.book).items():
        column = _write_list(sheet, key, [names for table in tables if (names := _names_of(sheet.book, table))], column)


def _write_list(sheet: SheetWriter, key: str, parts: list[_Names], first: int) -> int:
    """The entries of the tables of one list from column ``first`` on; the column after the last one."""
    first_part, *others = parts
    size = sum(part.size for part in parts)
    entries = [entry for part in parts for entry in _used(part.entries())]
    hint = sheet.say(FILL_IN_FIRST).format(sheet=sheet.say(first_part.tab.sheet.label))
    empty = "+".join(f'SUMPRODUCT(--({part.codes}<>""))' for part in parts)
    anchor = sheet.styles.role("anchor")
    # Where the rows of the first table end, then all rows: one cell each, before the entries.
    ends = [sheet.formulas.cell(MARK_ROW, first + place) for place in range(len(parts))]
    counts = [len(_used(part.entries())) for part in parts]
    for place, part in enumerate(parts):
        before = f"{ends[place - 1]}+" if place else ""
        sheet.write_formula(MARK_ROW, first + place, f"={before}{part.last}", sum(counts[: place + 1]), anchor)
    start = first + len(parts)
    for rank in range(1, size + 1):
        formula = first_part.entry(str(rank))
        for end, part in zip(ends, others, strict=False):
            formula = f"IF({rank}<={end},{formula},{part.entry(f'({rank}-{end})')})"
        shown = entries[rank - 1] if rank <= len(entries) else ""
        if rank == 1:
            formula, shown = f'IF({empty}=0,"{hint}",{formula})', shown or hint
        sheet.write_formula(MARK_ROW, start + rank - 1, f"={formula}", shown, anchor)
    row = f"${column_letters(start)}${MARK_ROW + 1}:${column_letters(start + size - 1)}${MARK_ROW + 1}"
    whole = f"{sheet.tab.quoted}!{row}"
    begin = f"{sheet.tab.quoted}!${column_letters(start)}${MARK_ROW + 1}"
    end = f"MIN({size},MAX(1,{sheet.tab.quoted}!{ends[-1]}))"
    sheet.book.workbook.define_name(list_name(key), f"={begin}:INDEX({whole},1,{end})")
    return start + size


def _used(entries: list[str]) -> list[str]:
    """Entries up to the last row with a code."""
    last = max((rank for rank, entry in enumerate(entries, 1) if entry), default=0)
    return entries[:last]
