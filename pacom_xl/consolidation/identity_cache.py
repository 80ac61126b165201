"""What is found once of records that many plans share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Generic, TypeVar

from pacom_xl.model.plan import Record

T = TypeVar("T")
#: Lists of records that are remembered.
_RECENT = 50


class Recent(Generic[T]):
    """What was found of the lists of records met last, each told by its very records, which are held meanwhile."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[int, ...], tuple[Sequence[Record], T]] = OrderedDict()

    def get(self, records: Sequence[Record]) -> T | None:
        """What was put for these records, ``None`` when that is too long ago."""
        found = self._found.get(tuple(map(id, records)))
        return found[1] if found else None

    def put(self, records: Sequence[Record], found: T) -> None:
        """Remember."""
        self._found[tuple(map(id, records))] = (list(records), found)
        if len(self._found) > _RECENT:
            self._found.popitem(last=False)
