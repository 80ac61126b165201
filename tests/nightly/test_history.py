"""The history on disk: recorded whole or not at all, put aside when damaged, purged, forgotten."""

from __future__ import annotations

import random
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from pacom_xl.model.findings import Finding, Identity
from pacom_xl.nightly.history.action_history import KnownAction
from pacom_xl.nightly.history.finding_changes import Change, KnownFinding, RunFindings, compare
from pacom_xl.nightly.history.history_database import NewerHistoryError
from pacom_xl.nightly.history.run_history import History, Run

MONDAY = date(2026, 6, 15)


def late(days: int = 3, subject: str = "ACT-NO-002", code: str = "PAC401", **more: object) -> Finding:
    """A finding of team NO."""
    return Finding(code, subject, team="NO", params={"days": days, **more})


def _run(uid: str, day: date = MONDAY, **more: int) -> Run:
    return Run(uid, day, "2026-06-15T04:30:00+00:00", "0", **more, teams=frozenset({"NO"}))


ACTION = KnownAction("NO", "ACT-NO-002", 2026, MONDAY, MONDAY, "5ab1", "QZX", MONDAY, (MONDAY, date(2026, 9, 30)))


def _changes(day: date, *found: Finding, known: dict[Identity, KnownFinding] | None = None) -> list[Change]:
    return compare(known or {}, RunFindings(day, list(found), first=not known))


def test_the_history_gives_back_what_it_was_given(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite")
    changes = _changes(MONDAY, late(), late(subject="ACT-NO-003"))
    history.record(_run("a", late=2, on_time=7, delivered=8), changes, [ACTION])
    history.close()
    again = History(tmp_path / "h.sqlite")
    assert again.known() == {change.key: change.known for change in changes}
    last = again.last()
    assert last is not None
    assert (last.late, last.on_time, last.delivered, sorted(last.teams)) == (2, 7, 8, ["NO"])
    assert set(again.events("a").values()) == {"initial"}
    assert again.actions() == [ACTION]
    assert again.damaged is None


def test_a_run_is_recorded_whole_or_not_at_all(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite")
    changes = _changes(MONDAY, late())
    history.record(_run("a"), changes)
    with pytest.raises(Exception, match="UNIQUE"):
        history.record(_run("a"), _changes(MONDAY, late(subject="ACT-NO-009"), known=history.known()))
    assert [key[2] for key in history.known()] == ["ACT-NO-002"]


def test_a_damaged_history_is_put_aside_and_begun_again(tmp_path: Path) -> None:
    file = tmp_path / "h.sqlite"
    History(file).close()
    file.write_bytes(b"not a database" * 200)
    history = History(file)
    assert history.damaged is not None
    assert history.damaged.read_bytes().startswith(b"not a database")
    assert history.last() is None


def _kept(file: Path) -> None:
    """A history of some runs in ``file``."""
    history = History(file)
    for number in range(4):
        found = [late(subject=f"ACT-NO-{n:03}") for n in range(200)]
        history.record(_run(f"run {number}"), _changes(MONDAY + timedelta(days=number), *found), [ACTION])
    history.close()
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    db.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE findings SET since = 'hier'",
        "UPDATE findings SET standing = 'opfn'",
        "UPDATE findings SET days = 'x'",
        "UPDATE findings SET subject = CAST(x'ff41' AS TEXT) WHERE id = 1",
        "UPDATE actions SET due = '2026-99-01'",
        "UPDATE runs SET as_of = 'demain'",
    ],
)
def test_a_history_that_says_nothing_sensible_is_put_aside(tmp_path: Path, change: str) -> None:
    file = tmp_path / "h.sqlite"
    _kept(file)
    with sqlite3.connect(file) as db:
        db.execute(change)
    db.close()
    history = History(file)
    assert history.damaged is not None
    assert (history.known(), history.last()) == ({}, None)
    history.close()


def test_no_damage_of_the_history_stops_the_nights(tmp_path: Path) -> None:
    """SQLite tells what is wrong in words of the file: they may be no text either."""
    _kept(tmp_path / "whole.sqlite")
    whole, pick, aside = (tmp_path / "whole.sqlite").read_bytes(), random.Random(11), 0
    for number in range(150):
        data = bytearray(whole)
        for _ in range(pick.choice((1, 5, 40, 400))):
            data[pick.randrange(len(data))] ^= pick.choice((0xFF, 0x80, 1))
        file = tmp_path / str(number) / "h.sqlite"
        file.parent.mkdir()
        file.write_bytes(data)
        history = History(file)
        aside += history.damaged is not None
        history.record(_run("after"), _changes(MONDAY, late()), [ACTION])
        assert history.has("after")
        history.close()
    assert aside > 50


def test_a_history_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "h.sqlite"
    history = History(file)
    history._db.execute("PRAGMA user_version = 99")
    history.close()
    before = file.read_bytes()
    with pytest.raises(NewerHistoryError):
        History(file)
    assert file.read_bytes() == before


def test_old_runs_and_findings_go_unless_the_clock_jumped(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite")
    old = MONDAY - timedelta(days=420)
    history.record(_run("old", old), _changes(old, late()))
    history.record(_run("then", old), compare(history.known(), RunFindings(old, [])))
    assert history.purge(MONDAY, 13) == 0, "a jump of 420 days"
    history.record(_run("near", MONDAY - timedelta(days=1)), [])
    assert history.purge(MONDAY, 13) == 2
    assert history.known() == {}


def test_forgetting_a_person_leaves_nothing_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "h.sqlite"
    history = History(file)
    history.record(_run("a"), _changes(MONDAY, late(), Finding("PAC310", "QZX", team="NO")), [ACTION])
    assert history.forget("QZX") == 1
    history.close()
    assert all(b"QZX" not in path.read_bytes() for path in tmp_path.iterdir())


def test_the_trend_has_one_point_a_day(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite")
    for n, late_ in enumerate((5, 4, 3)):
        history.record(_run(f"r{n}", MONDAY + timedelta(days=n // 2), late=late_), [])
    assert [run.late for run in history.trend()] == [4, 3]
