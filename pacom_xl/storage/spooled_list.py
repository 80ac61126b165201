"""Long lists that are made once, gone through a few times, and need not be in memory meanwhile."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from pacom_xl.storage.spill_buffer import Scratch

T = TypeVar("T")
#: Items packed together, and bytes that wait in memory before the disk is used.
_AT_ONCE, _IN_MEMORY = 500, 1 << 20


class Kept(Collection[T]):
    """Items in their order, on the disk; short lists stay in memory."""

    def __init__(self, items: Iterable[T] = ()) -> None:
        """Goes through ``items`` once."""
        self._scratch = Scratch(_IN_MEMORY)
        self._places: list[tuple[int, int]] = []
        self._count = 0
        left = iter(items)
        while some := list(islice(left, _AT_ONCE)):
            self._places.append(self._scratch.add(pickle.dumps(some, 5)))
            self._count += len(some)

    def __reduce__(self) -> tuple[Callable[..., Kept[T]], tuple[list[bytes], int]]:
        """For another process, whose disk space is its own: items go there as they are packed."""
        return _packed, ([self._scratch.read(*place) for place in self._places], self._count)

    def __len__(self) -> int:
        """How many there are."""
        return self._count

    def __iter__(self) -> Iterator[T]:
        """Each in turn; several may go through them at the same time."""
        for place in self._places:
            some: list[T] = pickle.loads(self._scratch.read(*place))
            yield from some

    def __contains__(self, item: object) -> bool:
        """Whether some item is equal to it."""
        return any(item == one for one in self)

    def __eq__(self, other: object) -> bool:
        """The same items in the same order."""
        return isinstance(other, Kept) and len(self) == len(other) and all(map(_same, self, other))


def _packed(blocks: Iterable[bytes], count: int) -> Kept[T]:
    kept = Kept[T]()
    kept._places = list(map(kept._scratch.add, blocks))
    kept._count = count
    return kept


def _same(one: object, other: object) -> bool:
    return one == other
