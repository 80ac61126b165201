"""Account of the filled cells of a list: each is used, replaced or listed as unused, so that nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pacom_xl.adoption.list_file.list_cells import ListCell, ListFile, ListSheet, Place
from pacom_xl.model import formats
from pacom_xl.model.plan import column_letters
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import sentence

#: ``value`` stands in the new workbook · ``to_place`` stands on « À replacer » · the others say what a cell was in
#: the list: a ``heading``, ``help`` below the headings, a ``total``, the title of a ``section``.
Use = Literal["value", "to_place", "heading", "help", "total", "section"]

_NO_LIST = sentence("onglet sans liste d’actions", "a tab without an action list")
_OUTSIDE = sentence("hors de la liste d’actions", "outside the action list")
_NOTE = sentence("commentaire de cellule", "a comment at a cell")


@dataclass(frozen=True, slots=True)
class Source:
    """A cell of the list with the heading of its column."""

    sheet: str
    cell: ListCell
    heading: str = ""

    @property
    def key(self) -> tuple[str, Place]:
        """Identity of the cell."""
        return (self.sheet, self.cell.place)


@dataclass(frozen=True, slots=True)
class Spot:
    """A field of a record of the new workbook."""

    table: str
    key: str
    field: str
    #: Code of the action a row belongs to.
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class CellUse:
    """One use of one cell; a cell in parts may have several."""

    sheet: str
    place: Place
    text: str
    use: Use
    heading: str = ""
    spot: Spot | None = None
    #: Code of the action a left cell stood beside.
    action: str | None = None
    reason: Text | None = None

    @property
    def address(self) -> str:
        """The address people know, such as ``C18``."""
        return f"{column_letters(self.place[1])}{self.place[0] + 1}"


@dataclass(frozen=True, slots=True)
class Fix:
    """A value that is not what was typed, and why."""

    sheet: str
    address: str
    typed: str
    #: The value as text: an ISO date, a number with a point, any other as people know it.
    taken: str
    spot: Spot
    why: Text

    def taken_in(self, lang: Lang) -> str:
        """The value for people: a date as they write it."""
        is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", self.taken)
        return formats.day(date.fromisoformat(self.taken), lang) if is_day else self.taken


@dataclass
class Account:
    """Uses and fixes, collected while the list is taken over."""

    list_file: ListFile
    uses: list[CellUse] = field(default_factory=list)
    fixes: list[Fix] = field(default_factory=list)
    _used: set[tuple[str, Place]] = field(default_factory=set)

    def place(self, source: Source, spot: Spot) -> None:
        """The cell, or a part of it, is a value of the workbook."""
        self._add(source, "value", spot=spot)

    def list_leftover(self, source: Source, reason: Text, action: str | None = None, text: str | None = None) -> None:
        """List a cell, or only ``text`` of it, on the sheet « À replacer »."""
        self._add(source, "to_place", action=action, reason=reason, text=text)

    def recognise(self, sheet: ListSheet, cells: Iterable[ListCell], use: Use) -> None:
        """Cells that are the list's own furniture."""
        for cell in cells:
            self._add(Source(sheet.name, cell), use)

    def fix(self, source: Source, spot: Spot, taken: str, why: Text) -> None:
        """A value understood otherwise than typed."""
        self.fixes.append(Fix(source.sheet, source.cell.address, source.cell.shown, taken, spot, why))

    def is_used(self, sheet: str, place: Place) -> bool:
        """Whether something has become of a cell already."""
        return (sheet, place) in self._used

    def close(self) -> None:
        """List the cells that were not used, in the order of the file, then the comments."""
        listed = {name for name, _ in self._used}
        for sheet in self.list_file.sheets:
            reason = _OUTSIDE if sheet.name in listed else _NO_LIST
            for place in sorted(sheet.cells):
                if not self.is_used(sheet.name, place):
                    cell = sheet.cells[place]
                    self.list_leftover(Source(sheet.name, cell), cell.problem or reason)
        for name, place, text in self.list_file.notes:
            self.uses.append(CellUse(name, place, text, "to_place", reason=_NOTE))
        order = {sheet.name: number for number, sheet in enumerate(self.list_file.sheets)}
        self.uses.sort(key=lambda use: (order[use.sheet], use.place))

    def of(self, use: Use) -> Iterator[CellUse]:
        """Every use of a kind."""
        return (found for found in self.uses if found.use == use)

    def count(self, use: Use) -> int:
        """How many cells have a use; a cell counts once."""
        return len({(found.sheet, found.place) for found in self.of(use)})

    def _add(
        self,
        source: Source,
        use: Use,
        *,
        spot: Spot | None = None,
        action: str | None = None,
        reason: Text | None = None,
        text: str | None = None,
    ) -> None:
        self._used.add(source.key)
        shown = source.cell.shown if text is None else text
        self.uses.append(CellUse(source.sheet, source.cell.place, shown, use, source.heading, spot, action, reason))
