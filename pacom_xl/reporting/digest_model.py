"""A mail before it takes a form."""

from __future__ import annotations

from dataclasses import dataclass, field

from pacom_xl.core.text import Lang


@dataclass(frozen=True)
class Item:
    """One line: what is so, what to do, where."""

    text: str
    fix: str = ""
    place: str = ""
    severity: str = "info"
    team: str = ""


@dataclass(frozen=True)
class Section:
    """A titled list. ``key`` names it whatever the language."""

    key: str
    title: str
    items: list[Item]


@dataclass(frozen=True)
class TeamRow:
    """One region in the director's table; amounts already formatted."""

    name: str
    actions: int
    late: int
    over: int
    allocated: str
    committed: str
    spent: str
    forecast: str
    read_on: str


@dataclass(frozen=True)
class Digest:
    """A mail before it takes a form."""

    subject: str
    title: str
    lead: list[str]
    sections: list[Section]
    lang: Lang
    teams: list[TeamRow] = field(default_factory=list)
    total: TeamRow | None = None
    closing: list[str] = field(default_factory=list)

    def count(self, key: str) -> int:
        """Rows of a section."""
        return sum(len(section.items) for section in self.sections if section.key == key)
