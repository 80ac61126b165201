"""Readings as bytes: how they travel between processes and how they are kept.

Half of what a team's workbook holds is the same in all of them: lists, parameters, texts of the group. A reading is
packed in parts, one per table (all action sheets together), and parts of the same bytes are unpacked once: their
records are then the very same objects in every plan. Nobody changes a record that was read.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import groupby, islice
from typing import Any

from pacom_xl.core.plan import Origin, Record, Value
from pacom_xl.workbook.reading import Reading

#: Bytes of the mark of a part.
MARK = 16


@dataclass(frozen=True, slots=True)
class Packed:
    """A reading without the records of its plans; the marks of the parts they are made of, and the parts by mark."""

    head: bytes
    marks: tuple[bytes, ...]
    parts: Mapping[bytes, bytes]


def pack(reading: Reading) -> Packed:
    """``reading`` as bytes: equal tables of different readings give equal parts."""
    marks: list[bytes] = []
    parts: dict[bytes, bytes] = {}
    counts = []
    for plan in reading.plans:
        own = [pickle.dumps([_row(record) for record in part], 5) for part in _parts(plan.records)]
        counts.append(len(own))
        marks += map(mark_of, own)
        parts |= zip(marks[-len(own) :], own, strict=True) if own else ()
    bare = replace(reading, plans=[replace(plan, records=[]) for plan in reading.plans])
    return Packed(pickle.dumps((bare, counts), 5), tuple(marks), parts)


def mark_of(part: bytes) -> bytes:
    """What parts of the same bytes share, and no others."""
    return blake2b(part, digest_size=MARK).digest()


def _parts(records: Sequence[Record]) -> Iterator[list[Record]]:
    for _, run in groupby(records, key=lambda record: "actions" if record.parent else record.table):
        yield list(run)


_Place = tuple[str, int, Mapping[str, int], Mapping[str, tuple[int, int]]]


def _row(record: Record) -> tuple[str, str, dict[str, Value], str | None, _Place | None]:
    """A record as plain values: half the time of packing objects."""
    origin = record.origin
    place = (origin.sheet, origin.row, origin.columns, origin.places) if origin else None
    return record.table, record.key, record.values, record.parent, place


def _record(table: str, key: str, values: dict[str, Value], parent: str | None, place: _Place | None) -> Record:
    return Record(table, key, values, parent, Origin(*place) if place else None)


@dataclass
class Unpacker:
    """Makes readings again, equal parts once."""

    load: Callable[[bytes], Any] = pickle.loads
    _known: dict[bytes, list[Record]] = field(default_factory=dict)

    def unpack(self, packed: Packed) -> Reading:
        """The reading that was packed. Raises what ``load`` and the mapping of parts do."""
        bare, counts = self.load(packed.head)
        assert isinstance(bare, Reading)
        marks = iter(packed.marks)
        for plan, count in zip(bare.plans, counts, strict=True):
            for mark in islice(marks, count):
                if mark not in self._known:
                    self._known[mark] = [_record(*row) for row in self.load(packed.parts[mark])]
                plan.records += self._known[mark]
        return bare
