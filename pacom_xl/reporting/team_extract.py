"""Restrict a review to one team: its workbook and its findings, nothing of other teams."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pacom_xl.consolidation.review import Review
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Lang
from pacom_xl.reading.reading_result import Reading


class TeamExtracts:
    """Extracts of a review by team. Findings and readings are indexed by team once."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._found = _by_team(review.findings)
        self._found_merging = _by_team(review.portfolio.findings)
        self._readings: dict[str | None, list[Reading]] = {}
        for reading in review.readings:
            for team in dict.fromkeys(plan.team for plan in reading.plans):
                self._readings.setdefault(team, []).append(reading)

    def of_team(self, plan: Plan, lang: Lang) -> Review:
        """The review in language ``lang``, as if only the team's workbook had been read."""
        team, review = plan.team, self._review
        portfolio = replace(
            review.portfolio,
            plans=[plan],
            reference=None,
            sources=[source for source in review.portfolio.sources if source.team == team],
            conflicts=[],
            missing_teams=[],
            findings=self._found_merging.get(team, []),
            expected=(),
        )
        return replace(
            review,
            lang=lang,
            portfolio=portfolio,
            readings=self._readings.get(team, []),
            findings=self._found.get(team, []),
            thresholds=[
                replace(used, teams=used.teams and (team or "",))
                for used in review.thresholds
                if not used.teams or team in used.teams
            ],
        )


def _by_team(findings: Iterable[Finding]) -> dict[str | None, list[Finding]]:
    found: dict[str | None, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.team, []).append(finding)
    return found
