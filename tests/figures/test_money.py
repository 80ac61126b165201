"""The envelope, the monthly cash table, and small figures of the lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.support.plan_text import view_of

PLAN = """
# axes
code | label
AX1  | Conquête
# actions
code       | status      | axis | allocated
ACT-NO-001 | in_progress | AX1  | 1000
ACT-NO-002 | cancelled   | AX1  | 900
ACT-NO-003 | draft       | AX1  | 800
ACT-NO-004 | planned     |      | 50
# budget_lines
parent     | number | nature | vat_rate | planned | committed | spent
ACT-NO-001 | 1      | media  | 20 %     | 600     | 500       | 100
ACT-NO-001 | 2      | travel | 10 %     | 400     |           |
ACT-NO-002 | 1      | media  | 20 %     | 900     | 300       | 250
ACT-NO-003 | 1      | media  | 20 %     | 800     |           |
# schedule
parent     | line | month   | amount
ACT-NO-001 | 1    | 2026-03 | 600
ACT-NO-001 | 2    | 2026-04 | 400
ACT-NO-002 | 1    | 2026-04 | 900
ACT-NO-003 | 1    | 2026-04 | 800
# envelope
dimension | key    | amount
total     |        | 5000
axis      | AX1    | 1200
axis      | AX9    |
nature    | media  | 800
nature    | xxx    | 10
quarter   | T2     | 700
reserve   |        | 300
"""


@pytest.mark.parametrize(
    ("row", "label", "allocated", "committed", "spent", "forecast", "available"),
    [
        (0, None, 1300, 800, 350, 2100, 3700),
        (1, "Conquête", 1250, 800, 350, 2100, -50),
        (2, "AX9", 0, 0, 0, 0, None),
        (3, "Publicité & partenariats", 850, 800, 350, 1700, -50),
        (4, "xxx", 0, 0, 0, 0, 10),
        (5, "T2", 650, None, None, None, 50),
        (6, None, None, None, None, None, None),
    ],
)
def test_envelope(
    row: int,
    label: str | None,
    allocated: int | None,
    committed: int | None,
    spent: int | None,
    forecast: int | None,
    available: int | None,
) -> None:
    found = view_of(PLAN).rows("envelope")[row]
    names = ("label", "allocated", "committed", "spent", "forecast", "available")
    assert [found[name] for name in names] == [label, allocated, committed, spent, forecast, available]


CASH = """
# cash
month   | item      | amount
2026-01 | opening   | 10000
2026-01 | cash_in   | 500
2026-03 | other_out | 100
        | threshold | 800
"""


def test_cash_leaves_with_tax_which_comes_back_the_month_after() -> None:
    view = view_of(PLAN + CASH)
    months = ("2026-01", "2026-03", "2026-04", "2026-05")
    assert [view.cash("cash_out_plan", month) for month in months] == [0, 720, 800, 0]
    assert [view.cash("vat_recoverable", month) for month in months] == [0, 0, 120, 100]


def test_each_month_opens_on_the_balance_before() -> None:
    view = view_of(PLAN + CASH)
    balances = {month: view.cash("closing", month) for month in view.months}
    assert [balances[f"2026-{m:02d}"] for m in (1, 2, 3, 4, 5)] == [10500, 10500, 9680, 9000, 9100]
    assert view.cash("opening_balance", "2026-04") == 9680


def test_no_balance_without_an_opening_one() -> None:
    view = view_of(PLAN)
    assert {view.cash("closing", month) for month in view.months} == {None}


def test_thresholds_have_no_month() -> None:
    assert view_of(CASH).cash_input("threshold") == 800


def test_quarters_start_with_the_plan() -> None:
    view = view_of("""
        # plan
        plan_start | plan_end
        2026-10-01 | 2027-09-30
    """)
    assert view.quarter_months["T1"] == ("2026-10", "2026-11", "2026-12")
    assert view.quarter_months["T4"] == ("2027-07", "2027-08", "2027-09")
    assert view.cash("month", "2026-10") == date(2026, 10, 1)


def test_thresholds_of_the_run_win_over_the_workbook() -> None:
    text = "# parameters\nkpi_points\n10 %"
    assert view_of(text).setting("kpi_points") == Decimal("0.1")
    assert view_of(text, kpi_points=Decimal("0.3")).setting("kpi_points") == Decimal("0.3")
    assert view_of("").setting("kpi_points") == Decimal("0.15")


HOLIDAYS = """
# teams
code | fr        | en   | holiday_zone
GE   | Grand Est | East | alsace_moselle
NO   | Nord      |      |
# holidays
date       | scope
2026-05-01 | national
2026-12-26 | alsace_moselle
2026-11-11 |
           | national
"""


@pytest.mark.parametrize(
    ("team", "zone", "days"),
    [
        ("GE", "alsace_moselle", ["2026-05-01", "2026-12-26", "2026-11-11", "2000-01-02"]),
        ("NO", "national", ["2026-05-01", "2000-01-02", "2026-11-11", "2000-01-02"]),
    ],
)
def test_holidays_that_do_not_apply_fall_on_a_sunday_long_past(team: str, zone: str, days: list[str]) -> None:
    view = view_of(HOLIDAYS, team=team)
    assert view.form("plan")["team_zone_key"] == zone
    assert [str(row["applies_on"]) for row in view.rows("holidays")] == days


def test_the_plan_shows_its_team_and_the_date_of_the_run() -> None:
    plan = view_of(HOLIDAYS, "2026-03-02", team="GE").form("plan")
    assert (plan["team_label"], plan["ref_date"]) == ("Grand Est", date(2026, 3, 2))
