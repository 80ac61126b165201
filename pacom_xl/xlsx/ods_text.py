"""Texts of cells of an OpenDocument file: paragraphs, spaces, tabs and line breaks as the format spells them."""

from __future__ import annotations

import re

_SPACES = re.compile(r"[ \t\r\n]+")


class Paragraphs:
    """The paragraphs of one cell or note, put together as they are met.

    Runs of white space count as one blank, and none at the ends of a paragraph: only elements spell others.
    """

    def __init__(self) -> None:
        self._done: list[str] = []
        self._pieces: list[str] = []
        #: Whether the last piece is text that may end with a blank of no meaning; elements spell the others.
        self._is_text = False

    def begin(self) -> None:
        """A paragraph begins."""
        self._pieces, self._is_text = [], False

    def add(self, data: str) -> None:
        """Text inside a paragraph."""
        text = _SPACES.sub(" ", data)
        if not self._pieces or (self._is_text and self._pieces[-1].endswith(" ")):
            text = text.removeprefix(" ")
        if text:
            self._pieces.append(text)
            self._is_text = True

    def put(self, characters: str) -> None:
        """Add the characters that an element represents."""
        self._pieces.append(characters)
        self._is_text = False

    def end(self) -> None:
        """A paragraph ends."""
        if self._is_text:
            self._pieces[-1] = self._pieces[-1].removesuffix(" ")
        self._done.append("".join(self._pieces))
        self._pieces, self._is_text = [], False

    @property
    def text(self) -> str:
        """The text, one line per paragraph."""
        return "\n".join(self._done)
