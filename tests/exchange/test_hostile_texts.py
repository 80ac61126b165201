"""Texts of teams in the data taken out: the same texts, never a formula, an event or another column."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pacom_xl.exchange.ics import Event, calendar
from tests.support.command_line import run
from tests.support.drafts import Draft
from tests.support.hostile_texts import plant
from tests.support.workbook_files import write_team

#: A spreadsheet may drop what it does not show before it looks for the sign of a formula.
_FORMULA = re.compile("[\\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]*[-=+@]")


def _hostile(plan: Draft) -> None:
    plant(plan)
    for action in plan.table("actions"):
        if action.get("due"):
            action.values["status"] = "in_progress"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_team(tmp_path_factory.mktemp("hostile"), "NO", _hostile)


@pytest.fixture(scope="module")
def titles(workbook: Path) -> dict[str, str | None]:
    """The titles in JSON, where nothing is changed; None, an empty cell, for a text of characters nobody sees."""
    out = workbook.with_name("plan.json")
    assert run("export", workbook, "-o", out).code == 0
    (plan,) = json.loads(out.read_text(encoding="utf-8"))["plans"]
    return {r["key"]: r["values"]["title"] for r in plan["records"] if r["table"] == "actions"}


@pytest.mark.parametrize(("lang", "separator"), [("fr", ";"), ("en", ",")])
def test_csv(workbook: Path, titles: dict[str, str | None], tmp_path: Path, lang: str, separator: str) -> None:
    assert run("export", workbook, "-o", tmp_path / "data.csv", "--lang", lang).code == 0
    csv.field_size_limit(1 << 20)
    for file in (tmp_path / "data.csv").iterdir():
        heads, *rows = csv.reader(file.open(encoding="utf-8-sig", newline=""), delimiter=separator)
        assert all(len(row) == len(heads) for row in rows), file.name
        acting = [cell for row in rows for cell in row if _FORMULA.match(cell) and not re.fullmatch(r"-[\d,.]+", cell)]
        assert acting == [], file.name
        if file.stem == "actions":
            said = {row[heads.index("key")]: row[heads.index("title")].removeprefix("'") for row in rows}
            assert said == {key: title or "" for key, title in titles.items()}


def test_sqlite_and_parquet_hold_the_very_texts(workbook: Path, titles: dict[str, str | None], tmp_path: Path) -> None:
    for name in ("data.sqlite", "data.parquet"):
        assert run("export", workbook, "-o", tmp_path / name).code == 0
    database = sqlite3.connect(tmp_path / "data.sqlite")
    assert dict(database.execute("SELECT key, title FROM actions")) == titles
    database.close()
    frame = pd.read_parquet(tmp_path / "data.parquet" / "actions.parquet")
    said = frame["title"].astype(object).where(frame["title"].notna(), None)
    assert dict(zip(frame["key"], said, strict=True)) == titles


def _properties(data: bytes) -> Iterator[tuple[str, str]]:
    """Name and value of each line of a calendar, as RFC 5545 unfolds and unescapes them."""
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", data)
    for line in data.decode("utf-8").replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        assert "\n" not in line and "\r" not in line
        name, colon, value = line.partition(":")
        assert colon and re.fullmatch(r"[A-Z-]+(;VALUE=DATE)?", name)
        yield name, re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def test_calendar(workbook: Path, titles: dict[str, str | None], tmp_path: Path) -> None:
    out = tmp_path / "due.ics"
    assert run("export", workbook, "-o", out).code == 0
    assert max(map(len, out.read_bytes().split(b"\r\n"))) <= 75
    found = list(_properties(out.read_bytes()))
    event = ["BEGIN", "UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY"]
    events = [i for i, line in enumerate(found) if line == ("BEGIN", "VEVENT")]
    assert len(events) > 15
    assert all([name for name, _ in found[i : i + 6]] == event for i in events)
    assert len({found[i + 1][1] for i in events}) == len(events)
    summaries = [found[i + 5][1] for i in events]
    assert all(len(text) <= 300 and "\n" not in text for text in summaries)
    assert [text for text in summaries if text.endswith("</title></script>")]


def test_deadlines_of_one_name_are_several_events_and_the_last_day_of_all_is_one() -> None:
    days = (date(2026, 6, 15), date(2026, 6, 30), date.max)
    events = [Event("NO|2026|ACT-NO-001|Point", day, "Point") for day in days]
    found = list(_properties(calendar(events, days[0], "PAC")))
    assert len({value for name, value in found if name == "UID"}) == 3
    assert [name for name, _ in found].count("DTEND;VALUE=DATE") == 2
