"""Findings about formats of cells: number formats that contradict a field, drop-down lists that were removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, column_letters
from pacom_xl.model.text import Text
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.template.schema import Field, Template
from pacom_xl.xlsx.cells import NumberFormat, Tab

_FORMATS = {"percent": Text("pourcentage", "percent"), "currency": Text("monétaire", "currency")}


def contrary_formats(sheet: RawSheet, part: Tab, currency: str) -> Iterator[Finding]:
    """A percent format or another currency on an amount, a currency on a percentage (PAC116)."""
    for row, column, f in sorted(_numbers(sheet), key=lambda number: number[:2]):
        kind = part.formats.get((row, column))
        if kind is None or not _contradicts(kind, f.type.base, currency):
            continue
        params = {"format": _FORMATS.get(kind, Text(kind, kind)), "type": f.type.base, "field": f.name}
        at = Cell(sheet.tab, row, column)
        yield Finding("PAC116", sheet.subject, f.name, cell=at, field=f.name, params=params)


def _contradicts(kind: NumberFormat, base: str, currency: str) -> bool:
    """Whether a number format shows another kind of number than its field; the euro format is accepted everywhere."""
    if base == "percent":
        return kind != "percent"
    return kind == "percent" or kind not in ("currency", currency)


def _numbers(sheet: RawSheet) -> Iterator[tuple[int, int, Field]]:
    """Row, column and field of the amounts and percentages people typed."""
    for record in sheet.records:
        for f in record.table.amounts:
            if f.key in record.values and (cell := record.origin.cell(f.key)):
                yield cell.row, cell.column, f


def lost_controls(sheet: RawSheet, part: Tab, template: Template) -> Iterator[Finding]:
    """PAC111: drop-down lists of the template that were removed."""
    lost = []
    lists = part.lists
    for table, key, row, column in _listed(sheet):
        if not is_within(row, lists.get(column, ())):
            lost.append((f"{table}.{key}", f"{column_letters(column)}{row + 1}"))
    if lost:
        params = {
            "sheet": sheet.tab, "n": len(lost), "fields": [name for name, _ in lost], "cells": [c for _, c in lost]
        }  # fmt: skip
        yield Finding("PAC111", sheet.key, params=params)


def _listed(sheet: RawSheet) -> Iterator[tuple[str, str, int, int]]:
    """Table, key, row and column of each cell, the first of a column, that has a list in the template."""
    for block in sheet.blocks:
        table = block.table
        if not table.listed:
            continue
        for key, (row, column) in block.places.items():
            if key in table.listed:
                yield table.key, key, row, column
        if table.kind in ("rows", "long") and block.header >= 0 and block.end > block.first:
            for key, column in block.columns.items():
                if key in table.listed:
                    yield table.key, key, block.first, column


def is_within(row: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether a row is in one of some ranges, given by their first and last rows."""
    return any(first <= row <= last for first, last in ranges)
