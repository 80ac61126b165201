"""Status of a finding compared with the previous run (new, ongoing, resolved…), and its label."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pacom_xl.model.text import NBSP, Lang, Text

State = Literal["initial", "new", "ongoing", "worse", "reopened", "resolved", "not_checked"]
#: States that are reported as news.
NEWS: tuple[State, ...] = ("new", "worse", "reopened")


@dataclass(frozen=True, slots=True)
class Status:
    """State of one finding, and for how many days it has existed."""

    state: State
    days: int = 0
    #: The action is no longer in the workbook, so the finding may not be settled.
    gone: bool = False
    #: The status changed since the previous run, so a mail is sent.
    news: bool = False


def chip(status: Status | None, lang: Lang) -> str:
    """« nouveau », « depuis 3 j »…; ``""`` on the first run, where every finding is new."""
    if status is None or status.state == "initial":
        return ""
    if status.state == "ongoing":
        return Text(f"depuis {status.days}{NBSP}j", f"for {status.days}{NBSP}d").in_(lang) if status.days else ""
    return STATE_WORDS[status.state].in_(lang)


def days_between(since: date, as_of: date) -> int:
    """Days from ``since`` to ``as_of``; 0 when ``as_of`` is earlier."""
    return max(0, (as_of - since).days)


#: The words for each state.
STATE_WORDS: dict[State, Text] = {
    "initial": Text("premier passage", "first run"),
    "ongoing": Text("toujours là", "ongoing"),
    "new": Text("nouveau", "new"),
    "worse": Text("aggravé", "worse"),
    "reopened": Text("rouvert", "reopened"),
    "resolved": Text("résolu", "resolved"),
    "not_checked": Text("non vérifié", "not checked"),
}
