"""A night done again on its day over the same files leaves what a whole one leaves, and makes nothing anew."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pacom_xl.nightly.history import History
from pacom_xl.writing.team_workbook import write_workbook
from tests.support.command_line import Ran, run
from tests.support.drafts import Draft
from tests.support.sample_company import AS_OF, TEMPLATE, sample_plan

TEAMS = ("GR", "NO", "IF")
LAST = "state/history-last.json"


def night(folder: Path, day: int = 0, *words: str) -> Ran:
    return run("nightly", "--config", folder / "pacom.toml", "--as-of", str(AS_OF + timedelta(days=day)), *words)


def write(folder: Path, team: str, progress: str = "") -> None:
    draft = Draft.of(sample_plan(team))
    if progress:
        draft.table("actions")[1].values["progress"] = Decimal(progress)
    plan = draft.plan()
    path = folder / "plans" / f"{team}.xlsx"
    write_workbook(plan, TEMPLATE, path, as_of=AS_OF, frozen=True, workbook_id=f"id-{team}")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "plans").mkdir()
    for team in TEAMS:
        write(folder, team)
    (folder / "pacom.toml").write_text('folders = ["plans"]\nstate = "state"\npublish = "page"\n', encoding="utf-8")
    night(folder)
    return folder


@pytest.fixture
def folder(made: Path) -> Path:
    """The folder as its first night left it, where it was: files lead to one another by whole paths."""
    kept = made.with_name(f"{made.name}-kept")
    if not kept.exists():
        shutil.copytree(made, kept)
    shutil.rmtree(made)
    shutil.copytree(kept, made)
    return made


def left(folder: Path) -> dict[str, bytes]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    names = {str(file.relative_to(folder)): file for file in files}
    apart = ("plans", "state/cache", "state/history", "state/made", "state/logs/2")
    return {name: file.read_bytes() for name, file in names.items() if not name.startswith(apart)}


def times(folder: Path) -> dict[Path, int]:
    """Of the files for all."""
    files = [*folder.glob("state/*Groupe.xlsx"), folder / "state" / "PAC_Constats.xlsx", *folder.glob("page/*")]
    return {file: file.stat().st_mtime_ns for file in files if file.exists()}


def runs(folder: Path) -> int:
    history = History(folder / "state" / "history.sqlite")
    try:
        return history.runs_on(AS_OF)
    finally:
        history.close()


def was_again(folder: Path, ran: Ran, before: dict[Path, int]) -> bool:
    assert ran.code == 3, ran.err
    return times(folder)[folder / "page" / "index.html"] == before[folder / "page" / "index.html"]


def test_it_leaves_what_a_whole_night_leaves(folder: Path) -> None:
    before = times(folder)
    assert len(before) == 3
    again = night(folder)
    assert times(folder) == before and runs(folder) == 2
    short = left(folder)
    (folder / LAST).unlink()
    whole = night(folder)
    assert runs(folder) == 3
    assert short == left(folder)
    assert (again.code, again.out, again.err) == (whole.code, whole.out, whole.err)


def test_again_and_again(folder: Path) -> None:
    before = times(folder)
    assert was_again(folder, night(folder), before) and was_again(folder, night(folder), before)
    assert runs(folder) == 3


def _moved(folder: Path) -> None:
    (folder / "plans" / "IF.xlsx").rename(folder / "plans" / "B.xlsx")


def _settings(folder: Path) -> None:
    with (folder / "pacom.toml").open("a", encoding="utf-8") as file:
        file.write('ignore = ["PAC401"]\n')


def _other_night(folder: Path) -> None:
    night(folder, 1)


def _touched(folder: Path) -> None:
    os.utime(folder / "state" / "PAC_Constats.xlsx", (1, 1))


#: After which a night of the same day is a whole one.
REASONS: dict[str, Callable[[Path], object]] = {
    "edited": lambda folder: write(folder, "NO", "0.15"),
    "moved": _moved,
    "gone": lambda folder: (folder / "plans" / "IF.xlsx").unlink(),
    "settings": _settings,
    "a workbook was removed": lambda folder: (folder / "state" / "PAC_Constats.xlsx").unlink(),
    "a workbook was touched": _touched,
    "a later night": _other_night,
    "forgotten": lambda folder: run("nightly", "forget", "ZZZ", "--config", folder / "pacom.toml"),
    "damaged": lambda folder: (folder / LAST).write_text('{"mark": 1, "log": 3}', encoding="utf-8"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_what_calls_for_a_whole_night(folder: Path, reason: str) -> None:
    before = times(folder)
    REASONS[reason](folder)
    assert not was_again(folder, night(folder), before)


def test_a_day_with_two_contents_has_whole_nights_only(folder: Path) -> None:
    write(folder, "NO", "0.15")
    night(folder)
    before = times(folder)
    assert not was_again(folder, night(folder), before)


def test_a_workbook_that_goes_makes_new_files(folder: Path) -> None:
    before = times(folder)
    (folder / "plans" / "IF.xlsx").unlink()
    night(folder)
    assert all(times(folder)[file] > time for file, time in before.items())


def test_workbooks_stay_when_their_inputs_do(folder: Path) -> None:
    before = times(folder)
    (folder / LAST).write_text((folder / LAST).read_text(encoding="utf-8").replace('"run": "', '"run": "0'))
    night(folder)
    assert {file.name for file, time in times(folder).items() if time > before[file]} == {"index.html"}
