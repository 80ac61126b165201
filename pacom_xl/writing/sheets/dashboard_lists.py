"""The ranked lists of the dashboard: late actions, overruns, offers to chase, marketing conflicts, meetings.

A hidden cell finds the place of the k-th row in its table, the others read that row; no array formula, no sorting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pacom_xl.figures.dashboard import EXPIRY_DAYS, expiring, in_conflict, latest, next_day, overrunning
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.layout.blocks import TableBlock
from pacom_xl.layout.sheet_texts import (
    DASHBOARD_LATE,
    MARKETING_CONFLICTS,
    NEXT_MEETINGS,
    NEXT_REVIEW,
    NEXT_SUPPORT,
    NO_MARKETING_CONFLICT,
    NO_OFFER_EXPIRING,
    NO_OVERRUN,
    NONE_LATE,
    NOT_PLANNED,
    OFFERS_EXPIRING,
    OVERRUNS,
)
from pacom_xl.model.palette import LINE
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Text
from pacom_xl.writing.group.overview.canvas import Canvas
from pacom_xl.writing.sheets.action_link import target_at
from pacom_xl.writing.styles import alignment

#: More than any row number: a rank is amount × this − row.
_MOST_ROWS = 100000


def _label(list_name: str, key: str) -> str:
    return f'INDEX({list_name}_labels,MATCH("{key}",{list_name}_keys,0))'


@dataclass(frozen=True)
class Ranked:
    """One list: what it shows of which table, and the rank of each row (0: not in the list)."""

    title: Text
    none: Text
    table: str
    #: Fields shown and the columns of the grid each spans; the second one holds the text.
    columns: Sequence[tuple[str, int]]
    rank: str
    select: Callable[[PlanView], list[Row]]
    size: int
    #: Hidden column of the places of its rows.
    aside: int


LATE = Ranked(
    DASHBOARD_LATE, NONE_LATE, "calendar",
    (("code", 3), ("title", 9), ("owner", 4), ("due", 4), ("late_days", 3)),
    "{calendar.late_days[]}", latest, 5, 0,
)  # fmt: skip
OVER = Ranked(
    OVERRUNS, NO_OVERRUN, "calendar",
    (("code", 3), ("title", 11), ("allocated", 5), ("overrun", 4)),
    "{calendar.overrun[]}", overrunning, 5, 1,
)  # fmt: skip
OFFERS = Ranked(
    OFFERS_EXPIRING, NO_OFFER_EXPIRING, "offers",
    (("code", 3), ("customer", 4), ("amount", 4), ("valid_until", 3)),
    f"({{offers.valid_until[]}}>=DateRef)*({{offers.valid_until[]}}<=DateRef+{EXPIRY_DAYS})"
    f"*(({{offers.status[]}}={_label('offer_status', 'sent')})"
    f"+({{offers.status[]}}={_label('offer_status', 'negotiation')}))",
    expiring, 4, 2,
)  # fmt: skip
CONFLICTS = Ranked(
    MARKETING_CONFLICTS, NO_MARKETING_CONFLICT, "marketing",
    (("code", 3), ("campaign", 5), ("start", 3), ("end", 3)),
    f"({{marketing.alignment[]}}={_label('alignment', 'conflict')})*1", in_conflict, 4, 3,
)  # fmt: skip
_NEXT = ((NEXT_REVIEW, "reviews"), (NEXT_SUPPORT, "support"))


def write_list(canvas: Canvas, ranked: Ranked, row: int, at: int) -> int:
    """Title, header and lines from ``row`` on; the row after. Nothing when its sheet was left out."""
    tab = canvas.sheet.layout.tab_of(ranked.table)
    block = tab.blocks[ranked.table] if tab else None
    if not isinstance(block, TableBlock):
        return row
    canvas.heading(row, at, sum(width for _, width in ranked.columns), ranked.title)
    fields = [(block.table.by_key[key], width) for key, width in ranked.columns]
    canvas.heads(row + 1, at, [(field.label, width, alignment(field)) for field, width in fields])
    found = ranked.select(canvas.view)[: ranked.size]
    for k in range(ranked.size):
        entry = found[k] if k < len(found) else None
        _write_place(canvas, ranked, block, row + 2 + k, k, entry)
        _write_line(canvas, ranked, block, row + 2 + k, at, entry, k == 0)
    _rule_lines(canvas, ranked, row + 2, at)
    return row + 2 + ranked.size


def _write_place(canvas: Canvas, ranked: Ranked, block: TableBlock, row: int, k: int, entry: Row | None) -> None:
    """The place of the k-th row of the list in its table, empty when there are fewer."""
    rows = "{" + f"{ranked.table}.{ranked.columns[0][0]}[]" + "}"
    rank = f"SUMPRODUCT(LARGE(({ranked.rank}>0)*(({ranked.rank})*{_MOST_ROWS}+{_MOST_ROWS - 1}-ROW({rows})),{k + 1}))"
    text = f'IFERROR(IF({rank}<1,"",{_MOST_ROWS - 1 - block.first_row}-MOD({rank},{_MOST_ROWS})),"")'
    canvas.set_hidden(row, ranked.aside, text, canvas.view.rows(ranked.table).index(entry) + 1 if entry else None)


def _write_line(
    canvas: Canvas, ranked: Ranked, block: TableBlock, row: int, at: int, entry: Row | None, first: bool
) -> None:
    place = canvas.hidden_cell(ranked.aside, row)
    for n, (key, width) in enumerate(ranked.columns):
        field = block.table.by_key[key]
        source = "{" + f"{ranked.table}.{key}[]" + "}"
        none = canvas.literal(ranked.none) if first and n == 1 else '""'
        text = f'IFERROR(IF({place}="",{none},INDEX({source},{place})),"")'
        value: Value = canvas.book.say(ranked.none) if first and n == 1 else None
        if entry is not None:
            value = entry.figure(field.name) if field.computed else entry.record.get(key)
        look: dict[str, Any] = {"valign": "vcenter", "font_size": 10, "text_wrap": False, "shrink": True}
        if ranked.table == "calendar" and key == "code":
            text = _link(text, place)
            look |= {"font_color": "accent"}
        if key == "overrun":
            look |= {"num_format": f'"+"{canvas.money};;', "align": "right"}
        style = canvas.book.styles.field(field, "plain", **look)
        canvas.formula(row, at, width, text, canvas.book.shown(field, value), style)
        at += width


def _link(text: str, place: str) -> str:
    """The code of an action as a link to its sheet."""
    return f'IF({place}="","",HYPERLINK({target_at(place, text)},{text}))'


def _rule_lines(canvas: Canvas, ranked: Ranked, row: int, at: int) -> None:
    """A line below each row that holds something: an empty list is not a ruled form."""
    width = sum(columns for _, columns in ranked.columns)
    look = canvas.book.workbook.add_format({"bottom": 1, "bottom_color": LINE})
    first = canvas.hidden_cell(ranked.aside, row).replace("$", "")
    letters = first.rstrip("0123456789")
    area = (row, canvas.column(at), row + ranked.size - 1, canvas.column(at + width - 1))
    canvas.sheet.format_where(area, f'=${letters}{row + 1}<>""', look)


def write_meetings(canvas: Canvas, row: int, at: int, width: int) -> int:
    """The next dates of the reviews and of the seminars; the row after."""
    canvas.heading(row, at, width, NEXT_MEETINGS)
    for text, table in _NEXT:
        if canvas.sheet.layout.tab_of(table) is None:
            continue
        row += 1
        field = canvas.view.template.by_name[f"{table}.date"]
        dates = "{" + f"{table}.date[]" + "}"
        canvas.text(row, at, width - 5, text, canvas.line(indent=1))
        formula = f'IFERROR(SMALL({dates},COUNTIF({dates},"<"&DateRef)+1),{canvas.literal(NOT_PLANNED)})'
        value = next_day(canvas.view, table) or canvas.book.say(NOT_PLANNED)
        look = canvas.line(num_format=canvas.book.styles.number_format(field), align="right", indent=1)
        canvas.formula(row, at + width - 5, 5, formula, value, look)
    return row + 1
