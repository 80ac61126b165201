"""The first missing or wrong cell of a sheet, as one number made of its row and column.

Row and column come from the cells themselves, so that the place is right after rows are inserted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.blocks import FormBlock, Tab, TableBlock
from pacom_xl.layout.fixed_places import FIRST_COLUMN, MARK_ROW
from pacom_xl.model.text import Text
from pacom_xl.template.schema import Field
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.cell_checks import (
    always,
    begun,
    begun_rows,
    beyond,
    form_conditions,
    is_measured,
    is_missing,
    is_wrong,
    known_labels,
    row_factor,
    typed_fields,
)
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: The place of a cell is its row times this, and its column.
_PLACE = 1000
#: Beyond any cell of a sheet.
NOWHERE = 10**8
#: Greater than any number, smaller than any text.
_GREATEST = "10^15"
#: Formula of a place, and the places of the cells it looks for as the sheet is written.
Place = tuple[str, Iterable[int]]


def places_of(book: WorkbookWriter, tab: Tab, block: FormBlock | TableBlock, rows: Sequence[Row]) -> Iterator[Place]:
    """Of a block: its first missing cell, its first wrong cell, and the first row after it."""
    if isinstance(block, FormBlock):
        yield _form_place(tab, block), _missing(block, rows)
        return
    if always(block):
        yield _missing_place(block), _missing(block, rows)
    if text := _wrong_place(book, block):
        yield text, _wrong(book, block, rows)
    if text := beyond(tab, block):
        below = f"{_place_of(book.formulas.cell(block.ranged[1], block.first_column))}+{_PLACE}"
        yield f"IF({text}>0,{below},{NOWHERE})", ()


def put_link(sheet: SheetWriter, row: int, column: int, text: Text, places: Sequence[Place]) -> None:
    """A link to the first of the cells whose places the hidden row holds, on this very sheet whatever its name."""
    for place, (formula, cells) in enumerate(places, FIRST_COLUMN):
        value = min(cells, default=NOWHERE)
        sheet.write_formula(MARK_ROW, place, f"={formula}", value, sheet.styles.role("anchor"))
    first, last = (sheet.formulas.cell(MARK_ROW, FIRST_COLUMN + n) for n in (0, max(0, len(places) - 1)))
    below = f"ROW()*{_PLACE}+{_PLACE + FIRST_COLUMN + 1}"
    to = f"IF(MIN({first}:{last})<{NOWHERE},MIN({first}:{last}),{below})"
    address = f'"#"&ADDRESS(INT({to}/{_PLACE}),MOD({to},{_PLACE}),4)'
    style = sheet.styles.role("link", align="right" if column > FIRST_COLUMN else "left", indent=1)
    shown = f"{sheet.say(text)} →"
    sheet.write_formula(row, column, f'=HYPERLINK({address},"{shown}")', shown, style)


def gap_place(sheet: SheetWriter, gap: str, count: int, records: Mapping[str, list[Row]]) -> Place:
    """Where to fill in what a sheet lacks: its first row without a value; the total of an envelope.

    ``gap``: formula of how much it lacks, ``count``: how much as the sheet is written.
    """
    block = next(sheet.tab.tables())
    field, rows = (block.table.by_key["amount"] if "amount" in block.columns else always(block)[0]), records
    first = sheet.formulas.cell(block.first_row, block.columns[field.key])
    if field.key == "amount":
        down = f'IFERROR(MATCH("total",{block.column_range("dimension_key")},0),1)-1'
        dimensions = [row["dimension"] for row in rows.get(block.table.key, [])]
        number = dimensions.index("total") if "total" in dimensions else 0
    else:
        down = f"COUNTA({block.column_range(field.key)})"
        number = sum(row.record.get(field.key) not in (None, "") for row in rows.get(block.table.key, []))
    formula = f"IF({gap}>0,(ROW({first})+{down})*{_PLACE}+COLUMN({first}),{NOWHERE})"
    return formula, [_place(block.first_row + number, block.columns[field.key])] if count else []


def _missing(block: FormBlock | TableBlock, rows: Sequence[Row]) -> Iterator[int]:
    """Places of the missing cells of a block as it is written."""
    if isinstance(block, FormBlock):
        for f in block.table.inputs:
            if f.key in block.places and is_missing(rows[0], f):
                place = block.places[f.key]
                yield _place(place.row, place.column)
        return
    for number, row in enumerate(rows, block.first_row):
        if begun(row, block):
            yield from (_place(number, block.columns[f.key]) for f in always(block) if is_missing(row, f))


def _wrong(book: WorkbookWriter, block: TableBlock, rows: Sequence[Row]) -> Iterator[int]:
    for number, row in enumerate(rows, block.first_row):
        yield from (_place(number, block.columns[f.key]) for f in typed_fields(block) if is_wrong(book, row, f))


def _place(row: int, column: int) -> int:
    return (row + 1) * _PLACE + column + 1


def _form_place(tab: Tab, block: FormBlock) -> str:
    """Formula: the place of the first missing field."""
    cells = ((text, block.places[key].a1) for key, text in form_conditions(tab, block).items())
    tests = (f"IF({text},{_place_of(cell)},{NOWHERE})" for text, cell in cells)
    return f"MIN({','.join([*tests, str(NOWHERE)])})"


def _place_of(cells: str) -> str:
    """Formula: the place of a cell, of each cell of a range."""
    return f"ROW({cells})*{_PLACE}+COLUMN({cells})"


def _missing_place(block: TableBlock) -> str:
    """Formula: the place of the first missing cell."""
    rows = begun_rows(block)
    return _first_of(f'{rows}*({cells}="")*{_nearness(cells)}' for cells in _ranges(block, always(block)))


def _wrong_place(book: WorkbookWriter, block: TableBlock) -> str:
    """Formula: the place of the first wrong cell; ``""`` where nothing can be wrong."""
    tests = []
    for f in typed_fields(block):
        cells = block.column_range(f.key)
        if is_measured(f):
            tests.append(f"({cells}>{_GREATEST})*{_nearness(cells)}")
        elif f.type.base == "enum":
            tests.append(f'({cells}<>"")*({known_labels(book, f, cells)}=0)*{_nearness(cells)}')
    return _first_of(row_factor(block) + test for test in tests) if tests else ""


def _first_of(tests: Iterable[str]) -> str:
    return f"{NOWHERE}-SUMPRODUCT(MAX({','.join(tests)}))"


def _nearness(cells: str) -> str:
    return f"({NOWHERE}-{_place_of(cells).replace('+', '-')})"


def _ranges(block: TableBlock, fields: Iterable[Field]) -> Iterator[str]:
    return (block.column_range(f.key) for f in fields)
