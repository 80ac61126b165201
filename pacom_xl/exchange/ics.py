"""Deadlines as an iCalendar file (RFC 5545) with all-day events."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pacom_xl.model.text import STEERING, in_line

#: Most bytes of a line.
_LONGEST = 75


@dataclass(frozen=True)
class Event:
    """One deadline. ``key`` makes its UID, so that importing it again updates the event.

    Several events with one key in a calendar get UIDs by their order.
    """

    key: str
    day: date
    title: str
    text: str = ""


def calendar(events: Iterable[Event], stamp: date, name: str, domain: str = "pacom.invalid") -> bytes:
    """The calendar in UTF-8, lines folded at 75 bytes. The same events and ``stamp`` give the same bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//pacom_xl//FR", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escaped(name)}")
    met: Counter[str] = Counter()
    for event in events:
        met[event.key] += 1
        rank = f"|{met[event.key]}" if met[event.key] > 1 else ""
        lines += _event(event, rank, stamp, domain)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line.encode("utf-8")) for line in lines)


def _event(event: Event, rank: str, stamp: date, domain: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256((event.key + rank).encode('utf-8', 'replace')).hexdigest()[:32]}@{domain}"
    yield f"DTSTAMP:{stamp:%Y%m%d}T040000Z"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    if event.day < date.max:
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(in_line(event.title))}"
    if event.text:
        yield f"DESCRIPTION:{_escaped(event.text)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """Text with escaped line ends and separators."""
    clean = text
    if not text.isprintable():
        clean = "\n".join(STEERING.sub(" ", line) for line in text.replace("\r\n", "\n").split("\n"))
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: bytes) -> bytes:
    """The line folded at 75 bytes, not within a character; continuation lines begin with a blank."""
    pieces = []
    while len(line) > _LONGEST:
        end = _LONGEST
        while line[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(line[:end])
        line = b" " + line[end:]
    return b"\r\n".join([*pieces, line, b""])
