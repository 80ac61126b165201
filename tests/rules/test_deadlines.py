"""4xx: the edge cases of lateness, one by one. The reference date is Monday 15 June 2026 unless said."""

from datetime import date

import pytest

from pacom_xl.rules import engine
from pacom_xl.rules.group_view import Group
from tests.rules.checking import Case, about, action, both_ways, found, rows, verify
from tests.support.plan_text import AS_OF, view_of

HOLIDAYS = rows(
    "holidays", "date | label | scope", "2026-08-15 | Assomption | national", "2026-07-14 | Fête | national"
)
MILESTONE = "label | due | done_on"

CASES = [
    Case(
        "PAC401",
        action(due="2026-06-15"),
        action(due="2026-06-12"),
        field="actions.due",
        why="due today",
        cell="actions!C2",
    ),
    Case("PAC401", action(due=""), action(due="2026-06-12"), why="no due date", field="actions.due", cell="actions!C2"),
    Case(
        "PAC401",
        action(due="2026-06-12", progress="100 %"),
        action(due="2026-06-12", progress="99 %"),
        why="100 %",
        field="actions.due",
        cell="actions!C2",
    ),
    Case(
        "PAC401",
        action(status="on_hold", due="2026-06-12"),
        action(status="planned", due="2026-06-12"),
        why="hold",
        field="actions.due",
        cell="actions!C2",
    ),
    Case(
        "PAC401",
        action(status="cancelled", due="2026-06-12"),
        action(due="2026-06-12"),
        why="cancelled",
        field="actions.due",
        cell="actions!C2",
    ),
    Case(
        "PAC401",
        action(due="2026-06-13"),
        action(due="2026-06-12"),
        why="due on Saturday counts on Monday",
        field="actions.due",
        cell="actions!C2",
    ),
    Case(
        "PAC401",
        action(start="2026-06-13", due="2026-06-12"),
        action(start="2026-06-12", due="2026-06-12"),
        why="start after due",
        field="actions.due",
        cell="actions!D2",
    ),
    Case(
        "PAC402",
        action(due="2026-06-23"),
        action(due="2026-06-22"),
        why="5 working days",
        field="actions.due",
        cell="actions!C2",
    ),
    Case(
        "PAC402",
        action(due="2026-06-12"),
        action(due="2026-06-15"),
        why="due today",
        field="actions.due",
        cell="actions!C2",
    ),
    Case(
        "PAC403",
        action(start="2026-06-05", due="2026-06-25", progress="30 %"),
        action(start="2026-06-05", due="2026-06-25", progress="29.9 %"),
        field="actions.progress",
        cell="actions!E2",
    ),
    Case(
        "PAC403",
        action(start="2026-06-05", due="2026-06-25", progress=""),
        action(start="2026-06-05", due="2026-06-25", progress="0 %"),
        why="a progress nobody could read is not 0 %",
        field="actions.progress",
        cell="actions!E2",
    ),
    Case(
        "PAC404",
        action(status="planned", start="2026-06-15"),
        action(status="planned", start="2026-06-14"),
        field="actions.start",
        cell="actions!C2",
    ),
    Case(
        "PAC405",
        action() + rows("milestones", MILESTONE, "A | 2026-06-15 | ", "B | 2026-06-01 | 2026-06-10"),
        action() + rows("milestones", MILESTONE, "A | 2026-06-14 | ", "B | 2026-06-01 | 2026-06-10"),
        detail="A",
        field="milestones.due",
        cell="milestones!B2",
    ),
    Case(
        "PAC406",
        action(status="on_hold", review_on="2026-06-16"),
        action(status="on_hold", review_on="2026-06-15"),
        field="actions.review_on",
        cell="actions!C2",
    ),
    Case(
        "PAC406",
        action(status="on_hold", review_on="2026-09-01", due="2026-06-15"),
        action(status="on_hold", review_on="2026-09-01", due="2026-06-12"),
        field="actions.due",
        why="due date passed",
        cell="actions!D2",
    ),
    Case(
        "PAC407",
        action(status="done", due="2026-06-13", done_on="2026-06-15"),
        action(status="done", due="2026-06-12", done_on="2026-06-15"),
        field="actions.done_on",
        cell="actions!D2",
    ),
    Case(
        "PAC407",
        action(status="done", due="2026-06-12"),
        action(status="done", due="2026-06-11", done_on="2026-06-12"),
        why="no date",
        field="actions.done_on",
        cell="actions!D2",
    ),
    Case(
        "PAC408",
        HOLIDAYS + action(due="2026-08-17"),
        HOLIDAYS + action(due="2026-08-15"),
        field="actions.due",
        cell="actions!C2",
    ),
    Case(
        "PAC408",
        HOLIDAYS + action(due="2026-06-13", status="done"),
        HOLIDAYS + action(due="2026-06-13"),
        why="due today",
        field="actions.due",
        cell="actions!C2",
    ),
    Case(
        "PAC409",
        action() + rows("reschedules", "date | from | to", "2026-03-01 | 2026-03-31 | 2026-04-30", "2026-07-01 | | "),
        action() + rows("reschedules", "date | from | to", "2026-03-01 | 2026-03-31 | 2026-04-30", "2026-05-01 | | "),
        field="actions.due",
        cell=None,
    ),
]


@both_ways(CASES)
def test_deadlines(case: Case) -> None:
    verify(case)


@pytest.mark.parametrize(("as_of", "days"), [("2026-08-17", None), ("2026-08-18", 1), ("2026-08-20", 3)])
def test_due_on_a_saturday_holiday_is_late_from_tuesday(as_of: str, days: int | None) -> None:
    late = found(HOLIDAYS + action(due="2026-08-15"), "PAC401", as_of=as_of)
    assert [finding.params["days"] for finding in late] == ([days] if days else [])


@pytest.mark.parametrize(("as_of", "level"), [("2026-07-15", "normal"), ("2026-07-16", "critical")])
def test_critical_is_strictly_more_than_the_threshold(as_of: str, level: str) -> None:
    (finding,) = found(action(due="2026-06-15"), "PAC401", as_of=as_of)
    assert finding.params["level"] == level


def test_due_today_is_told_apart_from_due_soon() -> None:
    today, soon = (found(action(due=due), "PAC402")[0].params for due in ("2026-06-15", "2026-06-17"))
    assert (today["case"], today["days"]) == ("today", 0)
    assert (soon["case"], soon["days"]) == ("soon", 2)


def test_a_milestone_done_in_the_future_is_not_done() -> None:
    text = action() + rows("milestones", MILESTONE, "A | 2026-06-01 | 2026-12-01")
    assert about(found(text, "PAC405")) == [("ACT-NO-001", "A")]


@pytest.mark.parametrize("status", ["done", "cancelled", "transferred"])
def test_an_action_that_is_over_is_no_longer_postponed(status: str) -> None:
    moves = rows("reschedules", "date | from | to", "2026-03-01 | 2026-03-31 | 2026-04-30", "2026-05-01 | | ")
    assert found(action() + moves, "PAC409")
    assert not found(action(status=status) + moves, "PAC409")


@pytest.mark.parametrize(
    ("seen", "written", "n"),
    [
        (["2026-03-31", "2026-05-31"], "", 2),
        (["2026-03-31", "2026-03-31"], "", 0),
        (["2026-09-30", "2026-08-31"], "", 0),
        (["2026-05-31"], "2026-05-10 | 2026-05-31 | 2026-07-31", 0),
        (["2026-03-31", "2026-05-31"], "2026-05-10 | 2026-05-31 | 2026-07-31", 2),
        (["2026-03-31", "2026-05-31"], "2026-05-10 | 2026-05-31 | 2026-06-30", 3),
    ],
)
def test_postponed_without_a_word(seen: list[str], written: str, n: int) -> None:
    """What earlier consolidations saw counts as what is written, once."""
    text = action(due="2026-07-31") + (rows("reschedules", "date | from | to", written) if written else "")
    past: dict[tuple[str | None, str], list[date]] = {("NO", "ACT-NO-001"): [date.fromisoformat(day) for day in seen]}
    findings = engine.run(Group([view_of(text)], AS_OF, earlier_due=past))
    found = [finding.params for finding in findings if finding.code == "PAC409"]
    assert [(params["n"], params["initial"]) for params in found] == ([(n, date.fromisoformat(seen[0]))] if n else [])
