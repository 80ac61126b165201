"""Spellings of choices for formulas, listed in the hidden sheet so that formulas accept the ones the reader accepts.

People may change labels in the sheet of lists. Cells filled in before still hold the earlier label: formulas find its
key here. They find there the keys and the labels of the other language, too, for the lists whose keys they look up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pacom_xl.figures.figure_registry import KEYED_LISTS
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.text import LANGS, Lang
from pacom_xl.values.value_lists import YES_NO

#: The table of the hidden sheet.
WRITTEN_LABELS = "written_labels"


class WrittenLabel(NamedTuple):
    """A choice: its list, key and label."""

    list: str
    key: str
    label: str


def written_labels(view: PlanView, lang: Lang) -> list[WrittenLabel]:
    """The choices of every list people choose from, list by list."""
    return sorted(_choices(view, lang), key=lambda choice: choice.list)


def _choices(view: PlanView, lang: Lang) -> Iterator[WrittenLabel]:
    """Each spelling of a list once: the labels of the workbook's language first, as the reader prefers them."""
    seen: set[tuple[str, str]] = set()
    for spelling in _spellings(view, lang):
        if (of := (spelling.list, spelling.label.lower())) not in seen:
            seen.add(of)
            yield spelling


def _spellings(view: PlanView, lang: Lang) -> Iterator[WrittenLabel]:
    chosen = {f.type.choices for f in view.template.by_name.values() if f.type.base == "enum" and not f.computed}
    choices = [
        (of, row)
        for table, name in (("choices", ""), ("natures", "natures"))
        for row in view.rows(table)
        if (of := name or row.text("list")) in chosen | KEYED_LISTS and row.text("key")
    ]
    for key in (lang, "key", *(other for other in LANGS if other != lang)):
        for of, row in choices:
            if row.text(key) and (key == lang or of in KEYED_LISTS):
                yield WrittenLabel(of, row.text("key"), row.text(key))
    yield from (WrittenLabel("yes_no", key, text) for text, key in YES_NO.items())
