"""The lines of the first sheet: each sheet with its state, as formulas and as the values they have when written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pacom_xl.figures.sections import NEED_ROWS, OF_TEAMS, gap_formula, row_tables
from pacom_xl.layout.blocks import Tab
from pacom_xl.layout.defined_names import home_name
from pacom_xl.layout.sheet_texts import (
    AWAITED,
    BY_GROUP,
    BY_ITSELF,
    COMPLETE,
    FIRST_READING,
    FIRST_REVIEW,
    HIDDEN,
    OPTIONAL,
    SHOWN_AT_READING,
    SHOWN_AT_REVIEW,
    TO_COMPLETE,
    TO_CORRECT,
    TO_READ,
    TO_START,
)
from pacom_xl.model.text import Text
from pacom_xl.writing.sheets.contents_counts import NOTHING, Count, begun, cells_of_gaps, filled, rendered, safe
from pacom_xl.writing.sheets.counters import counter_of, counts_of, records_of
from pacom_xl.writing.sheets.steps import is_hidden
from pacom_xl.writing.title_band import quoted
from pacom_xl.writing.workbook_writer import WorkbookWriter

_COMPUTED = frozenset(("calendar", "cash", "dashboard"))
_LATER = {"performance": FIRST_READING, "reviews": FIRST_REVIEW}
#: The same of hidden sheets.
_SHOWN_AT = {"performance": SHOWN_AT_READING, "reviews": SHOWN_AT_REVIEW}
_ASKED = frozenset(("plan", "strategy", "swot", "envelope", *NEED_ROWS))


class Item(NamedTuple):
    """One line: a sheet, its link, the number of cells to fill in, and the words for its state."""

    name: str
    #: Defined name of the place the line leads to; empty for a hidden sheet.
    target: str = ""
    missing: Count = NOTHING
    wrong: Count = NOTHING
    begun: Count = NOTHING
    #: States when nothing is missing nor wrong: of a sheet not begun, and of one that was.
    unbegun: Text = BY_ITSELF
    whole: Text = BY_ITSELF
    #: State when something is missing in a sheet not begun; ``None``: the number of fields.
    lacking: Text | None = None
    #: Whether the plan is incomplete without it, and whether the people of this workbook can complete it.
    is_needed: bool = False
    is_ours: bool = True
    #: Filled cells, and those its gaps stand for beside the missing ones.
    filled: Count = NOTHING
    gap_cells: Count = NOTHING
    #: Link and words of the state where they depend on contents: formulas with their values.
    way: tuple[str, str] | None = None
    shown: tuple[str, str] | None = None

    @property
    def link(self) -> tuple[str, str]:
        """The target of the line, with the sign of a place in the workbook: formula and value."""
        return self.way or (quoted(f"#{self.target}"), f"#{self.target}")

    @property
    def to_do(self) -> int:
        """1 when something is to be done there, as the workbook is written."""
        return int(self.is_ours and self.missing.value + self.wrong.value > 0)

    @property
    def share(self) -> float:
        """Share of its cells that are filled in and right, as the workbook is written; 1 when nothing is to be done."""
        if not self.is_needed:
            return 0
        right = max(0, self.filled.value - self.wrong.value)
        whole = self.filled.value + self.missing.value + self.wrong.value + self.gap_cells.value
        return right / whole if self.to_do else 1


def state_text(item: Item, book: WorkbookWriter) -> str:
    """The state of a line as the workbook is written."""
    if item.shown:
        return item.shown[1]
    if item.wrong.value:
        return f"{item.wrong.value}{book.say(TO_CORRECT)}"
    if item.missing.value:
        if item.lacking is not None and not item.begun.value:
            return book.say(item.lacking)
        return f"{item.missing.value}{book.say(TO_COMPLETE[item.missing.value > 1])}"
    return book.say(item.whole if item.begun.value else item.unbegun)


def state_formula(item: Item, book: WorkbookWriter, missing: str, wrong: str, begun: str) -> str:
    """The formula of the state of a sheet; ``missing``, ``wrong``, ``begun``: cells with these numbers."""
    if item.shown:
        return item.shown[0]
    one, many = (quoted(book.say(text)) for text in TO_COMPLETE)
    fields = f"{missing}&IF({missing}>1,{many},{one})"
    if item.lacking is not None:
        fields = f"IF({begun}=0,{quoted(book.say(item.lacking))},{fields})"
    done = f"IF({begun}=0,{quoted(book.say(item.unbegun))},{quoted(book.say(item.whole))})"
    return f"IF({wrong}>0,{wrong}&{quoted(book.say(TO_CORRECT))},IF({missing}>0,{fields},{done}))"


def sheet_item(book: WorkbookWriter, tab: Tab) -> Item:
    """The line of a sheet of a step."""
    key, target = tab.sheet.key, home_name(tab.sheet.key)
    if key in _COMPUTED:
        return Item(tab.name, target)
    if tab.sheet.group_owned and not book.of_group:
        return _of_group(book, tab, target)
    if tab.sheet.scope == "generated":
        return Item(tab.name, target, unbegun=TO_READ)
    missing, wrong = _counters(book, tab)
    is_needed = key in _ASKED and not (book.of_group and key in OF_TEAMS)
    unbegun = COMPLETE if is_needed else _LATER.get(key, OPTIONAL)
    item = Item(tab.name, target, missing, wrong, begun(book, tab), unbegun, COMPLETE, TO_START, is_needed)
    if not is_needed:
        return item
    tables, gaps = row_tables(book.view.template, key), Count(*state_of_gaps(book, tab))
    return item._replace(filled=filled(book, tab), gap_cells=cells_of_gaps(tables, gaps))


def hidden_item(book: WorkbookWriter, tab: Tab) -> Item:
    """The line of a hidden sheet of a step: it leads nowhere, and says when to show the sheet."""
    item = sheet_item(book, tab)._replace(target="")
    return item._replace(unbegun=_SHOWN_AT[tab.sheet.key]) if tab.sheet.key in _SHOWN_AT else item


def optional_item(book: WorkbookWriter, tab: Tab) -> Item:
    """The line of a sheet of no step; one that is hidden leads nowhere."""
    if not is_hidden(book.view, tab):
        return sheet_item(book, tab)
    if counter_of(book, tab) is None or tab.sheet.level == "core":
        return Item(tab.name, "", unbegun=HIDDEN)
    return sheet_item(book, tab)._replace(target="", unbegun=HIDDEN)


def _of_group(book: WorkbookWriter, tab: Tab, target: str) -> Item:
    """A sheet a team only reads."""
    formula, gaps = state_of_gaps(book, tab)
    return Item(tab.name, target, Count(formula or "0", gaps), unbegun=BY_GROUP, lacking=AWAITED, is_ours=False)


def _counters(book: WorkbookWriter, tab: Tab) -> tuple[Count, Count]:
    """The texts of the counter at the top of a sheet."""
    at = counter_of(book, tab)
    if at is None:
        return NOTHING, NOTHING
    cells = (f"{tab.quoted}!{book.formulas.cell(at.row, column)}" for column in (at.missing, at.wrong))
    missing, wrong = (
        Count(safe(cell), count) for cell, count in zip(cells, counts_of(book, tab, records_of(book, tab)), strict=True)
    )
    return missing, wrong


def state_of_gaps(book: WorkbookWriter, tab: Tab) -> tuple[str, int]:
    """The number of gaps of a sheet, as formula and value; ``""`` and 0 where there can be none."""
    text = gap_formula(book.view.template, tab.sheet.key, of_group=book.of_group)
    return (safe(rendered(book, text)), book.gaps.get(tab.sheet.key, 0)) if text else ("", 0)


def other_tabs(book: WorkbookWriter, listed: frozenset[str]) -> Iterator[Tab]:
    """The tabs of no step, in workbook order."""
    return (
        tab
        for tab in book.layout.tabs
        if tab.code is None and tab.sheet.key not in listed and tab.sheet.key not in ("guide", "meta")
    )
