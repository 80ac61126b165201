"""What the cells of a team's rows say, kept from one consolidated workbook to the next.

Most of a row is what its team typed, and what follows from that and from what all teams share: as long as none of it
changes, its cells say the same, wherever the row has moved to. Left out are addresses, formulas (they name rows) and
what another day may change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pacom_xl.core.memo import Memo, mark_of
from pacom_xl.core.plan import Plan, Record
from pacom_xl.core.text import Lang
from pacom_xl.figures.together import Part


@dataclass
class Said:
    """What some columns of some rows say: cells without their addresses, and the lines each row needs for them."""

    heights: list[int]
    cells: dict[str, list[str]] = field(default_factory=dict)


class KeptCells:
    """The cells of the rows of one part after the other."""

    def __init__(self, memo: Memo, shared: Plan, lang: Lang, year: int) -> None:
        """``shared``: what all parts share. ``lang``: of the workbook; ``year``: of its day, of which months are when
        a plan does not say. What other days may change is not to be kept here.
        """
        self._memo = memo
        head = (shared.team, shared.year, shared.lang, shared.template, shared.template_version, lang, year)
        self._shared = mark_of(repr(head).encode(), _rows_mark(shared.records))
        self._part: Part | None = None
        self._mark = b""

    def enter(self, part: Part) -> None:
        """From now on rows are those of ``part``."""
        self._part = part
        self._mark = mark_of(self._shared, _rows_mark(part.own))

    def get(self, table: str, columns: bytes, rows: int) -> Said | None:
        """What ``columns`` of the part's ``rows`` of a table say; ``None`` when it is not known."""
        kept = self._memo.get(mark_of(self._mark, table.encode(), columns)) if self._part else None
        if kept is None:
            return None
        heights, cells = json.loads(kept)
        return Said(heights, cells) if len(heights) == rows else None

    def put(self, table: str, columns: bytes, said: Said) -> None:
        """Keep it, unless what other teams say had a part in it."""
        if self._part and not self._part.asked_elsewhere:
            made = json.dumps((said.heights, said.cells), ensure_ascii=False).encode("utf-8", "surrogatepass")
            self._memo.put(mark_of(self._mark, table.encode(), columns), made)


def columns_mark(looks: Iterable[object]) -> bytes:
    """Of how columns look."""
    return mark_of(*(repr(look).encode() for look in looks))


def _rows_mark(records: Sequence[Record]) -> bytes:
    """Of all that records say; where they were read from is no part of it."""
    rows = [(record.table, record.key, record.parent, record.values) for record in records]
    return mark_of(json.dumps(rows, default=_told).encode())


def _told(value: object) -> dict[str, str]:
    if isinstance(value, (Decimal, date)):
        return {type(value).__name__: str(value)}
    raise TypeError(type(value))
