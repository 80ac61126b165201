"""Formulas people typed beside or below everything the tool writes in a tab: listed as other cells there are."""

from __future__ import annotations

from collections.abc import Iterator

from pacom_xl.reading.raw_records import RawSheet, SpareCell
from pacom_xl.reading.recognition.table_location import Block
from pacom_xl.reading.recognition.vocabulary import Vocabulary
from pacom_xl.xlsx.cells import Tab


def formulas_beside(sheet: RawSheet, tab: Tab, vocabulary: Vocabulary, height: int) -> list[SpareCell]:
    """The cells with a formula beyond the last column or below all rows of a marked tab, with what they show.

    ``height``: number of rows that were read.

    The hidden first row holds the tool's counters, in as many columns as it needs.
    """
    last = vocabulary.last_columns.get(sheet.key)
    if last is None or sheet.anchor is None or not sheet.has_anchors:
        return []
    last = max(last, *_last_columns(sheet, vocabulary, last), 0)
    counters, ours = sheet.anchor[0], _columns_below(sheet)
    places = sorted(
        (row, column)
        for row, column in tab.formulas
        if (column > last and row != counters) or (row >= height and ours is not None and column not in ours)
    )
    return [SpareCell(*place, _shown(tab, place), decorated=False) for place in places]


def _columns_below(sheet: RawSheet) -> set[int] | None:
    """Columns where the tool writes formulas below the last filled row; ``None`` in a sheet that is all formulas."""
    if not any(block.table.kind not in ("computed", "generated") for block in sheet.blocks):
        return None
    return set(max(sheet.blocks, key=lambda block: block.end).computed.values())


def _last_columns(sheet: RawSheet, vocabulary: Vocabulary, last: int) -> Iterator[int]:
    """The last column of the tab as written: plans of more months have more columns, and people insert some."""
    for block in sheet.blocks:
        found = [*block.columns.values(), *block.computed.values(), *block.months]
        yield max(found, default=0)
        yield last + max(0, _shift(block, vocabulary))


def _shift(block: Block, vocabulary: Vocabulary) -> int:
    """Columns a block stands further to the right than in the template."""
    places = vocabulary.places.get(block.table.key, {})
    if block.values and places:
        return max(block.values) - max(place.column for place in places.values())
    expected = vocabulary.columns.get(block.table.key, {})
    return max((column - expected[key] for key, column in block.columns.items() if key in expected), default=0)


def _shown(tab: Tab, place: tuple[int, int]) -> object:
    formula = tab.formula(place)
    return formula.value if formula and formula.value is not None else tab.formula_text(place)
