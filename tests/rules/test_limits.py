"""Limits of the template, required cells, rows that count nowhere."""

import pytest

from pacom_xl.rules.limits import example_of
from pacom_xl.rules.messages import message
from tests.rules.checking import Case, about, action, both_ways, found, rows, verify
from tests.support.plan_text import TEMPLATE

STORY = "Une phrase assez longue pour dire."
#: An action nothing is missing from.
WHOLE = {
    "title": "Tournée des caves", "action_type": "direct_sales", "axis": "AX1", "targets": "CIB-01",
    "channels": "phone", "priority": "p1", "start": "2026-01-01", "progress": "10 %",
}  # fmt: skip
PLAN = rows(
    "plan",
    "team_code | plan_year | plan_start | plan_end | plan_status | currency | company | manager | sponsor | "
    "plan_version",
    "NO | 2026 | 2026-01-01 | 2026-12-31 | validated | EUR | Valmorane | KBE | KBE | V1",
)
LINE = "number | label | nature | vat_rate | planned"
RISK = "label | probability | impact"
READING = "subject | indicator | measured_on | value"
ENVELOPE = "dimension | key | amount"
AXES = rows("axes", "code | label", "AX1 | Conquête")


def whole(**cells: str) -> str:
    """A complete plan and action, but for these cells."""
    return PLAN + action(**{**WHOLE, **cells})


def line(cells: str) -> str:
    return action() + rows("budget_lines", LINE, cells)


def risk(cells: str) -> str:
    return action() + rows("risks", RISK, cells)


LIMITS = [
    Case(
        "PAC122",
        risk("Météo | 3 | 1"),
        risk("Météo | 7 | 1"),
        detail="risks.probability Météo",
        field="risks.probability",
        why="max",
        cell="risks!B2",
    ),
    Case(
        "PAC122",
        risk("Météo | 1 | 1"),
        risk("Météo | 1 | 0"),
        detail="risks.impact Météo",
        field="risks.impact",
        why="min",
        cell="risks!C2",
    ),
    Case(
        "PAC122",
        action(progress="100 %"),
        action(progress="-10 %"),
        detail="actions.progress",
        field="actions.progress",
        why="percentage",
        cell="actions!C2",
    ),
    Case(
        "PAC122",
        action(title="x" * 120),
        action(title="x" * 121),
        detail="actions.title",
        field="actions.title",
        why="long",
        cell="actions!C2",
    ),
    Case(
        "PAC122",
        action(status="draft", title="x"),
        action(title="x"),
        detail="actions.title",
        why="short",
        field="actions.title",
        cell="actions!C2",
    ),
    Case(
        "PAC122",
        action(taken_from="ACT-SE-001"),
        action(taken_from="SE1"),
        detail="actions.taken_from",
        field="actions.taken_from",
        why="pattern",
        cell="actions!C2",
    ),
    Case(
        "PAC122",
        action() + rows("budget_lines", LINE, "1 | A | travel | 20 % | 5", "2 | B | travel | 20 % | 5"),
        action() + rows("budget_lines", LINE, "1 | A | travel | 20 % | 5", "1 | B | travel | 20 % | 5"),
        detail="budget_lines.number 1",
        field="budget_lines.number",
        why="unique",
        cell="budget_lines!A3",
    ),
    Case(
        "PAC122",
        rows("performance", READING + " | denominator", "OBJ-01 | Taux | 2026-05-01 | 1 | 5"),
        rows("performance", READING + " | denominator", "OBJ-01 | Taux | 2026-05-01 | 1 | 0"),
        subject="OBJ-01 | Taux | 2026-05-01",
        detail="performance.denominator",
        why="above",
        field="performance.denominator",
        cell="performance!E2",
    ),
]
DATES = [
    Case(
        "PAC123",
        action(due="2031-12-31"),
        action(due="2206-06-15"),
        detail="actions.due",
        field="actions.due",
        cell="actions!C2",
    ),
]
GENERATED = [
    Case(
        "PAC313",
        action(due_initial="2026-06-01")
        + rows("reschedules", "date | from | to", "2026-05-11 | 2026-06-01 | 2026-09-01"),
        action(due_initial="2026-09-01")
        + rows("reschedules", "date | from | to", "2026-05-11 | 2026-06-01 | 2026-09-01"),
        detail="actions.due_initial",
        field="actions.due_initial",
        cell="actions!C2",
    ),
    Case(
        "PAC313",
        rows(
            "performance",
            "reading_no | " + READING,
            "1 | OBJ-01 | A | 2026-05-01 | 1",
            "2 | OBJ-01 | A | 2026-05-02 | 1",
        ),
        rows(
            "performance",
            "reading_no | " + READING,
            "1 | OBJ-01 | A | 2026-05-01 | 1",
            "1 | OBJ-01 | A | 2026-05-02 | 1",
        ),
        subject="OBJ-01 | A | 2026-05-02",
        detail="performance.reading_no",
        field="performance.reading_no",
        cell="performance!A3",
        why="number",
    ),
    Case(
        "PAC213",
        rows("team", "trigram | active", "TQU | yes", " | yes", " | yes"),
        rows("team", "trigram | active", "TQU | yes", " | yes", " | yes", " | yes"),
        subject="team",
        detail="team.active",
        field="team.active",
        cell="team!B3",
    ),
    Case(
        "PAC213",
        rows("team", "trigram | active | role", *["TQU | yes | user"] * 3),
        rows("team", "trigram | active | role", "TQU | yes | user", *[" | yes | user"] * 3),
        why="several columns filled down",
        subject="team",
        detail="team.active",
        field="team.active",
        cell="team!B3",
    ),
    Case(
        "PAC213",
        rows("budget_lines", "nature | vat_rate | number", *["travel | 0.2 | 1"] * 3),
        rows("budget_lines", "nature | vat_rate | number", *["travel | 0.2 |"] * 3),
        why="rows of an action sheet",
        subject="actions",
        detail="budget_lines.nature",
        field="budget_lines.nature",
        cell="budget_lines!A2",
    ),
]
REQUIRED = [
    Case("PAC212", whole(), whole(axis=""), detail="actions.axis", field="actions.axis", cell="actions!E2"),
    Case(
        "PAC212",
        whole(),
        whole(status=""),
        detail="actions.status",
        why="status",
        field="actions.status",
        cell="actions!B2",
    ),
    Case(
        "PAC212",
        PLAN + action(status="cancelled"),
        whole(progress=""),
        detail="actions.progress",
        why="progress",
        field="actions.progress",
        cell="actions!J2",
    ),
    Case(
        "PAC212",
        whole() + rows("budget_lines", LINE, "1 | Vol | travel | 20 % | 5"),
        whole() + rows("budget_lines", LINE, " | Vol | travel | 20 % | 5"),
        detail="budget_lines.number",
        field="budget_lines.number",
        why="line number",
        cell="budget_lines!A2",
    ),
    Case(
        "PAC212",
        whole() + rows("schedule", "line | month | amount", "1 | 2026-03 | 100"),
        whole() + rows("schedule", "line | month | amount", "1 |  | 100"),
        detail="schedule.month 1",
        field="schedule.month",
        why="month",
        cell="schedule!B2",
    ),
]
UNCOUNTED = [
    Case(
        "PAC514",
        line("1 | Vol | travel | 20 % | 5") + rows("schedule", "line | month | amount", "1 | 2026-03 | 5"),
        line("1 | Vol | travel | 20 % | 5") + rows("schedule", "line | month | amount", "7 | 2026-03 | 5"),
        detail="schedule.line 7 | 2026-03",
        field="schedule.line",
        cell="schedule!A2",
    ),
    Case(
        "PAC514",
        line("1 | Vol | travel | 20 % | 5") + rows("schedule", "line | month | amount", "1 | 2026-12 | 5"),
        line("1 | Vol | travel | 20 % | 5") + rows("schedule", "line | month | amount", "1 | 2027-01 | 5"),
        detail="schedule.month 1 | 2027-01",
        field="schedule.month",
        why="instalment of another year",
        cell="schedule!B2",
    ),
    Case(
        "PAC514",
        rows("cash", "month | item | amount", "2026-03 | cash_in | 5", " | threshold | 9"),
        rows("cash", "month | item | amount", "2026-03 | cash_in | 5", "2026-03 | threshold | 9"),
        subject="2026-03",
        detail="threshold",
        field="cash.amount",
        why="cash with a month",
        cell="cash!C3",
    ),
    Case(
        "PAC514",
        rows("cash", "month | item | amount", "2026-03 | cash_in | 5"),
        rows("cash", "month | item | amount", " | cash_in | 5"),
        subject="cash",
        detail="cash_in",
        field="cash.amount",
        why="cash without month",
        cell="cash!C2",
    ),
    Case(
        "PAC514",
        rows("cash", "month | item | amount", "2026-01 | opening | 5"),
        rows("cash", "month | item | amount", "2026-03 | opening | 5"),
        subject="2026-03",
        detail="opening",
        field="cash.amount",
        why="opening balance of a later month",
        cell="cash!C2",
    ),
    Case(
        "PAC514",
        rows("cash", "month | item | amount", "2026-12 | cash_in | 5"),
        rows("cash", "month | item | amount", "2027-01 | cash_in | 5"),
        subject="2027-01",
        detail="cash_in",
        field="cash.amount",
        why="cash of another year",
        cell="cash!C2",
    ),
    Case(
        "PAC515",
        AXES + rows("envelope", ENVELOPE, "axis | AX1 | 5"),
        AXES + rows("envelope", ENVELOPE, "axis | AX9 | 5"),
        subject="AX9",
        detail="unknown",
        field="envelope.amount",
        cell="envelope!C2",
    ),
    Case(
        "PAC515",
        AXES + rows("envelope", ENVELOPE, "axis | AX1 | 5"),
        AXES + rows("envelope", ENVELOPE, "axis | conquete | 5"),
        subject="conquete",
        detail="label",
        why="label",
        field="envelope.amount",
        cell="envelope!C2",
    ),
    Case(
        "PAC515",
        rows("envelope", ENVELOPE, "quarter | T4 | 5"),
        rows("envelope", ENVELOPE, "quarter | T5 | 5"),
        subject="T5",
        detail="unknown",
        why="quarter",
        field="envelope.amount",
        cell="envelope!C2",
    ),
    Case(
        "PAC515",
        rows("envelope", ENVELOPE, "total | | 5"),
        rows("envelope", ENVELOPE, "total | | 5", "total | | 5"),
        subject="total",
        detail="second",
        why="second total",
        field="envelope.amount",
        cell="envelope!C3",
    ),
    Case(
        "PAC515",
        rows("envelope", ENVELOPE, "axis | | "),
        rows("envelope", ENVELOPE, "axis | | 5"),
        subject="axis",
        detail="empty",
        why="no key",
        field="envelope.amount",
        cell="envelope!C2",
    ),
    Case(
        "PAC606",
        action()
        + rows("kpis", "label | target", "Visites | 5")
        + rows("performance", READING, "ACT-NO-001 | visites | 2026-05-01 | 1"),
        action()
        + rows("kpis", "label | target", "Visites | 5")
        + rows("performance", READING, "ACT-NO-001 | Visites faites | 2026-05-01 | 1"),
        detail="Visites faites 2026-05-01",
        field="performance.indicator",
        cell="performance!B2",
    ),
    Case(
        "PAC607",
        rows("performance", READING, "OBJ-01 | Taux | 2026-05-01 | 1", "OBJ-01 | Taux | 2026-05-01 | 1"),
        rows("performance", READING, "OBJ-01 | Taux | 2026-05-01 | 1", "OBJ-01 | Taux | 2026-05-01 | 2"),
        subject="OBJ-01",
        detail="Taux 2026-05-01",
        field="performance.value",
        cell="performance!D3",
    ),
]


@both_ways([*LIMITS, *DATES, *GENERATED, *REQUIRED, *UNCOUNTED])
def test_both_ways(case: Case) -> None:
    verify(case)


def test_the_message_says_what_is_expected_in_the_type_of_the_field() -> None:
    (finding,) = found(action(progress="-10 %"), "PAC122")
    assert "-10\u202f% dans" in message(finding, "fr", TEMPLATE)
    assert "attendu de 0\u202f% à 100\u202f%" in message(finding, "fr", TEMPLATE)
    (finding,) = found(action(taken_from="SE1"), "PAC122")
    assert "ACT-AB-001" in message(finding, "en", TEMPLATE)


@pytest.mark.parametrize(
    ("pattern", "example"),
    [(r"^AX\d$", "AX1"), (r"^V\d+(\.\d+)?$", "V1"), (r"^OBJ-\d{2}$", "OBJ-01"), (r"^(a|b)$", None)],
)
def test_a_pattern_is_shown_by_an_example(pattern: str, example: str | None) -> None:
    assert example_of(pattern) == example


def test_a_code_of_the_wrong_form_is_told_once() -> None:
    text = rows("axes", "code | label", "AXE 1 | Conquête")
    assert [f.hidden_by for f in found(text, "PAC122")] == ["PAC104"]


def test_an_action_without_status_stays_late() -> None:
    late = found(action(status="", due="2026-06-01"), "PAC401")
    assert about(late) == [("ACT-NO-001", None)]


def test_what_a_row_counts_nowhere_without_is_an_error() -> None:
    (status,) = found(whole(status=""), "PAC212")
    (priority,) = found(whole(priority=""), "PAC212")
    assert (status.severity, priority.severity) == ("error", "warning")
    assert found(whole(targets=""), "PAC212") == []


def test_the_identity_of_a_plan_in_draft_is_a_warning() -> None:
    """A new workbook without a company is no error yet."""
    head = "company | team_code | plan_year | currency | plan_status"
    (draft,) = found(rows("plan", head, " | NO | 2026 | EUR | draft"), "PAC212")
    (validated,) = found(rows("plan", head, " | NO | 2026 | EUR | validated"), "PAC212")
    assert (draft.severity, validated.severity) == ("warning", "error")
