"""Items of many groups, added in any order and read group by group: they wait on disk meanwhile."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Generic, TypeVar

from pacom_xl.storage.spill_buffer import SpillBuffer

T = TypeVar("T")
#: Items of all groups together that wait in memory before they are stored.
_PENDING = 5_000


class SpooledGroups(Generic[T]):
    """The items of each group, in the order they were added."""

    def __init__(self, buffer: SpillBuffer) -> None:
        """``buffer``: one that several collections may share."""
        self._buffer = buffer
        self._pending: dict[str, list[T]] = {}
        self._places: dict[str, list[tuple[int, int]]] = {}
        self._count = 0

    def add(self, group: str, item: T) -> None:
        """Add an item to a group."""
        self._pending.setdefault(group, []).append(item)
        self._count += 1
        if self._count >= _PENDING:
            self._store()

    def of(self, group: str) -> Iterator[T]:
        """The items of a group; none when it is not known."""
        for place in self._places.get(group, ()):
            yield from pickle.loads(self._buffer.read(*place))
        yield from self._pending.get(group, ())

    def _store(self) -> None:
        for group, items in self._pending.items():
            self._places.setdefault(group, []).append(self._buffer.add(pickle.dumps(items, 5)))
        self._pending.clear()
        self._count = 0
