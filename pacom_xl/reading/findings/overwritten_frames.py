"""What people typed or filled down over the title, the hidden keys or the headings of a table (PAC127).

It is read into no table. One fill is one finding, whatever it covers: where the headings are gone too, the fields that
are missing and the cells that are no longer read are part of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pacom_xl.layout.anchors import DECOR
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, column_letters
from pacom_xl.model.text import Text
from pacom_xl.reading.raw_records import RawSheet, SpareCell
from pacom_xl.reading.recognition.table_location import Block
from pacom_xl.reading.recognition.vocabulary import Vocabulary, bare_label, vocabulary_of
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.cells import Place, Rows

#: Findings about fields of a table whose headings were typed over; longest list of addresses.
_FOLLOWING, _MOST = ("PAC102", "PAC120"), 500


@dataclass
class Overwritten:
    """One fill: the tables whose frames it covers, and the cells that are not read because of it."""

    blocks: list[Block]
    cells: set[Place]
    #: Columns of the cells in the frames.
    columns: frozenset[int]
    #: Keys of the tables that lost headings.
    headless: set[str] = field(default_factory=set)


def overwritten_frames(
    sheet: RawSheet, cells: Sequence[SpareCell], rows: Rows, template: Template
) -> list[Overwritten]:
    """What was typed over the frames of the tables of a tab; ``cells``: those that were not taken over."""
    spare = {(cell.row, cell.column) for cell in cells}
    found: list[Overwritten] = []
    for block in sheet.blocks:
        over = set(_over_frame(block, spare, rows, vocabulary_of(template)))
        if over:
            columns = frozenset(column for _, column in over)
            if not found or found[-1].columns != columns:
                found.append(Overwritten([], set(), columns))
            found[-1].blocks.append(block)
            found[-1].cells |= _filled_with(over, spare)
    return found


def split_findings(fills: Iterable[Overwritten], findings: Iterable[Finding]) -> list[Finding]:
    """The findings about fields that are not explained by headings that were typed over; notes which these are."""
    by_table = {block.table.key: fill for fill in fills for block in fill.blocks}
    others = []
    for finding in findings:
        table = (finding.field or "").partition(".")[0]
        if finding.code in _FOLLOWING and table in by_table:
            by_table[table].headless.add(table)
        else:
            others.append(finding)
    return others


def frame_findings(sheet: RawSheet, fills: Sequence[Overwritten], cells: Sequence[SpareCell]) -> Iterator[Finding]:
    """One finding for each fill. Below headings that were typed over, every cell that is not read is part of it."""
    for fill in fills:
        typed = _corners(sheet, fill.cells)
        for block in (block for block in fill.blocks if block.table.key in fill.headless):
            fill.cells |= {(cell.row, cell.column) for cell in cells if block.key_row <= cell.row < block.end}
        addresses = [f"{column_letters(column)}{row + 1}" for row, column in sorted(fill.cells)]
        tables = [block.table.label for block in fill.blocks]
        params = {
            "table": _listed(tables),
            "area": f"{sheet.tab}!{typed[0].a1}" + (f":{typed[1].a1}" if typed[1] != typed[0] else ""),
            "count": len(addresses),
            "cells": addresses[:_MOST],
            "case": "headings" if fill.headless else "title",
            "columns": tuple(sorted(fill.columns)),
            "rows": (typed[0].row, max(block.end for block in fill.blocks)),
        }
        yield Finding("PAC127", sheet.subject, fill.blocks[0].table.key, cell=typed[0], params=params)


def _corners(sheet: RawSheet, places: Collection[Place]) -> tuple[Cell, Cell]:
    rows, columns = [row for row, _ in places], [column for _, column in places]
    return Cell(sheet.tab, min(rows), min(columns)), Cell(sheet.tab, max(rows), max(columns))


def _listed(labels: Sequence[Text]) -> Text:
    return Text(" », « ".join(text.fr for text in labels), '", "'.join(text.en for text in labels))


def _over_frame(block: Block, spare: Collection[Place], rows: Rows, about: Vocabulary) -> Iterator[Place]:
    """Cells of a frame that were typed over.

    In the key row: what is neither an anchor nor a heading that was shifted there. In the row of the title: what
    repeats the cell above, as a fill does; everything that was not taken over where the title is no longer there.
    """
    if block.key_row < 1 or block.table.kind in ("computed", "generated"):
        return
    headings = about.labels.get(block.table.key, {})
    for column, raw in enumerate(rows[block.key_row]):
        is_typed = isinstance(raw, str) and raw != "" and not about.is_anchor(raw) and bare_label(raw) not in headings
        if is_typed or (block.key_row, column) in spare:
            yield block.key_row, column
    title = {bare_label(block.table.label.fr), bare_label(block.table.label.en)}
    row, above = rows[block.key_row - 1], rows[block.key_row - 2] if block.key_row > 1 else ()
    has_title = block.table.parent is None or title & {bare_label(raw) for raw in row if isinstance(raw, str) and raw}
    for column, raw in enumerate(row):
        is_repeated = raw not in ("", DECOR) and column < len(above) and raw == above[column]
        if is_repeated if (block.key_row - 1, column) not in spare else not has_title:
            yield block.key_row - 1, column


def _filled_with(over: Collection[Place], spare: Collection[Place]) -> set[Place]:
    """The cells of a frame, and those that follow on them in their columns, above and below."""
    found = set(over)
    for row, column in over:
        for step in (-1, 1):
            at = row + step
            while (at, column) in spare and (at, column) not in found:
                found.add((at, column))
                at += step
    return found
