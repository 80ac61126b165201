"""Identity of this version of the program: results of another version may differ."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pacom_xl import __version__


@lru_cache(maxsize=1)
def program_digest() -> str:
    """Digest of the program's own files: a version number does not follow every edit."""
    package = Path(__file__).resolve().parent.parent
    files = sorted(file for file in package.rglob("*") if file.suffix in (".py", ".toml", ".j2"))
    listed = [f"{file.relative_to(package)} {sha256(file.read_bytes()).hexdigest()}" for file in files]
    return sha256("\n".join((__version__, *listed)).encode()).hexdigest()
