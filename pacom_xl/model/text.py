"""Bilingual text, and folding: a normal form for comparing what people type."""

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
#: Most characters of one text in a page or mail.
_DOCUMENT_TEXT = 2_000
NBSP = "\u00a0"
NARROW_NBSP = "\u202f"

#: Apostrophes and dashes that keyboards and office programs substitute for one another.
_PUNCTUATION = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-"}
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_FOLDED = _PUNCTUATION | _INVISIBLE
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
#: Control characters: line ends, terminal escape codes, changes of writing direction.
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
    """``text`` in NFC, without invisible characters, each run of spaces replaced by one, trimmed."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(STEERING.sub(" ", unicodedata.normalize("NFC", text).translate(_INVISIBLE)).split())


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Normal form for comparison: case, accents, and variants of spaces, dashes and quotes are removed."""
    bare = text.replace("`", "'")
    if not bare.isascii():
        bare = _BEYOND_ASCII.sub(lambda found: _bare(found[0]), bare)
    return " ".join(bare.casefold().split())


@lru_cache(maxsize=2_000)
def _bare(letters: str) -> str:
    """Letters beyond ASCII without their accents. Cached: texts repeat a few of them."""
    decomposed = unicodedata.normalize("NFKD", letters.translate(_FOLDED))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def in_line(text: str, most: int = 300) -> str:
    """Text typed by a person, made safe for one line of a message: no control characters, ``most`` characters."""
    # Nearly all texts are printable and need no substitution.
    shown = text if text.isprintable() else STEERING.sub(" ", text)
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


def in_document(value: object) -> object:
    """A value for a page or mail: control characters in a text are removed, a long text is cut."""
    return in_line(value, _DOCUMENT_TEXT) if type(value) is str else value


def cell_length(text: str) -> int:
    """Length of a text as Excel counts it, in units of UTF-16."""
    if text.isascii() or max(text) <= "\uffff":
        return len(text)
    return len(text) + sum(letter > "\uffff" for letter in text)


def fits_cell(text: str) -> bool:
    """Whether a cell of Excel can hold all of a text."""
    return len(text) <= CELL_TEXT // 2 or cell_length(text) <= CELL_TEXT


def cell_text(text: str) -> str:
    """``text`` cut to what a cell of Excel can hold, with an ellipsis at the end when it is cut."""
    if fits_cell(text):
        return text
    # A character of two UTF-16 units is not cut in half.
    return text.encode("utf-16-le", "surrogatepass")[: 2 * (CELL_TEXT - 1)].decode("utf-16-le", "ignore") + "…"


#: The beginning of an address, of which a path keeps one slash: ``s3:/plans``. One letter is a drive.
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]+):[/\\]+")
#: A user and the password of an address; ``github://`` has an owner and a repository there.
_PASSWORD = re.compile(r"^(?!github:)([a-z][a-z0-9+.-]+://[^/:@]*):[^/]*@")


def path_text(path: object) -> str:
    """A path as text that can be encoded in UTF-8; undecodable bytes are escaped. Addresses get both slashes again, and
    show no password.
    """
    text = _SCHEME.sub(r"\1://", str(path).encode("utf-8", "backslashreplace").decode("utf-8"))
    return _PASSWORD.sub(r"\1:…@", text)


def has_password(address: str) -> bool:
    """Whether an address (``sftp://user:password@server``) holds a password."""
    return _PASSWORD.match(address) is not None
