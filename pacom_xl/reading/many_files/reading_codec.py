"""Convert readings to bytes and back, for transfer between processes and for storage.

Half of what a team's workbook holds is the same in all of them: lists, parameters, texts of the group. A reading is
packed in parts, one per table, and parts of the same bytes are kept once. Nobody changes a record that was read.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from sys import intern
from typing import Any, NamedTuple

from pacom_xl.model.plan import Origin, Plan, Record, Value
from pacom_xl.reading.reading_result import Reading
from pacom_xl.storage.digests import digest_of

#: Most rows of one run: its length is a byte.
_LONGEST = 255


class Shape(NamedTuple):
    """Order and number of the records of a plan in its parts."""

    #: Tables that have records, in workbook order, each a part, and how many records each has.
    tables: tuple[str, ...]
    counts: tuple[int, ...]
    #: The order of the records: place of a table among ``tables``, how many of its next rows, and so on, in bytes.
    runs: bytes

    def in_order(self, parts: Sequence[Sequence[Record]]) -> Iterator[Record]:
        """The records of all ``parts`` as the workbook has them."""
        rows = [iter(part) for part in parts]
        for table, length in zip(self.runs[::2], self.runs[1::2], strict=True):
            yield from islice(rows[table], length)


@dataclass(frozen=True, slots=True)
class Packed:
    """A reading without the records of its plans, the digests of their parts, and the parts by digest."""

    head: bytes
    digests: tuple[bytes, ...]
    parts: Mapping[bytes, bytes]


def pack(reading: Reading) -> Packed:
    """``reading`` as bytes: equal tables of different readings give equal parts."""
    digests: list[bytes] = []
    parts: dict[bytes, bytes] = {}
    shapes = []
    for plan in reading.plans:
        shape, of_plan = pack_plan(plan)
        shapes.append(tuple(shape))
        digests += (digest for digest, _ in of_plan)
        parts |= of_plan
    bare = replace(reading, plans=[plan.with_records([]) for plan in reading.plans])
    return Packed(pickle.dumps((bare, shapes), 5), tuple(digests), parts)


def pack_plan(plan: Plan) -> tuple[Shape, list[tuple[bytes, bytes]]]:
    """The shape of a plan, and its parts with their digests."""
    shape, tables = _sorted(plan.records)
    pickled = [pickle.dumps([_row(record) for record in table], 5) for table in tables]
    return shape, [(digest_of(part), part) for part in pickled]


def opened(head: bytes, load: Callable[[bytes], Any] = pickle.loads) -> tuple[Reading, list[Shape]]:
    """The reading without records, and the shape of each plan. Raises what ``load`` does."""
    bare, shapes = load(head)
    assert isinstance(bare, Reading)
    return bare, [Shape(tuple(map(intern, tables)), counts, runs) for tables, counts, runs in shapes]


def records_of(rows: Sequence[Any]) -> list[Record]:
    """The records of a part, as it was loaded."""
    return [
        Record(table, key, values, parent, Origin(*place) if place else None)
        for table, key, values, parent, place in rows
    ]


def _sorted(records: Sequence[Record]) -> tuple[Shape, list[list[Record]]]:
    tables: dict[str, list[Record]] = {}
    runs = bytearray()
    for name, run in groupby(records, key=lambda record: record.table):
        of_table, rows = tables.setdefault(name, []), list(run)
        of_table += rows
        place = list(tables).index(name)
        for start in range(0, len(rows), _LONGEST):
            runs += bytes((place, min(_LONGEST, len(rows) - start)))
    return Shape(tuple(tables), tuple(map(len, tables.values())), bytes(runs)), list(tables.values())


_Place = tuple[str, int, Mapping[str, int], Mapping[str, tuple[int, int]]]


def _row(record: Record) -> tuple[str, str, Mapping[str, Value], str | None, _Place | None]:
    """A record as plain values: half the time of packing objects."""
    origin = record.origin
    place = (origin.sheet, origin.row, origin.columns, origin.places) if origin else None
    return record.table, record.key, record.values, record.parent, place
