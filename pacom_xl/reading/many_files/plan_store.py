"""Readings whose records wait on the disk: of a thousand workbooks a few are in memory at a time.

The parts of packed readings (``reading_codec``) lie in a temporary file, equal ones once.
"""

from __future__ import annotations

import pickle
from array import array
from dataclasses import replace

from pacom_xl.model.plan import Plan, Record, StoredPlan
from pacom_xl.reading.many_files.reading_codec import Packed, opened, pack_plan, records_of
from pacom_xl.reading.many_files.stored_tables import PlanTables, RecentTables
from pacom_xl.reading.reading_result import Reading
from pacom_xl.storage.spill_buffer import SpillBuffer

#: Bytes that wait in memory before the disk is used.
_IN_MEMORY = 4 << 20


class PlanStore(RecentTables[int]):
    """Store of the parts of packed readings, by number; released with the last plan that uses it."""

    def __init__(self) -> None:
        super().__init__()
        self._buffer = SpillBuffer(_IN_MEMORY)
        self._numbers: dict[bytes, int] = {}
        self._starts = array("Q", [0])

    def put(self, packed: Packed) -> Reading:
        """Store a packed reading and return it with plans that decode their records on demand. Parts stored before may
        be absent.
        """
        for digest, part in packed.parts.items():
            self._number(digest, part)
        bare, shapes = opened(packed.head)
        digests = iter(packed.digests)
        plans = []
        for plan, shape in zip(bare.plans, shapes, strict=True):
            numbers = tuple(self._numbers[next(digests)] for _ in shape.tables)
            plans.append(StoredPlan(plan, PlanTables(self, shape, numbers)))
        return replace(bare, plans=list(plans))

    def put_plan(self, plan: Plan) -> Plan:
        """Store the records of a plan and return it with records that are decoded on demand."""
        shape, parts = pack_plan(plan)
        return StoredPlan(plan, PlanTables(self, shape, [self._number(*part) for part in parts]))

    def fill_no_more(self) -> None:
        """Release the index of equal parts once everything is stored."""
        self._numbers.clear()

    def _number(self, digest: bytes, part: bytes) -> int:
        """The number of a part, which is stored unless an equal one is."""
        if digest not in self._numbers:
            self._numbers[digest] = len(self._starts) - 1
            self._starts.append(self._buffer.add(part)[1])
        return self._numbers[digest]

    def _load(self, key: int) -> tuple[list[Record], int]:
        part = self._buffer.read(*self._starts[key : key + 2])
        return records_of(pickle.loads(part)), len(part)
