"""What a company or a run wants of the rules, and what the report says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import Finding
from pacom_xl.rules import engine, thresholds
from pacom_xl.rules.group_view import Group, settings
from pacom_xl.rules.rule_settings import Config, read_rules
from tests.rules.checking import action, rows
from tests.support.plan_text import AS_OF, TEMPLATE, plan_of, view_of

LATE = action(due="2026-06-12", start="2026-01-01", progress="10 %")
VERY_LATE = action(due="2026-01-12", start="2026-01-01", progress="10 %")


def config(**data: object) -> Config:
    """The configuration of some keys, which must be right."""
    read, problems = read_rules(data, TEMPLATE)
    assert not problems
    return read


def severity(text: str, code: str, wanted: Config) -> list[str]:
    findings = engine.finish(engine.check(view_of(text)), wanted)
    return [finding.severity for finding in findings if finding.code == code]


def test_a_level_has_a_severity_of_its_own() -> None:
    wanted = config(severity={"PAC401": "warning", "pac401.critical": "error"})
    assert severity(LATE, "PAC401", wanted) == ["warning"]
    assert severity(VERY_LATE, "PAC401", wanted) == ["error"]
    assert config(severity={"PAC401": {"critical": "info"}}).severities == {"PAC401.critical": "info"}


def test_a_rule_or_a_level_is_switched_off() -> None:
    assert severity(LATE, "PAC401", config(severity={"PAC401": "off"})) == []
    some = config(severity={"PAC401.normal": "off"})
    assert (severity(LATE, "PAC401", some), severity(VERY_LATE, "PAC401", some)) == ([], ["error"])
    other = config(severity={"PAC401": "off", "PAC401.critical": "error"})
    assert (severity(LATE, "PAC401", other), severity(VERY_LATE, "PAC401", other)) == ([], ["error"])


def test_a_rule_switched_off_hides_nothing() -> None:
    """PAC401 hides PAC403; without it PAC403 is told."""
    findings = engine.finish(engine.check(view_of(LATE)), config(severity={"PAC401": "off"}))
    assert [f.hidden_by for f in findings if f.code == "PAC403"] == [None]


def test_the_run_wins_over_the_company() -> None:
    company = config(
        severity={"PAC401": "off", "PAC205": "info", "PAC204": "off"},
        thresholds={"tolerance_pct": 0.02, "lag_points": 0.3},
        select=["PAC4"],
        ignore=["PAC409"],
    )
    run = config(severity={"PAC401": "warning", "PAC205": "off"}, thresholds={"tolerance_pct": 0.1}, ignore=["PAC408"])
    both = run.over(company)
    assert both.severities == {"PAC401": "warning"}
    assert set(both.off) == {"PAC205", "PAC204"}
    assert both.thresholds == {"tolerance_pct": Decimal("0.1"), "lag_points": Decimal("0.3")}
    assert both.select == ("PAC4",)
    assert set(both.ignore) == {"PAC408", "PAC409"}
    assert config(select=["PAC5"]).over(company).select == ("PAC5",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"severity": {"PAC999": "error"}}, "PAC999"),
        ({"severity": {"PAC401.late": "error"}}, "normal, critical"),
        ({"severity": {"PAC401": "grave"}}, "error, warning, info, off"),
        ({"severity": 3}, "section"),
        ({"thresholds": 3}, "section"),
        ({"thresholds": {"tolerance": 0.1}}, "tolerance_pct"),
        ({"thresholds": {"tolerance_pct": 5}}, "0.5"),
        ({"thresholds": {"tolerance_pct": -0.01}}, "0"),
        ({"thresholds": {"lag_points": 20}}, "1"),
        ({"thresholds": {"due_soon_days": -1}}, "10000"),
        ({"thresholds": {"due_soon_days": 2.5}}, "2.5"),
        ({"thresholds": {"due_soon_days": ""}}, "due_soon_days"),
        ({"thresholds": {"phone_b2c_optin_from": "demain"}}, "demain"),
        ({"select": ["PAC9"]}, "PAC9"),
        ({"ignore": [""]}, "ignore"),
    ],
)
def test_mistakes_are_told(data: dict[str, object], said: str) -> None:
    _, (problem,) = read_rules(data, TEMPLATE)
    assert said in problem.sentence().fr
    assert said in problem.sentence().en


def test_every_mistake_at_once() -> None:
    data = {"severity": {"PAC999": "error", "PAC401": "grave"}, "thresholds": {"x": 1}, "select": ["Z"], "folders": 1}
    assert len(read_rules(data, TEMPLATE)[1]) == 4


def test_bounds_are_allowed() -> None:
    read = config(thresholds={"tolerance_pct": 0.5, "lag_points": 1, "due_soon_days": 0})
    assert read.thresholds == {"tolerance_pct": Decimal("0.5"), "lag_points": 1, "due_soon_days": 0}
    assert config(thresholds={"phone_b2c_optin_from": date(2027, 1, 1)}).thresholds


PARAMETERS = "tolerance_pct | due_soon_days"


def group(reference: str | None, configured: dict[str, object], **teams: str) -> Group:
    head = view_of(rows("parameters", PARAMETERS, reference), team="GR") if reference else None
    common = settings(head.plan if head else None, configured)  # type: ignore[arg-type]
    views = [
        PlanView(plan_of(rows("parameters", PARAMETERS, text), team), TEMPLATE, AS_OF, common)
        for team, text in teams.items()
    ]
    return Group(views, AS_OF, head)


def told(of: Group, key: str, configured: dict[str, object] | None = None) -> list[tuple[str, str, tuple[str, ...]]]:
    used = thresholds.used(of, configured or {})  # type: ignore[arg-type]
    return [(str(t.value), t.origin, t.teams) for t in used if t.field.key == key]


def test_configuration_then_group_then_team_then_template() -> None:
    key = "tolerance_pct"
    assert told(group("2 % | 4", {key: Decimal("0.1")}, NO="9 % | 8"), key, {key: Decimal("0.1")}) == [
        ("0.1", "configuration", ())
    ]
    assert told(group("2 % | 4", {}, NO="9 % | 8"), key) == [("0.02", "group", ())]
    assert told(group(None, {}, NO="9 % | 8"), key) == [("0.09", "team", ())]
    assert told(group(None, {}, NO=" | 8"), key) == [("0.05", "template", ())]
    assert told(group(None, {}, NO="9 % | 8", IF=" | 8"), key) == [
        ("0.09", "team", ("NO",)),
        ("0.05", "template", ("IF",)),
    ]
    assert told(group(None, {}, NO="9 % | 8", IF=" | 8"), "due_soon_days") == [("8", "team", ())]
    assert thresholds.used(Group([], AS_OF), {}) == []


def test_the_group_threshold_is_the_one_that_counts() -> None:
    spending = action(allocated=100) + rows("budget_lines", "number | label | planned | committed", "1 | A | 100 | 108")
    own = spending + rows("parameters", PARAMETERS, "10 % | 5")
    assert [f.code for f in engine.check(view_of(own)) if f.code == "PAC501"] == []
    assert [f.code for f in engine.check(view_of(own, tolerance_pct=Decimal("0.05"))) if f.code == "PAC501"]


def test_the_reference_is_the_group_whatever_its_code() -> None:
    """PAC303 looks at the plans of teams only."""
    view = view_of(rows("objectives", "code | label", "OBJ-01 | Signer"), team="HQ")
    assert "PAC303" in {f.code for f in engine.run(Group([view], AS_OF))}
    assert "PAC303" not in {f.code for f in engine.run(Group([], AS_OF, view))}


def test_an_unknown_code_keeps_its_severity() -> None:
    (finding,) = engine.finish([replace(Finding("PAC999", "x"), severity="info")])
    assert finding.severity == "info"
