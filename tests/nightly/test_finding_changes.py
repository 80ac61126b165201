"""New, ongoing, worse, resolved, reopened, not checked: as the definitions say, night after night."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pacom_xl.model.findings import Finding, Identity
from pacom_xl.model.plan import Cell
from pacom_xl.nightly.history.finding_changes import (
    Change,
    KnownFinding,
    RunFindings,
    Standing,
    compare,
    is_news,
    renamed,
    sort_changes,
)
from pacom_xl.reporting.words.finding_status import State

MONDAY = date(2026, 6, 15)


def late(days: int = 3, subject: str = "ACT-NO-002", code: str = "PAC401", **more: object) -> Finding:
    """A finding of team NO."""
    return Finding(code, subject, team="NO", params={"days": days, **more})


class Nights:
    """A history lived night by night."""

    def __init__(self) -> None:
        self.known: dict[Identity, KnownFinding] = {}
        self.first = True

    def night(self, day: int, *found: Finding, read: bool = True, hidden: tuple[Finding, ...] = ()) -> dict[str, str]:
        """What night ``day`` (from Monday) tells, by subject and code."""
        tonight = RunFindings(
            MONDAY + timedelta(days=day),
            list(found),
            hidden=frozenset(finding.identity for finding in hidden),
            checked=lambda _: read,
            first=self.first,
        )
        changes = compare(self.known, tonight)
        self.known |= {change.key: change.known for change in changes}
        self.first = False
        return {f"{change.key[0]} {change.key[2]}": change.state or "-" for change in changes}

    def since(self, subject: str = "ACT-NO-002") -> date:
        """Since when a finding has been there."""
        return next(known.since for key, known in self.known.items() if key[2] == subject)


def test_the_first_run_is_an_initial_state_and_the_next_one_tells_changes() -> None:
    nights = Nights()
    assert nights.night(0, late()) == {"PAC401 ACT-NO-002": "initial"}
    assert nights.night(1, late(4), late(1, "ACT-NO-009")) == {
        "PAC401 ACT-NO-002": "ongoing",
        "PAC401 ACT-NO-009": "new",
    }
    assert nights.since() == MONDAY


def test_values_dates_and_cells_do_not_make_another_finding() -> None:
    nights = Nights()
    nights.night(0, late())
    moved = Finding("PAC401", "ACT-NO-002", team="NO", file="autre.xlsx", cell=Cell("Renommé", 40, 3), value="x")
    assert nights.night(1, moved) == {"PAC401 ACT-NO-002": "ongoing"}


@pytest.mark.parametrize(("days", "state"), [(10, "ongoing"), (12, "ongoing"), (13, "worse")])
def test_ten_more_days_late_is_worse(days: int, state: str) -> None:
    nights = Nights()
    nights.night(0, late(3))
    assert nights.night(1, late(days)) == {"PAC401 ACT-NO-002": state}


def test_each_step_is_told_once() -> None:
    nights = Nights()
    told = [nights.night(n, late(3 + n))["PAC401 ACT-NO-002"] for n in range(25)]
    assert [n for n, state in enumerate(told) if state == "worse"] == [10, 20]


def test_becoming_critical_is_worse() -> None:
    nights = Nights()
    nights.night(0, late(30, level="normal"))
    assert nights.night(1, late(31, level="critical")) == {"PAC401 ACT-NO-002": "worse"}


def test_passing_the_tolerance_is_worse_not_resolved_and_new() -> None:
    nights = Nights()
    nights.night(0, late(code="PAC504"))
    assert nights.night(1, late(code="PAC501")) == {"PAC501 ACT-NO-002": "worse", "PAC504 ACT-NO-002": "-"}
    assert nights.since() == MONDAY


def test_due_soon_that_becomes_late_was_not_resolved() -> None:
    nights = Nights()
    nights.night(0, late(code="PAC402"))
    assert nights.night(1, late()) == {"PAC401 ACT-NO-002": "new", "PAC402 ACT-NO-002": "-"}


def test_resolved_only_when_the_workbook_was_read() -> None:
    nights = Nights()
    nights.night(0, late())
    assert nights.night(1, read=False) == {"PAC401 ACT-NO-002": "not_checked"}
    assert nights.night(2, read=False) == {"PAC401 ACT-NO-002": "not_checked"}
    assert nights.night(3) == {"PAC401 ACT-NO-002": "resolved"}
    assert nights.night(4) == {}


def test_what_was_not_checked_goes_on_when_it_is_seen_again() -> None:
    nights = Nights()
    nights.night(0, late())
    nights.night(1, read=False)
    assert nights.night(2, late(5)) == {"PAC401 ACT-NO-002": "ongoing"}
    assert nights.since() == MONDAY


@pytest.mark.parametrize(("later", "state"), [(1, "reopened"), (14, "reopened"), (15, "new")])
def test_coming_back_within_fourteen_days_is_reopened(later: int, state: str) -> None:
    nights = Nights()
    nights.night(0, late())
    nights.night(1)
    assert nights.night(1 + later, late()) == {"PAC401 ACT-NO-002": state}


def test_hidden_by_another_finding_is_not_resolved() -> None:
    nights = Nights()
    nights.night(0, late(code="PAC403"))
    assert nights.night(1, hidden=(late(code="PAC403"),)) == {"PAC403 ACT-NO-002": "-"}
    assert nights.night(2, late(code="PAC403")) == {"PAC403 ACT-NO-002": "ongoing"}


def test_a_clock_that_goes_back_changes_no_state() -> None:
    nights = Nights()
    nights.night(10, late())
    assert nights.night(0, late()) == {"PAC401 ACT-NO-002": "ongoing"}


def test_a_run_dated_before_the_last_one_resolves_nothing() -> None:
    nights = Nights()
    nights.night(0, late())
    changes = compare(nights.known, RunFindings(MONDAY - timedelta(days=20), [], backwards=True))
    assert [change.state for change in changes] == [None]
    assert changes[0].known == nights.known[changes[0].key]


def test_the_history_follows_a_confirmed_new_code() -> None:
    nights = Nights()
    nights.night(0, late())
    nights.known = renamed(nights.known.values(), {"ACT-NO-002": "ACT-NO-020"})
    assert nights.night(1, late(4, "ACT-NO-020")) == {"PAC401 ACT-NO-020": "ongoing"}


# -- what is compared -----------------------------------------------------------------------------------------------


def known(code: str = "PAC401", subject: str = "ACT-NO-002", standing: Standing = "open", **more: Any) -> KnownFinding:
    """An entry of the history, since Monday."""
    resolved = MONDAY if standing == "resolved" else None
    return KnownFinding((code, "NO", subject, ""), MONDAY, MONDAY, standing, resolved, **more)


def one(before: KnownFinding, *found: Finding, day: int = 1, **tonight: Any) -> dict[str, Change]:
    """Changes by code, on day ``day``, of a history of one entry."""
    changes = compare({before.key: before}, RunFindings(MONDAY + timedelta(days=day), list(found), **tonight))
    return {change.key[0]: change for change in changes}


def test_days_count_for_late_actions_only_and_only_when_they_are_a_number() -> None:
    assert one(known("PAC403"), late(30, code="PAC403"))["PAC403"].state == "ongoing"
    assert one(known(), late(params="x", level=""))["PAC401"].state == "ongoing"
    odd = Finding("PAC401", "ACT-NO-002", team="NO", params={"days": "40"})
    assert one(known(), odd)["PAC401"].state == "ongoing"


@pytest.mark.parametrize(
    ("before", "now", "state"),
    [
        ("", "critical", "worse"), ("", "outside", "worse"), ("normal", "outside", "worse"),
        ("critical", "critical", "ongoing"), ("outside", "critical", "ongoing"), ("critical", "", "ongoing"),
        ("", "normal", "ongoing"),
    ],
)  # fmt: skip
def test_a_level_is_a_step_once(before: str, now: str, state: str) -> None:
    change = one(known(level=before, days=3), late(3, level=now))["PAC401"]
    assert change.state == state
    assert change.known.level == now


def test_days_are_those_last_told() -> None:
    assert one(known(days=3), late(12))["PAC401"].known.days == 3
    assert one(known(days=12), late(3))["PAC401"].known.days == 3
    assert one(known(days=3), late(13))["PAC401"].known.days == 13
    assert compare({}, RunFindings(MONDAY, [late(7, level="critical")], first=True))[0].known == KnownFinding(
        ("PAC401", "NO", "ACT-NO-002", ""), MONDAY, MONDAY, "open", None, "critical", 7
    )


def test_an_open_finding_is_dated_by_its_first_and_its_last_night() -> None:
    change = one(known(standing="unchecked"), late(4), day=5)["PAC401"]
    assert (change.known.since, change.known.seen) == (MONDAY, MONDAY + timedelta(days=5))
    assert change.known.standing == "open"


@pytest.mark.parametrize("code", ["PAC402", "PAC403", "PAC404", "PAC405", "PAC601"])
@pytest.mark.parametrize("graver", ["PAC401", "PAC307", "PAC203"])
def test_a_graver_finding_takes_the_place_of_a_milder_one(code: str, graver: str) -> None:
    change = one(known(code), late(code=graver))[code]
    assert (change.state, change.known.standing) == (None, "replaced")


@pytest.mark.parametrize(
    ("code", "graver"),
    [
        ("PAC401", "PAC307"), ("PAC401", "PAC203"), ("PAC503", "PAC501"), ("PAC504", "PAC505"), ("PAC501", "PAC505"),
        ("PAC502", "PAC505"), ("PAC805", "PAC801"), ("PAC805", "PAC802"),
    ],
)  # fmt: skip
def test_so_do_others(code: str, graver: str) -> None:
    assert one(known(code), late(code=graver))[code].known.standing == "replaced"


def test_a_finding_about_something_else_takes_no_place() -> None:
    assert one(known("PAC402"), late(subject="ACT-NO-009"))["PAC402"].state == "resolved"
    other_team = Finding("PAC401", "ACT-NO-002", team="IF")
    assert one(known("PAC402"), other_team)["PAC402"].state == "resolved"
    assert one(known("PAC401"), late(code="PAC402"))["PAC401"].state == "resolved"


@pytest.mark.parametrize("milder", ["PAC503", "PAC504"])
@pytest.mark.parametrize("code", ["PAC501", "PAC502"])
def test_a_step_up_goes_on_from_the_milder_finding(milder: str, code: str) -> None:
    changes = one(known(milder), late(code=code), day=3)
    assert (changes[code].state, changes[code].known.since) == ("worse", MONDAY)
    assert changes[milder].state is None


@pytest.mark.parametrize("standing", ["resolved", "replaced"])
def test_a_milder_finding_that_is_over_is_no_beginning(standing: Standing) -> None:
    changes = one(known("PAC504", standing=standing), late(code="PAC501"), day=3)
    assert (changes["PAC501"].state, changes["PAC501"].known.since) == ("new", MONDAY + timedelta(days=3))
    assert "PAC504" not in changes


def test_a_milder_finding_of_another_action_or_rule_is_no_beginning() -> None:
    assert one(known("PAC504", "ACT-NO-009"), late(code="PAC501"))["PAC501"].state == "new"
    assert one(known("PAC402"), late(code="PAC501"))["PAC501"].state == "new"


def test_a_replaced_finding_that_comes_back_is_new() -> None:
    assert one(known(standing="replaced"), late())["PAC401"].state == "new"


@pytest.mark.parametrize("day", [-14, 14])
def test_reopened_whatever_way_the_clock_went(day: int) -> None:
    assert one(known(standing="resolved"), late(), day=day)["PAC401"].state == "reopened"


@pytest.mark.parametrize("day", [-15, 15])
def test_new_after_more_days_whatever_way_the_clock_went(day: int) -> None:
    assert one(known(standing="resolved"), late(), day=day)["PAC401"].state == "new"


def test_a_reopened_finding_begins_anew() -> None:
    change = one(known(standing="resolved"), late(), day=3)["PAC401"]
    assert (change.known.since, change.known.standing, change.known.resolved) == (
        MONDAY + timedelta(days=3), "open", None,
    )  # fmt: skip
    assert one(replace(known(standing="resolved"), resolved=None), late())["PAC401"].state == "new"


def test_what_is_gone_is_resolved_on_that_day() -> None:
    change = one(known(), day=2)["PAC401"]
    assert (change.state, change.known.standing) == ("resolved", "resolved")
    assert (change.known.resolved, change.known.seen) == (MONDAY + timedelta(days=2), MONDAY)


def test_what_is_hidden_was_seen() -> None:
    change = one(known(), day=2, hidden=frozenset({known().key}))["PAC401"]
    assert (change.state, change.known.standing) == (None, "hidden")
    assert change.known.seen == MONDAY + timedelta(days=2)


def test_what_could_not_be_looked_at_is_as_it_was() -> None:
    change = one(known(days=3, level="critical"), checked=lambda key: key[1] != "NO")["PAC401"]
    assert (change.state, change.known) == (
        "not_checked",
        replace(known(days=3, level="critical"), standing="unchecked"),
    )
    # Hidden or replaced makes no difference: nobody looked.
    assert one(known(), hidden=frozenset({known().key}), checked=lambda _: False)["PAC401"].state == "not_checked"


def test_a_night_dated_before_leaves_everything_as_it_was() -> None:
    change = one(known(), backwards=True, checked=lambda _: False)["PAC401"]
    assert (change.state, change.known) == (None, known())


@pytest.mark.parametrize("standing", ["resolved", "replaced"])
def test_what_is_over_and_stays_away_is_not_told(standing: Standing) -> None:
    assert one(known(standing=standing)) == {}


# -- what is news ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "news"),
    [
        ("initial", True), ("new", True), ("worse", True), ("reopened", True), ("resolved", True),
        ("ongoing", False), (None, False),
    ],
)  # fmt: skip
def test_what_changed_is_news(state: State | None, news: bool) -> None:
    assert is_news(Change(known(), state), {}) is news
    assert is_news(Change(known(), state), {known().key: known(standing="unchecked")}) is news


def test_what_could_not_be_looked_at_is_news_the_first_night() -> None:
    change = Change(known(standing="unchecked"), "not_checked")
    assert is_news(change, {known().key: known()}) is True
    assert is_news(change, {known().key: known(standing="hidden")}) is True
    assert is_news(change, {known().key: known(standing="unchecked")}) is False
    assert is_news(change, {}) is False
    assert is_news(change, {known(subject="ACT-NO-009").key: known(subject="ACT-NO-009")}) is False


def test_changes_are_sorted_by_code_team_subject_and_detail() -> None:
    keys: list[Identity] = [
        ("PAC2", "A", "a", ""),
        ("PAC1", "B", "a", ""),
        ("PAC1", "A", "b", ""),
        ("PAC1", "A", "a", "z"),
    ]
    changes = [Change(KnownFinding(key, MONDAY, MONDAY), "new") for key in keys]
    assert [change.key for change in sort_changes(changes)] == sorted(keys)


# -- new codes ------------------------------------------------------------------------------------------------------

CODES = {"ACT-NO-002": "ACT-NO-020"}


def test_a_pair_of_actions_is_named_in_order_under_the_new_code() -> None:
    entry = known("PAC707", "ACT-IF-001 / ACT-NO-002")
    pair = known("PAC707", "ACT-NO-002 / ACT-NO-010")
    assert [key[2] for key in renamed([entry, pair], CODES)] == ["ACT-IF-001 / ACT-NO-020", "ACT-NO-010 / ACT-NO-020"]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [("open", "open", 1), ("open", "resolved", 1), ("resolved", "open", 2), ("replaced", "open", 2)],
)
def test_of_two_findings_under_one_code_the_open_one_stays(first: Standing, second: Standing, kept: int) -> None:
    entries = [known(standing=first, days=1), known(subject="ACT-NO-020", standing=second, days=2)]
    found = renamed(entries, CODES)
    assert list(found) == [("PAC401", "NO", "ACT-NO-020", "")]
    assert [entry.days for entry in found.values()] == [kept]
    assert all(entry.key == key for key, entry in found.items())


def test_a_finding_of_no_new_code_is_left_as_it_is() -> None:
    entry = known(subject="ACT-NO-009")
    assert renamed([entry], CODES) == {entry.key: entry}
    assert renamed([entry], CODES)[entry.key] is entry
