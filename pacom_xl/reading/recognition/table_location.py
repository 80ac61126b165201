"""Find the tables of a tab: by anchor and hidden keys, else by headings. Other places than the template's are noted.

What stands elsewhere than in the template is noted, never refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pacom_xl.layout.anchors import PLACE, anchored_sheet, column_key
from pacom_xl.model.plan import column_letters
from pacom_xl.model.text import Text
from pacom_xl.reading.recognition.column_location import Names, Note, input_label_count, is_header, locate_columns
from pacom_xl.reading.recognition.headings import label_cells, scores
from pacom_xl.reading.recognition.vocabulary import bare_label, vocabulary_of
from pacom_xl.template.schema import Sheet, Table, Template
from pacom_xl.xlsx.cells import Row, Rows

#: How far the anchor of a sheet is looked for, should people have put something before it.
_MARK_DEPTH = 12


@dataclass
class Block:
    """A table found in a tab; rows from ``first`` up to ``end`` are its own."""

    table: Table
    first: int
    end: int
    #: Hidden key row, header row; ``-1`` when there is none.
    key_row: int = -1
    header: int = -1
    #: Column of each input field; of each computed one (``field@part`` for spread fields).
    columns: Mapping[str, int] = field(default_factory=dict)
    computed: Mapping[str, int] = field(default_factory=dict)
    #: Columns of the first, second value of the rows of a form.
    values: tuple[int, ...] = ()
    #: Month by column, of a grid.
    months: Mapping[int, str] = field(default_factory=dict)
    #: Place of each input field, of a form; rows of items, of a grid: filled in by the code that reads the rows.
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    items: list[int] = field(default_factory=list)
    #: Place of each computed field of a form.
    shown: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def is_header_displaced(self) -> bool:
        """Whether the heading stands among the rows, as after a sort that took it along."""
        return self.header >= self.first


def find_anchor(rows: Rows) -> tuple[str, int, int] | None:
    """The sheet key a tab carries, with the row and column of the anchor, or ``None``."""
    for number, row in enumerate(rows[:_MARK_DEPTH]):
        for column, raw in enumerate(row[:_MARK_DEPTH]):
            if isinstance(raw, str) and raw.startswith("pacom:") and (key := anchored_sheet(raw)):
                return key, number, column
    return None


def locate(rows: Rows, anchors: Sequence[Any], sheet: Sheet, template: Template, names: Names) -> list[Block]:
    """The tables of ``sheet`` in a tab, from top to bottom."""
    tables = vocabulary_of(template).by_anchor
    starts = {tables[anchor].key: number for number, anchor in enumerate(anchors) if anchor in tables}
    numbers = sorted(starts.values())
    limits = dict(zip(numbers, [*numbers, len(rows)][1:], strict=True))
    blocks = [
        _keyed(rows, template.tables[key], number, limits[number], template, names) for key, number in starts.items()
    ]
    missing = [t for t in sheet.tables if t.key not in starts and t.key in _readable(template)]
    if missing:
        blocks += _without_anchor(rows, missing, template, names, {b.key_row for b in blocks})
    blocks.sort(key=lambda block: block.first)
    tops = [*map(_top, blocks[1:]), len(rows)]
    for block, top in zip(blocks, tops, strict=False):
        block.end = max(block.first, top)
    return blocks


def _readable(template: Template) -> frozenset[str]:
    about = vocabulary_of(template)
    return frozenset({*about.columns, *about.places, "cash"})


def _top(block: Block) -> int:
    return next(row for row in sorted((block.key_row, block.header, block.first)) if row >= 0)


# -- by the hidden keys ------------------------------------------------------------------------------------------


def _keyed(rows: Rows, table: Table, number: int, limit: int, template: Template, names: Names) -> Block:
    """The block whose hidden key row is ``number``; the next block begins at ``limit`` or before."""
    row = rows[number]
    if table.kind == "form":
        values = tuple(_places(row))
        block = Block(table, number + 1, 0, number, values=values)
        return block if values else _form_by_labels(rows, table, template, number + 1) or block
    if table.kind == "grid":
        return _keyed_grid(rows, table, number)
    header = _header_row(rows, table, number, limit, template)
    first = number + 1 + (header == number + 1)
    columns = locate_columns(table, template, row, rows[header] if header >= 0 else (), names, rows[first:limit])
    notes = tuple(
        note._replace(row=header if header >= 0 else number + 1)
        for note in columns.notes
        if header <= number + 1 or not _has_heading(rows[number + 1], note, template)
    )
    return Block(table, first, 0, number, header, columns.inputs, columns.computed, notes=notes)


def _keyed_grid(rows: Rows, table: Table, number: int) -> Block:
    """A grid whose hidden key row is ``number``: a month is where its heading says, noted where the key differs.

    Headings count when they are the months of the keys in another order, or all other months.
    """
    keys, headings = _places(rows[number]), _months(rows, number + 1)
    read = keys or headings
    if _are_other_months(keys, headings):
        read = {column: headings.get(column, month) for column, month in keys.items()}
    moved = [(c, f"{month[5:]}/{month[:4]}") for c, month in read.items() if month != keys.get(c, month)]
    place = ", ".join(f"{month} → {column_letters(c)}" for c, month in moved)
    name = f"{table.key}.amount"
    notes = (Note(name, number + 1, moved[0][0], Text(place, place), doubtful=True),) if moved else ()
    return Block(table, number + 2, 0, number, number + 1, months=read, notes=notes)


def _are_other_months(keys: Mapping[int, str], headings: Mapping[int, str]) -> bool:
    """Whether every month has a heading, and these are the same months in any order, or none of them."""
    months = {column: month for column, month in keys.items() if month}
    found = {headings[column] for column in months if column in headings}
    return len(found) == len(months) and (found == set(months.values()) or found.isdisjoint(months.values()))


def _places(keys: Sequence[Any]) -> dict[int, str]:
    """The name after the first character of each cell of the key row of a form or grid, by column."""
    anchors = {c: column_key(raw) for c, raw in enumerate(keys) if isinstance(raw, str) and raw}
    return {c: anchor.removeprefix(PLACE) for c, anchor in anchors.items() if anchor.startswith(PLACE)}


def _has_heading(row: Row, note: Note, template: Template) -> bool:
    """Whether the heading of a column stayed in its row when a sort took those of the others along."""
    label = template.by_name[note.field].label
    raw = row[note.column] if note.column < len(row) else ""
    return isinstance(raw, str) and bare_label(raw) in (bare_label(label.fr), bare_label(label.en))


def _header_row(rows: Rows, table: Table, number: int, limit: int, template: Template) -> int:
    """The row of the heading: the one below the keys, unless a sort took it among the rows; -1 when there is none."""
    below = number + 1
    if below >= min(limit, len(rows)):
        return -1
    # A sort of the input columns alone leaves the headings of the computed columns in place: inputs decide.
    enough = max(2, sum(not f.hidden for f in table.inputs) // 2)
    left = input_label_count(table, template, rows[below])
    if left < enough:
        for displaced in range(below + 1, min(limit, len(rows))):
            if input_label_count(table, template, rows[displaced]) >= max(enough, left + 1):
                return displaced
    return below if is_header(table, template, rows[number], rows[below]) else -1


# -- by what people read -----------------------------------------------------------------------------------------


def _without_anchor(
    rows: Rows, tables: Sequence[Table], template: Template, names: Names, used: set[int]
) -> Iterator[Block]:
    """Find tables whose anchor was removed: by the remaining hidden keys, else by their headings."""
    about = vocabulary_of(template)
    remaining = [t for t in tables if t.kind not in ("form", "grid")]
    for table in list(remaining):
        number = _key_row(rows, table)
        if number is not None and number not in used:
            remaining.remove(table)
            used.add(number)
            yield _keyed(rows, table, number, len(rows), template, names)
    ranked = sorted(scores(rows, remaining, about), key=lambda s: (-s[0], s[1]))
    for _, number, table in ranked:
        if table in remaining and number not in used:
            remaining.remove(table)
            used.add(number)
            yield _headed(rows, table, number, template, names)
    for table in tables:
        if table.kind == "form" and (form := _form_by_labels(rows, table, template, 0)):
            yield form
        elif table.kind == "grid" and (grid := _grid_by_labels(rows, table)):
            yield grid


def _key_row(rows: Rows, table: Table) -> int | None:
    prefix = f"{table.key}."
    for number, row in enumerate(rows):
        anchors = (column_key(raw) for raw in row if isinstance(raw, str) and raw)
        keys = [anchor for anchor in anchors if anchor.startswith(prefix)]
        if keys and any(raw[len(prefix) :].partition("@")[0] in table.by_key for raw in keys):
            return number
    return None


def _headed(rows: Rows, table: Table, number: int, template: Template, names: Names) -> Block:
    columns = locate_columns(table, template, (), rows[number], names, rows[number + 1 :])
    notes = tuple(note._replace(row=number) for note in columns.notes)
    return Block(table, number + 1, 0, -1, number, columns.inputs, columns.computed, notes=notes)


def _form_by_labels(rows: Rows, table: Table, template: Template, first: int) -> Block | None:
    """Find a form whose hidden row was removed: its value columns are at a known distance from the labels."""
    about = vocabulary_of(template)
    places = about.places.get(table.key, {})
    hits = list(label_cells(rows, first, len(rows), table, about))
    if len(hits) < min(3, len(places)):
        return None
    shifts = [column - places[f.key].label for _, column, f in hits if f.key in places]
    shift = max(set(shifts), key=shifts.count) if shifts else 0
    values = tuple(sorted({place.column + shift for place in places.values()}))
    top = min(number for number, _, _ in hits)
    return Block(table, first or top, 0, values=values)


def _months(rows: Rows, number: int) -> dict[int, str]:
    row = rows[number] if number < len(rows) else ()
    return {c: f"{raw:%Y-%m}" for c, raw in enumerate(row) if isinstance(raw, date)}


def _grid_by_labels(rows: Rows, table: Table) -> Block | None:
    for number, row in enumerate(rows):
        if sum(isinstance(raw, date) for raw in row) >= 6:
            months = _months(rows, number)
            return Block(table, number + 1, 0, -1, number, months={min(months) - 1: "", **months})
    return None
