"""The sample company at 15 June 2026 against a second opinion; differences are in docs/expected-findings.md."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from pacom_xl.exchange.data_files import load_data_file
from pacom_xl.exchange.plan_data import plans_from_data
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import Finding, Identity
from pacom_xl.model.plan import Plan
from pacom_xl.rules import engine
from pacom_xl.rules.group_view import Group
from tests.support.plan_text import TEMPLATE

HERE = Path(__file__).parent
SAMPLES = HERE.parent.parent / "samples" / "valmorane"
EXPECTED = yaml.safe_load((HERE / "expected_findings.yaml").read_text(encoding="utf-8"))
AS_OF: date = EXPECTED["reference_date"]

#: Found by us and not by the other checker: each is explained in docs/expected-findings.md.
OURS = {
    ("PAC211", "IF", "ACT-IF-005", "PAC507"),
    ("PAC304", "IF", "CIB-02", ""),
    ("PAC304", "IF", "SEG-02", ""),
    ("PAC707", "NO", "ACT-NO-002 / ACT-SO-002", ""),
}


def _plan(team: str) -> Plan:
    plans, problems = plans_from_data(load_data_file(SAMPLES / f"{team}.json"), TEMPLATE, team)
    assert problems == []
    return plans[0]


@lru_cache
def findings() -> tuple[Finding, ...]:
    views = {team: PlanView(_plan(team), TEMPLATE, AS_OF) for team in ("GR", "NO", "IF", "SE", "SO")}
    reference = views.pop("GR")
    return tuple(engine.run(Group(list(views.values()), AS_OF, reference, tuple(views))))


def _expected() -> dict[Identity, dict[str, Any]]:
    rows = EXPECTED["findings"]
    return {(row["rule"], row["team"], row["subject"], row.get("detail", "")): row for row in rows}


def test_nothing_expected_is_missing() -> None:
    shown = {finding.identity for finding in findings() if finding.counts}
    assert set(_expected()) - shown == set()


def test_every_other_finding_is_explained() -> None:
    shown = {finding.identity for finding in findings() if finding.counts and finding.team in EXPECTED["teams"]}
    assert shown - set(_expected()) == OURS


def test_the_figures_agree() -> None:
    """Days, amounts and shares of the other checker, to its three decimals."""
    ours = {finding.identity: finding.params for finding in findings()}
    names = ("days", "working_days", "level", "committed", "spent", "allocated", "forecast", "planned", "amount")
    for identity, row in _expected().items():
        params = ours[identity]
        assert {n: params[n] for n in names if n in row} == {n: row[n] for n in names if n in row}
        for name in ("expected", "progress", "attainment"):
            if name in row:
                assert abs(float(params[name]) - row[name]) <= 0.005


def test_the_group_level_cases_of_the_sample() -> None:
    """What the sample was built to show: an envelope too small, a transfer nobody received."""
    shown = {finding.identity for finding in findings() if finding.counts}
    assert {("PAC705", "GR", "total", ""), ("PAC708", "SO", "ACT-SO-003", "")} <= shown


def test_the_four_late_actions() -> None:
    late = {finding.subject: finding.params["days"] for finding in findings() if finding.code == "PAC401"}
    assert late == {"ACT-NO-002": 3, "ACT-IF-004": 17, "ACT-SE-005": 46, "ACT-SO-011": 10}
