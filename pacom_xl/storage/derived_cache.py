"""What was made before, for who would make it again of the same things."""

from __future__ import annotations

from hashlib import blake2b
from typing import Protocol

#: Bytes of a mark.
MARK = 16


class Memo(Protocol):
    """Keeps bytes under a mark of all that they were made of. It may forget, at any time."""

    def get(self, mark: bytes) -> bytes | None:
        """What was made of these things, ``None`` when it is not known."""

    def put(self, mark: bytes, made: bytes) -> None:
        """Keep what was made."""

    def keep(self, mark: bytes) -> None:
        """Forget this no sooner than what was asked for."""


def mark_of(*parts: bytes) -> bytes:
    """What the same parts share, and no others."""
    digest = blake2b(digest_size=MARK)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
