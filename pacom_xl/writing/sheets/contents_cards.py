"""The cards of the first sheet: steps with their sheets, and the state of each sheet."""

from __future__ import annotations

from collections.abc import Sequence

from pacom_xl.layout.fixed_places import (
    CONTENTS,
)
from pacom_xl.layout.sheet_texts import (
    AWAITED,
    OPTIONAL_SHEETS,
    OPTIONAL_SHEETS_HELP,
    STEPS,
    TO_CORRECT,
    TO_FILL,
    TO_START,
)
from pacom_xl.model.palette import AMBER, GREEN, LINE, RED, SMALL_SIZE
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.contents_items import (
    Item,
    optional_item,
    other_tabs,
    state_formula,
    state_text,
)
from pacom_xl.writing.sheets.steps import KEPT_IN_STEP, ORDER, is_hidden
from pacom_xl.writing.title_band import quoted

_LINE_HEIGHT = 21
#: Offsets of the hidden columns of a line.
_NAME, _TARGET, _MISSING, _WRONG, _BEGUN, _TO_DO, _ASKED = range(7)
_FILLED, _SHARE = 10, 11


class _Lines:
    """The lines written so far, with their hidden cells one below the other."""

    def __init__(self, sheet: SheetWriter, first: int) -> None:
        self.sheet, self.first, self.items = sheet, first, list[Item]()

    def hidden(self, offset: int, rank: int) -> str:
        """The address of a hidden cell of the line of that rank."""
        return self.sheet.formulas.cell(self.first + rank, CONTENTS.hidden + offset)

    def column(self, offset: int) -> str:
        """The hidden cells of all lines."""
        return f"{self.hidden(offset, 0)}:{self.hidden(offset, len(self.items) - 1)}"

    def add(self, row: int, column: int, item: Item, frame: dict[str, object]) -> None:
        """A line: its link, its state."""
        sheet, book, rank = self.sheet, self.sheet.book, len(self.items)
        self.items.append(item)
        look = {
            "valign": "vcenter", "bottom": 1, "bottom_color": LINE, "indent": 1, "text_wrap": False,
            "shrink": True, **frame,
        }  # fmt: skip
        left = {key: value for key, value in look.items() if not key.startswith("right")}
        right = {key: value for key, value in look.items() if not key.startswith("left")}
        if item.target or item.way:
            style = sheet.styles.role("link", **left | {"underline": 0})
            formula = f"=HYPERLINK({item.link[0]},{quoted(item.name)})"
            sheet.write_formula(row, column, formula, item.name, style)
        else:
            sheet.write_formula(row, column, f"={quoted(item.name)}", item.name, sheet.styles.role("plain", **left))
        style = sheet.styles.role("plain", **right | {"align": "right", "font_size": 10, "font_color": "muted"})
        cells = [self.hidden(offset, rank) for offset in (_MISSING, _WRONG, _BEGUN)]
        sheet.write_formula(row, column + 1, f"={state_formula(item, book, *cells)}", state_text(item, book), style)
        sheet.set_row(row, _LINE_HEIGHT)

    def finish(self) -> None:
        """The hidden cells."""
        style = self.sheet.styles.role("anchor")
        for rank, item in enumerate(self.items):
            row = self.first + rank
            missing, wrong = self.hidden(_MISSING, rank), self.hidden(_WRONG, rank)
            to_do = f"IF({missing}+{wrong}>0,1,0)" if item.is_ours else "0"
            cells = (
                (quoted(item.name), item.name),
                item.link,
                item.missing,
                item.wrong,
                item.begun,
                (to_do, item.to_do),
                (str(int(item.is_needed)), int(item.is_needed)),
            )
            for offset, (formula, value) in enumerate(cells):
                self.sheet.write_formula(row, CONTENTS.hidden + offset, f"={formula}", value, style)
            if item.is_needed:
                self._write_share(rank, item)

    def _write_share(self, rank: int, item: Item) -> None:
        """The filled cells of a line and their share: 1 only when nothing is to be done."""
        style, row = self.sheet.styles.role("anchor"), self.first + rank
        cells = (self.hidden(offset, rank) for offset in (_MISSING, _WRONG, _FILLED, _TO_DO))
        missing, wrong, filled, to_do = cells
        more = f"+{item.gap_cells.formula}" if item.gap_cells.formula != "0" else ""
        whole = f"({filled}+{missing}+{wrong}{more})"
        share = f"IF({to_do}=0,1,MAX(0,{filled}-{wrong})/{whole})"
        self.sheet.write_formula(row, CONTENTS.hidden + _FILLED, f"={item.filled.formula}", item.filled.value, style)
        self.sheet.write_formula(row, CONTENTS.hidden + _SHARE, f"={share}", item.share, style)


def write_cards(page: _Lines, cards: Sequence[Sequence[Item]], row: int) -> int:
    """The steps side by side; the row after."""
    sheet = page.sheet
    lines = max(map(len, cards))
    for column, (title, time), items in zip(CONTENTS.cards, STEPS, cards, strict=True):
        top = {"top": 5, "top_color": "accent"}
        left, right = ({f"{side}": 1, f"{side}_color": "border"} for side in ("left", "right"))
        sheet.write(row, column, sheet.say(title), sheet.styles.role("title", font_size=13, indent=1, **top, **left))
        sheet.worksheet.write_blank(row, column + 1, None, sheet.styles.role("title", **top, **right))
        style = sheet.styles.role(
            "plain", font_color="muted", font_size=SMALL_SIZE + 1, indent=1, align="left", text_wrap=False, **left
        )
        sheet.write(row + 1, column, sheet.say(time), style)
        sheet.worksheet.write_blank(row + 1, column + 1, None, sheet.styles.role("plain", **right))
        for number in range(lines):
            last = {"bottom_color": "border"} if number == lines - 1 else {}
            if number < len(items):
                page.add(row + 2 + number, column, items[number], {**left, **right, **last})
            else:
                ends = {"bottom": 1, **last} if last else {}
                sheet.worksheet.write_blank(row + 2 + number, column, None, sheet.styles.role("plain", **left, **ends))
                style = sheet.styles.role("plain", **right, **ends)
                sheet.worksheet.write_blank(row + 2 + number, column + 1, None, style)
        _colour_states(sheet, row + 2, row + 1 + lines, column + 1)
    sheet.set_row(row, 26)
    sheet.set_row(row + 1, 18)
    return row + 2 + lines


def write_optional(page: _Lines, row: int) -> int:
    """The sheets of no step and the hidden ones, four on a line; the row after."""
    sheet, book = page.sheet, page.sheet.book
    shown = (tab.sheet.key for tab in book.layout.tabs if not is_hidden(book.view, tab))
    of_steps = frozenset(key for keys in ORDER for key in keys)
    tabs = list(other_tabs(book, (frozenset(shown) | KEPT_IN_STEP) & of_steps))
    if not tabs:
        return row
    sheet.set_row(row - 1, 8)
    style = sheet.styles.role("label", text_wrap=False)
    sheet.write(row, CONTENTS.cards[0], sheet.say(OPTIONAL_SHEETS), style)
    style = sheet.styles.role("plain", text_wrap=False, font_color="muted", font_size=SMALL_SIZE + 1)
    sheet.write(row, CONTENTS.cards[1], sheet.say(OPTIONAL_SHEETS_HELP), style)
    for rank, tab in enumerate(tabs):
        down, card = divmod(rank, len(CONTENTS.cards))
        page.add(row + 1 + down, CONTENTS.cards[card], optional_item(book, tab), {})
    end = row + 1 + -(-len(tabs) // len(CONTENTS.cards))
    for column in CONTENTS.cards:
        _colour_states(sheet, row + 1, end - 1, column + 1)
    return end


def _colour_states(sheet: SheetWriter, first: int, last: int, column: int) -> None:
    """The verdict of each state: its words say it, its colour shows it."""
    red, amber = ((sheet.say(text).strip() for text in texts) for texts in ((TO_START, TO_CORRECT), (TO_FILL, AWAITED)))
    for tone, words in ((RED, red), (AMBER, amber), (GREEN, (GREEN.symbol,))):
        look = sheet.book.workbook.add_format({"font_color": tone.ink, "bold": tone is not GREEN})
        for word in words:
            rule = {"type": "text", "criteria": "containing", "value": word, "format": look}
            sheet.worksheet.conditional_format(first, column, last, column, rule)
