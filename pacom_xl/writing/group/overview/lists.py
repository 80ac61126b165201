"""The lists of the first sheet: who is late, who overspends.

A hidden cell finds the place of the k-th action in the register; the others look that row up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pacom_xl.figures.group.overview_facts import ListedAction, OverviewFacts
from pacom_xl.layout import overview_texts as texts
from pacom_xl.layout.blocks import TableBlock
from pacom_xl.model import palette
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Text
from pacom_xl.writing.group.overview.canvas import ROW, Canvas, HiddenColumn
from pacom_xl.writing.group.overview.regions import Regions

#: More than any row number: a rank is a number × this − row.
_MOST_ROWS = 100000
#: Letters of a title that fit a pixel of its cell, shrunk a little when they are wide.
_LETTERS = 0.2
#: Fewest columns of a list that shows shares too.
_WIDE = 14


@dataclass(frozen=True)
class ActionList:
    """One list: which actions, in which order."""

    title: Text
    none: Text
    #: Column of whole numbers the actions are ranked by, and a column of the same table that is never empty.
    rank: str
    rows: str
    table: str
    listed: Sequence[ListedAction]


def write_late(
    canvas: Canvas, regions: Regions, row: int, at: int, width: int, size: int, facts: OverviewFacts
) -> None:
    """Actions with the longest delays: title, owner and region, days."""
    listed = ActionList(texts.LATE_TITLE, texts.NO_LATE, "calendar.late_days", "calendar.code", "calendar", facts.late)
    title = (width - 2) * 6 // 10
    owner = width - 2 - title
    canvas.heading(row, at, width, listed.title, "calendar", more=_cut_words(canvas, size, facts.late_count))
    canvas.heads(row + 1, at, ((texts.ACTION, title, "left"), (texts.OWNER, owner, "left"), (texts.DAYS, 2, "right")))
    for k in range(size):
        line = row + 2 + k
        found = _place(canvas, line, listed, k)
        place = canvas.hidden_cell(HiddenColumn.PLACE, line)
        _title(canvas, line, at, title, listed, k, found)
        team = f"INDEX({{calendar.team[]}},{place})"
        team = regions.named(team) if width >= _WIDE else team
        person = f'INDEX({{actions.owner_name[]}},{place})&" ("&{team}&")"'
        shown = _person(regions, found, short=width < _WIDE)
        _cell(canvas, line, at + title, owner, place, person, shown, indent=1, shrink=True)
        days = f"INDEX({{calendar.late_days[]}},{place})"
        look = {"bold": True, "align": "right", "font_color": palette.RED.ink}
        _cell(canvas, line, at + title + owner, 2, place, days, found.rank if found else None, **look)


def _cut_words(canvas: Canvas, size: int, count: int) -> str:
    """« (9 sur 14) » where a list has no room for all actions; its title leads to all of them."""
    return canvas.book.say(texts.ACTIONS_SHOWN).format(shown=size, all=count) if count > size else ""


def _person(regions: Regions, found: ListedAction | None, *, short: bool) -> str:
    """« Matteo Giraudi (Sud-Est) »; the code of the region where there is no room."""
    return f"{found.owner} ({found.team if short else regions.short_of(found.team)})" if found else ""


def write_overspent(
    canvas: Canvas, regions: Regions, row: int, at: int, width: int, size: int, facts: OverviewFacts
) -> None:
    """Actions with the highest overruns: title, region, amount and share of the allocation."""
    listed = ActionList(
        texts.OVERSPENT_TITLE, texts.NO_OVERSPENT, "actions.overspent", "actions.code", "actions", facts.over
    )
    amount, share = 3, 2 if width >= _WIDE else 0
    region = min(4, (width - amount - share) // 2 - 1)
    title = width - amount - share - region
    more = _cut_words(canvas, size, facts.overspent_count)
    canvas.heading(row, at, width, listed.title, "actions", height=ROW, more=more)
    heads = ((texts.ACTION, title, "left"), (texts.REGION, region, "left"), (texts.EXCESS, amount + share, "right"))
    canvas.heads(row + 1, at, heads)
    for k in range(size):
        line = row + 2 + k
        found = _place(canvas, line, listed, k)
        place = canvas.hidden_cell(HiddenColumn.PLACE, line)
        _title(canvas, line, at, title, listed, k, found)
        team, shown = regions.named(f"INDEX({{actions.team[]}},{place})"), regions.short_of(found.team) if found else ""
        _cell(canvas, line, at + title, region, place, team, shown, indent=1, shrink=True)
        _write_excess(canvas, line, at + title + region, place, found)
        if share:
            _write_share(canvas, line, at + width - share, place, found)


def _amounts(place: str) -> tuple[str, str]:
    """Formulas: what the action at ``place`` has committed, and its allocation."""
    return f"INDEX({{actions.committed[]}},{place})", f"INDEX({{actions.allocated_used[]}},{place})"


def _write_excess(canvas: Canvas, row: int, at: int, place: str, found: ListedAction | None) -> None:
    committed, allocated = _amounts(place)
    look = {"bold": True, "align": "right", "font_color": palette.RED.ink, "num_format": f'"+"{canvas.money}'}
    _cell(canvas, row, at, 3, place, f"{committed}-{allocated}", found.excess if found else None, **look)


def _write_share(canvas: Canvas, row: int, at: int, place: str, found: ListedAction | None) -> None:
    committed, allocated = _amounts(place)
    formula = f'IF(N({allocated})=0,"–",({committed}-{allocated})/{allocated})'
    look = {"align": "right", "num_format": f'"(+"{canvas.percent().partition(";")[0]}")"', "font_color": "muted"}
    _cell(canvas, row, at, 2, place, formula, _share(found), **look)


def _share(found: ListedAction | None) -> Value:
    if found is None:
        return None
    return found.excess / found.allocated if found.allocated else "–"


def _place(canvas: Canvas, row: int, listed: ActionList, k: int) -> ListedAction | None:
    """Write the place of the k-th action of a list among the rows of its table; the action."""
    found = listed.listed[k] if k < len(listed.listed) else None
    tab = canvas.sheet.layout.tab_of(listed.table)
    block = tab.blocks[listed.table] if tab else None
    assert isinstance(block, TableBlock)
    rank, rows = f"{{{listed.rank}[]}}", f"{{{listed.rows}[]}}"
    largest = f"SUMPRODUCT(LARGE(({rank}>0)*({rank}*{_MOST_ROWS}+{_MOST_ROWS - 1}-ROW({rows})),{k + 1}))"
    formula = f'IFERROR(IF({largest}<1,"",{_MOST_ROWS - 1 - block.first_row}-MOD({largest},{_MOST_ROWS})),"")'
    canvas.set_hidden(row, HiddenColumn.PLACE, formula, found.place if found else None)
    return found


def _title(
    canvas: Canvas, row: int, at: int, width: int, listed: ActionList, k: int, found: ListedAction | None
) -> None:
    place = canvas.hidden_cell(HiddenColumn.PLACE, row)
    none = canvas.literal(listed.none) if k == 0 else '""'
    shown = canvas.book.say(listed.none) if k == 0 else ""
    title, most = f"INDEX({{actions.title[]}},{place})", int(width * canvas.column_pixels * _LETTERS)
    short = f'IF(LEN({title})>{most},LEFT({title},{most - 1})&"…",{title}&"")'
    look = canvas.line(align="left", indent=1, shrink=True)
    shown = found.title if found else shown
    shown = f"{shown[: most - 1]}…" if len(shown) > most else shown
    canvas.formula(row, at, width, f'IF({place}="",{none},{short})', shown, look)
    canvas.height(row, ROW)


def _cell(
    canvas: Canvas, row: int, at: int, width: int, place: str, formula: str, value: Value, **more: object
) -> None:
    """The value a column shows for the action at ``place``; empty when there is none."""
    value = value.quantize(Decimal("0.000000000001")) if isinstance(value, Decimal) else value
    look = canvas.line(**more)
    canvas.formula(row, at, width, f'IF({place}="","",{formula})', "" if value is None else value, look)
