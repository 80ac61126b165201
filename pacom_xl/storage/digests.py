"""Digests: short byte strings that identify longer ones."""

from __future__ import annotations

from hashlib import blake2b

#: Bytes of a digest.
DIGEST_BYTES = 16


def digest_of(*parts: bytes) -> bytes:
    """Digest of a sequence of byte strings (length-prefixed, so that boundaries count)."""
    digest = blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
