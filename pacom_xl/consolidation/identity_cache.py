"""Cache of what was computed of lists of records, for records that many plans share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Generic, TypeVar

from pacom_xl.model.plan import Record

T = TypeVar("T")
#: Lists of records in the cache.
_SIZE = 50


class IdentityCache(Generic[T]):
    """Results by the identity in memory of the records they were computed of. It holds these records meanwhile, so that
    no other record gets their identity.
    """

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[int, ...], tuple[Sequence[Record], T]] = OrderedDict()

    def get(self, records: Sequence[Record]) -> T | None:
        """The result for these very records; ``None`` when it is not in the cache."""
        found = self._found.get(tuple(map(id, records)))
        return found[1] if found else None

    def put(self, records: Sequence[Record], result: T) -> None:
        """Add a result; the oldest one is dropped."""
        self._found[tuple(map(id, records))] = (list(records), result)
        if len(self._found) > _SIZE:
            self._found.popitem(last=False)
