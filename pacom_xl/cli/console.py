"""Standard output and standard error connected to a terminal, a pipe, a full disk, or nothing."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from pathlib import Path
from typing import TextIO

#: Name under which the error handler is registered with ``codecs``.
_HANDLER = "pacom-plain"
#: What replaces a character the output's code page does not have.
_PLAIN = {
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "…": "...", "–": "-", "—": "-", "−": "-", "→": "->", "←": "<-", "›": ">", "≥": ">=", "≤": "<=", "≠": "!=",
    "×": "x", "·": "-", "•": "-", "œ": "oe", "Œ": "OE", "€": "EUR", "✓": "v", "⚠": "!",
}  # fmt: skip


def prepare_streams() -> bool:
    """Make both streams take any character. Whether standard output is open.

    A code page without a character (cp850, cp1252) gets the nearest plain one; a closed stream is replaced by the
    null device, so that no file opened later is taken for it.
    """
    codecs.register_error(_HANDLER, _plain)
    is_open = sys.stdout is not None
    sys.stdout = sys.stdout or _null_device()
    sys.stderr = sys.stderr or _null_device()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            unicode = (stream.encoding or "").lower().startswith("utf")
            reconfigure(errors="backslashreplace" if unicode else _HANDLER)
    return is_open


def _null_device() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _plain(error: UnicodeError) -> tuple[str, int]:
    """The ``codecs`` error handler: plain characters in place of those that cannot be encoded, and where to go on."""
    assert isinstance(error, UnicodeEncodeError)
    missing = error.object[error.start : error.end]
    return "".join(map(_nearest, missing)), error.end


def _nearest(letter: str) -> str:
    bare = _PLAIN.get(letter) or unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return bare or letter.encode("ascii", "backslashreplace").decode()


def flush() -> None:
    """Hand everything printed to the system. Raises ``OSError`` when it does not take it."""
    sys.stdout.flush()


def abandon_output() -> None:
    """Redirect standard output to the null device, so that closing it at exit cannot raise again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
