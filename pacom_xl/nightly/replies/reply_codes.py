"""Reference lines of prepared replies: what a reply is about, signed so that only the mail's reader can send it.

A reference is ``kind/team/subject/anchor/signature``. The signature is a keyed digest of the other parts and of the
address the mail went to; its key stays in the state folder.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import quote, unquote

from pacom_xl.storage.atomic_files import write_bytes

#: ``done``, ``postponed``: an action · ``away``: a person · ``snooze``: a row of a mail.
Kind = Literal["done", "postponed", "away", "snooze"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_KEY_BYTES = 32
#: Characters of a signature: 100 bits.
_SIGNATURE = 20


@dataclass(frozen=True)
class Reference:
    """The subject of a reply: kind, team, subject and anchor."""

    kind: Kind
    team: str
    #: Code of the action, or trigram of the person.
    subject: str
    #: Anchor of the finding to put off; ``""`` for other kinds.
    anchor: str = ""


@dataclass(frozen=True)
class ReplyCodes:
    """Signs and checks references with a key."""

    key: bytes

    def text(self, reference: Reference, email: str) -> str:
        """The reference for the reader of an address, on one line."""
        parts = (reference.kind, reference.team, reference.subject, reference.anchor)
        return "/".join([*(quote(part, safe="") for part in parts), self._signature(reference, email)])

    def is_signed(self, reference: Reference, signature: str, email: str) -> bool:
        """Whether a mail to ``email`` held this reference."""
        expected = self._signature(reference, email).encode()
        return hmac.compare_digest(expected, signature.encode("utf-8", "replace"))

    def _signature(self, reference: Reference, email: str) -> str:
        parts = (reference.kind, reference.team, reference.subject, reference.anchor, email.strip().casefold())
        whole = "\0".join(parts).encode("utf-8", "replace")
        digest = hmac.new(self.key, whole, hashlib.sha256).digest()
        return base64.b32encode(digest).decode("ascii")[:_SIGNATURE]


def parsed(text: str) -> tuple[Reference, str] | None:
    """A reference and its signature, not checked; ``None`` when the text is none."""
    parts = text.strip().split("/")
    if len(parts) != 5:
        return None
    name, team, subject, anchor = map(unquote, parts[:4])
    kind = next((kind for kind in KINDS if kind == name), None)
    return (Reference(kind, team, subject, anchor), parts[4]) if kind else None


def stored_codes(file: Path) -> ReplyCodes:
    """Codes with the key of a file, which is written when it is missing or damaged. Raises ``CannotWriteError``."""
    known = looked_up_codes(file)
    if known is None:
        known = ReplyCodes(secrets.token_bytes(_KEY_BYTES))
        write_bytes(file, known.key.hex().encode())
        file.chmod(0o600)
    return known


def looked_up_codes(file: Path) -> ReplyCodes | None:
    """Codes with the key of a file; ``None`` without a readable one."""
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
    return ReplyCodes(key) if len(key) == _KEY_BYTES else None
