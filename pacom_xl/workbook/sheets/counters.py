"""Live counters of what is missing and what is wrong on a sheet, with a link to the first such row.

Missing: a required cell that is empty, on a form or on a row somebody began. Wrong: text where a number or a date
belongs, or a label no list has. Formulas only: they say so before any file is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pacom_xl.core.plan import column_letters
from pacom_xl.core.text import Text
from pacom_xl.figures.book import Row
from pacom_xl.template.schema import Field
from pacom_xl.template.values import write_value
from pacom_xl.workbook.conditions import condition_formula, is_required
from pacom_xl.workbook.layout import (
    ANCHORS,
    FICHE_WIDE,
    FIRST_BLOCK_ROW,
    FIRST_COLUMN,
    FormBlock,
    Tab,
    TableBlock,
    fiche_title_row,
)
from pacom_xl.workbook.marks import DECOR
from pacom_xl.workbook.pen import Pen

_CHECK = Text("Contrôle", "Check")
#: Number formats that say what the number is.
_MISSING = Text('[=0]"rien à remplir";0" à remplir"', '[=0]"nothing to fill in";0" to fill in"')
_WRONG = Text('[=0]"rien à corriger";0" à corriger"', '[=0]"nothing to correct";0" to correct"')
#: Below any row of a sheet.
_NOWHERE = 100000


def number_format_of(pen: Pen, side: int) -> str:
    """How a number of missing (0) or wrong (1) cells is shown: the words are in the number format."""
    return pen.say((_MISSING, _WRONG)[side])


class Counter(NamedTuple):
    """Where the counters of a tab stand: row, columns of the link, of the missing and of the wrong."""

    row: int
    link: int
    missing: int
    wrong: int


def counter_of(pen: Pen, tab: Tab) -> Counter | None:
    """The counters of a tab people of this workbook fill in, else ``None``."""
    if pen.consolidated or tab.sheet.scope == "generated":
        return None
    if tab.code is not None:
        return Counter(fiche_title_row(tab) + 1, FICHE_WIDE, FICHE_WIDE + 1, FICHE_WIDE + 3)
    if tab.sheet.group_owned and pen.book.plan.team not in (None, "GR"):
        return None
    if not any(_is_filled_in(block) for block in tab.blocks.values()):
        return None
    return Counter(FIRST_BLOCK_ROW - 1, FIRST_COLUMN, FIRST_COLUMN + 1, FIRST_COLUMN + 2)


def _is_filled_in(block: object) -> bool:
    return isinstance(block, (FormBlock, TableBlock)) and block.table.kind in ("form", "rows", "long")


def counts_of(pen: Pen, tab: Tab, records: Mapping[str, list[Row]]) -> tuple[int, int]:
    """Missing and wrong cells of a tab as it is written."""
    missing = wrong = 0
    for block in tab.blocks.values():
        rows = records.get(block.table.key, [])
        if isinstance(block, FormBlock):
            missing += sum(_is_missing(rows[0], f) for f in block.table.inputs if f.key in block.places)
        elif isinstance(block, TableBlock) and _is_filled_in(block):
            missing += sum(_is_missing(row, f) for row in rows if _begun(row, block) for f in _always(block))
            wrong += sum(_is_wrong(pen, row, f) for row in rows for f in _typed_fields(block))
    return missing, wrong


def fiche_records(tab: Tab, action: Row) -> dict[str, list[Row]]:
    """The rows an action sheet shows, by table."""
    return {key: [action] if key == "actions" else action.children(key) for key in tab.blocks}


def records_of(pen: Pen, tab: Tab) -> dict[str, list[Row]]:
    """The rows an ordinary tab shows, by table."""
    return {
        key: [pen.book.form(key)] if isinstance(block, FormBlock) else pen.book.rows(key)
        for key, block in tab.blocks.items()
    }


def write_counter(pen: Pen, sheet: Any, tab: Tab, at: Counter, records: Mapping[str, list[Row]]) -> None:
    """The line of counters of a tab; ``records`` are the rows shown, by table."""
    missing, wrong, first = [], [], []
    for block in tab.blocks.values():
        if isinstance(block, FormBlock):
            missing += [f"IF({text},1,0)" for text in _form_conditions(tab, block).values()]
            first.append(_form_first(tab, block))
        elif isinstance(block, TableBlock) and _is_filled_in(block):
            if text := _table_missing(block):
                missing.append(f"SUMPRODUCT({text})")
                first.append(_table_first(block, text))
            wrong += list(_table_wrong(block))
    _put(pen, sheet, at, missing, wrong, first, counts_of(pen, tab, records))


def _put(
    pen: Pen, sheet: Any, at: Counter, missing: list[str], wrong: list[str], first: list[str], counts: tuple[int, int]
) -> None:
    column = column_letters(FIRST_COLUMN)
    last = at.missing + 1 if at.wrong > at.missing + 1 else None
    where = f"MIN({','.join(first)},{_NOWHERE})" if first else str(_NOWHERE)
    link = f'=HYPERLINK("#{column}"&IF({where}<{_NOWHERE},{where},{at.row + 2}),"{pen.say(_CHECK)} →")'
    style = pen.styles.role("link", align="right" if at.link > FIRST_COLUMN else "left")
    pen.put_formula(sheet, at.row, at.link, link, f"{pen.say(_CHECK)} →", style)
    sheet.write_string(at.row, ANCHORS, DECOR, pen.styles.role("anchor"))
    pairs = ((at.missing, missing, _MISSING, counts[0]), (at.wrong, wrong, _WRONG, counts[1]))
    for place, terms, shape, value in pairs:
        style = pen.styles.role("counter", num_format=pen.say(shape))
        pen.put_formula(sheet, at.row, place, "=" + ("+".join(terms) or "0"), value, style, last and place + 1)
        look = pen.workbook.add_format({"font_color": pen.styles.colour("bad"), "bold": True})
        rule = {"type": "cell", "criteria": ">", "value": 0, "format": look}
        sheet.conditional_format(at.row, place, at.row, place, rule)


# -- forms -------------------------------------------------------------------------------------------------------


def _form_conditions(tab: Tab, block: FormBlock) -> dict[str, str]:
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


def _form_first(tab: Tab, block: FormBlock) -> str:
    tests = [f"IF({text},{block.places[key].row + 1},{_NOWHERE})" for key, text in _form_conditions(tab, block).items()]
    return f"MIN({','.join(tests)})" if tests else str(_NOWHERE)


def _is_missing(row: Row, f: Field) -> bool:
    if f.table == "actions" and row["status_key"] == "draft" and not row.text("title"):
        return False
    return is_required(row, f) and row.record.get(f.key) in (None, "", ())


# -- tables ------------------------------------------------------------------------------------------------------


def _always(block: TableBlock) -> list[Field]:
    """Fields every row must have."""
    return [f for f in block.table.inputs if f.required and f.key in block.columns]


def _typed_fields(block: TableBlock) -> list[Field]:
    """What people type: a row has begun when one of these holds something."""
    return [f for f in block.table.inputs if f.key in block.columns and not f.generated]


def _begun(row: Row, block: TableBlock) -> bool:
    return any(row.record.get(f.key) not in (None, "", ()) for f in _typed_fields(block))


def _table_missing(block: TableBlock) -> str:
    """Formula of an array: missing cells of each row."""
    if not _always(block):
        return ""
    begun = "+".join(f'({block.column_range(f.key)}<>"")' for f in _typed_fields(block))
    empty = "+".join(f'({block.column_range(f.key)}="")' for f in _always(block))
    return f"(({begun})>0)*({empty})"


def _table_first(block: TableBlock, missing: str) -> str:
    rows = block.column_range(_always(block)[0].key)
    return f"{_NOWHERE}-SUMPRODUCT(MAX(({missing}>0)*({_NOWHERE}-ROW({rows}))))"


def _table_wrong(block: TableBlock) -> Iterator[str]:
    for f in _typed_fields(block):
        cells = block.column_range(f.key)
        if f.type.is_number or f.type.base in ("date", "month"):
            yield f"COUNTA({cells})-COUNT({cells})"
        elif f.type.base == "enum":
            yield f"COUNTA({cells})-SUMPRODUCT(COUNTIF({cells},{f.type.choices}_labels))"


def _is_wrong(pen: Pen, row: Row, f: Field) -> bool:
    """As the formulas see what the writer put in the cell."""
    value = row.record.get(f.key)
    if value is None or value == "" or f.computed:
        return False
    if f.type.base == "enum":
        labels = pen.labels.get(f.type.choices or "", {})
        shown = write_value(f, value, pen.lang, pen.labels)
        return str(shown).lower() not in {pen.say(label).lower() for label in labels.values()}
    if f.type.is_number or f.type.base in ("date", "month"):
        return isinstance(write_value(f, value, pen.lang, pen.labels), str)
    return False
