"""Find the cell of each field of a form: by the label beside it, or by the hidden anchor of its row.

The label people read wins over the anchor when both are there and disagree, unless the contents suit the anchor better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pacom_xl.layout.anchors import DECOR
from pacom_xl.layout.sheet_texts import ALWAYS_REQUIRED, ONCE_STARTED
from pacom_xl.model.plan import column_letters
from pacom_xl.model.text import Text
from pacom_xl.reading.recognition.column_location import Note
from pacom_xl.reading.recognition.content_fit import total_fit
from pacom_xl.reading.recognition.headings import label_cells
from pacom_xl.reading.recognition.table_location import Block
from pacom_xl.reading.recognition.vocabulary import Vocabulary, bare_label
from pacom_xl.template.schema import Field, Table
from pacom_xl.xlsx.cells import Rows

Spot = tuple[int, int]


@dataclass(frozen=True)
class FormPlaces:
    """Row and column of each input field, of each computed one; notes about those found elsewhere."""

    inputs: dict[str, Spot] = field(default_factory=dict)
    computed: dict[str, Spot] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def add(self, f: Field, spot: Spot) -> None:
        """Place a field that has no place yet."""
        (self.inputs if f.is_input else self.computed).setdefault(f.key, spot)

    def __contains__(self, key: str) -> bool:
        return key in self.inputs or key in self.computed


def locate_fields(block: Block, rows: Rows, anchors: Sequence[Any], vocabulary: Vocabulary) -> FormPlaces:
    """Every field of a form."""
    found = _by_anchors(block, anchors, vocabulary)
    table = block.table
    expected = vocabulary.places.get(table.key, {})
    if len(found.inputs) + len(found.computed) < sum(f.key in expected for f in table.fields):
        _add_by_labels(found, block, rows, vocabulary)
    if _labels_contest(found, table, rows, vocabulary):
        _settle(found, block, rows, vocabulary)
    return found


def _by_anchors(block: Block, anchors: Sequence[Any], vocabulary: Vocabulary) -> FormPlaces:
    found = FormPlaces()
    for number in range(block.first, block.end):
        anchor = anchors[number]
        if isinstance(anchor, str) and anchor and anchor != DECOR:
            for f, column in zip(vocabulary.fields_named(block.table, anchor), block.values, strict=False):
                if f is not None:
                    found.add(f, (number, column))
    return found


def _add_by_labels(found: FormPlaces, block: Block, rows: Rows, vocabulary: Vocabulary) -> None:
    """Add fields whose anchor was removed, at their known distance from their label."""
    for key, (f, spot) in _labelled(block, rows, vocabulary).items():
        if key not in found and spot not in found.inputs.values():
            found.add(f, spot)


def _labelled(block: Block, rows: Rows, vocabulary: Vocabulary) -> dict[str, tuple[Field, Spot]]:
    """Each field with the cell its label points at."""
    places = vocabulary.places[block.table.key]
    return {
        f.key: (f, (number, column + places[f.key].column - places[f.key].label))
        for number, column, f in label_cells(rows, block.first, block.end, block.table, vocabulary)
    }


def _labels_contest(found: FormPlaces, table: Table, rows: Rows, vocabulary: Vocabulary) -> bool:
    """Whether the label beside a marked cell is that of another field."""
    labels, places = vocabulary.labels[table.key], vocabulary.places.get(table.key, {})
    for key, (row, column) in (*found.inputs.items(), *found.computed.items()):
        place = places.get(key)
        at = column - (place.column - place.label) if place else -1
        text = rows[row][at] if 0 <= at < len(rows[row]) else ""
        if isinstance(text, str) and text and not _is_label_of(text, table.by_key.get(key)):
            named = labels.get(bare_label(text))
            if named is not None and named.key != key:
                return True
    return False


def _is_label_of(text: str, f: Field | None) -> bool:
    """Whether a text is the label of a field as the tool writes it, which needs no folding."""
    return f is not None and text.removesuffix(ALWAYS_REQUIRED).removesuffix(ONCE_STARTED) in (f.label.fr, f.label.en)


def _settle(found: FormPlaces, block: Block, rows: Rows, vocabulary: Vocabulary) -> None:
    """When label and anchor disagree, take the one that suits the contents; the label when both do."""
    labelled = _labelled(block, rows, vocabulary)
    contested = {
        key: spot
        for key, (f, spot) in labelled.items()
        if f.is_input and key in found.inputs and found.inputs[key] != spot
    }
    fields = block.table.by_key

    def score(spots: Mapping[str, Spot]) -> int:
        cells = ((fields[key], _cell(rows, spots[key])) for key in contested)
        return sum(total_fit(f, (raw,), vocabulary) for f, raw in cells)

    by_label, by_anchor = score(contested), score(found.inputs)
    if by_label < 0 <= by_anchor:
        return
    taken = set(contested.values())
    for key in [key for key, spot in found.inputs.items() if spot in taken and key not in contested]:
        del found.inputs[key]
    for key, (row, column) in contested.items():
        found.inputs[key] = (row, column)
        letters = column_letters(column)
        place = Text(f"cellule {letters}{row + 1}", f"cell {letters}{row + 1}")
        found.notes.append(Note(fields[key].name, row, column, place, doubtful=by_label <= by_anchor))
    for key, (f, spot) in labelled.items():
        if not f.is_input and key in found.computed:
            found.computed[key] = spot


def _cell(rows: Rows, spot: Spot) -> Any:
    row, column = spot
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
