"""How a finding stands compared with the last run, in words. Who compares does not matter here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pacom_xl.model.findings import Finding
from pacom_xl.model.text import NBSP, Lang, Text

State = Literal["initial", "new", "ongoing", "worse", "reopened", "resolved", "not_checked"]
#: Code, team, subject, detail; empty text for none.
Key = tuple[str, str, str, str]
#: States a reader has to hear of.
NEWS: tuple[State, ...] = ("new", "worse", "reopened")


@dataclass(frozen=True, slots=True)
class Status:
    """State of one finding, and for how many days it has been there."""

    state: State
    days: int = 0
    #: Its action is no longer in the workbook: nothing says that it was settled.
    gone: bool = False
    #: Worth a mail: it changed since the last run.
    news: bool = False


def key_of(finding: Finding) -> Key:
    """What makes it the same finding another night."""
    return (finding.code, finding.team or "", finding.subject, finding.detail or "")


def chip(status: Status | None, lang: Lang) -> str:
    """« nouveau », « depuis 3 j »… ; nothing on the first run, where everything would say the same."""
    if status is None or status.state == "initial":
        return ""
    if status.state == "ongoing":
        return Text(f"depuis {status.days}{NBSP}j", f"for {status.days}{NBSP}d").in_(lang) if status.days else ""
    return _CHIPS[status.state].in_(lang)


def days_between(since: date, as_of: date) -> int:
    """Days since; 0 when the clock went back."""
    return max(0, (as_of - since).days)


_CHIPS: dict[State, Text] = {
    "new": Text("nouveau", "new"),
    "worse": Text("aggravé", "worse"),
    "reopened": Text("rouvert", "reopened"),
    "resolved": Text("résolu", "resolved"),
    "not_checked": Text("non vérifié", "not checked"),
}
