"""An open workbook in any format: its tabs, defined names and properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pacom_xl.xlsx.cells import Comment, Place, Tab, address


@dataclass
class Workbook:
    """The contents of an open file."""

    tabs: list[Tab] = field(default_factory=list)
    #: Column each defined name begins at, by tab then name.
    columns_by_name: dict[str, dict[str, int]] = field(default_factory=dict)
    #: Whether the workbook carries a program; it is never run.
    has_macros: bool = False

    def __post_init__(self) -> None:
        self._by_name = {tab.name: tab for tab in self.tabs}

    def tab(self, name: str) -> Tab | None:
        """The tab of a name."""
        return self._by_name.get(name)

    def defines(self, name: str) -> bool:
        """Whether a name is defined."""
        return any(name in names for names in self.columns_by_name.values())

    def comments(self) -> tuple[Comment, ...]:
        """Notes people left, in workbook order."""
        return tuple(Comment(tab.name, address(place), text) for tab in self.tabs for place, text in tab.comments)

    def pictures(self) -> Iterator[tuple[Tab, Place, str]]:
        """Pictures with their tab, the cell of their upper left corner, and their description or name."""
        for tab in self.tabs:
            for place, name in tab.pictures:
                yield tab, place, name


def unique_names(names: list[str]) -> list[str]:
    """Names of tabs, the second of a name as ``Name (2)``: no tab may hide another."""
    found: dict[str, int] = {}
    unique: list[str] = []
    for name in names:
        count = found[name] = found.get(name, 0) + 1
        shown = name
        while count > 1 and (shown := f"{name} ({count})") in found:
            count += 1
        found.setdefault(shown, 1)
        unique.append(shown)
    return unique
