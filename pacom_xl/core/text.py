"""Bilingual text, and the folding that makes what people type comparable."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = ("fr", "en")

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"

#: Spellings of the same mark: apostrophes and dashes that keyboards and offices exchange freely.
_SAME_MARKS = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-"}
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


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
    if text.isascii() and "  " not in text and not any(c in text for c in "\t\r\n"):
        return text.strip()
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """A key under which spellings of the same word meet: no case, no accents, one kind of space, dash, quote."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_INVISIBLE).translate(_SAME_MARKS))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())
