"""The pattern of a code: its pieces, in words, and an example of it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from pacom_xl.model.text import Text

_TOKEN = re.compile(r"(\[A-Z\]|\\d)(?:\{(\d+)(?:,(\d+))?\}|(\+))?|([A-Za-z0-9 _-]+)")
#: Optional part of a version number.
_OPTIONAL = re.compile(r"\([^()]*\)\?$")


class Shape(NamedTuple):
    """A pattern in words (« ACT-, 2 à 4 majuscules, -, 3 chiffres ») and an example (« ACT-AB-001 »)."""

    words: Text
    example: str


class Piece(NamedTuple):
    """A part of a pattern: fixed text, digits or capital letters, and how many; ``most`` is ``None`` for any number."""

    kind: Literal["fixed", "digits", "letters"]
    least: int
    most: int | None
    text: str = ""


@lru_cache(maxsize=256)
def pattern_pieces(pattern: str) -> tuple[Piece, ...] | None:
    """The pieces of a pattern; ``None`` when it has others, or optional ones."""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    bare, pieces, at = pattern[1:-1], list[Piece](), 0
    while at < len(bare):
        token = _TOKEN.match(bare, at)
        if token is None:
            return None
        kind, least, most, several, fixed = token.groups()
        if fixed:
            pieces.append(Piece("fixed", len(fixed), len(fixed), fixed))
        else:
            low = int(least or 1)
            high = None if several else int(most or low)
            pieces.append(Piece("letters" if kind == "[A-Z]" else "digits", low, high))
        at = token.end()
    return tuple(pieces) or None


@lru_cache(maxsize=256)
def code_shape(pattern: str) -> Shape | None:
    """The shape of a pattern made of letters, digits and fixed text; ``None`` for other patterns."""
    bare = _OPTIONAL.sub("", pattern.removeprefix("^").removesuffix("$"))
    parts: list[tuple[str, str, str]] = []
    at = 0
    while at < len(bare):
        token = _TOKEN.match(bare, at)
        if token is None:
            return None
        parts.append(_part(token))
        at = token.end()
    words = Text(", ".join(fr for fr, _, _ in parts), ", ".join(en for _, en, _ in parts))
    return Shape(words, "".join(example for _, _, example in parts)) if parts else None


def _part(token: re.Match[str]) -> tuple[str, str, str]:
    """One part in French, in English, and as an example."""
    kind, least, most, several, fixed = token.groups()
    if fixed:
        return fixed, fixed, fixed
    count = int(least or 1)
    letters = kind == "[A-Z]"
    example = "ABCDEFGH"[:count] if letters else "1".zfill(count)
    plural = count > 1 or most or several
    fr = ("majuscule" if letters else "chiffre") + ("s" if plural else "")
    en = ("capital letter" if letters else "digit") + ("s" if plural else "")
    if several:
        return f"un ou plusieurs {fr}", f"one or more {en}", example
    if most:
        return f"{count} à {most} {fr}", f"{count} to {most} {en}", example
    return f"{count} {fr}", f"{count} {en}", example
