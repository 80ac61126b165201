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
    files = sorted(file for file in package.rglob("*") if _is_program(file))
    listed = [f"{file.relative_to(package)} {sha256(file.read_bytes()).hexdigest()}" for file in files]
    return sha256("\n".join((__version__, *listed)).encode()).hexdigest()


def _is_program(file: Path) -> bool:
    """Whether a file decides what the program does; installed without sources, it is compiled beside its folder."""
    is_compiled = file.suffix == ".pyc" and file.parent.name != "__pycache__"
    return is_compiled or file.suffix in (".py", ".toml", ".j2")
