"""A team's workbook gives the same findings alone, among the others and inside the consolidated plan."""

from __future__ import annotations

import pytest

from pacom_xl.consolidation.review import review
from pacom_xl.model.findings import Finding
from pacom_xl.rules.rule_registry import RULES
from tests.support.sample_company import AS_OF, TEAMS, TEMPLATE, reading

TEAM_RULES = {code for code, rule in RULES.items() if rule.check}


def of_team(findings: list[Finding], team: str) -> set[tuple[object, ...]]:
    return {
        (f.identity, f.hidden_by, f.severity, str(f.params))
        for f in findings
        if f.team == team and f.code in TEAM_RULES
    }


@pytest.mark.parametrize("team", [team for team in TEAMS if team != "GR"])
def test_alone_or_among_others(team: str) -> None:
    """With the group's workbook, whose thresholds and cash count for all."""
    many = review([reading(name) for name in TEAMS], TEMPLATE, AS_OF).findings
    alone = review([reading(team)], TEMPLATE, AS_OF, reference=reading("GR")).findings
    assert of_team(many, team)
    assert of_team(alone, team) == of_team(many, team)
