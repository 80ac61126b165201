"""The ranked lists of the dashboard: latest actions, overruns, offers about to expire, marketing conflicts, meetings.

A hidden cell finds the place of the k-th row in its table, the others read that row; no array formula, no sorting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pacom_xl.figures.dashboard import EXPIRY_DAYS, expiring, in_conflict, latest, next_day, overrunning
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.layout.blocks import BOARD, FIRST_COLUMN, TableBlock
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.sheet_texts import (
    MARKETING_CONFLICTS,
    MOST_LATE,
    NEXT_MEETINGS,
    NEXT_REVIEW,
    NEXT_SUPPORT,
    NO_MARKETING_CONFLICT,
    NO_OFFER_EXPIRING,
    NO_OVERRUN,
    NONE_LATE,
    OFFERS_EXPIRING,
    OVERRUNS,
)
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Text
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.plain_sheet import write_heading

#: More than any row number: a rank is amount × this − row.
_MOST_ROWS = 100000
#: A whole number that is an amount.
_LOOKS: dict[str, dict[str, Any]] = {"overrun": {"num_format": "#,##0", "align": "right"}}


def _label(list_name: str, key: str) -> str:
    return f'INDEX({list_name}_labels,MATCH("{key}",{list_name}_keys,0))'


@dataclass(frozen=True)
class Ranked:
    """One list: what it shows of which table, and the rank of each row (0: not in the list)."""

    title: Text
    none: Text
    table: str
    #: Fields shown and the columns each spans.
    columns: Sequence[tuple[str, int]]
    rank: str
    select: Callable[[PlanView], list[Row]]
    size: int
    #: Its rows are high enough for several lines: those of the objectives, beside it.
    wraps: bool = False


LISTS = (
    Ranked(
        MOST_LATE,
        NONE_LATE,
        "calendar",
        (("code", 1), ("title", 4), ("owner", 1), ("due", 1), ("late_days", 1)),
        "{calendar.late_days[]}",
        latest,
        10,
    ),
    Ranked(
        OVERRUNS,
        NO_OVERRUN,
        "calendar",
        (("code", 1), ("title", 2), ("allocated", 1), ("overrun", 1)),
        "{calendar.overrun[]}",
        overrunning,
        6,
        wraps=True,
    ),
    Ranked(
        OFFERS_EXPIRING,
        NO_OFFER_EXPIRING,
        "offers",
        (("code", 1), ("customer", 3), ("amount", 1), ("valid_until", 1)),
        f"({{offers.valid_until[]}}>=DateRef)*({{offers.valid_until[]}}<=DateRef+{EXPIRY_DAYS})"
        f"*(({{offers.status[]}}={_label('offer_status', 'sent')})"
        f"+({{offers.status[]}}={_label('offer_status', 'negotiation')}))",
        expiring,
        4,
    ),
    Ranked(
        MARKETING_CONFLICTS,
        NO_MARKETING_CONFLICT,
        "marketing",
        (("code", 1), ("campaign", 2), ("start", 1), ("end", 1)),
        f"({{marketing.alignment[]}}={_label('alignment', 'conflict')})*1",
        in_conflict,
        4,
    ),
)
_NEXT = (
    (NEXT_REVIEW, "reviews"),
    (NEXT_SUPPORT, "support"),
)


def write_list(sheet: SheetWriter, spot: Spot, ranked: Ranked, row: int, column: int, number: int) -> int:
    """Title, header and lines from ``row`` on; the row after. Nothing when its sheet was left out."""
    tab = sheet.layout.tab_of(ranked.table)
    block = tab.blocks[ranked.table] if tab else None
    if tab is None or not isinstance(block, TableBlock):
        return row
    last = column + sum(width for _, width in ranked.columns) - 1
    write_heading(sheet, row, sheet.say(ranked.title), last, column)
    at = column
    for key, width in ranked.columns:
        header = sheet.say(block.table.by_key[key].label)
        sheet.write(row + 1, at, header, sheet.styles.role("small_header"), at + width - 1)
        at += width
    sheet.set_row(row + 1, 30)
    found = ranked.select(sheet.view)[: ranked.size]
    for k in range(ranked.size):
        entry = found[k] if k < len(found) else None
        place = FIRST_COLUMN + BOARD.columns + number
        _write_place(sheet, spot, ranked, block, (row + 2 + k, place, k), entry)
        _write_line(sheet, spot, ranked, block, (row + 2 + k, column, place), entry, k == 0)
    return row + 2 + ranked.size


def _write_place(
    sheet: SheetWriter, spot: Spot, ranked: Ranked, block: TableBlock, where: tuple[int, int, int], entry: Row | None
) -> None:
    """The place of the k-th row of the list in its table, empty when there are fewer."""
    row, column, k = where
    rows = "{" + f"{ranked.table}.{ranked.columns[0][0]}[]" + "}"
    rank = f"SUMPRODUCT(LARGE(({ranked.rank}>0)*(({ranked.rank})*{_MOST_ROWS}+{_MOST_ROWS - 1}-ROW({rows})),{k + 1}))"
    text = f'IFERROR(IF({rank}<1,"",{_MOST_ROWS - 1 - block.first_row}-MOD({rank},{_MOST_ROWS})),"")'
    value = sheet.view.rows(ranked.table).index(entry) + 1 if entry is not None else None
    sheet.write_formula(row, column, "=" + sheet.formulas.render(text, spot), value, sheet.styles.role("anchor"))


def _write_line(
    sheet: SheetWriter,
    spot: Spot,
    ranked: Ranked,
    block: TableBlock,
    where: tuple[int, int, int],
    entry: Row | None,
    first: bool,
) -> None:
    row, at, place = where
    cell = sheet.formulas.cell(row, place)
    for n, (key, width) in enumerate(ranked.columns):
        field = block.table.by_key[key]
        source = "{" + f"{ranked.table}.{key}[]" + "}"
        none = f'"{sheet.say(ranked.none)}"' if first and n == 1 else '""'
        text = f'IFERROR(IF({cell}="",{none},INDEX({source},{cell})),"")'
        value: Value = sheet.say(ranked.none) if first and n == 1 else None
        if entry is not None:
            value = entry.figure(field.name) if field.computed else entry.record.get(key)
        style = sheet.styles.field(
            field, "line", shrink=not ranked.wraps, text_wrap=ranked.wraps, **_LOOKS.get(key, {})
        )
        formula = "=" + sheet.formulas.render(text, spot)
        sheet.write_formula(row, at, formula, sheet.book.shown(field, value), style, at + width - 1)
        at += width


def write_meetings(sheet: SheetWriter, spot: Spot, row: int) -> int:
    """The next dates of the reviews and of the seminars; the row after."""
    write_heading(sheet, row, sheet.say(NEXT_MEETINGS), FIRST_COLUMN + BOARD.columns - 1)
    for text, table in _NEXT:
        if sheet.layout.tab_of(table) is None:
            continue
        row += 1
        field = sheet.view.template.by_name[f"{table}.date"]
        dates = "{" + f"{table}.date[]" + "}"
        sheet.write(row, FIRST_COLUMN, sheet.say(text), sheet.styles.role("line"), BOARD.half - 4)
        formula = f'IFERROR(SMALL({dates},COUNTIF({dates},"<"&DateRef)+1),"")'
        value = next_day(sheet.view, table)
        style = sheet.styles.field(field, "line")
        sheet.write_formula(
            row, BOARD.half - 3, "=" + sheet.formulas.render(formula, spot), value, style, BOARD.half - 2
        )
    return row + 1
