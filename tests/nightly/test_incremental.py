"""A night that reads only what changed leaves what a night that reads everything leaves, byte for byte."""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path

import pytest

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.plan import Value
from pacom_xl.rules.rule_registry import RULES, Hit, Rule
from tests.support.command_line import run
from tests.support.drafts import Draft
from tests.support.sample_company import AS_OF, few_actions, sample_plan
from tests.support.written_once import write_once

TEAMS = ("GR", "NO", "IF")


def _write(folder: Path, team: str, table: str = "", **values: Value) -> None:
    """The workbook of a team with its first actions; ``values`` change the second row of ``table``, or its form."""
    draft = Draft.of(few_actions(sample_plan(team)))
    for record in draft.table(table)[:2][-1:]:
        record.values |= values
    plan = draft.plan()
    path = folder / "plans" / f"{team}.xlsx"
    write_once(plan, path, as_of=AS_OF, frozen=True, workbook_id=f"id-{team}")


def _saved_again(folder: Path) -> None:
    with (folder / "plans" / "NO.xlsx").open("ab") as file:
        file.write(b"\0")


def _damaged(folder: Path, kept: str) -> None:
    for file in (folder / "state").glob(kept):
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2] + bytes(64) + data[len(data) // 2 + 64 :])


def _configured(folder: Path, line: str) -> None:
    with (folder / "pacom.toml").open("a", encoding="utf-8") as file:
        file.write(line)


#: Files that keep the time of the run, or what it takes from the last one.
_OF_THE_RUN = ("plans", "state/results", "state/history", "state/logs")
#: What happens to the folder between two nights.
CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda folder: None,
    "saved again": _saved_again,
    "edited": lambda folder: _write(folder, "NO", "actions", progress=Decimal("0.15")),
    "thresholds of the group": lambda folder: _write(folder, "GR", "parameters", due_soon_days=1),
    "gone": lambda folder: (folder / "plans" / "IF.xlsx").unlink(),
    "renamed": lambda folder: (folder / "plans" / "IF.xlsx").rename(folder / "plans" / "A.xlsx"),
    "come": lambda folder: _write(folder, "SE"),
    "broken": lambda folder: (folder / "plans" / "IF.xlsx").write_bytes(b"PK"),
    "results damaged": lambda folder: _damaged(folder, "results.sqlite*"),
    "thresholds of the company": lambda folder: _configured(folder, "[thresholds]\ndue_soon_days = 1\n"),
    "another reference": lambda folder: _configured(folder, 'reference = "plans/IF.xlsx"\n'),
}


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder after its first night; the tests bring it back to this state."""
    folder = tmp_path_factory.mktemp("night")
    (folder / "plans").mkdir()
    for team in TEAMS:
        _write(folder, team)
    (folder / "pacom.toml").write_text('folders = ["plans"]\nstate = "state"\npublish = "page"\n', encoding="utf-8")
    _night(folder, 0)
    shutil.copytree(folder, _kept(folder))
    return folder


def _kept(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-kept")


def _night(folder: Path, day: int) -> None:
    ran = run("nightly", "--config", folder / "pacom.toml", "-q", "--as-of", str(AS_OF + timedelta(days=day)))
    # 3: the mails of a company without mail server wait.
    assert ran.code == 3, ran.err


#: Close to another change.
LATER = ("saved again", "renamed", "gone", "thresholds of the company")


@pytest.mark.parametrize("change", [pytest.param(c, marks=pytest.mark.long) if c in LATER else c for c in CHANGES])
def test_an_incremental_night_is_a_whole_one(first_night: Path, change: str) -> None:
    outcomes = []
    for cold in (False, True):
        shutil.rmtree(first_night)
        shutil.copytree(_kept(first_night), first_night)
        CHANGES[change](first_night)
        for file in (first_night / "state").glob("results.sqlite*") if cold else ():
            file.unlink()
        _night(first_night, 1)
        outcomes.append(dict(_left_by_the_night(first_night)))
    warm, whole = outcomes
    assert len(warm) >= 4
    assert warm.keys() == whole.keys()
    first = dict(_left_by_the_night(_kept(first_night)))
    differ = [name for name in warm if warm[name] != whole[name]]
    # A workbook with the same content as last night is not written again, and keeps its date.
    assert [name for name in differ if warm[name] != first.get(name)] == []
    assert all(name.endswith(".xlsx") for name in differ)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[bool]:
    """How many rules were asked about a workbook, by whether they look at the date."""
    count = Counter[bool]()

    def counted(rule: Rule) -> Rule:
        def check(view: PlanView) -> Iterator[Hit]:
            count[rule.dated] += 1
            assert rule.check
            return rule.check(view)

        return replace(rule, check=check)

    for code, rule in RULES.items():
        if rule.check:
            monkeypatch.setitem(RULES, code, counted(rule))
    return count


def test_only_what_the_day_may_change_is_found_again(
    first_night: Path, asked: Counter[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = Counter(rule.dated for rule in RULES.values() if rule.check)
    shutil.rmtree(first_night)
    shutil.copytree(_kept(first_night), first_night)
    _night(first_night, 1)
    assert asked == {True: len(TEAMS) * rules[True]}
    asked.clear()
    _saved_again(first_night)
    _night(first_night, 1)
    assert asked == {True: len(TEAMS) * rules[True], False: rules[False]}
    asked.clear()
    monkeypatch.setattr("pacom_xl.nightly.team_results.program_digest", lambda: "another")
    _night(first_night, 2)
    assert asked == {dated: len(TEAMS) * count for dated, count in rules.items()}


def _times(folder: Path) -> dict[str, int]:
    files = [folder / "state" / name for name in ("PAC_2026_Groupe.xlsx", "PAC_Constats.xlsx")]
    return {file.name: file.stat().st_mtime_ns for file in files}


def _restored(folder: Path) -> None:
    """The folder as its first night left it, with the times of its files."""
    shutil.rmtree(folder)
    shutil.copytree(_kept(folder), folder)


#: What happens between two nights of one day, and whether the workbooks for all are written again.
WRITTEN: dict[str, tuple[Callable[[Path], object], bool]] = {
    "nothing": (lambda folder: None, False),
    "edited": (lambda folder: _write(folder, "NO", "actions", progress=Decimal("0.15")), True),
    "settings": (lambda folder: _configured(folder, 'ignore = ["PAC401"]\n'), True),
    "gone": (lambda folder: (folder / "plans" / "IF.xlsx").unlink(), True),
    "renamed": (lambda folder: (folder / "plans" / "IF.xlsx").rename(folder / "plans" / "A.xlsx"), True),
    "results lost": (lambda folder: (folder / "state" / "results.sqlite").unlink(), True),
}


@pytest.mark.parametrize("change", WRITTEN)
def test_workbooks_are_written_when_their_content_changed(first_night: Path, change: str) -> None:
    happens, written = WRITTEN[change]
    _restored(first_night)
    before = _times(first_night)
    happens(first_night)
    _night(first_night, 0)
    after = _times(first_night)
    assert all((after[name] > before[name]) is written for name in before)


def test_a_workbook_somebody_touched_or_removed_is_written_again(first_night: Path) -> None:
    _restored(first_night)
    group, findings = (first_night / "state" / name for name in _times(first_night))
    group.unlink()
    os.utime(findings, (1, 1))
    _night(first_night, 0)
    assert group.is_file() and findings.stat().st_mtime > 1


def test_a_night_whose_stored_tables_are_forged_is_done_without_them(first_night: Path) -> None:
    _restored(first_night)
    db = sqlite3.connect(first_night / "state" / "results.sqlite")
    packed = zlib.compress(pickle.dumps([("actions",)]), 1)
    for key, value in db.execute("SELECT key, value FROM results").fetchall():
        stored = zlib.decompress(value[16:])
        if stored[:1] == pickle.PROTO and isinstance(pickle.loads(stored), list):
            checksum = blake2b(key + packed, digest_size=16).digest()
            db.execute("UPDATE results SET value = ? WHERE key = ?", (checksum + packed, key))
    db.commit()
    db.close()
    _night(first_night, 1)
    assert _times(first_night)


def _left_by_the_night(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Mails, workbooks and page."""
    for file in sorted(folder.rglob("*")):
        name = str(file.relative_to(folder))
        if file.is_file() and not name.startswith(_OF_THE_RUN):
            yield name, file.read_bytes()
