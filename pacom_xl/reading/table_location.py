"""Where the tables of a tab stand, by every sign a workbook carries, in this order:

1. the hidden key row (``[swot]`` in the hidden column, ``swot.code`` above each column);
2. the heading people read, in either language, case, accents and spaces folded: it wins over the hidden key when the
   key's own column bears another field's heading and the defined name agrees, or there are no names left;
3. the defined name of the column;
4. the place the field has in the template, when its neighbours stand at theirs.

What stands elsewhere than in the template is noted, never refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from pacom_xl.layout.anchors import PLACE, marked_sheet
from pacom_xl.model.plan import column_letters
from pacom_xl.model.text import Text
from pacom_xl.reading.headings import label_cells, scores
from pacom_xl.reading.vocabulary import Known, known
from pacom_xl.template.schema import Sheet, Table, Template
from pacom_xl.xlsx.calamine_reader import Rows

#: Column of a field by ``<table>_<key>`` or alias, on this tab: what the defined names say.
Names = Mapping[str, int]
#: How far the mark of a sheet is looked for, should people have put something before it.
_MARK_DEPTH = 12


class Note(NamedTuple):
    """Something found elsewhere, or under another heading, than in the template."""

    field: str
    row: int
    column: int
    place: Text


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
    #: Place of each input field, of a form; rows of items, of a grid: filled in by whoever reads the rows.
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    items: list[int] = field(default_factory=list)
    #: Place of each computed field of a form.
    shown: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def find_mark(rows: Rows) -> tuple[str, int, int] | None:
    """The sheet key a tab carries, with the row and column of the mark, or ``None``."""
    for number, row in enumerate(rows[:_MARK_DEPTH]):
        for column, raw in enumerate(row[:_MARK_DEPTH]):
            if isinstance(raw, str) and raw.startswith("pacom:") and (key := marked_sheet(raw)):
                return key, number, column
    return None


def locate(rows: Rows, marks: Sequence[Any], sheet: Sheet, template: Template, names: Names) -> list[Block]:
    """The tables of ``sheet`` in a tab, from top to bottom."""
    tables = known(template).marked
    starts = {tables[mark].key: number for number, mark in enumerate(marks) if mark in tables}
    blocks = [_keyed(rows, template.tables[key], number, template, names) for key, number in starts.items()]
    missing = [t for t in sheet.tables if t.key not in starts and t.key in _readable(template)]
    if missing:
        blocks += _unmarked(rows, missing, template, names, {b.key_row for b in blocks})
    blocks.sort(key=lambda block: block.first)
    tops = [*map(_top, blocks[1:]), len(rows)]
    for block, top in zip(blocks, tops, strict=False):
        block.end = max(block.first, top)
    return blocks


def _readable(template: Template) -> frozenset[str]:
    about = known(template)
    return frozenset({*about.columns, *about.places, "cash"})


def _top(block: Block) -> int:
    return next(row for row in sorted((block.key_row, block.header, block.first)) if row >= 0)


# -- by the hidden keys ------------------------------------------------------------------------------------------


def _keyed(rows: Rows, table: Table, number: int, template: Template, names: Names) -> Block:
    row = tuple(rows[number])  # hashable: what its columns are is worked out once for all sheets alike
    if table.kind == "form":
        values = tuple(c for c, raw in enumerate(row) if isinstance(raw, str) and raw.startswith(PLACE))
        block = Block(table, number + 1, 0, number, values=values)
        return block if values else _form_by_labels(rows, table, template, number + 1) or block
    if table.kind == "grid":
        months = {c: raw[1:] for c, raw in enumerate(row) if isinstance(raw, str) and raw.startswith(PLACE)}
        return Block(table, number + 2, 0, number, number + 1, months=months or _months(rows, number + 1))
    header = tuple(rows[number + 1]) if number + 1 < len(rows) else ()
    columns, computed, notes, is_header = _columns(_Key(table, template), row, header, tuple(sorted(names.items())))
    header_row = number + 1 if is_header else -1
    placed = tuple(note._replace(row=number + 1) for note in notes)
    return Block(table, number + 1 + is_header, 0, number, header_row, columns, computed, notes=placed)


class _Key:
    """A table of a template, as a key of the cache."""

    __slots__ = ("table", "template")

    def __init__(self, table: Table, template: Template) -> None:
        self.table, self.template = table, template

    def __hash__(self) -> int:
        return id(self.table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.table is self.table


@lru_cache(maxsize=2048)
def _columns(
    key: _Key, row: tuple[Any, ...], heading: tuple[Any, ...], names: tuple[tuple[str, int], ...]
) -> tuple[dict[str, int], dict[str, int], tuple[Note, ...], bool]:
    """Columns of the inputs, of the computed fields, what has moved, and whether the header is one."""
    table, about = key.table, known(key.template)
    keys, header = (tuple(raw if isinstance(raw, str) else "" for raw in line) for line in (row, heading))
    prefix = f"{table.key}."
    by_key = {raw[len(prefix) :]: c for c, raw in enumerate(keys) if raw.startswith(prefix)}
    by_label: dict[str, int] = {}
    for column, text in enumerate(header):
        if text and (f := about.field_of(table.key, text)) and f.key not in by_label:
            by_label[f.key] = column
    is_header = bool(by_label) or any(header[c : c + 1] != ("",) for c in by_key.values() if c < len(header))
    found = _settle(table, by_key, by_label, dict(names))
    _complete(table, found, about, header)
    inputs = {k: c for k, c in found.items() if k in table.by_key and table.by_key[k].is_input}
    computed = {k: c for k, c in found.items() if k not in inputs}
    return inputs, computed, tuple(_notes(table, found, about, header, by_label)), is_header


def _settle(table: Table, by_key: Mapping[str, int], by_label: Mapping[str, int], names: Names) -> dict[str, int]:
    """Key, heading and name of each field, settled by the majority; without names, what people read wins."""
    found = dict(by_key)
    for key, told in by_label.items():
        named = names.get(f"{table.key}_{key}")
        if key not in by_key:
            if told not in by_key.values():
                found[key] = told
        elif told != by_key[key] and (named == told or (named is None and not names)):
            found[key] = told
    for key in (f.key for f in table.fields):
        named = names.get(f"{table.key}_{key}")
        if key not in found and named is not None and named not in found.values():
            found[key] = named
    taken: dict[int, str] = {}
    for key, column in found.items():
        other = taken.setdefault(column, key)
        if other != key and by_label.get(key) == column:
            taken[column] = key
    return {key: column for column, key in taken.items()}


def _complete(table: Table, found: dict[str, int], about: Known, header: tuple[str, ...]) -> None:
    """Fields no sign leads to, at the place the template gives, when the rest of the table stands at its own."""
    expected = about.columns.get(table.key, {})
    shifts = [found[key] - expected[key] for key in found if key in expected]
    if len(shifts) < 2:
        return
    shift = max(set(shifts), key=shifts.count)
    if shifts.count(shift) * 2 < len(shifts):
        return
    for f in table.inputs:
        column = expected.get(f.key, -1) + shift
        if f.key in found or f.key not in expected or column in found.values() or not 0 <= column < len(header):
            continue
        if header[column]:
            found[f.key] = column


def _notes(
    table: Table, found: Mapping[str, int], about: Known, header: tuple[str, ...], by_label: Mapping[str, int]
) -> Iterator[Note]:
    expected = about.columns.get(table.key, {})
    told: set[int] = {0}
    for key, column in found.items():
        f = table.by_key.get(key)
        if f is None or f.hidden or key not in expected:
            continue
        shift = column - expected[key]
        if shift not in told:
            told.add(shift)
            new, old = column_letters(column), column_letters(expected[key])
            yield Note(f.name, 0, column, Text(f"colonne {new}, au lieu de {old}", f"column {new}, instead of {old}"))
        elif by_label.get(key) != column and header:
            letters = column_letters(column)
            yield Note(f.name, 0, column, Text(f"colonne {letters}", f"column {letters}"))


# -- by what people read -----------------------------------------------------------------------------------------


def _unmarked(rows: Rows, tables: Sequence[Table], template: Template, names: Names, used: set[int]) -> Iterator[Block]:
    """Tables whose mark is gone: by the keys left in their hidden row, else by their headings."""
    about = known(template)
    left = [t for t in tables if t.kind not in ("form", "grid")]
    for table in list(left):
        number = _key_row(rows, table)
        if number is not None and number not in used:
            left.remove(table)
            used.add(number)
            yield _keyed(rows, table, number, template, names)
    ranked = sorted(scores(rows, left, about), key=lambda s: (-s[0], s[1]))
    for _, number, table in ranked:
        if table in left and number not in used:
            left.remove(table)
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
        keys = [raw for raw in row if isinstance(raw, str) and raw.startswith(prefix)]
        if keys and any(raw[len(prefix) :].partition("@")[0] in table.by_key for raw in keys):
            return number
    return None


def _headed(rows: Rows, table: Table, number: int, template: Template, names: Names) -> Block:
    header = tuple(raw if isinstance(raw, str) else "" for raw in rows[number])
    columns, computed, notes, _ = _columns(_Key(table, template), (), header, tuple(sorted(names.items())))
    placed = tuple(note._replace(row=number) for note in notes)
    return Block(table, number + 1, 0, -1, number, columns, computed, notes=placed)


def _form_by_labels(rows: Rows, table: Table, template: Template, first: int) -> Block | None:
    """A form whose hidden row is gone: its value columns stand at their known distance from the labels."""
    about = known(template)
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
