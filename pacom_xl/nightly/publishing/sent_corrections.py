"""Which corrected workbooks went with earlier mails: none is sent again to a reader when only deadlines passed since.

Some deadline passes nearly every day. Another copy of an unchanged workbook, some 650 kB, would differ from the last
one by a mark or two, and be one more version a team may go on with by mistake; the mail lists the new findings.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from pacom_xl.consolidation.review import Review
from pacom_xl.model.findings import Finding
from pacom_xl.nightly.recipients.recipients import Recipient
from pacom_xl.nightly.recipients.rhythm import address_digest
from pacom_xl.rules.all_rules import RULES
from pacom_xl.storage.atomic_files import write_bytes
from pacom_xl.storage.digests import digest_of

#: An older mail is hard to find again: the workbook is sent again.
_FINDABLE = timedelta(days=30)


@dataclass(frozen=True)
class SentCorrections:
    """Days on which corrected workbooks were sent, by a digest of the reader and of what the workbook shows."""

    day: date = date.min
    days: dict[str, date] = field(default_factory=dict)

    def earlier(self, reader: Recipient, of_team: Review) -> date | None:
        """The earlier day on which the reader got the corrected workbook of a team, if only deadlines passed since."""
        sent = self.days.get(_key(reader, of_team))
        return sent if sent and sent < self.day else None

    def note(self, reader: Recipient, of_team: Review) -> None:
        """Record that the corrected workbook of a team goes to a reader today."""
        self.days[_key(reader, of_team)] = self.day


def load_sent_corrections(file: Path, day: date) -> SentCorrections:
    """The entries of a file, but those too old to count. A damaged file counts as empty."""
    try:
        entries = json.loads(file.read_text(encoding="utf-8")).items()
        days = {str(key): date.fromisoformat(sent) for key, sent in entries}
    except (OSError, ValueError, TypeError, AttributeError):
        days = {}
    return SentCorrections(day, {key: sent for key, sent in days.items() if sent >= day - _FINDABLE})


def save_sent_corrections(file: Path, sent: SentCorrections) -> None:
    """Raises ``CannotWriteError``."""
    write_bytes(file, json.dumps({key: day.isoformat() for key, day in sorted(sent.days.items())}).encode())


def _key(reader: Recipient, of_team: Review) -> str:
    address = address_digest(reader.address.addr_spec)
    files = sorted(reading.sha256 for reading in of_team.readings)
    undated = sorted(repr(found.identity) for found in of_team.findings if _is_lasting_mark(found))
    return digest_of(
        address.encode(), reader.lang.encode(), repr((files, undated)).encode("utf-8", "surrogateescape")
    ).hex()


def _is_lasting_mark(found: Finding) -> bool:
    """Whether a finding marks a cell of the workbook and does not come from a date that passed."""
    return found.cell is not None and not (found.code in RULES and RULES[found.code].dated)
