"""Mails of a mailbox, and how far it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Position:
    """How far a folder was read: UIDVALIDITY and last UID; without a UID nothing was read yet."""

    validity: int = 0
    last: int = 0


@dataclass(frozen=True)
class Received:
    """A mail of the folder, cut when it is too long, and the day the server received it."""

    day: date
    data: bytes
