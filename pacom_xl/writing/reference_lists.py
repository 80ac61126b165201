"""Drop-down lists of codes with the names of their rows: « AX4 – Grandes surfaces ».

Their entries are formulas in the hidden first row of the sheet of lists. They go by the rank of the rows, so that rows
people insert, sort or rename are in the list. The reader takes an entry back to its code.
"""

from __future__ import annotations

from pacom_xl.layout.blocks import TableBlock
from pacom_xl.layout.fixed_places import MARK_ROW
from pacom_xl.layout.sheet_texts import FILL_IN_FIRST
from pacom_xl.model.plan import column_letters
from pacom_xl.template.schema import Table
from pacom_xl.values.references import NAMED
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: First column of the entries, beyond the counters of the sheet.
_FIRST_COLUMN = 60
#: Rows people may add to a table and still find in its list.
_GROWTH = 10


def listed_tables(book: WorkbookWriter) -> list[str]:
    """Tables whose rows have a name and are chosen in cells, where the workbook has them."""
    tables = book.view.template.tables
    wanted = (f.type.tables[0] for t in tables.values() for f in t.references if len(f.type.tables) == 1)
    return [key for key in dict.fromkeys(wanted) if key in tables and _is_listed(book, tables[key])]


def _is_listed(book: WorkbookWriter, table: Table) -> bool:
    tab = book.layout.tab_of(table.key)
    # The code of a team is no choice of a list people fill in.
    named = table.name_field is not None and table.key not in ("actions", "teams")
    return named and tab is not None and isinstance(tab.blocks[table.key], TableBlock)


def list_name(table: str) -> str:
    """Workbook name of the list of a table."""
    return f"list_{table}"


def write_reference_lists(sheet: SheetWriter) -> None:
    """The lists of all tables, one beside the other, and their names."""
    column = _FIRST_COLUMN
    for table in listed_tables(sheet.book):
        column = _write_list(sheet, sheet.view.template.tables[table], column)


def _write_list(sheet: SheetWriter, table: Table, first: int) -> int:
    """The entries of one table from column ``first`` on; the column after the last one."""
    tab = sheet.layout.tab_of(table.key)
    assert tab is not None and table.name_field is not None
    block = tab.table(table.key)
    codes, names = (f"{tab.quoted}!{block.column_range(key or '')}" for key in (table.code, table.name_field.key))
    entries = _entries(sheet, table)
    size = block.size + _GROWTH
    hint = sheet.say(FILL_IN_FIRST).format(sheet=sheet.say(tab.sheet.label))
    anchor = sheet.styles.role("anchor")
    for rank in range(1, size + 1):
        formula = _entry(codes, names, rank)
        shown = entries[rank - 1] if rank <= len(entries) else ""
        if rank == 1:
            formula, shown = f'IF(SUMPRODUCT(--({codes}<>""))=0,"{hint}",{formula})', shown or hint
        sheet.write_formula(MARK_ROW, first + rank - 1, f"={formula}", shown, anchor)
    row = f"${column_letters(first)}${MARK_ROW + 1}:${column_letters(first + size - 1)}${MARK_ROW + 1}"
    last = f'MAX(1,SUMPRODUCT(MAX(({codes}<>"")*(ROW({codes})-MIN(ROW({codes}))+1))))'
    start = f"{sheet.tab.quoted}!${column_letters(first)}${MARK_ROW + 1}"
    sheet.book.workbook.define_name(
        list_name(table.key), f"={start}:INDEX({sheet.tab.quoted}!{row},1,MIN({size},{last}))"
    )
    return first + size


def _entry(codes: str, names: str, rank: int) -> str:
    code, name = f"INDEX({codes},{rank})", f"INDEX({names},{rank})"
    entry = f'IF({code}="","",{code}&IF({name}="","","{NAMED}"&{name}))'
    return f'IF(ROWS({codes})<{rank},"",{entry})'


def _entries(sheet: SheetWriter, table: Table) -> list[str]:
    assert table.name_field is not None
    rows = ((row.text(table.code or ""), row.text(table.name_field.key)) for row in sheet.view.rows(table.key))
    return [f"{code}{NAMED}{name}" if code and name else code for code, name in rows]
