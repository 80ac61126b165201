"""5xx: allocations, envelopes, schedules and cash. Comparisons are exact and strict."""

from decimal import Decimal

import pytest

from pacom_xl.model.findings import Finding
from tests.rules.checking import Case, about, action, both_ways, found, found_in, rows, verify

LINE = "number | label | planned | committed | spent"


def spending(allocated: object, planned: object, committed: object, spent: object, **cells: object) -> str:
    """An action with one budget line."""
    line = f"1 | Stand | {planned} | {committed} | {spent}"
    return action(allocated=allocated, **cells) + rows("budget_lines", LINE, line)


def scheduled(*instalments: str) -> str:
    """A line of 9 500 planned and its instalments."""
    return spending("", 9500, "", "") + rows("schedule", "line | month | amount", *instalments)


ENVELOPE = "dimension | key | amount"

CASES = [
    Case(
        "PAC501",
        spending(8000, 8000, 8400, 0),
        spending(8000, 8000, "8400.01", 0),
        field="actions.allocated",
        cell="actions!C2",
    ),
    Case(
        "PAC501",
        spending(0, 0, 500, 0),
        spending("", 8000, 9000, 0),
        why="allocation defaults to planned",
        field="actions.allocated",
        cell="actions!C2",
    ),
    Case(
        "PAC501",
        spending(8000, 8000, 9000, 0, status="draft"),
        spending(8000, 8000, 9000, 0),
        why="draft",
        field="actions.allocated",
        cell="actions!C2",
    ),
    Case(
        "PAC502",
        spending(16000, 16000, 0, 16800),
        spending(16000, 16000, 0, 18900),
        field="actions.allocated",
        cell="actions!C2",
    ),
    Case(
        "PAC503",
        spending(20000, 21000, 0, 0),
        spending(20000, 23500, 0, 0),
        field="actions.allocated",
        cell="actions!C2",
    ),
    Case(
        "PAC504",
        spending(8000, 8000, 8000, 0),
        spending(8000, 8000, 8400, 0),
        field="actions.allocated",
        cell="actions!C2",
    ),
    Case(
        "PAC504",
        spending(8000, 8000, "8400.01", 0),
        spending(8000, 8000, "8000.01", 0),
        why="bounds",
        field="actions.allocated",
        cell="actions!C2",
    ),
    Case(
        "PAC505", spending("", 3000, 2000, 0), spending(0, 3000, 500, 0), field="actions.allocated", cell="actions!C2"
    ),
    Case(
        "PAC505",
        spending(0, 0, 0, 0),
        spending("", 0, 0, 150),
        why="nothing planned",
        field="actions.allocated",
        cell="actions!C2",
    ),
    Case(
        "PAC506",
        spending("", 9, 3200, 3200),
        spending("", 9, "", 150),
        detail="Stand",
        field="budget_lines.spent",
        cell="budget_lines!E2",
    ),
    Case(
        "PAC507",
        spending(20000, 20001, 0, 0),
        spending(20000, "20001.01", 0, 0),
        field="actions.allocated",
        cell="actions!C2",
    ),
    Case(
        "PAC507",
        spending(20000, 23500, 0, 0, arbitration_note="Plafonné"),
        spending(20000, 23500, 0, 0),
        why="note",
        field="actions.allocated",
        cell="actions!C2",
    ),
    Case(
        "PAC507",
        spending("", 23500, 0, 0),
        spending(0, 23500, 0, 0),
        why="empty is not 0",
        field="actions.allocated",
        cell="actions!C2",
    ),
    Case(
        "PAC510",
        spending("", 9, 101, 100, status="done"),
        spending("", 9, "101.01", 100, status="done"),
        field="actions.status",
        cell="actions!B2",
    ),
    Case(
        "PAC510",
        spending("", 9, 2700, 0),
        spending("", 9, 2700, 0, status="cancelled"),
        why="open",
        field="actions.status",
        cell="actions!B2",
    ),
    Case(
        "PAC511",
        scheduled("1 | 2026-01 | 4750", "1 | 2026-02 | 4750"),
        scheduled("1 | 2026-01 | 4750"),
        detail="Stand",
        field="budget_lines.planned",
        cell="budget_lines!C2",
    ),
    Case(
        "PAC511",
        spending("", 9500, "", ""),
        scheduled("1 | 2026-01 | 9499.99"),
        detail="Stand",
        why="no schedule",
        field="budget_lines.planned",
        cell="budget_lines!C2",
    ),
    Case(
        "PAC512",
        spending(0, 0, 0, 0),
        spending(-1, 0, 0, 0),
        detail="actions.allocated",
        field="actions.allocated",
        cell="actions!C2",
    ),
    Case(
        "PAC512",
        spending(0, 0, 0, 0),
        spending("", -500, 0, 0),
        detail="budget_lines.planned Stand",
        why="line",
        field="budget_lines.planned",
        cell="budget_lines!C2",
    ),
    Case(
        "PAC508",
        rows("envelope", ENVELOPE, "axis | AX1 | 3000", "axis | AX2 | ") + spending(3000, 3000, 0, 0, axis="AX1"),
        rows("envelope", ENVELOPE, "axis | AX1 | 2999.99") + spending(3000, 3000, 0, 0, axis="AX1"),
        subject="AX1",
        field="envelope.amount",
        cell="envelope!C2",
    ),
    Case(
        "PAC508",
        rows("envelope", ENVELOPE, "axis | AX1 | 99") + spending(3000, 0, 0, 99, axis="AX1", status="cancelled"),
        rows("envelope", ENVELOPE, "axis | AX1 | 99") + spending(3000, 0, 0, 100, axis="AX1", status="cancelled"),
        subject="AX1",
        why="cancelled counts what it spent",
        field="envelope.amount",
        cell="envelope!C2",
    ),
    Case(
        "PAC508",
        rows("envelope", ENVELOPE, "quarter | T1 | 9500") + scheduled("1 | 2026-03 | 9500"),
        rows("envelope", ENVELOPE, "quarter | T1 | 9499") + scheduled("1 | 2026-03 | 9500"),
        subject="T1",
        why="quarter",
        field="envelope.amount",
        cell="envelope!C2",
    ),
    Case(
        "PAC509",
        rows("envelope", ENVELOPE, "total | | 100", "axis | AX1 | 90", "reserve | | 10"),
        rows("envelope", ENVELOPE, "total | | 100", "axis | AX1 | 95", "reserve | | 10"),
        subject="total",
        detail="axes",
        field="envelope.amount",
        cell="envelope!C2",
    ),
    Case(
        "PAC509",
        rows("envelope", ENVELOPE, "total | | 100", "nature | shows | 80"),
        rows("envelope", ENVELOPE, "total | | 100", "nature | shows | 101"),
        subject="total",
        detail="natures",
        field="envelope.amount",
        cell="envelope!C2",
    ),
    Case(
        "PAC509",
        rows("envelope", ENVELOPE, "total | | 3000") + spending(3000, 3000, 0, 0),
        rows("envelope", ENVELOPE, "total | | 2999") + spending(3000, 3000, 0, 0),
        subject="total",
        detail="allocated",
        why="what the actions take",
        field="envelope.amount",
        cell="envelope!C2",
    ),
]


@both_ways(CASES)
def test_budget(case: Case) -> None:
    verify(case)


def hidden_by(findings: list[Finding]) -> list[str | None]:
    return [finding.hidden_by for finding in findings]


def test_an_overrun_is_told_once() -> None:
    over = spending(8000, 8000, 9800, 9900)
    assert hidden_by(found(over, "PAC501")) == [None]
    assert hidden_by(found(over, "PAC502")) == [None]
    assert hidden_by(found(over, "PAC503")) == ["PAC501"]


def test_percentage_over_the_allocation() -> None:
    (finding,) = found(spending(16000, 16000, 18900, 0), "PAC501")
    assert finding.params["pct"] == Decimal("0.18125")


CASH = rows(
    "cash",
    "month | item | amount",
    "2026-01 | opening | 1000",
    " | monthly_cap | 500",
    " | threshold | 500",
)


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        ("2026-05", []),
        ("2026-06", [("2026-06", "cap"), ("2026-06", "threshold")]),
        ("2026-08", [("2026-08", "cap"), ("2026-08", "threshold")]),
    ],
)
def test_cash_is_judged_from_the_reference_month_on(month: str, expected: list[tuple[str, str]]) -> None:
    paid = spending("", 600, "", "") + rows("schedule", "line | month | amount", f"1 | {month} | 600")
    later = rows("cash", "month | item | amount", "2026-06 | cash_in | 1000") if month == "2026-05" else ""
    text = paid + (CASH if not later else CASH + "2026-06 | cash_in | 1000\n")
    assert about(found(text, "PAC511")) == expected


def test_the_group_cap_is_judged_on_all_teams() -> None:
    team = rows("budget_lines", LINE, "1 | Stand | 300 | | ") + rows(
        "schedule", "line | month | amount", "1 | 2026-07 | 300"
    )
    texts = {"GR": CASH, "NO": action() + team, "IF": action("ACT-IF-001") + team}
    cash = [f for f in found_in(texts, "PAC511") if f.team == "GR"]
    assert about(cash) == [("2026-07", "cap"), ("2026-07", "threshold")]
    assert cash[0].params["amount"] == 600
