"""Collection of the teams' workbooks by a date: state of each team, reminders sent. Values only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pacom_xl.model.text import Text

#: ``not_received``: no workbook of the team counts · ``to_correct``: one that is incomplete, or that could not be read
#: in full · ``received``: a complete plan that is still a draft · ``accepted``: a complete plan, approved.
CollectionState = Literal["not_received", "to_correct", "received", "accepted"]
#: In the order of a board: what is expected of people first.
COLLECTION_STATES: dict[CollectionState, Text] = {
    "not_received": Text("non reçu", "not received"),
    "to_correct": Text("à corriger", "to correct"),
    "received": Text("reçu", "received"),
    "accepted": Text("accepté", "accepted"),
}
#: States whose team is reminded.
INCOMPLETE: tuple[CollectionState, ...] = ("not_received", "to_correct")


@dataclass(frozen=True, slots=True)
class TeamReturn:
    """The state of a team's workbook in a collection. ``label``: its name and code."""

    team: str
    label: Text
    state: CollectionState
    #: Number of findings to correct, and why its file does not count in full when it does not.
    faults: int = 0
    reason: Text | None = None
    #: Day its workbook was last saved; ``None`` when unknown.
    saved_on: date | None = None
    #: Number of reminders, that of tonight included.
    reminders: int = 0
    #: Whether it is reminded tonight; whether it should be, and nobody is known who can be written to.
    reminded: bool = False
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Collection:
    """All teams on one day, those expected to do something first."""

    due: date
    as_of: date
    #: Number of working days from ``as_of`` to ``due``, negative after it.
    days_left: int
    returns: tuple[TeamReturn, ...]
    #: Folders where the workbooks are expected.
    folders: tuple[str, ...] = ()

    @property
    def counts(self) -> Counter[CollectionState]:
        """Number of teams in each state."""
        return Counter(entry.state for entry in self.returns)

    @property
    def reminded(self) -> list[TeamReturn]:
        """Teams reminded tonight."""
        return [entry for entry in self.returns if entry.reminded]

    @property
    def is_over(self) -> bool:
        """Whether its date is past and every team is accepted."""
        return self.as_of > self.due and all(entry.state == "accepted" for entry in self.returns)

    @property
    def shown_in_workbooks(self) -> bytes:
        """The part of a collection that workbooks show. It changes only when a team sends something or is reminded."""
        shown = [(e.team, e.label, e.state, e.faults, e.saved_on, e.reminders, e.unreachable) for e in self.returns]
        return repr((self.due, shown)).encode("utf-8", "surrogateescape")

    def of(self, team: str) -> TeamReturn | None:
        """The return of a team."""
        return next((entry for entry in self.returns if entry.team == team), None)
