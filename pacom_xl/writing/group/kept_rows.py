"""What a team's rows say and add up to, kept from one consolidated workbook to the next.

Most of a row is what its team typed, and what follows from that and from what all teams share: as long as none of it
changes, its cells say the same, wherever the row has moved to. Left out are addresses, formulas (they name rows) and
what another day may change.
"""

from __future__ import annotations

import json
import pickle
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pacom_xl.figures.group.totals import Gathered, gathered
from pacom_xl.figures.group.views import Part
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import Lang
from pacom_xl.storage.derived_cache import Memo, mark_of
from pacom_xl.storage.safe_pickle import plain_values
from pacom_xl.writing.deflated import Deflated

#: Before a piece: its size and checksum.
_HEAD = struct.Struct(">QI")


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
        """From now on rows are those of ``part``, until ``leave``."""
        self._part = part if all(part.marks) else None
        self._mark = mark_of(self._shared, *(mark or b"" for mark in part.marks))

    def leave(self) -> None:
        """The rows of the part are done."""
        self._part = None

    def piece(self, what: str, place: bytes) -> Deflated | None:
        """Some of the part's rows as they were written, ``place`` standing for all else they are made of."""
        if kept := self._get(what, place):
            # What they say is still good, though nobody asks for it.
            self._memo.keep(self._marked(what))
            size, crc = _HEAD.unpack_from(kept)
            return Deflated(kept[_HEAD.size :], size, crc)
        return None

    def put_piece(self, what: str, place: bytes, piece: Deflated) -> None:
        """Keep it, unless what other teams say had a part in it."""
        if self._lasts:
            self._memo.put(self._marked(what, place), _HEAD.pack(piece.size, piece.crc) + piece.data)

    def said(self, what: str) -> Said | None:
        """What some of the part's rows say, wherever they stand."""
        kept = self._get(what)
        return Said(*plain_values(zlib.decompress(kept))) if kept else None

    def put_said(self, what: str, said: Said) -> None:
        """Keep it, unless what other teams say had a part in it."""
        if self._lasts:
            self._memo.put(self._marked(what), zlib.compress(pickle.dumps((said.heights, said.cells), 5), 1))

    def gathered(self, part: Part) -> Gathered:
        """What the rows of the part add up to."""
        if kept := self._get("gathered"):
            sums, cash = json.loads(kept)
            part.gathered = Gathered()
            part.gathered.sums.update(_amounts(sums))
            part.gathered.cash.update(_amounts(cash))
            return part.gathered
        found = gathered(part)
        if self._lasts:
            self._memo.put(self._marked("gathered"), json.dumps([_said(found.sums), _said(found.cash)]).encode())
        return found

    @property
    def _lasts(self) -> bool:
        return self._part is not None and not self._part.asked_elsewhere

    def _get(self, what: str, place: bytes = b"") -> bytes | None:
        return self._memo.get(self._marked(what, place)) if self._part else None

    def _marked(self, what: str, place: bytes = b"") -> bytes:
        return mark_of(self._mark, what.encode(), place)


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
