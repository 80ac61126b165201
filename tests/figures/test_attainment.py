"""Objectives, KPIs and readings; the reference date is 15 June 2026."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pacom_xl.figures.attainment import attainment
from pacom_xl.figures.kpis import kpi_expected
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.plan import Record
from tests.support.plan_text import view_of


def n(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@pytest.mark.parametrize(
    ("mode", "direction", "value", "target", "baseline", "expected"),
    [
        ("cumulative", "up", "30", "60", "", "0.5"),
        ("cumulative", "up", "90", "60", "", "1.5"),
        ("cumulative", "up", "0", "60", "", "0"),
        ("cumulative", "up", "30", "0", "", ""),
        ("cumulative", "down", "40", "20", "", "0.5"),
        ("cumulative", "down", "5", "20", "", "2"),
        ("cumulative", "down", "0", "20", "", "2"),
        ("level", "up", "0.88", "0.9", "0.86", "0.5"),
        ("level", "down", "8", "6", "10", "0.5"),
        ("level", "up", "8", "6", "6", ""),
        ("level", "up", "8", "6", "", ""),
        ("level", "keep", "9", "10", "", "0.9"),
        ("cumulative", "keep", "30", "10", "", "0"),
        ("level", "keep", "0", "0", "", ""),
        ("level", "up", "", "6", "0", ""),
        ("level", "up", "6", "", "0", ""),
    ],
)
def test_attainment(mode: str, direction: str, value: str, target: str, baseline: str, expected: str) -> None:
    assert attainment(n(value), n(target), n(baseline), mode, direction) == n(expected)


def objective(typed: str, readings: str = "", as_of: str = "2026-06-15") -> Row:
    """One objective whose typed ``actual | measured_on`` and ``measured_on | value`` readings are given."""
    lines = "\n".join(f"OBJ-01 | Comptes | {line.strip()}" for line in readings.split(",") if line.strip())
    table = f"""
    # objectives
    code   | indicator | measure_mode | direction | baseline | target | deadline   | actual | measured_on
    OBJ-01 | Comptes   | cumulative   | up        | 0        | 100    | 2026-12-31 | {typed}
    # performance
    subject | indicator | measured_on | value
    """
    return view_of(table + lines, as_of).rows("objectives")[0]


@pytest.mark.parametrize(
    ("typed", "readings", "value", "day"),
    [
        ("24 | 2026-05-29", "", 24, "2026-05-29"),
        ("24 | 2026-05-29", "2026-03-31 | 13", 24, "2026-05-29"),
        ("24 | 2026-05-29", "2026-06-12 | 30", 30, "2026-06-12"),
        ("24 | 2026-05-29", "2026-05-29 | 25", 24, "2026-05-29"),
        ("   | ", "2026-03-31 | 13, 2026-04-30 | 18", 18, "2026-04-30"),
        ("   | ", "2026-04-30 | 18, 2026-04-30 | 18", 18, "2026-04-30"),
        ("   | ", "2026-04-30 | 18, 2026-04-30 | 20", None, "None"),
        ("   | ", "2026-03-31 | 13, 2026-04-30 | 18, 2026-04-30 | 20", None, "None"),
        ("   | ", "2026-03-31 | 13, 2026-03-31 | 14, 2026-04-30 | 18", 18, "2026-04-30"),
        ("12 | 2026-03-31", "2026-04-30 | 18, 2026-04-30 | 20", 12, "2026-03-31"),
        ("   | ", "2026-04-30 | 18, 2026-06-16 | 99", 18, "2026-04-30"),
        ("   | ", "2026-04-30 | 18, 2026-05-31 | ", 18, "2026-04-30"),
        ("99 | 2026-06-16", "2026-04-30 | 18", 18, "2026-04-30"),
        ("99 | 2026-06-16", "", None, "None"),
        ("24 | ", "", 24, "None"),
        ("24 | ", "2026-04-30 | 18", 18, "2026-04-30"),
        ("   | 2026-05-29", "", None, "None"),
    ],
)
def test_the_value_kept_is_the_most_recent_one(typed: str, readings: str, value: int | None, day: str) -> None:
    row = objective(typed, readings)
    assert (row["actual_used"], str(row["measured_used"])) == (value, day)


@pytest.mark.parametrize(
    ("value", "rag"),
    [("41", "green"), ("40", "amber"), ("26", "amber"), ("25", "red"), ("0", "red")],
)
@pytest.mark.parametrize("as_of", ["2026-05-29", "2026-12-30"])
def test_trajectory_is_judged_on_the_day_of_the_reading(value: str, rag: str, as_of: str) -> None:
    # On 29 May 148 of 364 days are gone: 40.66 % are expected, and amber goes down to 25.66 %.
    assert objective(f"{value} | 2026-05-29", as_of=as_of)["rag"] == rag


def test_not_measured() -> None:
    assert objective(" | ")["rag"] == "not_measured"


def test_a_row_nobody_began_has_no_trajectory() -> None:
    view = objective(" | ").view
    assert Row(view, Record("objectives", "", {}))["rag"] is None


def test_indicators_meet_whatever_the_case_and_without_wildcards() -> None:
    row = view_of("""
        # objectives
        code   | indicator
        OBJ-01 | CA *
        # performance
        subject | indicator | measured_on | value
        OBJ-01  | ca *      | 2026-03-01  | 5
        OBJ-01  | CA autre  | 2026-04-01  | 9
    """).rows("objectives")[0]
    assert row["last_reading"] == 5


def test_live_actions_of_the_team_are_counted_at_any_position() -> None:
    rows = view_of("""
        # objectives
        team | code
        NO   | OBJ-01
        IF   | OBJ-01
        NO   | OBJ-02
        # actions
        team | code       | status  | objectives
        NO   | ACT-NO-001 | planned | OBJ-02, OBJ-01
        NO   | ACT-NO-002 | draft   | OBJ-01
        NO   | ACT-NO-003 | done    | OBJ-01
        IF   | ACT-IF-001 | on_hold | OBJ-01
    """).rows("objectives")
    assert [row["actions_count"] for row in rows] == [2, 1, 1]


def test_a_consolidated_plan_reads_each_team_apart() -> None:
    view = view_of("""
        # objectives
        team | code   | indicator | measure_mode | direction | target
        NO   | OBJ-01 | Comptes   | cumulative   | up        | 10
        IF   | OBJ-01 | Comptes   | cumulative   | up        | 40
        # performance
        team | subject | indicator | measured_on | value
        NO   | OBJ-01  | Comptes   | 2026-03-01  | 5
        IF   | OBJ-01  | Comptes   | 2026-04-01  | 10
    """)
    assert [row["attainment"] for row in view.rows("objectives")] == [Decimal("0.5"), Decimal("0.25")]
    assert [row["attainment"] for row in view.rows("performance")] == [Decimal("0.5"), Decimal("0.25")]


ACTION = """
# actions
code       | status      | start      | due
ACT-NO-001 | in_progress | 2026-05-01 | 2026-07-10
# kpis
label    | mode       | direction | profile | target | actual | measured_on
Contacts | cumulative | up        | linear  | 100    | 40     | 2026-06-05
Signés   | cumulative | up        | end     | 10     | 2      | 2026-06-05
Jamais   | cumulative | up        | linear  | 10     |        |
# performance
subject    | indicator | measured_on | value
ACT-NO-001 | Contacts  | 2026-06-10  | 60
ACT-NO-001 | Signés    | 2026-06-10  | 3
ACT-NO-001 | Inconnu   | 2026-06-10  | 3
"""


def test_readings_feed_the_indicators_of_an_action() -> None:
    action = view_of(ACTION).rows("actions")[0]
    assert [kpi["attainment"] for kpi in action.children("kpis")] == [Decimal("0.6"), Decimal("0.3"), None]
    assert action["kpi_attainment"] == Decimal("0.6")


def test_expected_attainment_follows_the_profile() -> None:
    action = view_of(ACTION).rows("actions")[0]
    expected = [kpi_expected(kpi) for kpi in action.children("kpis")]
    assert expected == [Decimal(40) / Decimal(70), Decimal(0), None]


def test_a_reading_of_an_action_is_judged_on_its_first_indicator_only() -> None:
    readings = view_of(ACTION).rows("performance")
    assert [reading["attainment"] for reading in readings] == [Decimal("0.6"), None, None]


def test_an_action_without_indicator_attains_nothing() -> None:
    row = view_of("# actions\ncode | status\nACT-NO-001 | planned").rows("actions")[0]
    assert (row["kpi_attainment"], row["kpi1_label"], row["kpi1_target"]) == (None, None, None)
