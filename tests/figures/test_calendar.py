"""Situation, risk and days of an action; the reference date is Monday 15 June 2026."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pacom_xl.figures.calendar import days_late
from pacom_xl.figures.plan_view import Row
from tests.support.plan_text import view_of

HOLIDAYS = """
# teams
code | fr         | holiday_zone
NO   | Nord-Ouest | national
GE   | Grand Est  | alsace_moselle
# holidays
date       | label     | scope
2026-08-15 | Assomption | national
2026-05-25 | Pentecôte | national
2026-06-16 | Fictif    | alsace_moselle
"""


def action(status: str, start: str, due: str, progress: str, as_of: str = "2026-06-15", done: str = "") -> Row:
    table = f"""
    # actions
    code       | status   | start   | due   | progress   | done_on
    ACT-NO-001 | {status} | {start} | {due} | {progress} | {done}
    """
    return view_of(table + HOLIDAYS, as_of).rows("actions")[0]


@pytest.mark.parametrize(
    ("status", "start", "due", "progress", "flag"),
    [
        ("in_progress", "2026-01-05", "2026-06-12", "80 %", "late"),
        ("planned", "", "2026-06-12", "", "late"),
        ("in_progress", "2026-01-05", "2026-06-15", "80 %", "due_today"),
        ("in_progress", "2026-01-05", "2026-06-22", "80 %", "due_soon"),
        ("in_progress", "2026-01-05", "2026-06-23", "80 %", "on_time"),
        ("in_progress", "2026-01-05", "2026-06-23", "20 %", "at_risk"),
        ("in_progress", "2026-01-05", "2026-06-22", "20 %", "due_soon"),
        ("in_progress", "2026-01-05", "2026-06-12", "100 %", "to_close"),
        ("in_progress", "2026-01-05", "", "80 %", "no_due_date"),
        ("in_progress", "2026-07-05", "2026-06-12", "80 %", "invalid_dates"),
        ("on_hold", "2026-01-05", "2026-06-12", "80 %", "on_hold"),
        ("draft", "", "2026-06-12", "", "draft"),
        ("cancelled", "2026-01-05", "2026-06-12", "80 %", "cancelled"),
        ("transferred", "2026-01-05", "2026-06-12", "80 %", "transferred"),
        ("done", "2026-01-05", "", "100 %", "done"),
    ],
)
def test_situation(status: str, start: str, due: str, progress: str, flag: str) -> None:
    assert action(status, start, due, progress)["flag"] == flag


@pytest.mark.parametrize(
    ("done", "due", "flag", "on_time"),
    [
        ("2026-06-01", "2026-06-01", "done", 1),
        ("2026-06-02", "2026-06-01", "done_late", 0),
        ("2026-05-26", "2026-05-25", "done", 1),  # a holiday: the next working day still counts
        ("2026-06-20", "2026-06-01", "done", None),  # dated after today: not known yet
        ("", "2026-06-01", "done", None),
        ("2026-06-01", "", "done", None),
    ],
)
def test_done_on_time(done: str, due: str, flag: str, on_time: int | None) -> None:
    row = action("done", "2026-01-05", due, "100 %", done=done)
    assert (row["flag"], row["on_time"]) == (flag, on_time)


@pytest.mark.parametrize(
    ("as_of", "flag", "left"),
    [
        ("2026-08-15", "due_soon", 1),
        ("2026-08-16", "due_soon", 1),
        ("2026-08-17", "due_today", 0),
        ("2026-08-18", "late", -1),
    ],
)
def test_due_on_a_saturday_that_is_a_holiday_counts_on_monday(as_of: str, flag: str, left: int) -> None:
    row = action("planned", "2026-06-01", "2026-08-15", "", as_of)
    assert (row["flag"], row["working_days_left"]) == (flag, left)


def test_days_late_are_calendar_days_since_the_effective_date() -> None:
    row = action("in_progress", "2026-01-05", "2026-05-23", "10 %")  # Saturday, then Pentecost Monday
    assert str(row["due_effective"]) == "2026-05-26"
    assert (days_late(row), row["working_days_left"], row["days_left"]) == (20, -14, -20)


def test_nothing_is_late_once_closed() -> None:
    row = action("done", "2026-01-05", "2026-05-20", "80 %")
    assert (days_late(row), row["days_left"]) == (0, None)


def test_holidays_are_those_of_the_team_of_the_row() -> None:
    rows = view_of(
        """
        # actions
        team | code       | status  | due
        NO   | ACT-NO-001 | planned | 2026-06-16
        GE   | ACT-GE-001 | planned | 2026-06-16
        """
        + HOLIDAYS
    ).rows("actions")
    assert [str(row["due_effective"]) for row in rows] == ["2026-06-16", "2026-06-17"]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2025-12-01", 0), ("2026-01-01", 0), ("2026-01-06", Decimal("0.5")), ("2026-02-01", 1)],
)
def test_expected_progress_is_linear(as_of: str, expected: Decimal) -> None:
    assert action("in_progress", "2026-01-01", "2026-01-11", "10 %", as_of)["expected_progress"] == expected


@pytest.mark.parametrize(("start", "due"), [("", "2026-06-30"), ("2026-06-01", ""), ("2026-06-30", "2026-06-30")])
def test_no_expected_progress_without_two_dates(start: str, due: str) -> None:
    row = action("in_progress", start, due, "10 %")
    assert (row["expected_progress"], row["progress_gap"]) == (None, None)


@pytest.mark.parametrize(
    ("progress", "risk"),
    [("30 %", "no"), ("29 %", "yes"), ("100 %", "no"), ("", "yes")],
)
def test_at_risk_when_behind_by_more_than_twenty_points(progress: str, risk: str) -> None:
    # Half of the time is gone on 15 June; exactly 20 points behind is not more than 20.
    assert action("in_progress", "2026-04-16", "2026-08-14", progress)["at_risk"] == risk


def test_a_planned_action_is_not_behind() -> None:
    assert action("planned", "2026-04-16", "2026-08-14", "")["at_risk"] == "no"


@pytest.mark.parametrize(("due", "risk"), [("2026-06-12", "no"), ("2026-06-15", "yes"), ("2026-06-22", "yes")])
def test_late_is_worse_than_at_risk(due: str, risk: str) -> None:
    assert action("in_progress", "2026-01-05", due, "95 %")["at_risk"] == risk


def test_a_missed_milestone_is_a_risk() -> None:
    table = """
    # actions
    code       | status      | start      | due        | progress
    ACT-NO-001 | in_progress | 2026-06-01 | 2026-12-01 | 50 %
    # milestones
    label | due
    Devis | 2026-06-12
    """
    assert view_of(table).rows("actions")[0]["at_risk"] == "yes"
    assert view_of(table, "2026-06-12").rows("actions")[0]["at_risk"] == "no"


def test_two_rows_with_one_code_are_both_flagged() -> None:
    rows = view_of("""
        # actions
        code       | title   | status
        ACT-NO-001 | Salon   | planned
        ACT-NO-001 | Salon   | done
        ACT-NO-002 | Tournée | draft
    """).rows("calendar")
    assert [row["flag"] for row in rows] == ["duplicate_code", "duplicate_code", "draft"]


def test_variance_compares_forecast_and_allocation() -> None:
    row = view_of("""
        # actions
        code       | status  | allocated
        ACT-NO-001 | planned | 1000
        # budget_lines
        number | planned | committed
        1      | 900     | 1200
    """).rows("calendar")[0]
    assert (row["variance"], row.figure("calendar.allocated"), row["allocated"]) == (200, 1000, 1000)


def test_typed_and_computed_allocation_stay_apart() -> None:
    row = view_of("""
        # actions
        code       | status
        ACT-NO-001 | planned
        # budget_lines
        number | planned
        1      | 900
    """).rows("index")[0]
    assert (row["allocated"], row.figure("index.allocated"), row["axis"]) == (None, 900, None)
