"""6xx: attainment against what was expected on the day of the reading."""

import pytest

from tests.rules.checking import Case, about, action, both_ways, found, rows, verify

KPI = "label | mode | direction | profile | baseline | target | actual | measured_on"
OBJECTIVE = "code | indicator | measure_mode | direction | baseline | target | actual | measured_on | deadline"


def kpi(line: str, **cells: object) -> str:
    """An action from 1 January to 31 December 2026 with one KPI."""
    return action(start="2026-01-01", due="2026-12-31", **cells) + rows("kpis", KPI, line)


def objective(line: str) -> str:
    return rows("objectives", OBJECTIVE, line)


CASES = [
    Case(
        "PAC601",
        kpi("Visites | cumulative | up | linear | | 100 | 27 | 2026-06-01"),
        kpi("Visites | cumulative | up | linear | | 100 | 25 | 2026-06-02"),
        detail="Visites",
        field="kpis.actual",
        cell="kpis!G2",
    ),
    Case(
        "PAC601",
        kpi("Signatures | cumulative | up | end | | 100 | 0 | 2026-06-01"),
        kpi("Signatures | cumulative | up | linear | | 100 | 0 | 2026-06-01"),
        detail="Signatures",
        why="profile end",
        field="kpis.actual",
        cell="kpis!G2",
    ),
    Case(
        "PAC601",
        kpi("Visites | cumulative | up | linear | | 100 | 0 | 2026-07-01"),
        kpi("Visites | cumulative | up | linear | | 100 | 0 | 2026-06-15"),
        detail="Visites",
        why="future reading ignored",
        field="kpis.actual",
        cell="kpis!G2",
    ),
    Case(
        "PAC601",
        objective("OBJ-01 | Comptes | cumulative | up | 0 | 100 | 30 | 2026-05-31 | 2026-12-31"),
        objective("OBJ-01 | Comptes | cumulative | up | 0 | 100 | 20 | 2026-05-31 | 2026-12-31"),
        subject="OBJ-01",
        field="objectives.actual",
        why="objective",
        cell="objectives!G2",
    ),
    Case(
        "PAC602",
        objective("OBJ-01 | Comptes | cumulative | up | 0 | 100 | 99 | 2026-05-31 | 2026-06-15"),
        objective("OBJ-01 | Comptes | cumulative | up | 0 | 100 | 99 | 2026-05-31 | 2026-06-14"),
        subject="OBJ-01",
        field="objectives.actual",
        cell="objectives!G2",
    ),
    Case(
        "PAC602",
        objective("OBJ-01 | Comptes | cumulative | up | 0 | 100 | | | 2026-06-14"),
        objective("OBJ-01 | Comptes | level | down | 10 | 5 | 6 | 2026-05-31 | 2026-06-14"),
        subject="OBJ-01",
        why="not measured",
        field="objectives.actual",
        cell="objectives!G2",
    ),
    Case(
        "PAC603",
        kpi("Visites | cumulative | up | linear | | 100 | 90 | 2026-05-01"),
        kpi("Visites | cumulative | up | linear | | 100 | 90 | 2026-04-30"),
        detail="Visites",
        field="kpis.measured_on",
        cell="kpis!H2",
    ),
    Case(
        "PAC603",
        kpi("Signatures | cumulative | up | end | | 100 | | "),
        kpi("Signatures | cumulative | up | linear | | 100 | | "),
        detail="Signatures",
        why="never measured",
        field="kpis.measured_on",
        cell="kpis!H2",
    ),
    Case(
        "PAC604",
        kpi("Taux | level | up | | 0.8 | 0.9 | | "),
        kpi("Taux | level | up | | 0.9 | 0.8 | | "),
        detail="Taux",
        why="direction",
        field="kpis.target",
        cell="kpis!F2",
    ),
    Case(
        "PAC604",
        kpi("Taux | level | keep | | 0.9 | 0.9 | | "),
        kpi("Taux | level | up | | 0.9 | 0.9 | | "),
        detail="Taux",
        why="flat",
        field="kpis.target",
        cell="kpis!F2",
    ),
    Case(
        "PAC604",
        kpi("Pannes | cumulative | down | | | 0 | | "),
        kpi("Pannes | cumulative | up | | | 0 | | "),
        detail="Pannes",
        why="zero",
        field="kpis.target",
        cell="kpis!F2",
    ),
    Case(
        "PAC604",
        kpi("Visites | cumulative | up | | | 9 | 5 | 2026-12-01", status="cancelled"),
        kpi("Visites | cumulative | up | | | 9 | 5 | 2026-12-01"),
        detail="Visites",
        why="future",
        field="kpis.measured_on",
        cell="kpis!H2",
    ),
    Case(
        "PAC605",
        kpi("Visites | cumulative | up | | | 9 | 5 | 2026-06-01", status="done", lessons="À refaire"),
        kpi("Visites | cumulative | up | | | 9 |  | ", status="done", lessons="À refaire"),
        field="actions.lessons",
        cell="actions!E2",
    ),
    Case(
        "PAC605",
        kpi("Visites | cumulative | up | | | 9 |  | "),
        kpi("Visites | cumulative | up | | | 9 | 5 | 2026-06-01", status="done"),
        why="lessons",
        field="actions.lessons",
        cell=None,
    ),
]


@both_ways(CASES)
def test_performance(case: Case) -> None:
    verify(case)


def test_a_percentage_over_one() -> None:
    text = action() + rows("kpis", "label | unit | target", "Part | percent | 12")
    assert about(found(text, "PAC604")) == [("ACT-NO-001", "Part")]


@pytest.mark.parametrize("code", ["PAC601", "PAC602", "PAC603"])
def test_the_group_is_not_judged_on_results(code: str) -> None:
    text = objective("OBJ-01 | Comptes | cumulative | up | 0 | 100 | 0 | 2026-03-01 | 2026-12-31")
    assert found(text, code, team="GR") == []


def test_a_reading_counts_when_it_is_the_latest() -> None:
    text = kpi("Visites | cumulative | up | linear | | 100 | 0 | 2026-02-01")
    reading = rows("performance", "subject | indicator | measured_on | value", "ACT-NO-001 | Visites | 2026-06-01 | 80")
    assert about(found(text, "PAC601")) == []
    assert found(text + reading, "PAC601") == []
    assert found(text + reading.replace("| 80", "| 10"), "PAC601")[0].params["measured_on"].month == 6
