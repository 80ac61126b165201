"""Data types of the content of a mail, before it is rendered as text or HTML."""

from __future__ import annotations

from dataclasses import dataclass, field

from pacom_xl.model.text import Lang


@dataclass(frozen=True)
class Link:
    """A link of a row: label and address."""

    label: str
    address: str


@dataclass(frozen=True)
class Item:
    """One line: what is so, what to do, where."""

    text: str
    fix: str = ""
    place: str = ""
    #: ``error``, ``warning``, ``info``, or ``good`` for what was settled.
    severity: str = "info"
    team: str = ""
    #: « nouveau », « depuis 3 j »…
    chip: str = ""
    #: Whose it is, in sections listed person by person.
    owner: str = ""
    #: Title of the action the row is about, if there is one.
    action: str = ""
    #: Where it leads: the page, the workbook, prepared replies.
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Section:
    """A titled list. ``key`` names it whatever the language."""

    key: str
    title: str
    items: list[Item]
    #: Rows left out, stated in words.
    note: str = ""
    #: Number of rows left out.
    left_out: int = 0
    #: What to do about every row.
    advice: str = ""

    @property
    def count(self) -> int:
        """Number of rows, those left out included."""
        return len(self.items) + self.left_out


@dataclass(frozen=True)
class Table:
    """Figures side by side; ``wide`` columns give way on a phone, ``alarms`` show in red when not zero."""

    heads: list[str]
    rows: list[list[str]]
    wide: frozenset[int] = frozenset()
    alarms: frozenset[int] = frozenset()
    #: Whether the last row sums the others up.
    total: bool = False
    #: Row and column (from 0) of values above their limit, shown in red; what their sign means.
    flagged: frozenset[tuple[int, int]] = frozenset()
    note: str = ""

    @property
    def flagged_rows(self) -> int:
        """Number of rows with a value above its limit, the sum of the others left out."""
        last = len(self.rows) - 1 if self.total else len(self.rows)
        return len({row for row, _ in self.flagged if row < last})


@dataclass(frozen=True)
class Digest:
    """Content of a mail for one role of a reader. A mail holds one or several."""

    subject: str
    title: str
    lead: list[str]
    sections: list[Section]
    lang: Lang
    tables: list[Table] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    #: ``direction``, a team code, ``owner``: names the role in the page and the thread.
    role: str = ""
    #: Whether rows say their team.
    show_team: bool = False
    #: Something changed since the last run, or this is the first one.
    news: bool = True
    #: First name of the absent person whose actions these are, when a deputy reads them.
    absent: str = ""
    #: Prepared replies about no single row.
    links: tuple[Link, ...] = ()
    #: Only its title and its counts are shown, and ``note``: the mail would be too heavy otherwise.
    brief: bool = False
    note: str = ""

    def count(self, key: str) -> int:
        """Rows of a section."""
        return sum(len(section.items) for section in self.sections if section.key == key)
