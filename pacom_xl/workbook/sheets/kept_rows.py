"""What a team's rows say and add up to, kept from one consolidated workbook to the next.

Most of a row is what its team typed, and what follows from that and from what all teams share: as long as none of it
changes, its cells say the same, wherever the row has moved to. Left out are addresses, formulas (they name rows) and
what another day may change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pacom_xl.core.memo import Memo, mark_of
from pacom_xl.core.plan import Plan, Record
from pacom_xl.core.text import Lang
from pacom_xl.figures.flat import Gathered, gathered
from pacom_xl.figures.together import Part


@dataclass
class Said:
    """What some columns of some rows say: cells without their addresses, and the lines each row needs for them."""

    heights: list[int]
    cells: dict[str, list[str]] = field(default_factory=dict)


class KeptRows:
    """The rows of one part after the other."""

    def __init__(self, memo: Memo, shared: Plan, lang: Lang, year: int) -> None:
        """``shared``: what all parts share. ``lang``: of the workbook; ``year``: of its day, of which months are when
        a plan does not say. What other days may change is not to be kept here.
        """
        self._memo = memo
        head = (shared.team, shared.year, shared.lang, shared.template, shared.template_version, lang, year)
        self._shared = mark_of(repr(head).encode(), _rows_mark(shared.records))
        self._part: Part | None = None
        self._mark = b""
        #: What is known of the rows of the part, by what it is; whether some of it was not before.
        self._known: dict[str, Any] = {}
        self._more = False

    def enter(self, part: Part) -> None:
        """From now on rows are those of ``part``, until ``leave``."""
        self._part = part if all(part.marks) else None
        self._mark = mark_of(self._shared, *(mark or b"" for mark in part.marks))
        kept = self._memo.get(self._mark) if self._part else None
        self._known, self._more = json.loads(kept) if kept else {}, False

    def leave(self) -> None:
        """The rows of the part are done."""
        if self._more:
            self._memo.put(self._mark, json.dumps(self._known).encode())
        self._part, self._known, self._more = None, {}, False

    def get(self, what: str, rows: int) -> Said | None:
        """What some columns of so many of the part's rows say; ``None`` when it is not known."""
        kept = self._known.get(what)
        return Said(*kept) if kept and len(kept[0]) == rows else None

    def put(self, what: str, said: Said) -> None:
        """Keep it, unless what other teams say had a part in it."""
        self._put(what, (said.heights, said.cells))

    def gathered(self, part: Part) -> Gathered:
        """What the rows of the part add up to."""
        if kept := self._known.get("gathered"):
            part.gathered = Gathered()
            part.gathered.sums.update(_amounts(kept[0]))
            part.gathered.cash.update(_amounts(kept[1]))
            return part.gathered
        found = gathered(part)
        self._put("gathered", [_said(found.sums), _said(found.cash)])
        return found

    def _put(self, what: str, made: object) -> None:
        if self._part and not self._part.asked_elsewhere:
            self._known[what], self._more = made, True


def _said(amounts: Mapping[Any, Decimal | None]) -> list[tuple[Any, str | None]]:
    return [(key, amount if amount is None else str(amount)) for key, amount in amounts.items()]


def _amounts(said: Iterable[tuple[list[Any], str | None]]) -> dict[Any, Any]:
    return {tuple(key): amount if amount is None else Decimal(amount) for key, amount in said}


def columns_mark(looks: Iterable[object]) -> str:
    """Of how columns look."""
    return mark_of(*(repr(look).encode() for look in looks)).hex()


def _rows_mark(records: Sequence[Record]) -> bytes:
    """Of all that records say."""
    rows = [(record.table, record.key, record.parent, record.values) for record in records]
    return mark_of(json.dumps(rows, default=_told).encode())


def _told(value: object) -> dict[str, str]:
    if isinstance(value, (Decimal, date)):
        return {type(value).__name__: str(value)}
    raise TypeError(type(value))
