"""The manager of a team, for a reminder: from its own plan, else from the group's Équipe sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pacom_xl.consolidation.review import Review
from pacom_xl.model.plan import Record

_MANAGER = "regional_manager"


def manager_of(review: Review, team: str) -> str:
    """Trigram of the manager of a team; ``""`` when no workbook says who it is."""
    if plan := review.plan_of(team):
        return str(plan.form("plan").get("manager") or "")
    group = review.portfolio.reference
    people = [record for record in (group.table("team") if group else ()) if record.get("team_code") == team]
    return next(_managers(people), "")


def _managers(people: Sequence[Record]) -> Iterator[str]:
    """Regional managers, then the person most of the others name as their manager."""
    yield from (record.key for record in people if record.get("role") == _MANAGER)
    named = [str(record.get("manager") or "") for record in people]
    candidates = [record.key for record in people if record.key in named]
    yield from sorted(candidates, key=named.count, reverse=True)[:1]
