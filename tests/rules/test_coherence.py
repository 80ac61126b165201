"""1xx seen in the plan, and 3xx: codes, links, statuses, dates, people."""

import pytest

from tests.rules.checking import Case, about, action, both_ways, found, rows, verify

OBJECTIVES = rows("objectives", "code | label | deadline", "OBJ-01 | Signer | 2026-09-30")
TEAM = "trigram | full_name | email | active | capacity"
MILESTONES = "label | due"
PLAN = "team_code | plan_year | plan_start | plan_end | ref_date_forced"


def team(*lines: str) -> str:
    return rows("team", TEAM, *lines)


CASES = [
    Case(
        "PAC104",
        rows("axes", "code", "AX1", "AX2"),
        rows("axes", "code", "AX1", "AX1"),
        "AX1",
        "axes",
        field="axes.code",
        cell="axes!A3",
    ),
    Case(
        "PAC104",
        rows("axes", "code", "AX1"),
        rows("axes", "code", "Axe 1"),
        "Axe 1",
        "axes",
        why="pattern",
        field="axes.code",
        cell="axes!A2",
    ),
    Case(
        "PAC104",
        action(),
        action(code="ACT-IF-001"),
        "ACT-IF-001",
        "actions",
        why="other team's prefix",
        field="actions.code",
        cell="actions!A2",
    ),
    Case(
        "PAC115",
        rows("plan", PLAN, "NO | 2026 | 2026-01-01 | 2026-12-31 | "),
        rows("plan", PLAN, "NO | 2026 | 2026-01-01 | 2026-12-31 | 2026-03-01"),
        subject="NO",
        field="plan.ref_date_forced",
        cell="plan!E2",
    ),
    Case(
        "PAC119",
        action(what="é" * 32_767),
        action(what="é" * 32_768),
        detail="actions.what",
        field="actions.what",
        cell="actions!C2",
    ),
    Case(
        "PAC119",
        action(what="☕" * 32_767),
        action(what="🎁" * 16_384),
        detail="actions.what",
        why="emoji",
        field="actions.what",
        cell="actions!C2",
    ),
    Case(
        "PAC119",
        rows("strategy", "vision", "Court"),
        rows("strategy", "vision", "x" * 40_000),
        subject="strategy",
        detail="strategy.vision",
        why="of a form",
        field="strategy.vision",
        cell="strategy!A2",
    ),
    Case(
        "PAC301",
        rows("axes", "code", "AX1") + action(axis="AX1"),
        action(axis="AX9"),
        detail="axis=AX9",
        field="actions.axis",
        cell="actions!C2",
    ),
    Case(
        "PAC301",
        action(status="draft", owner="ZZZ"),
        action(owner="ZZZ"),
        detail="owner=ZZZ",
        why="draft",
        field="actions.owner",
        cell="actions!C2",
    ),
    Case(
        "PAC301",
        OBJECTIVES + action(objectives="OBJ-01"),
        OBJECTIVES + action(objectives="OBJ-01, OBJ-08"),
        detail="objectives=OBJ-08",
        why="each unknown code alone",
        field="actions.objectives",
        cell="actions!C2",
    ),
    Case(
        "PAC301",
        action(status="transferred", transferred_to="ACT-IF-009") + rows("teams", "code", "IF"),
        action(status="transferred", transferred_to="ACT-NO-009") + rows("teams", "code", "NO"),
        detail="transferred_to=ACT-NO-009",
        why="another team's action",
        field="actions.transferred_to",
        cell="actions!C2",
    ),
    Case(
        "PAC301",
        action(means="Bar à espresso"),
        action(segment="SEG-09"),
        detail="segment=SEG-09",
        why="free text",
        field="actions.segment",
        cell="actions!C2",
    ),
    Case("PAC302", action(objectives="OBJ-01"), action(objectives=""), field="actions.objectives", cell="actions!C2"),
    Case(
        "PAC302",
        action(status="transferred"),
        action(status="done"),
        why="status",
        field="actions.objectives",
        cell=None,
    ),
    Case(
        "PAC303",
        OBJECTIVES + action(status="on_hold", objectives="OBJ-02, OBJ-01"),
        OBJECTIVES + action(status="draft", objectives="OBJ-01"),
        subject="OBJ-01",
        field="objectives.code",
        cell="objectives!A2",
    ),
    Case(
        "PAC304",
        rows("axes", "code", "AX1") + action(axis="AX1"),
        rows("axes", "code", "AX1"),
        subject="AX1",
        field="axes.code",
        cell="axes!A2",
    ),
    Case(
        "PAC304",
        rows("targets", "code | priority | segment", "CIB-01 | no | SEG-01")
        + rows("segmentation", "code | priority", "SEG-01 | yes")
        + action(targets="CIB-01"),
        rows("segmentation", "code | priority", "SEG-01 | yes") + action(targets="CIB-01"),
        subject="SEG-01",
        why="segment of a target",
        field="segmentation.code",
        cell="segmentation!A2",
    ),
    Case("PAC305", action(progress="99 %"), action(progress="100 %"), field="actions.status", cell="actions!B2"),
    Case(
        "PAC306",
        action(status="done", progress="100 %"),
        action(status="done", progress="80 %"),
        field="actions.progress",
        cell="actions!C2",
    ),
    Case(
        "PAC306",
        action(status="planned", progress="0 %"),
        action(status="planned", progress="10 %"),
        why="planned",
        field="actions.progress",
        cell="actions!C2",
    ),
    Case(
        "PAC307",
        action(start="2026-06-01", due="2026-06-01"),
        action(start="2026-07-01", due="2026-06-01"),
        field="actions.start",
        cell="actions!C2",
    ),
    Case(
        "PAC307",
        action(status="done", start="2026-06-01", done_on="2026-06-15"),
        action(status="done", start="2026-06-01", done_on="2026-06-16"),
        why="done tomorrow",
        field="actions.done_on",
        cell="actions!D2",
    ),
    Case(
        "PAC307",
        action(status="draft", start="2026-06-02", done_on="2026-06-01"),
        action(status="done", start="2026-06-02", done_on="2026-06-01"),
        why="done before start",
        field="actions.done_on",
        cell="actions!D2",
    ),
    Case(
        "PAC308",
        action(start="2026-03-01", due="2026-06-12")
        + rows("milestones", MILESTONES, "A | 2026-02-01", "B | 2026-06-12"),
        action(start="2026-03-01", due="2026-06-12")
        + rows("milestones", MILESTONES, "A | 2026-02-01", "B | 2026-06-13"),
        detail="B",
        field="milestones.due",
        cell="milestones!B3",
    ),
    Case(
        "PAC308",
        action() + rows("milestones", MILESTONES, "A | 2026-02-01", "B | 2026-03-01", "C | 2026-03-01"),
        action() + rows("milestones", MILESTONES, "A | 2026-03-01", "B | 2026-02-01", "C | 2026-03-01"),
        detail="B",
        why="order",
        field="milestones.due",
        cell="milestones!B3",
    ),
    Case(
        "PAC309",
        action(due="2026-12-31"),
        action(start="2026-12-01", due="2027-01-15"),
        detail="due",
        field="actions.due",
        cell="actions!D2",
    ),
    Case(
        "PAC310",
        team("TQU | | | | 1") + action(owner="TQU"),
        team("TQU | | | | 0") + action(owner="TQU"),
        "TQU",
        field="team.capacity",
        cell="team!E2",
    ),
    Case(
        "PAC311",
        team("TQU | Thomas | t@a.example | yes |") + action(owner="TQU"),
        team("TQU | Thomas | | yes |") + action(owner="TQU"),
        "TQU",
        field="team.email",
        cell="team!C2",
    ),
    Case(
        "PAC311",
        team("TQU | Thomas | t@a.example | yes |") + action(owner="TQU"),
        team("TQU | Thomas | t.a.example | yes |") + action(owner="TQU"),
        "TQU",
        why="malformed",
        field="team.email",
        cell="team!C2",
    ),
    Case(
        "PAC311",
        team("TQU | Thomas | t@a.example | yes |", "SMA | Solène | s@a.example | yes |") + action(owner="TQU"),
        team("TQU | Thomas | t@a.example | yes |", "SMA | Solène | T@a.example | yes |") + action(owner="TQU"),
        "TQU",
        why="shared",
        field="team.email",
        cell="team!C2",
    ),
    Case(
        "PAC311",
        team("TQU | Thomas | t@a.example | no |") + action(status="done", owner="TQU"),
        team("TQU | Thomas | t@a.example | no |") + action(owner="TQU"),
        "TQU",
        field="team.active",
        why="inactive",
        cell="team!D2",
    ),
    Case(
        "PAC312",
        OBJECTIVES + action(objectives="OBJ-01", due="2026-09-30"),
        OBJECTIVES + action(objectives="OBJ-01", due="2026-10-01"),
        detail="OBJ-01",
        field="actions.due",
        cell="actions!D2",
    ),
]


@both_ways(CASES)
def test_coherence(case: Case) -> None:
    verify(case)


def test_codes_are_compared_without_case_or_spaces() -> None:
    assert about(found(rows("axes", "code", "AX1", "ax 1"), "PAC104")) == [("ax 1", "axes")]


@pytest.mark.parametrize(
    ("start", "due", "level", "severity", "detail"),
    [
        ("2025-12-01", "2026-02-01", "partly", "warning", "start"),
        ("2027-01-04", "2027-01-15", "outside", "error", None),
    ],
)
def test_outside_the_year(start: str, due: str, level: str, severity: str, detail: str | None) -> None:
    (finding,) = found(action(start=start, due=due), "PAC309")
    assert (finding.params["level"], finding.severity, finding.detail) == (level, severity, detail)


def test_the_group_workbook_needs_no_action_for_an_objective() -> None:
    assert found(OBJECTIVES, "PAC303", team="GR") == []


def test_overload_counts_open_actions_against_the_default() -> None:
    header = "code | status | owner"
    lines = [f"ACT-NO-00{n} | planned | TQU" for n in range(1, 7)]
    assert found(rows("actions", header, *lines[:5]), "PAC310") == []
    (finding,) = found(rows("actions", header, *lines), "PAC310")
    assert (finding.subject, finding.params["n"], finding.params["max"]) == ("TQU", 6, 5)
