"""Rows of each value list in the sheet of lists."""

from __future__ import annotations

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.blocks import Layout, TableBlock
from pacom_xl.model.plan import column_letters


def choice_rows(layout: Layout, view: PlanView) -> dict[str, tuple[TableBlock, int, int]]:
    """By list: its table, and its first and last row there. Expense natures have a table of their own."""
    tab = layout.by_sheet["lists"]
    choices, natures = tab.table("choices"), tab.table("natures")
    runs: dict[str, tuple[TableBlock, int, int]] = {}
    for row, choice in enumerate(view.rows("choices"), choices.first_row):
        name = choice.text("list")
        runs[name] = (choices, runs[name][1] if name in runs else row, row)
    return {**runs, "natures": (natures, natures.first_row, natures.last_row)}


def spelling_ranges(layout: Layout, view: PlanView) -> dict[str, list[str]]:
    """By list: addresses of the keys and labels people may type, and of the rows for choices they add."""
    tab = layout.by_sheet["lists"]
    ranges: dict[str, list[str]] = {}
    for name, (block, first, last) in choice_rows(layout, view).items():
        spellings = [column for key, column in block.columns.items() if key in ("key", "fr", "en")]
        areas = [(min(spellings), first, max(spellings), last)]
        added = block.first_row + len(view.rows(block.table.key))
        if last < added <= block.last_row:
            areas.append((block.columns[layout.lang], added, block.columns[layout.lang], block.last_row))
        ranges[name] = [f"{tab.quoted}!{_address(*area)}" for area in areas]
    return ranges


def _address(left: int, first: int, right: int, last: int) -> str:
    return f"${column_letters(left)}${first + 1}:${column_letters(right)}${last + 1}"
