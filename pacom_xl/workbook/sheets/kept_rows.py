"""What a team's rows say and add up to, kept from one consolidated workbook to the next.

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

    def enter(self, part: Part) -> None:
        """From now on rows are those of ``part``."""
        self._part = part if all(part.marks) else None
        self._mark = mark_of(self._shared, *(mark or b"" for mark in part.marks))

    def leave(self) -> None:
        """From now on rows are those of all."""
        self._part = None

    def get(self, table: str, columns: bytes, rows: int) -> Said | None:
        """What ``columns`` of the part's ``rows`` of a table say; ``None`` when it is not known."""
        kept = self._get(table.encode(), columns)
        return Said(*kept) if kept and len(kept[0]) == rows else None

    def put(self, table: str, columns: bytes, said: Said) -> None:
        """Keep it, unless what other teams say had a part in it."""
        self._put((said.heights, said.cells), table.encode(), columns)

    def gathered(self, part: Part) -> Gathered:
        """What the rows of the part add up to."""
        if kept := self._get(b"gathered"):
            part.gathered = Gathered()
            part.gathered.sums.update(_amounts(kept[0]))
            part.gathered.cash.update(_amounts(kept[1]))
            return part.gathered
        found = gathered(part)
        made = [
            [(key, said if said is None else str(said)) for key, said in of.items()] for of in (found.sums, found.cash)
        ]
        self._put(made, b"gathered")
        return found

    def _get(self, *what: bytes) -> Any:
        kept = self._memo.get(mark_of(self._mark, *what)) if self._part else None
        return json.loads(kept) if kept else None

    def _put(self, made: object, *what: bytes) -> None:
        if self._part and not self._part.asked_elsewhere:
            self._memo.put(mark_of(self._mark, *what), json.dumps(made).encode())


def _amounts(said: Iterable[tuple[list[Any], str | None]]) -> dict[Any, Any]:
    return {tuple(key): amount if amount is None else Decimal(amount) for key, amount in said}


def columns_mark(looks: Iterable[object]) -> bytes:
    """Of how columns look."""
    return mark_of(*(repr(look).encode() for look in looks))


def _rows_mark(records: Sequence[Record]) -> bytes:
    """Of all that records say."""
    rows = [(record.table, record.key, record.parent, record.values) for record in records]
    return mark_of(json.dumps(rows, default=_told).encode())


def _told(value: object) -> dict[str, str]:
    if isinstance(value, (Decimal, date)):
        return {type(value).__name__: str(value)}
    raise TypeError(type(value))
