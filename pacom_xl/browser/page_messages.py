"""Messages from the program to the page: progress while it works, and the results at the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Protocol

from pacom_xl.model.text import Lang, Text


class Page(Protocol):
    """The page as the worker sees it."""

    def progress(self, step: str, done: int, total: int, name: str) -> object:
        """``step``: ``reading``, ``checking`` or ``writing``; ``name``: the file it is about."""

    def result(self, data: str) -> object:
        """The result to show, as JSON."""

    def problem(self, text: str) -> object:
        """Something that could not be done."""

    def file(self, kind: str, name: str) -> object:
        """A file is written, in the folder of the session."""


class RefusedWorkError(Exception):
    """The files cannot be used; ``problems`` says why, a sentence each. Nothing is written."""

    def __init__(self, *problems: Text) -> None:
        super().__init__(problems[0].en)
        self.problems = problems


def show_lines(page: Page, summary: Text, lang: Lang, lines: Iterable[str] = (), notes: Sequence[Text] = ()) -> None:
    """Show a summary, ``notes`` below it, and a report of ``lines``."""
    data = {
        "summary": summary.in_(lang),
        "problems": [note.in_(lang) for note in notes],
        "lines": "\n".join(lines),
        "files": [],
        "missing": [],
        "totals": [],
        "conflicts": None,
    }
    page.result(json.dumps(data, ensure_ascii=False))
