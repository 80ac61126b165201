"""Calendars beside the page: whose they are, stable UIDs, one item of what is overdue, valid for two parsers."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject

from pacom_xl.consolidation.review import review
from pacom_xl.exchange.ics import Event, events_of_feed, feed
from pacom_xl.nightly.night_facts import Night
from pacom_xl.nightly.publishing.calendar_feeds import FOLDER, Feeds, forget_feeds
from tests.support.drafts import Draft
from tests.support.sample_company import AS_OF, TEAMS, TEMPLATE, reading, sample_review


def _parsed(data: bytes) -> Any:
    return icalendar.Calendar.from_ical(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The calendars of the sample company."""
    page = tmp_path_factory.mktemp("page") / "index.html"
    assert Feeds(Night(sample_review()), page).write() == []
    return page.parent / FOLDER


def test_two_parsers_read_every_calendar_and_agree(folder: Path) -> None:
    files = sorted(folder.glob("*.ics"))
    assert {"NO.ics", "IF.ics", "SE.ics", "SO.ics", "NO-TQU.ics"} <= {file.name for file in files}
    for file in files:
        data = file.read_bytes()
        first = _parsed(data)
        assert [event.errors for event in first.walk("VEVENT") if event.errors] == []
        assert first["VERSION"] == "2.0" and first["PRODID"] and first.subcomponents
        second = vobject.readOne(data.decode("utf-8"), validate=True)
        read = {(str(e["UID"]), e["DTSTART"].dt, str(e["SUMMARY"])) for e in first.walk("VEVENT")}
        other = {(e.uid.value, e.dtstart.value, e.summary.value) for e in getattr(second, "vevent_list", ())}
        assert read == other
        assert len({uid for uid, _, _ in read}) == len(read)
        assert all(len(line) <= 75 for line in data.split(b"\r\n"))
        assert b"\n" not in data.replace(b"\r\n", b"")


def test_what_is_overdue_is_one_item_of_the_day(folder: Path) -> None:
    of_person = _parsed((folder / "NO-TQU.ics").read_bytes())
    late = [event for event in of_person.walk("VEVENT") if "en retard" in str(event["SUMMARY"])]
    assert [(e["DTSTART"].dt, str(e["SUMMARY"])) for e in late] == [(AS_OF, "PAC\xa0: 1\xa0action en retard")]
    assert "ACT-NO-002" in str(late[0]["DESCRIPTION"])


def test_uids_stay_from_night_to_night(tmp_path: Path) -> None:
    def uids(day: date) -> dict[str, date]:
        found = review([reading(team) for team in TEAMS], TEMPLATE, day)
        Feeds(Night(found), tmp_path / "index.html").write()
        read = _parsed((tmp_path / FOLDER / "NO.ics").read_bytes())
        return {str(event["UID"]): event["DTSTART"].dt for event in read.walk("VEVENT")}

    first, second = uids(AS_OF), uids(AS_OF + timedelta(days=1))
    moved = {uid for uid in first.keys() & second.keys() if first[uid] != second[uid]}
    assert len(moved) == 1
    assert len(first.keys() & second.keys()) >= len(first) - 1


def test_a_calendar_of_a_person_holds_their_actions_only(folder: Path) -> None:
    night = Night(sample_review())
    for who, keys in night.facts.owned.items():
        for file in folder.glob(f"*-{who.trigram}.ics"):
            codes = {key.key for key in keys}
            for event in _parsed(file.read_bytes()).walk("VEVENT"):
                text = f"{event['SUMMARY']} {event.get('DESCRIPTION') or ''}"
                assert any(code in text for code in codes)
                others = {key.key for of, some in night.facts.owned.items() if of != who for key in some} - codes
                assert not any(code in str(event["SUMMARY"]) for code in others)


def test_events_of_a_team_that_was_not_read_stay(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    Feeds(Night(sample_review()), page).write()
    before = events_of_feed((tmp_path / FOLDER / "NO.ics").read_bytes())
    without = review([reading(team) for team in TEAMS if team != "NO"], TEMPLATE, AS_OF)
    Feeds(Night(without), page).write()
    assert events_of_feed((tmp_path / FOLDER / "NO.ics").read_bytes()) == before
    assert (tmp_path / FOLDER / "NO-TQU.ics").exists()


def test_a_draft_or_a_team_that_is_gone_has_no_calendar(tmp_path: Path) -> None:
    def draft(plan: Draft) -> None:
        if plan.team == "NO":
            plan.form("plan").values["plan_status"] = "draft"

    page = tmp_path / "index.html"
    Feeds(Night(sample_review()), page).write()
    Feeds(Night(sample_review(change=draft)), page).write()
    names = {file.name for file in (tmp_path / FOLDER).glob("*.ics")}
    assert "NO.ics" not in names and "NO-TQU.ics" not in names and "SE.ics" in names


def test_files_of_others_stay_and_are_told(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for name in ("NO.ics", "holidays.ics"):
        (folder / name).write_bytes(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:other\r\nEND:VCALENDAR\r\n")
    problems = Feeds(Night(sample_review()), tmp_path / "index.html").write()
    assert len(problems) == 1 and "NO.ics" in problems[0].fr
    assert b"PRODID:other" in (folder / "NO.ics").read_bytes() and (folder / "holidays.ics").exists()


def test_a_person_can_be_forgotten(tmp_path: Path) -> None:
    Feeds(Night(sample_review()), tmp_path / "index.html").write()
    forget_feeds(tmp_path, "TQU")
    assert not list((tmp_path / FOLDER).glob("*TQU*"))
    assert (tmp_path / FOLDER / "NO.ics").exists()


def test_a_calendar_without_events_is_valid() -> None:
    data = feed([], AS_OF, "PAC")
    assert _parsed(data).subcomponents
    assert vobject.readOne(data.decode(), validate=True).vtimezone


def test_hostile_texts_add_no_event() -> None:
    title = "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nX-PACOM-TEAM:NO;,\\"
    data = feed([Event("k", AS_OF, title, title, team="N;O,\\")], AS_OF, title)
    assert len(_parsed(data).walk("VEVENT")) == 1
    assert len(events_of_feed(data)) == 1
    again = feed([], AS_OF, "PAC", others=[event for _, event in events_of_feed(data)])
    assert len(_parsed(again).walk("VEVENT")) == 1
