"""Find the column of each field of a table.

Signs, from the most to the least trusted:

1. the heading people read, in either language, case, accents and spaces folded;
2. the hidden key above the column;
3. the defined name of the column;
4. the column the template gives, when the neighbours stand at theirs.

A heading that stands in another column than the hidden key of its field *contests* the key. The contents of the cells
decide then; where they suit both readings alike the heading wins and the note says that nothing confirms it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pacom_xl.layout.anchors import column_key
from pacom_xl.model.plan import column_letters
from pacom_xl.model.text import Text
from pacom_xl.reading.recognition.content_fit import total_fit
from pacom_xl.reading.recognition.vocabulary import Vocabulary, vocabulary_of
from pacom_xl.template.consolidated import is_in_former_order
from pacom_xl.template.schema import Table, Template

#: Column of a field by ``<table>_<key>`` or alias, on this tab: what the defined names say.
Names = Mapping[str, int]
Line = tuple[str, ...]


class Note(NamedTuple):
    """Something found elsewhere, or under another heading, than in the template."""

    field: str
    row: int
    column: int
    place: Text
    #: Two signs disagree and nothing in the cells confirms either.
    doubtful: bool = False
    #: Columns between this place and the template's.
    shift: int = 0


class TableSigns(NamedTuple):
    """Evidence about the columns of a table: hidden key row, heading, defined names."""

    by_key: Mapping[str, int]
    by_label: Mapping[str, int]
    by_name: Mapping[str, int]
    header: Line


class Columns(NamedTuple):
    """Column of each input field, of each computed one (``field@part`` for spread fields), and what has moved."""

    inputs: Mapping[str, int]
    computed: Mapping[str, int]
    notes: tuple[Note, ...]


class _TableKey:
    """A table of a template, as a key of the cache."""

    __slots__ = ("table", "template")

    def __init__(self, table: Table, template: Template) -> None:
        self.table, self.template = table, template

    def __hash__(self) -> int:
        return id(self.table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _TableKey) and other.table is self.table


def locate_columns(
    table: Table, template: Template, keys: Sequence[Any], header: Sequence[Any], names: Names, below: Sequence[Any]
) -> Columns:
    """The columns of a table from its hidden key row, its heading, the names of its tab and the rows ``below``."""
    key, sorted_names = _TableKey(table, template), tuple(sorted(names.items()))
    key_line, header_line = _texts(keys), _texts(header)
    signs = _signs(key, key_line, header_line, sorted_names)
    contested = _contested(signs)
    choice = _by_contents(table, signs, contested, below, vocabulary_of(template)) if contested else ""
    return _settled(key, key_line, header_line, sorted_names, choice)


def is_header(table: Table, template: Template, keys: Sequence[Any], line: Sequence[Any]) -> bool:
    """Whether a line reads as the heading of the table: some of its labels, or texts alone below its keys."""
    if label_count(table, template, line):
        return True
    about = vocabulary_of(template)
    key_columns = _key_columns(table, _texts(keys))
    cells = [(field_key, line[c]) for field_key, c in key_columns.items() if c < len(line) and line[c] != ""]
    fields = [(table.by_key[k], raw) for k, raw in cells if k in table.by_key and table.by_key[k].is_input]
    return bool(cells) and not any(total_fit(f, (raw,), about) > 0 for f, raw in fields)


def label_count(table: Table, template: Template, line: Sequence[Any]) -> int:
    """How many different fields of the table a line names."""
    return len(_fields_named(_TableKey(table, template), _texts(line)))


def input_label_count(table: Table, template: Template, line: Sequence[Any]) -> int:
    """How many different input fields of the table a line names."""
    inputs = {f.key for f in table.inputs}
    return len(_fields_named(_TableKey(table, template), _texts(line)) & inputs)


@lru_cache(maxsize=2048)
def _fields_named(key: _TableKey, line: Line) -> frozenset[str]:
    about = vocabulary_of(key.template)
    return frozenset(f.key for text in line if text and (f := about.field_of(key.table.key, text)))


def _texts(line: Sequence[Any]) -> Line:
    return tuple([raw if isinstance(raw, str) else "" for raw in line])


def _key_columns(table: Table, keys: Line) -> dict[str, int]:
    prefix = f"{table.key}."
    named = ((column_key(raw), c) for c, raw in enumerate(keys) if raw)
    return {key[len(prefix) :]: c for key, c in named if key.startswith(prefix)}


@lru_cache(maxsize=2048)
def _signs(key: _TableKey, keys: Line, header: Line, names: tuple[tuple[str, int], ...]) -> TableSigns:
    table, about = key.table, vocabulary_of(key.template)
    by_key = _key_columns(table, keys)
    places: dict[str, list[int]] = {}
    for column, text in enumerate(header):
        if text and (f := about.field_of(table.key, text)):
            places.setdefault(f.key, []).append(column)
    # A heading that stands twice, once at its own key, has been copied, not moved.
    by_label = {k: by_key[k] if by_key.get(k) in columns else columns[0] for k, columns in places.items()}
    all_names = dict(names)
    by_name = {f.key: all_names[name] for f in table.fields if (name := f"{table.key}_{f.key}") in all_names}
    return TableSigns(by_key, by_label, by_name, header)


def _contested(signs: TableSigns) -> dict[str, int]:
    """Column of the heading of each field whose hidden key stands elsewhere, unless the defined name confirms it."""
    by_key, by_name = signs.by_key, signs.by_name
    return {
        key: column
        for key, column in signs.by_label.items()
        if key in by_key and column != by_key[key] and by_name.get(key) != column
    }


def _by_contents(
    table: Table,
    signs: TableSigns,
    contested: Mapping[str, int],
    below: Iterable[Sequence[Any]],
    about: Vocabulary,
) -> str:
    """``heading`` or ``key``, whichever the contents suit; ``doubt`` when they do not contradict the heading alone."""
    fields = [table.by_key[key] for key in contested if key in table.by_key and table.by_key[key].is_input]
    rows = [row for row in below if any(raw != "" for raw in row[1:])]

    def score(columns: Mapping[str, int]) -> int:
        return sum(total_fit(f, (r[columns[f.key]] for r in rows if columns[f.key] < len(r)), about) for f in fields)

    by_heading, by_key = score(contested), score(signs.by_key)
    if by_heading > by_key:
        return "heading"
    # Where nothing stands above a key, its heading was moved, not typed over by another one.
    has_headings = all(c < len(signs.header) and signs.header[c] for c in (signs.by_key[key] for key in contested))
    return "key" if by_heading < 0 <= by_key and has_headings else "doubt"


@lru_cache(maxsize=2048)
def _settled(key: _TableKey, keys: Line, header: Line, names: tuple[tuple[str, int], ...], choice: str) -> Columns:
    """``choice``: what the contents decide for contested fields, ``""`` when there are none."""
    table, about = key.table, vocabulary_of(key.template)
    signs = _signs(key, keys, header, names)
    contested = _contested(signs)
    found = _settle(table, signs, {} if choice == "key" else contested)
    by_place = _complete(table, found, about, header)
    doubtful = set(contested) if choice == "doubt" else set()
    if signs.by_key:
        # Other keys are there: this one was taken away with its heading, or overwritten.
        doubtful |= by_place
    inputs = {k: c for k, c in found.items() if k in table.by_key and table.by_key[k].is_input}
    computed = {k: c for k, c in found.items() if k not in inputs}
    return Columns(inputs, computed, tuple(_notes(table, found, about, signs, doubtful)))


def _settle(table: Table, signs: TableSigns, contested: Mapping[str, int]) -> dict[str, int]:
    """The column of each field, the heading before the key; two fields never share a column."""
    found = dict(signs.by_key)
    found |= contested
    for key, column in signs.by_label.items():
        free = key not in signs.by_key and column not in signs.by_key.values()
        confirmed = key in signs.by_key and signs.by_name.get(key) == column
        if free or confirmed:
            found[key] = column
    for key, column in signs.by_name.items():
        if key not in found and column not in found.values():
            found[key] = column
    taken: dict[int, str] = {}
    for key, column in found.items():
        other = taken.setdefault(column, key)
        if other != key and signs.by_label.get(key) == column:
            taken[column] = key
    return {key: column for column, key in taken.items()}


def _expected(table: Table, found: Mapping[str, int], about: Vocabulary) -> Mapping[str, int]:
    """The columns of the template, or those it had in an earlier version when more fields stand in line with them."""
    today, former = about.columns.get(table.key, {}), about.former_columns.get(table.key, {})
    if not former:
        return today

    def in_line(columns: Mapping[str, int]) -> int:
        shown = (key for key in found if key in columns and key in former)
        return max(Counter(found[key] - columns[key] for key in shown).values(), default=0)

    return max(today, former, key=in_line)


def _complete(table: Table, found: dict[str, int], about: Vocabulary, header: Line) -> set[str]:
    """Put fields no sign leads to at the template's place, when the rest of the table stands at its own.

    Returns the keys of the fields placed.
    """
    expected = _expected(table, found, about)
    shifts = [found[key] - expected[key] for key in found if key in expected]
    if len(shifts) < 2:
        return set()
    shift = max(set(shifts), key=shifts.count)
    if shifts.count(shift) * 2 < len(shifts):
        return set()
    placed = set()
    for f in table.inputs:
        column = expected.get(f.key, -1) + shift
        if f.key in found or f.key not in expected or column in found.values() or not 0 <= column < len(header):
            continue
        if header[column]:
            found[f.key] = column
            placed.add(f.key)
    return placed


def _notes(
    table: Table, found: Mapping[str, int], about: Vocabulary, signs: TableSigns, doubtful: set[str]
) -> Iterator[Note]:
    expected = _expected(table, found, about)
    shifts: set[int] = {0}
    is_former = is_in_former_order(table, found)
    for key, column in found.items():
        f = table.by_key.get(key)
        if f is None or f.hidden or key not in expected:
            continue
        shift, letters = column - expected[key], column_letters(column)
        if key in doubtful or (shift not in shifts and not is_former):
            shifts.add(shift)
            old = column_letters(expected[key])
            place = Text(f"colonne {letters}, au lieu de {old}", f"column {letters}, instead of {old}")
            if not shift:
                place = Text(f"colonne {letters}", f"column {letters}")
            yield Note(f.name, 0, column, place, key in doubtful, shift)
        elif signs.by_label.get(key) != column and signs.header:
            yield Note(f.name, 0, column, Text(f"colonne {letters}", f"column {letters}"))
