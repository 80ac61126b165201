"""A mistake in a file people write: a configuration, a template, a data file."""

from __future__ import annotations

from dataclasses import dataclass

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a setting: its path, and a sentence about it."""

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
        return sentence("{path} : {text}", "{path}: {text}", path=self.path, text=self.text)


def in_file(name: str, line: int | None, problem: Text) -> Text:
    """``pacom.toml, ligne 4 : …``; without the line when it is not known."""
    at = Text(f", ligne {line}" if line else "", f", line {line}" if line else "")
    return sentence("{name}{at} : {problem}", "{name}{at}: {problem}", name=name, at=at, problem=problem)
