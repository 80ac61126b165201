"""The actions of earlier nights: due dates that moved (PAC409), codes that are no longer there (PAC709).

Of an action the history keeps codes, dates, its owner's trigram and a digest of its title, never the title.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pacom_xl.consolidation.portfolio import Portfolio
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import fold
from pacom_xl.reading.reading_result import Reading

#: Team and code of an action.
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class KnownAction:
    """One action of one year's plan, as the last night that saw it left it."""

    team: str
    code: str
    #: ``None`` for an entry of an older version of the history, which has the code only.
    year: int | None = None
    #: First and last day a run saw it.
    first: date = date.min
    last: date = date.min
    #: Digest of its title.
    title: str = ""
    owner: str = ""
    start: date | None = None
    #: The due dates it had, oldest first.
    due: tuple[date, ...] = ()

    @property
    def name(self) -> Name:
        """Identity of the action: team and code."""
        return self.team, self.code


@dataclass(frozen=True)
class ActionHistory:
    """The actions of earlier nights, by team and code."""

    known: Mapping[Name, KnownAction] = field(default_factory=dict)

    @classmethod
    def of(cls, actions: Iterable[KnownAction], renamed: Mapping[str, str]) -> ActionHistory:
        """``actions`` under their confirmed new codes; an action known under both codes is one action."""
        known: dict[Name, KnownAction] = {}
        for entry in sorted(actions, key=lambda entry: entry.last):
            moved = replace(entry, code=renamed[entry.code]) if entry.code in renamed else entry
            older = known.get(moved.name)
            known[moved.name] = replace(moved, first=older.first, due=older.due + moved.due) if older else moved
        return cls(known)

    def due_dates(self, readings: Iterable[Reading]) -> dict[tuple[str | None, str], Sequence[date]]:
        """Due dates of earlier nights, for actions of the plans just read: another year's plan is another plan."""
        years = {(plan.team or "", plan.year) for reading in readings for plan in reading.plans}
        return {name: entry.due for name, entry in self.known.items() if (entry.team, entry.year) in years}

    def disappeared(self, portfolio: Portfolio) -> Iterator[Finding]:
        """PAC709: codes that a workbook read completely tonight no longer holds."""
        whole = {source.team for source in portfolio.sources if source.status == "read"}
        held: dict[tuple[str, int | None], list[KnownAction]] = {}
        for entry in self.known.values():
            held.setdefault((entry.team, entry.year), []).append(entry)
        for plan in portfolio.all_plans:
            if plan.team in whole:
                yield from self._disappeared_of(plan, held.get((plan.team or "", plan.year), ()))

    def _disappeared_of(self, plan: Plan, held: Iterable[KnownAction]) -> Iterator[Finding]:
        """``held``: the actions its team's plan of the year held before."""
        team, actions = plan.team or "", {action.key: action for action in plan.table("actions")}
        for entry in held:
            if entry.code not in actions:
                candidate = next((a.key for a in actions.values() if self._may_be(entry, team, a)), None)
                params = {"code": entry.code, "date": entry.last, "candidate": candidate}
                yield Finding("PAC709", subject=entry.code, team=team, file=plan.file, params=params)

    def _may_be(self, old: KnownAction, team: str, new: Record) -> bool:
        """Whether a later code may be the same action: same title, or same owner and start."""
        known = self.known.get((team, new.key))
        if known and known.first <= old.last:
            return False
        title, start = _title_digest(new.get("title")), new.get("start")
        return bool(title and title == old.title) or bool(start and (old.owner, old.start) == (new.get("owner"), start))

    def after(self, plans: Iterable[Plan], day: date) -> list[KnownAction]:
        """Every action of tonight's plans, for the history."""
        seen: dict[Name, KnownAction] = {}
        for plan in plans:
            for action in plan.table("actions"):
                seen.setdefault((plan.team or "", action.key), self._updated(plan, action, day))
        return list(seen.values())

    def _updated(self, plan: Plan, action: Record, day: date) -> KnownAction:
        team, start, due = plan.team or "", action.get("start"), action.get("due")
        before = self.known.get((team, action.key))
        if before is None or before.year != plan.year:
            before = KnownAction(team, action.key, plan.year, day, day)
        moved = isinstance(due, date) and before.due[-1:] != (due,)
        return replace(
            before,
            last=max(before.last, day),
            title=_title_digest(action.get("title")),
            owner=str(action.get("owner") or ""),
            start=start if isinstance(start, date) else None,
            due=(*before.due, due) if moved and isinstance(due, date) else before.due,
        )


def _title_digest(title: object) -> str:
    text = fold(str(title or ""))
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""
