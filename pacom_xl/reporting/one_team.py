"""What one team may see of a review: its own workbook and what is said of it, nothing of the others."""

from __future__ import annotations

from dataclasses import replace

from pacom_xl.consolidation.review import Review
from pacom_xl.core.plan import Plan


def of_team(review: Review, plan: Plan) -> Review:
    """The review as if the team's workbook had been alone."""
    team, portfolio = plan.team, review.portfolio
    own = replace(
        portfolio,
        plans=[plan],
        reference=None,
        sources=[source for source in portfolio.sources if source.team == team],
        conflicts=[],
        missing_teams=[],
        findings=[finding for finding in portfolio.findings if finding.team == team],
        expected=(),
    )
    return replace(
        review,
        portfolio=own,
        readings=[reading for reading in review.readings if any(of.team == team for of in reading.plans)],
        findings=[finding for finding in review.findings if finding.team == team],
        thresholds=[
            replace(used, teams=used.teams and (team or "",))
            for used in review.thresholds
            if not used.teams or team in used.teams
        ],
    )
