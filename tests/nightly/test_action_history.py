"""What only earlier nights can tell: due dates that moved (PAC409), codes that are gone (PAC709)."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pacom_xl.consolidation.review import Review, review
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Value
from pacom_xl.nightly.history.action_history import ActionHistory, KnownAction
from pacom_xl.nightly.history.run_history import History
from tests.support.drafts import Change, Draft, DraftRecord
from tests.support.nightly_company import MONDAY, Company
from tests.support.sample_company import TEMPLATE, reading

ACTION = "ACT-NO-013"


class Nights:
    """Nights of one team that only remember actions."""

    def __init__(self) -> None:
        self.seen: list[KnownAction] = []

    def night(self, day: int, change: Change | None = None, status: str = "read", **renamed: str) -> Review:
        """Night ``day`` on the sample workbook of NO, after ``change``."""
        actions = ActionHistory.of(self.seen, {f"ACT-NO-{old[1:]}": f"ACT-NO-{new}" for old, new in renamed.items()})
        given = replace(reading("NO", change=change), status=status)  # type: ignore[arg-type]
        on = MONDAY + timedelta(days=day)
        past = actions.due_dates([given])
        found = review([given], TEMPLATE, on, earlier_due=past, also=actions.disappeared)
        known = {entry.name: entry for entry in actions.known.values()}
        known |= {entry.name: entry for entry in actions.after(found.portfolio.all_plans, on)}
        self.seen = list(known.values())
        return found


def told(found: Review, code: str) -> list[Finding]:
    """Findings of a rule that nothing hides."""
    return [finding for finding in found.shown if finding.code == code]


def due(day: str) -> Change:
    """The action is due on that day."""

    def change(plan: Draft) -> None:
        _action(plan).values["due"] = date.fromisoformat(day)

    return change


def renamed_to(code: str, **values: Value) -> Change:
    """The action bears another code."""

    def change(plan: Draft) -> None:
        action = _action(plan)
        action.key = code
        action.values.update({"code": code} | values)
        for record in plan.records:
            if record.parent == ACTION:
                record.parent = code

    return change


def _action(plan: Draft) -> DraftRecord:
    return next(action for action in plan.table("actions") if action.key == ACTION)


def test_a_due_date_moved_twice_from_night_to_night() -> None:
    nights = Nights()
    before = told(nights.night(0, due("2026-09-30")), "PAC409")
    assert told(nights.night(1, due("2026-10-30")), "PAC409") == before
    (found,) = [f for f in told(nights.night(2, due("2026-11-30")), "PAC409") if f not in before]
    assert (found.subject, found.params["n"], found.params["due"]) == (ACTION, 2, date(2026, 11, 30))
    assert found.params["initial"] <= date(2026, 9, 30)
    again = told(nights.night(3, due("2026-11-30")), "PAC409")
    assert [f.params["n"] for f in again if f.subject == ACTION] == [2]


def test_a_code_that_is_gone_is_told_until_it_is_back() -> None:
    nights = Nights()
    assert told(nights.night(0), "PAC709") == []
    for day in (1, 2):
        (found,) = told(nights.night(day, renamed_to("ACT-NO-050")), "PAC709")
        assert (found.team, found.subject) == ("NO", ACTION)
        assert (found.params["date"], found.params["candidate"]) == (MONDAY, "ACT-NO-050")
    assert told(nights.night(3), "PAC709")[0].subject == "ACT-NO-050"


def test_a_candidate_has_the_title_or_the_owner_and_start() -> None:
    for values, candidate in (({"title": "Autre"}, "ACT-NO-050"), ({"title": "Autre", "owner": "ZZZ"}, None)):
        nights = Nights()
        nights.night(0)
        (found,) = told(nights.night(1, renamed_to("ACT-NO-050", **values)), "PAC709")
        assert found.params["candidate"] == candidate


def test_a_confirmed_new_code_is_no_disappearance_and_keeps_its_dates() -> None:
    nights = Nights()
    nights.night(0, due("2026-09-30"))
    nights.night(1, due("2026-10-30"))

    def both(plan: Draft) -> None:
        due("2026-11-30")(plan)
        renamed_to("ACT-NO-050")(plan)

    found = nights.night(2, both, _013="050")
    assert told(found, "PAC709") == []
    assert [f.params["n"] for f in told(found, "PAC409") if f.subject == "ACT-NO-050"] == [2]


def test_a_workbook_read_in_part_or_of_another_year_lost_nothing() -> None:
    nights = Nights()
    nights.night(0)
    assert told(nights.night(1, renamed_to("ACT-NO-050"), status="partial"), "PAC709") == []

    def next_year(plan: Draft) -> None:
        plan.year = 2027
        plan.form("plan").values["plan_year"] = 2027
        renamed_to("ACT-NO-050")(plan)

    assert told(nights.night(2, next_year), "PAC709") == []


def test_a_history_of_the_last_version_is_brought_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "h.sqlite"
    History(file).close()
    db = sqlite3.connect(file)
    db.execute("DROP TABLE reminders")
    for column in ("year", "first", "last", "title", "owner", "start", "due"):
        db.execute(f"ALTER TABLE actions DROP COLUMN {column}")
    db.execute("INSERT INTO runs (uid, as_of, started, program) VALUES ('a', '2026-06-15', '', '0')")
    db.execute("INSERT INTO actions VALUES ('NO', 'ACT-NO-099')")
    db.execute("PRAGMA user_version = 2")
    db.commit()
    db.close()
    history = History(file)
    assert history.damaged is None
    assert history.actions() == [KnownAction("NO", "ACT-NO-099", last=MONDAY)]
    history.close()
    nights = Nights()
    nights.seen = [KnownAction("NO", "ACT-NO-099", last=MONDAY)]
    assert told(nights.night(1), "PAC709") == []


# -- with the command, its workbooks and its history ---------------------------------------------------------


@pytest.mark.long
def test_over_the_nights_of_the_command(company: Company) -> None:
    moved, gone = ("PAC409", "NO", ACTION, ""), ("PAC709", "NO", ACTION, "")
    company.edit(ACTION, due=date(2026, 9, 30))
    company.night(0)
    company.edit(ACTION, due=date(2026, 10, 30))
    assert moved not in company.night(1)[1]
    company.edit(ACTION, due=date(2026, 11, 30))
    assert company.night(2)[1][moved] == "new"

    renamed_to("ACT-NO-050")(company.plans["NO"])
    company.write("NO")
    _, events = company.night(3)
    assert (events[gone], events[moved]) == ("new", "resolved")
    text = "\n".join(str(part.get_content()) for m in company.room.messages() if (part := m.get_body(("plain",))))
    assert f"{ACTION} a disparu depuis le 17/06/2026 (renommée ACT-NO-050" in text

    # Somebody confirms: it is the same action, which never went away nor was settled.
    with company.config.open("a", encoding="utf-8") as file:
        file.write(f'[renamed]\n"{ACTION}" = "ACT-NO-050"\n')
    _, events = company.night(4)
    assert events[("PAC709", "NO", "ACT-NO-050", "")] == "resolved"
    assert events[("PAC409", "NO", "ACT-NO-050", "")] == "reopened"
    assert ("PAC409", "NO", "ACT-NO-050", "") not in company.night(7)[1]
