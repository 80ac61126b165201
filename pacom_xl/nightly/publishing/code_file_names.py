"""Codes of teams and people as parts of file names."""

from __future__ import annotations

import hashlib
import re


def as_file_name(code: str) -> str:
    """A code as part of a file name; two codes never share one."""
    bare = re.sub(r"[^\w-]", "_", code)
    return bare if bare == code else f"{bare}-{hashlib.sha256(code.encode()).hexdigest()[:8]}"
