"""The commands that documents show: in indented or fenced blocks, and between backquotes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.document_steps import ROOT

PAGES = [ROOT / "README.md", ROOT / "README.fr.md", *sorted((ROOT / "docs").glob("*.md"))]
#: First words of what people type in a shell.
_PROGRAMS = ("pacom-xl", "make", "uv", "pipx", "pip", "python", "dask", "keyring", "crontab", "systemctl", "schtasks")
#: What stands for something of the reader's: an option and its omitted value, an omitted word.
_OMITTED = re.compile(r"(?: --?[\w-]+)? …")


@dataclass(frozen=True)
class ShownCommand:
    """A command and the page it is in."""

    page: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page}: {shlex.join(self.words)}"


def commands_of(page: Path) -> list[ShownCommand]:
    """The commands of a page, in its order, each once."""
    lines = dict.fromkeys(line for text in _shown(page.read_text(encoding="utf-8")) for line in _parts(text))
    return [ShownCommand(page.name, tuple(shlex.split(line))) for line in lines]


def _shown(text: str) -> Iterator[str]:
    """Lines of blocks and code between backquotes, in the order of the page."""
    without_fences = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for match in re.finditer(r"^ {4,}(?P<line>\S.*)$|`(?P<quoted>[^`\n]+)`", without_fences, re.MULTILINE):
        yield match["line"] or match["quoted"]
    for fence in re.findall(r"^```(?:sh|bash)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield from fence.splitlines()


def _parts(line: str) -> Iterator[str]:
    """The commands of a line: without its comment, divided at ``&&`` and ``;``."""
    for part in re.split(r" && | ; |; ", re.split(r"\s+# ", line)[0]):
        command = _OMITTED.sub("", part.strip())
        if command.split(" ")[0] in _PROGRAMS and " " in command and "|" not in command:
            yield command
