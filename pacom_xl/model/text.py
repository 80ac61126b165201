"""Bilingual text, and the folding that makes what people type comparable."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = ("fr", "en")

#: Longest text of a cell of Excel (``cell_length``).
CELL_TEXT = 32_767
NBSP = "\u00a0"
NARROW_NBSP = "\u202f"

#: Spellings of the same mark: apostrophes and dashes that keyboards and offices exchange freely.
_SAME_MARKS = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-"}
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_FOLDED = _SAME_MARKS | _INVISIBLE
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
#: What ends a line, steers a terminal, or turns the direction of all that follows.
STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    fr: str
    en: str

    def in_(self, lang: Lang) -> str:
        """The text in ``lang``."""
        return self.fr if lang == "fr" else self.en


def plain(text: str) -> str:
    """``text`` composed (NFC), without invisible characters, every run of spaces made one blank, trimmed."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(STEERING.sub(" ", unicodedata.normalize("NFC", text).translate(_INVISIBLE)).split())


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """A key under which spellings of the same word meet: no case, no accents, one kind of space, dash, quote."""
    bare = text.replace("`", "'")
    if not bare.isascii():
        bare = _BEYOND_ASCII.sub(lambda found: _bare(found[0]), bare)
    return " ".join(bare.casefold().split())


@lru_cache(maxsize=2_000)
def _bare(letters: str) -> str:
    """Letters beyond ASCII without their accents; texts repeat a few."""
    decomposed = unicodedata.normalize("NFKD", letters.translate(_FOLDED))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def in_line(text: str, most: int = 300) -> str:
    """What somebody typed, for a sentence of ours: on one line, steering nothing, cut beyond ``most`` characters."""
    # Nearly all texts are printable: nothing to look for in them.
    shown = text if text.isprintable() else STEERING.sub(" ", text)
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


def cell_length(text: str) -> int:
    """Length of a text as Excel counts it, in units of UTF-16."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def fits_cell(text: str) -> bool:
    """Whether a cell of Excel can hold all of a text."""
    return len(text) <= CELL_TEXT // 2 or cell_length(text) <= CELL_TEXT


def cell_text(text: str) -> str:
    """As much of a text as a cell of Excel holds, an ellipsis at its end when that is not all of it."""
    if fits_cell(text):
        return text
    # A letter of two units is kept or cut as a whole.
    return text.encode("utf-16-le", "surrogatepass")[: 2 * (CELL_TEXT - 1)].decode("utf-16-le", "ignore") + "…"


def path_text(path: object) -> str:
    """A path or a file's name that any UTF-8 stream can carry, whatever bytes it has."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")
