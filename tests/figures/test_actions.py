"""What an action sheet totals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pacom_xl.figures.plan_view import Row
from tests.support.plan_text import view_of

LINES = """
# budget_lines
number | label     | nature  | vat_rate | planned | committed | spent | forecast_forced | closed
1      | Stand     | shows   | 20 %     | 1000    | 800       | 700   |                 | no
2      | Brochures | media   | 20 %     | 500     |           |       |                 | yes
3      | Repas     | travel  | 10 %     | 200     | 300       | 250   | 280             | no

# schedule
line | month   | amount
1    | 2026-02 | 600
1    | 2026-05 | 400
2    | 2026-05 | 500
9    | 2026-06 | 50
"""


def action(status: str, allocated: str = "", more: str = LINES) -> Row:
    """One action of that status, with the lines above."""
    table = f"# actions\ncode | status | allocated\nACT-NO-001 | {status} | {allocated}\n"
    return view_of(table + more).rows("actions")[0]


def test_totals_of_the_lines() -> None:
    row = action("in_progress")
    assert [row[name] for name in ("planned", "committed", "spent")] == [1700, 1100, 950]


def test_forecast_is_forced_else_the_highest_unless_closed() -> None:
    lines = action("in_progress").children("budget_lines")
    assert [line["line_forecast"] for line in lines] == [1000, 0, 280]


def test_forecast_of_a_closed_action_forgets_what_was_planned() -> None:
    assert [line["line_forecast"] for line in action("done").children("budget_lines")] == [800, 0, 280]


def test_an_empty_line_forecasts_nothing() -> None:
    row = action("planned", more="# budget_lines\nnumber | label\n1 | À chiffrer\n")
    assert row.children("budget_lines")[0]["line_forecast"] is None
    assert row["forecast"] == 0


@pytest.mark.parametrize(("allocated", "used"), [("", 1700), ("0", 0), ("2000", 2000)])
def test_allocation_falls_back_on_the_lines_only_when_empty(allocated: str, used: int) -> None:
    assert action("planned", allocated)["allocated_used"] == used


@pytest.mark.parametrize(
    ("status", "use", "shows", "second_quarter"),
    [
        ("in_progress", 2000, 1000, 950),
        ("done", 2000, 1000, 950),
        ("draft", 0, 0, 0),
        ("cancelled", 950, 700, 100),
        ("transferred", 950, 700, 100),
    ],
)
def test_what_weighs_on_the_envelope(status: str, use: int, shows: int, second_quarter: int) -> None:
    row = action(status, "2000")
    assert row["envelope_use"] == use
    assert row.part("actions.nature_use", "shows") == shows
    assert row.part("actions.quarter_use", "T2") == second_quarter


@pytest.mark.parametrize(
    ("status", "february", "may", "june"),
    [
        ("in_progress", "720", "1080", "50"),
        ("on_hold", "720", "1080", "50"),
        ("done", "720", "240", "0"),
        ("draft", "0", "0", "0"),
    ],
)
def test_cash_out_includes_tax_and_stops_at_the_commitment_once_closed(
    status: str, february: str, may: str, june: str
) -> None:
    row = action(status)
    paid = [row.part("actions.cash_out", month) for month in ("2026-02", "2026-05", "2026-06")]
    assert paid == [Decimal(february), Decimal(may), Decimal(june)]


def test_tax_of_a_month() -> None:
    assert action("in_progress").part("actions.cash_vat", "2026-05") == 180


def test_an_instalment_shows_the_label_of_its_line() -> None:
    labels = [row["line_label"] for row in action("planned").children("schedule")]
    assert labels == ["Stand", "Stand", "Brochures", None]


def test_missed_milestones() -> None:
    row = action(
        "in_progress",
        more="""
        # milestones
        label   | due        | done_on
        fait    | 2026-03-01 | 2026-03-10
        manqué  | 2026-03-01 |
        jour J  | 2026-06-15 |
        promis  | 2026-03-01 | 2026-06-16
        sans    |            |
        """,
    )
    assert row["missed_milestones"] == 2


def test_the_first_objective_is_the_main_one() -> None:
    rows = view_of("""
        # actions
        code       | objectives
        ACT-NO-001 | OBJ-02, OBJ-01
        ACT-NO-002 |
    """).rows("actions")
    assert [row["main_objective"] for row in rows] == ["OBJ-02", None]
    assert [row["objectives_delim"] for row in rows] == [";OBJ-02;OBJ-01;", ";;"]
