"""A mistake in a file people write: a configuration, a template, a data file."""

from __future__ import annotations

from dataclasses import dataclass

from pacom_xl.model.text import NBSP, Text


@dataclass(frozen=True, slots=True)
class Problem:
    """Which setting is wrong, and what is wrong with it."""

    #: The setting, as ``smtp.port`` or ``swot.statement.max_length``; ``""`` for the file as a whole.
    path: str
    text: Text

    def under(self, prefix: str) -> Problem:
        """The same mistake, of a section that stands at ``prefix``."""
        return Problem(".".join(filter(None, (prefix, self.path))), self.text)

    def sentence(self) -> Text:
        """``smtp.port : un nombre entier…``"""
        if not self.path:
            return self.text
        return Text(f"{self.path}{NBSP}: {self.text.fr}", f"{self.path}: {self.text.en}")


def in_file(name: str, line: int | None, problem: Text) -> Text:
    """``pacom.toml, ligne 4 : …``; without the line when it is not known."""
    at = Text(f", ligne {line}" if line else "", f", line {line}" if line else "")
    return Text(f"{name}{at.fr}{NBSP}: {problem.fr}", f"{name}{at.en}: {problem.en}")
