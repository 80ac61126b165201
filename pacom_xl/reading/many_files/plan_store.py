"""Readings whose records wait on the disk: of a thousand workbooks a few are in memory at a time.

The parts of packed readings (``packed``) lie in a file without a name, equal ones once. A plan makes its tables when
they are asked for; those asked for last are kept, so that what all workbooks share is made once.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pacom_xl.model.plan import Record, StoredPlan
from pacom_xl.reading.many_files.reading_codec import Packed, Shape, opened, records_of
from pacom_xl.reading.reading_result import Reading
from pacom_xl.storage.spill_buffer import SpillBuffer

#: Bytes that wait in memory before the disk is used.
_IN_MEMORY = 4 << 20
#: Bytes of the parts that are kept as records: those of some ten workbooks.
_MOST_CACHED = 600_000


class PlanStore:
    """Store of the parts of packed readings; released with the last plan that uses it."""

    def __init__(self) -> None:
        self._buffer = SpillBuffer(_IN_MEMORY)
        self._numbers: dict[bytes, int] = {}
        self._starts: list[int] = [0]
        self._cached: OrderedDict[int, list[Record]] = OrderedDict()
        self._cached_bytes = 0

    def put(self, packed: Packed) -> Reading:
        """Store a packed reading and return it with plans that decode their records on demand. Parts stored before may
        be absent.
        """
        for digest, part in packed.parts.items():
            if digest not in self._numbers:
                self._numbers[digest] = self._add(part)
        bare, shapes = opened(packed.head)
        digests = iter(packed.digests)
        plans = []
        for plan, shape in zip(bare.plans, shapes, strict=True):
            numbers = tuple(self._numbers[next(digests)] for _ in shape.tables)
            plans.append(StoredPlan(plan, _Stored(self, shape, numbers)))
        return replace(bare, plans=list(plans))

    def fill_no_more(self) -> None:
        """Release the index of equal parts once everything is stored."""
        self._numbers.clear()

    def _add(self, part: bytes) -> int:
        self._starts.append(self._buffer.add(part)[1])
        return len(self._starts) - 2

    def records(self, number: int) -> list[Record]:
        """The records of a part."""
        cached = self._cached.get(number)
        if cached is None:
            part = self._buffer.read(*self._starts[number : number + 2])
            cached = self._cached[number] = records_of(pickle.loads(part))
            self._cached_bytes += len(part)
            while self._cached_bytes > _MOST_CACHED and len(self._cached) > 1:
                self._cached_bytes -= self._size(self._cached.popitem(last=False)[0])
        else:
            self._cached.move_to_end(number)
        return cached

    def _size(self, number: int) -> int:
        return self._starts[number + 1] - self._starts[number]


class _Stored:
    """The records of one plan on a store."""

    __slots__ = ("_numbers", "_shape", "_store")

    def __init__(self, store: PlanStore, shape: Shape, numbers: Sequence[int]) -> None:
        self._store, self._shape, self._numbers = store, shape, numbers

    def __iter__(self) -> Iterator[Record]:
        return self._shape.in_order([self._store.records(number) for number in self._numbers])

    def names(self) -> Iterable[str]:
        return self._shape.tables

    def count(self, name: str) -> int:
        return next((n for table, n in zip(self._shape.tables, self._shape.counts, strict=True) if table == name), 0)

    def table(self, name: str) -> list[Record]:
        numbers = (n for table, n in zip(self._shape.tables, self._numbers, strict=True) if table == name)
        return next((self._store.records(number) for number in numbers), [])
