"""Raw records of a consolidated workbook that wait on the disk: some ten thousand rows for a hundred teams."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import merge
from operator import itemgetter
from typing import Any, NamedTuple

from pacom_xl.model.plan import Origin
from pacom_xl.reading.raw_records import RawRecord, RawSheet
from pacom_xl.storage.spill_buffer import SpillBuffer
from pacom_xl.storage.spooled_groups import SpooledGroups
from pacom_xl.storage.spooled_list import SpooledList
from pacom_xl.template.schema import Table

#: From so many records of a sheet on, they wait on the disk.
_MANY = 500


class _Shape(NamedTuple):
    """What the records of one table of one tab have in common."""

    table: Table
    sheet: str
    columns: Mapping[str, int]


class _Shapes:
    """Raw records as plain values: without their table and its columns, which have numbers."""

    def __init__(self) -> None:
        self._shapes: list[_Shape] = []
        self._numbers: dict[tuple[int, str, int], int] = {}

    def packed(self, raw: RawRecord) -> tuple[Any, ...]:
        """A record as plain values."""
        table, origin = raw.table, raw.origin
        key = id(table), origin.sheet, id(origin.columns)
        number = self._numbers.get(key)
        if number is None:
            # The shape keeps both objects, so that their identities stay theirs.
            number = self._numbers[key] = len(self._shapes)
            self._shapes.append(_Shape(table, origin.sheet, origin.columns))
        return number, raw.values, raw.row_id, origin.row, origin.places or None, origin.elsewhere or None

    def unpacked(self, values: tuple[Any, ...]) -> RawRecord:
        """The record again."""
        number, contents, row_id, row, places, elsewhere = values
        table, sheet, columns = self._shapes[number]
        return RawRecord(table, contents, Origin(sheet, row, columns, places or {}, elsewhere or {}), row_id)


class StoredRecords(Collection[RawRecord]):
    """Records of one sheet, on the disk; decoded each time they are gone through."""

    def __init__(self, records: Iterable[RawRecord], buffer: SpillBuffer) -> None:
        self._shapes = _Shapes()
        self._rows = SpooledList(map(self._shapes.packed, records), buffer)

    def __len__(self) -> int:
        """Number of records."""
        return len(self._rows)

    def __iter__(self) -> Iterator[RawRecord]:
        """The records, in their order."""
        return map(self._shapes.unpacked, self._rows)

    def __contains__(self, record: object) -> bool:
        """Whether some record is equal to ``record``."""
        return any(record == one for one in self)


def store_records(sheet: RawSheet, buffer: SpillBuffer) -> None:
    """Let the records of a sheet of many rows wait on the disk, but for the first ones, up to one with a code."""
    if len(sheet.records) < _MANY:
        return
    first = next((n for n, record in enumerate(sheet.records, 1) if "code" in record.values), 1)
    sheet.stored = StoredRecords(sheet.records[first:], buffer)
    del sheet.records[first:]


class RowsOfTeams:
    """Rows shared out to teams, on the disk. Those of each team come in the order they were added."""

    def __init__(self, buffer: SpillBuffer) -> None:
        self._shapes = _Shapes()
        self._rows = SpooledGroups[tuple[Any, ...]](buffer)
        #: Rows of all teams, which are as many whatever the number of teams.
        self._of_all: list[tuple[int, RawRecord, str]] = []
        self._count = 0

    def add(self, teams: Iterable[str], raw: RawRecord, name: str) -> None:
        """Add a row of some teams; ``name``: its name in the sheet of differences."""
        packed = (self._count, name, self._shapes.packed(raw))
        for team in teams:
            self._rows.add(team, packed)
        self._count += 1

    def add_for_all(self, raw: RawRecord, name: str) -> None:
        """Add a row of all teams."""
        self._of_all.append((self._count, raw, name))
        self._count += 1

    def of(self, team: str) -> Iterator[tuple[RawRecord, str]]:
        """The rows of a team, with their names."""
        of_team = ((number, self._shapes.unpacked(packed), name) for number, name, packed in self._rows.of(team))
        return ((raw, name) for _, raw, name in merge(of_team, self._of_all, key=itemgetter(0)))
