"""Missing and wrong cells of a sheet: tested by formulas, and by Python for the values as written."""

from __future__ import annotations

from collections.abc import Iterator

from pacom_xl.figures.plan_view import Row
from pacom_xl.figures.required_when import condition_formula, is_required
from pacom_xl.layout.anchors import DECOR
from pacom_xl.layout.blocks import FormBlock, Tab, TableBlock
from pacom_xl.layout.fixed_places import ANCHORS, FIRST_COLUMN
from pacom_xl.model.plan import column_letters
from pacom_xl.template.schema import Field
from pacom_xl.values.codecs import write_value
from pacom_xl.writing.workbook_writer import WorkbookWriter


def is_filled_in(block: object) -> bool:
    """Whether the people of this workbook fill it in."""
    return isinstance(block, (FormBlock, TableBlock)) and block.table.kind in ("form", "rows", "long")


# -- forms -------------------------------------------------------------------------------------------------------


def form_conditions(tab: Tab, block: FormBlock) -> dict[str, str]:
    """By field, formula: it is required and empty."""
    tests = ((f.key, form_test(tab, block, f)) for f in block.table.inputs if f.key in block.places)
    return {key: test for key, test in tests if test}


def form_test(tab: Tab, block: FormBlock, field: Field) -> str:
    """Formula: the field is required and empty; ``""`` when it never is. An action nobody has begun misses nothing."""
    needed = condition_formula(field, lambda key: _address(tab, block, key))
    if not needed:
        return ""
    title, more = block.places.get("title"), "" if needed == "TRUE" else f",{needed}"
    if tab.code is not None and title:
        more += f',OR({_address(tab, block, "status_key")}<>"draft",LEN({title.a1})>0)'
    return f"AND(LEN({block.places[field.key].a1})=0{more})"


def _address(tab: Tab, block: FormBlock, key: str) -> str | None:
    if key in block.places:
        return block.places[key].a1
    if key in tab.hidden:
        row, column = tab.hidden[key]
        return f"${column_letters(column)}${row + 1}"
    return None


def is_missing(row: Row, f: Field) -> bool:
    """A cell that must be filled in and is not."""
    if f.table == "actions" and row["status_key"] == "draft" and not row.text("title"):
        return False
    return is_required(row, f) and row.record.get(f.key) in (None, "", ())


# -- tables ------------------------------------------------------------------------------------------------------


def always(block: TableBlock) -> list[Field]:
    """Fields every row must have."""
    return [f for f in block.table.inputs if f.required and f.key in block.columns]


def typed_fields(block: TableBlock) -> list[Field]:
    """Input fields: a row has begun when one of them is filled."""
    return [f for f in block.table.inputs if f.key in block.columns and not f.generated]


def begun(row: Row, block: TableBlock) -> bool:
    """Whether people typed in a row."""
    return any(row.record.get(f.key) not in (None, "", ()) for f in typed_fields(block))


def row_factor(block: TableBlock) -> str:
    """Formula, a factor: a row, and not one of the headings formulas of an action sheet look at too."""
    return f'({block.range_of(ANCHORS)}<>"{DECOR}")*' if block.table.parent else ""


def begun_rows(block: TableBlock) -> str:
    """Formula of an array: whether a row has begun."""
    typed = "+".join(f'({block.column_range(f.key)}<>"")' for f in typed_fields(block))
    return f"{row_factor(block)}(({typed})>0)"


def table_missing(block: TableBlock) -> str:
    """Formula of an array: missing cells of each row."""
    empty = "+".join(f'({block.column_range(f.key)}="")' for f in always(block))
    return f"{begun_rows(block)}*({empty})"


def table_wrong(book: WorkbookWriter, tab: Tab, block: TableBlock) -> Iterator[str]:
    """Formulas: wrong cells of each column, and what stands beyond the table."""
    for f in typed_fields(block):
        cells, less = block.column_range(f.key), _headings(tab, block, f)
        if is_measured(f):
            yield f"COUNTA({cells})-COUNT({cells}){less}"
        elif f.type.base == "enum":
            yield f"COUNTA({cells})-SUMPRODUCT(({known_labels(book, f, cells)}>0)*1){less}"
    if text := beyond(tab, block):
        yield text


def known_labels(book: WorkbookWriter, f: Field, cells: str) -> str:
    """Formula of an array: 0 for each of ``cells`` whose text is no choice of the field's list, more for the others.

    As the reader does, it accepts keys and labels of both languages, choices added in the sheet of lists, and the
    labels the workbook was written with.
    """
    name = f.type.choices or ""
    ranges = [*book.spellings.get(name, ()), f"{name}_written_labels"]
    return "+".join(f"COUNTIF({of},{cells})" for of in ranges)


def is_measured(f: Field) -> bool:
    """A number or a date belongs there."""
    return f.type.is_number or f.type.base in ("date", "month")


def _headings(tab: Tab, block: TableBlock, f: Field) -> str:
    """Formula: less the headings among the cells formulas look at, its own and the title of the next table."""
    first, last = block.ranged
    titled = last in (other.title_row for other in tab.blocks.values()) and block.columns[f.key] == FIRST_COLUMN
    count = (first == block.header_row) + titled
    return f"-{count}" if count else ""


def beyond(tab: Tab, block: TableBlock) -> str:
    """Formula: what stands beyond the last row the totals look at, rows of an action sheet or cells below a table."""
    if carried := tab.carried.get(block.table.key):
        return f"MAX(0,ROWS({block.range_of(ANCHORS)})-{carried.size + 2})"
    if block.grows or block.reach == 1:
        return ""
    first, last = (column_letters(block.columns[key]) for key in (block.visible[0], block.visible[-1]))
    row = block.ranged[1] + 1
    return f"COUNTA(${first}${row}:${last}${row + 1})-COUNTA(${first}${row}:${last}${row})"


def is_wrong(book: WorkbookWriter, row: Row, f: Field) -> bool:
    """Whether the written value of a cell is wrong, by the same test as the formula."""
    value = row.record.get(f.key)
    if value is None or value == "" or f.computed:
        return False
    if f.type.base == "enum":
        labels = book.labels.get(f.type.choices or "", {})
        shown = write_value(f, value, book.lang, book.labels)
        return str(shown).lower() not in {book.say(label).lower() for label in labels.values()}
    if is_measured(f):
        return isinstance(write_value(f, value, book.lang, book.labels), str)
    return False
