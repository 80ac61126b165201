"""Overwritten formulas in number: one cause is reported in one line, not cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.reading.raw_records import RawSheet

#: From so many cells of a tab on, one finding reports them together.
MANY = 6
#: References of a formula: what changes when cells are moved, inserted or deleted.
_REFERENCE = re.compile(r"#REF!|\$?[A-Z]{1,3}\$?[0-9]+")


def shape(formula: str) -> str:
    """A formula without the places it refers to."""
    return _REFERENCE.sub("·", formula)


def in_few_lines(findings: Iterable[Finding], sheets: Sequence[RawSheet]) -> Iterator[Finding]:
    """Findings of overwritten formulas (PAC107), those of one tab together where they are many (PAC128).

    Formulas that only refer to other places than usual (``params["moved"]``) are those of moved cells: nothing was
    overwritten where the tab has columns or tables that moved, or where there are many of them.
    """
    by_tab: dict[str, list[Finding]] = {}
    for finding in findings:
        by_tab.setdefault(finding.cell.sheet if finding.cell else "", []).append(finding)
    by_name = {sheet.tab: sheet for sheet in sheets}
    for tab, found in by_tab.items():
        yield from _of_tab(found, by_name.get(tab))


def _of_tab(found: Sequence[Finding], sheet: RawSheet | None) -> Iterator[Finding]:
    moved = [f for f in found if f.params.get("moved")]
    broken = [f for f in moved if f.params.get("broken")]
    if len(moved) >= MANY or (sheet and _has_moved(sheet)):
        found = [f for f in found if not f.params.get("moved")]
        found = [*found, *broken]
    if len(found) < MANY:
        yield from (replace(f, params=_without_signs(f.params)) for f in found)
    else:
        yield _together(found)


def _has_moved(sheet: RawSheet) -> bool:
    return bool(sheet.moved_tables) or any(note.shift for note in sheet.notes)


def _without_signs(params: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in params.items() if name not in ("moved", "broken")}


def _together(found: Sequence[Finding]) -> Finding:
    cells = sorted(f.cell for f in found if f.cell)
    first = cells[0]
    params = {
        "n": len(cells),
        "sheet": first.sheet,
        "cells": [Cell(*cell).a1 for cell in cells],
        "case": found[0].params.get("case"),
    }
    return Finding("PAC128", found[0].subject, first.sheet, cell=first, params=params)
