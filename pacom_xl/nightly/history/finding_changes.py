"""Changes of findings since the last run: new, ongoing, worse, resolved, reopened, not checked.

A finding is known by its rule, team, subject and detail: never by a value, a date, a cell or the name of a tab.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from pacom_xl.model.findings import Finding, Identity
from pacom_xl.reporting.words.finding_status import State

#: ``hidden``: still there, but reported by another finding · ``replaced``: a graver finding took its place.
Standing = Literal["open", "hidden", "unchecked", "resolved", "replaced"]
#: A finding is worse when it is this many days later than when it was last reported.
STEP_DAYS = 10
_GRAVE = ("critical", "outside")
#: What takes the place of a finding about the same subject: nothing was resolved.
_REPLACED_BY = {
    **dict.fromkeys(("PAC402", "PAC403", "PAC404", "PAC405", "PAC601"), ("PAC401", "PAC307", "PAC203")),
    "PAC401": ("PAC307", "PAC203"),
    **dict.fromkeys(("PAC503", "PAC504"), ("PAC501", "PAC502", "PAC505")),
    **dict.fromkeys(("PAC501", "PAC502"), ("PAC505",)),
    "PAC805": ("PAC801", "PAC802"),
}
#: Findings that are the step up of another one: tolerance passed.
_STEP_UP = dict.fromkeys(("PAC501", "PAC502"), ("PAC504", "PAC503"))


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """A finding as the history has it."""

    key: Identity
    #: Day it was first seen (this time round), day it was last seen.
    since: date
    seen: date
    standing: Standing = "open"
    #: Day it was resolved.
    resolved: date | None = None
    #: Level and days late when it was last reported.
    level: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """The state of a finding tonight, and its new entry of the history."""

    known: KnownFinding
    #: ``None``: not reported (hidden or replaced by another finding).
    state: State | None

    @property
    def key(self) -> Identity:
        """Identity of the finding."""
        return self.known.key


@dataclass(frozen=True)
class RunFindings:
    """The findings of a run and the teams it read."""

    as_of: date
    shown: list[Finding]
    #: There, but hidden by another or waived.
    hidden: frozenset[Identity] = frozenset()
    #: Whether what a key is about was read tonight.
    checked: Callable[[Identity], bool] = lambda _: True
    first: bool = False
    #: Dated before the last run: what is not there then was not settled since.
    backwards: bool = False
    #: A finding that comes back within so many days was reopened.
    reopened_days: int = 14


def compare(known: Mapping[Identity, KnownFinding], tonight: RunFindings) -> list[Change]:
    """One change per finding shown tonight, then one per finding of the history that is not."""
    present = {finding.identity: finding for finding in tonight.shown}
    by_subject: dict[tuple[str, str], set[str]] = {}
    for code, team, subject, _ in present:
        by_subject.setdefault((team, subject), set()).add(code)
    changes = [_present(known, finding, tonight) for finding in present.values()]
    absent = (entry for key, entry in known.items() if key not in present and entry.standing not in _OVER)
    return changes + [_absent(entry, tonight, by_subject) for entry in absent]


_OVER = ("resolved", "replaced")


def _present(known: Mapping[Identity, KnownFinding], finding: Finding, tonight: RunFindings) -> Change:
    key, as_of = finding.identity, tonight.as_of
    level, days = str(finding.params.get("level") or ""), _days(finding)
    fresh = KnownFinding(key, as_of, as_of, "open", None, level, days)
    if tonight.first:
        return Change(fresh, "initial")
    before = known.get(key)
    if before is None or before.standing == "replaced":
        lesser = _lesser(known, key)
        return Change(replace(fresh, since=lesser.since), "worse") if lesser else Change(fresh, "new")
    if before.standing == "resolved":
        back = before.resolved and abs((as_of - before.resolved).days) <= tonight.reopened_days
        return Change(fresh, "reopened" if back else "new")
    worse = (level in _GRAVE and before.level not in _GRAVE) or days - before.days >= STEP_DAYS
    days_shown = days if worse else min(days, before.days)
    still = replace(before, seen=as_of, standing="open", level=level, days=days_shown)
    return Change(still, "worse" if worse else "ongoing")


def _lesser(known: Mapping[Identity, KnownFinding], key: Identity) -> KnownFinding | None:
    """The milder finding this one grew from."""
    code, team, subject, _ = key
    candidates = (known.get((milder, team, subject, "")) for milder in _STEP_UP.get(code, ()))
    return next((entry for entry in candidates if entry and entry.standing not in _OVER), None)


def _absent(entry: KnownFinding, tonight: RunFindings, by_subject: Mapping[tuple[str, str], set[str]]) -> Change:
    code, team, subject, _ = entry.key
    if tonight.backwards:
        return Change(entry, None)
    if not tonight.checked(entry.key):
        return Change(replace(entry, standing="unchecked"), "not_checked")
    if entry.key in tonight.hidden:
        return Change(replace(entry, seen=tonight.as_of, standing="hidden"), None)
    if by_subject.get((team, subject), set()).intersection(_REPLACED_BY.get(code, ())):
        return Change(replace(entry, standing="replaced"), None)
    return Change(replace(entry, standing="resolved", resolved=tonight.as_of), "resolved")


def _days(finding: Finding) -> int:
    days = finding.params.get("days")
    return days if isinstance(days, int) and finding.code == "PAC401" else 0


def renamed(known: Iterable[KnownFinding], codes: Mapping[str, str]) -> dict[Identity, KnownFinding]:
    """The history with confirmed new codes of actions in the place of the old ones."""
    moved: dict[Identity, KnownFinding] = {}
    for entry in known:
        code, team, subject, detail = entry.key
        key = (code, team, " / ".join(sorted(codes.get(part, part) for part in subject.split(" / "))), detail)
        if key not in moved or moved[key].standing in _OVER:
            moved[key] = entry if key == entry.key else replace(entry, key=key)
    return moved


def is_news(change: Change, before: Mapping[Identity, KnownFinding]) -> bool:
    """Whether a reader should be informed of it; not being checked is reported the first night only."""
    if change.state == "not_checked":
        old = before.get(change.key)
        return old is not None and old.standing != "unchecked"
    return change.state not in (None, "ongoing")


def sort_changes(changes: Iterable[Change]) -> list[Change]:
    """In a stable order."""
    return sorted(changes, key=lambda change: change.key)
