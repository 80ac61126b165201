"""Findings that make the workbook of a team incomplete: its manager is reminded of them before the collection ends."""

from __future__ import annotations

from pacom_xl.model.findings import Finding
from pacom_xl.nightly.night_facts import Night

#: Rules that say what is missing from a workbook or wrong in it, when they are errors; and one at any severity.
_OF_WORKBOOK, _SECTION = ("PAC1", "PAC2", "PAC3"), "PAC209"


def findings_to_correct(night: Night, team: str) -> list[Finding]:
    """Findings that make the workbook of a team incomplete."""
    return [finding for finding in night.facts.by_team.get(team, ()) if _is_to_correct(finding)]


def _is_to_correct(finding: Finding) -> bool:
    return finding.code == _SECTION or (finding.severity == "error" and finding.code.startswith(_OF_WORKBOOK))
