"""Tables of stored plans: decoded when they are asked for; those asked for last stay in memory."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from pacom_xl.model.plan import Record
from pacom_xl.reading.many_files.reading_codec import Shape

#: Bytes, as stored, of the tables that stay in memory as records: those of some ten workbooks.
_IN_MEMORY = 600_000
Key = TypeVar("Key")


class RecentTables(ABC, Generic[Key]):
    """Tables of many plans by key. Equal tables have one key, so that what all plans share is decoded once."""

    def __init__(self) -> None:
        self._recent: OrderedDict[Key, tuple[list[Record], int]] = OrderedDict()
        self._bytes = 0

    def records(self, key: Key) -> list[Record]:
        """The records of a table. Raises what ``_load`` raises."""
        if key in self._recent:
            self._recent.move_to_end(key)
            return self._recent[key][0]
        records, size = self._recent[key] = self._load(key)
        self._bytes += size
        while self._bytes > _IN_MEMORY and len(self._recent) > 1:
            self._bytes -= self._recent.popitem(last=False)[1][1]
        return records

    @abstractmethod
    def _load(self, key: Key) -> tuple[list[Record], int]:
        """The records of a table, and its bytes as stored."""


class PlanTables(Generic[Key]):
    """The tables of one plan. ``keys``: of its tables, in the order of its shape."""

    __slots__ = ("_keys", "_shape", "_tables")

    def __init__(self, tables: RecentTables[Key], shape: Shape, keys: Sequence[Key]) -> None:
        self._tables, self._shape = tables, shape
        self._keys = dict(zip(shape.tables, keys, strict=True))

    def __iter__(self) -> Iterator[Record]:
        return self._shape.in_order([self._tables.records(key) for key in self._keys.values()])

    def names(self) -> Iterable[str]:
        """Names of the tables."""
        return self._shape.tables

    def count(self, name: str) -> int:
        """Number of records of a table."""
        return next((n for table, n in zip(self._shape.tables, self._shape.counts, strict=True) if table == name), 0)

    def table(self, name: str) -> list[Record]:
        """Records of a table."""
        return self._tables.records(self._keys[name]) if name in self._keys else []
