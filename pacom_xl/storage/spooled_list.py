"""Immutable lists that are stored on disk, for lists too long for memory."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar, overload

from pacom_xl.storage.spill_buffer import SpillBuffer

T = TypeVar("T")
#: Items pickled together, and bytes held in memory before a file is used.
_AT_ONCE, _IN_MEMORY = 500, 1 << 20


class SpooledList(Sequence[T]):
    """Items in order, on disk; short lists stay in memory. Items asked for by number are best near one another."""

    def __init__(self, items: Iterable[T] = (), buffer: SpillBuffer | None = None) -> None:
        """Store ``items``, which is iterated once. ``buffer``: one that several lists share."""
        self._buffer = buffer or SpillBuffer(_IN_MEMORY)
        self._places: list[tuple[int, int]] = []
        self._count = 0
        #: The items last asked for by number: those of one place.
        self._recent: tuple[int, list[T]] = (-1, [])
        remaining = iter(items)
        while some := list(islice(remaining, _AT_ONCE)):
            self._places.append(self._buffer.add(pickle.dumps(some, 5)))
            self._count += len(some)

    def __reduce__(self) -> tuple[Callable[..., SpooledList[T]], tuple[list[bytes], int]]:
        """Pickle the list with its items, since another process cannot use this temporary file."""
        return _packed, ([self._buffer.read(*place) for place in self._places], self._count)

    def __len__(self) -> int:
        """Number of items."""
        return self._count

    def __iter__(self) -> Iterator[T]:
        """Iterate over the items; several iterations may run at the same time."""
        for place in range(len(self._places)):
            yield from self._load(place)

    @overload
    def __getitem__(self, number: int) -> T: ...
    @overload
    def __getitem__(self, number: slice) -> list[T]: ...
    def __getitem__(self, number: int | slice) -> T | list[T]:
        """One item, or several as a list."""
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(self._count))]
        place, offset = divmod(range(self._count)[number], _AT_ONCE)
        if self._recent[0] != place:
            self._recent = (place, self._load(place))
        return self._recent[1][offset]

    def __contains__(self, item: object) -> bool:
        """Whether some item is equal to ``item``."""
        return any(item == one for one in self)

    def __eq__(self, other: object) -> bool:
        """Whether both lists have equal items in the same order."""
        return isinstance(other, SpooledList) and len(self) == len(other) and all(map(_same, self, other))

    def _load(self, place: int) -> list[T]:
        some: list[T] = pickle.loads(self._buffer.read(*self._places[place]))
        return some


def _packed(blocks: Iterable[bytes], count: int) -> SpooledList[T]:
    unpickled = SpooledList[T]()
    unpickled._places = list(map(unpickled._buffer.add, blocks))
    unpickled._count = count
    return unpickled


def _same(one: object, other: object) -> bool:
    return one == other
