"""The labels of value lists as a workbook is written with them, kept in its hidden sheet.

People may change labels in the sheet of lists. Cells filled in before still hold the earlier label: formulas find its
key here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pacom_xl.figures.figure_registry import KEYED_LISTS
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.text import Lang

#: The table of the hidden sheet.
WRITTEN_LABELS = "written_labels"


class WrittenLabel(NamedTuple):
    """A choice: its list, key and label."""

    list: str
    key: str
    label: str


def written_labels(view: PlanView, lang: Lang) -> list[WrittenLabel]:
    """The choices of every list whose keys formulas look up, list by list."""
    return sorted(_choices(view, lang), key=lambda choice: choice.list)


def _choices(view: PlanView, lang: Lang) -> Iterator[WrittenLabel]:
    for table, name in (("choices", ""), ("natures", "natures")):
        for row in view.rows(table):
            of = name or row.text("list")
            if of in KEYED_LISTS and row.text("key"):
                yield WrittenLabel(of, row.text("key"), row.text(lang))
