"""Digests: short byte strings that identify longer ones."""

from __future__ import annotations

from hashlib import blake2b, sha256
from pathlib import Path

#: Bytes of a digest.
DIGEST_BYTES = 16


def digest_of(*parts: bytes) -> bytes:
    """Digest of a sequence of byte strings (length-prefixed, so that boundaries count)."""
    digest = blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def file_digest(file: Path) -> str | None:
    """SHA-256 of a file's bytes; ``None`` when it cannot be read now."""
    digest = sha256()
    try:
        if not file.is_file():
            return None
        with file.open("rb") as data:
            while block := data.read(1 << 20):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()
