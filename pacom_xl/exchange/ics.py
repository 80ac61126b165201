"""Deadlines as an iCalendar file (RFC 5545) with all-day events."""

from __future__ import annotations

import hashlib
import re
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
    #: Code of the team whose plan holds it; written as ``X-PACOM-TEAM`` unless empty.
    team: str = ""


def calendar(events: Iterable[Event], stamp: date, name: str) -> bytes:
    """The calendar in UTF-8, lines folded at 75 bytes. The same events and ``stamp`` give the same bytes."""
    return b"".join(_calendar(events, stamp, name, [], ()))


def feed(
    events: Iterable[Event], stamp: date, name: str, *, teams: Iterable[str] = (), others: Iterable[bytes] = ()
) -> bytes:
    """As ``calendar``, to be subscribed to: programs ask for it again each day; without any event it is valid, too.

    ``teams``: those it depends on. ``others``: events as an earlier feed has them (``events_of_feed``).
    """
    more = [*_REFRESH, *(f"X-PACOM-TEAM:{_escaped(team)}" for team in teams)]
    whole = list(_calendar(events, stamp, name, more, others))
    if not any(line.startswith(b"BEGIN:VEVENT") for line in whole):
        # A calendar must hold a component; this one shows nothing.
        whole[-1:-1] = [line.encode() + b"\r\n" for line in _ZONE]
    return b"".join(whole)


def events_of_feed(data: bytes) -> list[tuple[str, bytes]]:
    """The events of a calendar of this module, each with its team (``""`` without one); none of any other file."""
    if not is_program_calendar(data):
        return []
    pieces = (_BEGIN + piece.partition(_END)[0] + _END for piece in data.split(_BEGIN)[1:])
    return [(next(_teams(piece), ""), piece) for piece in pieces]


def teams_of_feed(data: bytes) -> set[str]:
    """Teams a calendar of this module depends on."""
    return set(_teams(data)) if is_program_calendar(data) else set()


def _teams(data: bytes) -> Iterator[str]:
    for piece in data.split(_TEAM)[1:]:
        yield _ESCAPED.sub(r"\1", piece.partition(b"\r\n")[0].decode("utf-8", "replace"))


def is_program_calendar(data: bytes) -> bool:
    """Whether ``data`` begins as the calendars of this module do."""
    return data.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//pacom_xl//")


_BEGIN, _END, _TEAM = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"\r\nX-PACOM-TEAM:"
_ESCAPED = re.compile(r"\\(.)")
_REFRESH = ["REFRESH-INTERVAL;VALUE=DURATION:P1D", "X-PUBLISHED-TTL:P1D"]
_ZONE = [
    "BEGIN:VTIMEZONE", "TZID:Etc/UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000", "TZNAME:UTC", "END:STANDARD", "END:VTIMEZONE",
]  # fmt: skip


def _calendar(
    events: Iterable[Event], stamp: date, name: str, more: list[str], others: Iterable[bytes]
) -> Iterator[bytes]:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//pacom_xl//FR", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{_escaped(name)}", *more]
    seen: Counter[str] = Counter()
    for event in events:
        seen[event.key] += 1
        rank = f"|{seen[event.key]}" if seen[event.key] > 1 else ""
        lines += _event(event, rank, stamp)
    yield from (_folded(line.encode("utf-8")) for line in lines)
    yield from others
    yield b"END:VCALENDAR\r\n"


def _event(event: Event, rank: str, stamp: date) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256((event.key + rank).encode('utf-8', 'replace')).hexdigest()[:32]}@pacom.invalid"
    yield f"DTSTAMP:{stamp:%Y%m%d}T040000Z"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    if event.day < date.max:
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(in_line(event.title))}"
    if event.text:
        yield f"DESCRIPTION:{_escaped(event.text)}"
    yield "TRANSP:TRANSPARENT"
    if event.team:
        yield f"X-PACOM-TEAM:{_escaped(event.team)}"
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
