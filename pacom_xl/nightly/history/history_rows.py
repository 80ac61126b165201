"""Convert findings and actions to rows of the history's tables and back. Rows come from a file that may be damaged."""

from __future__ import annotations

from datetime import date
from typing import get_args

from pacom_xl.nightly.history.action_history import KnownAction
from pacom_xl.nightly.history.finding_changes import KnownFinding, Standing

_STANDINGS = get_args(Standing)
#: Inserts a finding, or updates the one with the same identity.
PUT_FINDING = (
    "INSERT INTO findings (code, team, subject, detail, since, seen, standing, resolved, level, days) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code, team, subject, detail) DO UPDATE SET "
    "since = excluded.since, seen = excluded.seen, standing = excluded.standing, resolved = excluded.resolved, "
    "level = excluded.level, days = excluded.days"
)
#: Columns of the table of actions, in the order of ``row_of_action``.
ACTION_COLUMNS = "team, code, year, first, last, title, owner, start, due"
PUT_ACTION = f"INSERT OR REPLACE INTO actions ({ACTION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def action_of_row(
    row: tuple[str, str, int | None, str | None, str | None, str | None, str | None, str | None, str],
) -> KnownAction:
    """The action in a row of ``actions``. Raises ``ValueError`` and ``TypeError`` on damaged rows."""
    team, code, year, first, last, title, owner, start, due = row
    days = (_day(first) or date.min, _day(last) or date.min)
    dates = tuple(date.fromisoformat(day) for day in (due or "").split())
    return KnownAction(team, code, year, *days, title or "", owner or "", _day(start), dates)


def row_of_action(action: KnownAction) -> tuple[str | int | None, ...]:
    """The values of an action for ``PUT_ACTION``."""
    start = action.start.isoformat() if action.start else None
    due = " ".join(day.isoformat() for day in action.due)
    days = (action.first.isoformat(), action.last.isoformat())
    return (*action.name, action.year, *days, action.title, action.owner, start, due)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def finding_of_row(row: tuple[str, str, str, str, str, str, Standing, str | None, str, int]) -> KnownFinding:
    """The finding in a row of ``findings``. Raises ``ValueError`` and ``TypeError`` on damaged rows."""
    code, team, subject, detail, since, seen, standing, resolved, level, days = row
    if standing not in _STANDINGS:
        raise ValueError(standing)
    over = date.fromisoformat(resolved) if resolved else None
    dates = (date.fromisoformat(since), date.fromisoformat(seen))
    return KnownFinding((code, team, subject, detail), *dates, standing, over, level, int(days))


def row_of_finding(known: KnownFinding) -> tuple[str | int | None, ...]:
    """The values of a finding for ``PUT_FINDING``."""
    resolved = known.resolved.isoformat() if known.resolved else None
    dates = (known.since.isoformat(), known.seen.isoformat())
    return (*known.key, *dates, known.standing, resolved, known.level, known.days)
