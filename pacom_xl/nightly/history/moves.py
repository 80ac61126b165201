"""Changes of the plans during the last week, from the versions that nights store.

The national summary of the first mail of a week and the page show it, in the words of ``pacom-xl diff``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pacom_xl.consolidation.review import Review
from pacom_xl.nightly.history.plan_versions import PlanVersions, counted_states
from pacom_xl.reporting.diff.diff_model import Diff, diff_of_pairs

#: Days looked back.
_WEEK = 7


@dataclass(frozen=True)
class Moves:
    """The changes of the plans since the night of ``since`` or the last one before it."""

    since: date
    diff: Diff

    @property
    def count(self) -> int:
        """Changes of all teams, and damage of their workbooks."""
        return self.diff.count


def moves_of(review: Review, versions: PlanVersions) -> Moves | None:
    """Changes of the last seven days, or since the first night when that is later.

    ``None`` when no earlier night kept a plan. A team whose first version is younger is left out.
    """
    first = versions.first_day()
    if first is None or first >= review.as_of:
        return None
    since = max(first, review.as_of - timedelta(days=_WEEK))
    pairs = versions.changed_since(since, counted_states(review), review.template)
    return Moves(since, diff_of_pairs(pairs, review.template, review.as_of, review.lang))
