"""A store of results in memory, and readings whose digests are known, as the nightly run has them."""

from __future__ import annotations

from collections.abc import Iterable

from pacom_xl.reading.reading_codec import pack
from pacom_xl.reading.reading_result import Reading
from pacom_xl.storage.derived_cache import mark_of
from tests.support.drafts import Change
from tests.support.sample_company import TEAMS, reading


class Kept:
    """A memo in memory, which counts what it did not know."""

    def __init__(self) -> None:
        self.made: dict[bytes, bytes] = {}
        self.puts = 0

    def get(self, mark: bytes) -> bytes | None:
        return self.made.get(mark)

    def put(self, mark: bytes, made: bytes) -> None:
        self.puts += 1
        self.made[mark] = made

    def keep(self, mark: bytes) -> None:
        assert mark in self.made


def company_readings(
    change: Change = lambda plan: None, teams: Iterable[str] = TEAMS, name: str = "{}.xlsx"
) -> list[Reading]:
    """The sample company as the night reads it: the marks of its plans are known."""
    readings = [reading(team, name.format(team), change=change) for team in teams]
    for entry in readings:
        packed = pack(entry)
        digest = mark_of(packed.head, *packed.marks)
        entry.plans = [plan.with_head(content_digest=digest) for plan in entry.plans]
    return readings
