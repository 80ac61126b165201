"""When a person is written to: their rhythm of the Équipe sheet, and one mail a day at most."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pacom_xl.storage.atomic_files import write_bytes

#: Choices of ``team.mail_rhythm``; empty: when there is news, the director on the first day of a week too.
DAILY, WEEKLY, NEW_ONLY = "daily", "weekly", "new_only"


def is_part_due(rhythm: str, role: str, *, news: bool, begins_the_week: bool, first_run: bool) -> bool:
    """Whether a part of a mail is due. ``first_run``: the first of the day; a later one brings news only."""
    if rhythm == WEEKLY:
        return begins_the_week and first_run
    if rhythm == DAILY and first_run:
        return True
    return news or (rhythm != NEW_ONLY and role == "director" and begins_the_week and first_run)


@dataclass(frozen=True)
class DayMails:
    """Recipients written to today, by a digest of the address, and those whose news wait for the next day."""

    day: date = date.min
    written: set[str] = field(default_factory=set)
    owed: set[str] = field(default_factory=set)

    def was_written(self, address: str) -> bool:
        """Whether a mail went to an address today."""
        return address_digest(address) in self.written

    def is_owed(self, address: str) -> bool:
        """Whether an address had news on a day that had brought its mail already."""
        return address_digest(address) in self.owed

    def note(self, address: str) -> None:
        """Record that a mail goes to an address now."""
        self.written.add(address_digest(address))
        self.owed.discard(address_digest(address))

    def owe(self, address: str) -> None:
        """The news for an address wait for the next day."""
        self.owed.add(address_digest(address))


def load_day_mails(file: Path, day: date) -> DayMails:
    """The entries of a file for a day; waiting news stay from one day to the next. A damaged file counts as empty."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        found = DayMails(date.fromisoformat(data["day"]), {*map(str, data["written"])}, {*map(str, data["owed"])})
    except (OSError, ValueError, TypeError, KeyError):
        return DayMails(day)
    return found if found.day == day else DayMails(day, set(), found.owed)


def save_day_mails(file: Path, mails: DayMails) -> None:
    """Raises ``CannotWriteError``."""
    data = {"day": mails.day.isoformat(), "written": sorted(mails.written), "owed": sorted(mails.owed)}
    write_bytes(file, json.dumps(data).encode())


def address_digest(address: str) -> str:
    """Digest of an address, by which the state folder remembers readers without naming them."""
    return hashlib.sha256(address.strip().casefold().encode("utf-8", "replace")).hexdigest()[:24]
