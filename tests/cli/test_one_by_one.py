"""A fault, a refusal or an error of the disk about one file of a call costs this file only."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.reading.workbook_reader import OpenReading
from tests.support.command_line import Ran, run
from tests.support.small_workbook import read
from tests.support.typing_in import type_in

#: Each command, its words beside the workbooks, and what of its module is called once a workbook.
COMMANDS = {
    "correct": ("correct", ["--as-of", "2026-06-15"], "correct"),
    "update": ("update", ["--reference", "GR"], "repair"),
    "renew": ("renew", ["--year", "2027"], "carried_over"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Workbooks of two teams, and the group's."""
    folder = tmp_path_factory.mktemp("teams")
    (folder / "teams").mkdir()
    for path in (folder / "teams" / "IF.xlsx", folder / "teams" / "NO.xlsx", folder / "GR.xlsx"):
        words = ["--team", path.stem, "--year", "2026", "--actions", "1", "--only", "core"]
        assert run("new", "-o", path, *words).code == 0
    return folder


def _call(command: str, folder: Path, target: Path) -> Ran:
    words = [str(folder / "GR.xlsx") if word == "GR" else word for word in COMMANDS[command][1]]
    return run(COMMANDS[command][0], folder / "teams", "-d", target, *words, "--lang", "fr", "-q")


def _failing(work: Callable[..., Any], of: str, error: Exception) -> Callable[..., Any]:
    """``work``, which raises ``error`` about the workbook of a team."""

    def call(found: OpenReading, *rest: Any, **named: Any) -> Any:
        if found.reading.path.stem == of:
            raise error
        return work(found, *rest, **named)

    return call


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("correct", ValueError("oops")),
        ("update", ValueError("oops")),
        pytest.param("renew", ValueError("oops"), marks=pytest.mark.long),
        ("correct", PermissionError(13, "no", "x")),
    ],
    ids=[*COMMANDS, "correct-disk"],
)
def test_one_file_that_fails_costs_only_itself(
    command: str, error: Exception, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "logs"))
    module, name = importlib.import_module(f"pacom_xl.cli.commands.{command}"), COMMANDS[command][2]
    monkeypatch.setattr(module, name, _failing(getattr(module, name), "IF", error))
    ran = _call(command, folder, tmp_path / "out")
    assert ran.code == 3, ran.err
    written = [path.name for path in (tmp_path / "out").iterdir()]
    assert len(written) == 1 and "NO" in written[0]
    said = "défaut interne" if isinstance(error, ValueError) else "accès refusé"
    assert "IF.xlsx" in ran.err and said in ran.err
    assert ("fault.log" in ran.err) is isinstance(error, ValueError)


@pytest.mark.parametrize("command", ["correct", pytest.param("renew", marks=pytest.mark.long)])
def test_a_file_that_changes_while_others_are_written_is_said(
    command: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "teams").mkdir()
    copies = {path.stem: tmp_path / "teams" / path.name for path in (folder / "teams").iterdir()}
    for team, copy in copies.items():
        copy.write_bytes((folder / "teams" / f"{team}.xlsx").read_bytes())
    (tmp_path / "GR.xlsx").write_bytes((folder / "GR.xlsx").read_bytes())
    module, name = importlib.import_module(f"pacom_xl.cli.commands.{command}"), COMMANDS[command][2]
    work = getattr(module, name)

    def saved_meanwhile(*args: Any, **named: Any) -> Any:
        copies["NO"].write_bytes(copies["IF"].read_bytes())
        return work(*args, **named)

    monkeypatch.setattr(module, name, saved_meanwhile)
    ran = _call(command, tmp_path, tmp_path / "out")
    assert ran.code == 3, ran.err
    assert "NO.xlsx : le fichier a changé" in ran.err.replace("\u00a0", " ")
    assert [path for path in (tmp_path / "out").iterdir() if "IF" in path.name]


def test_a_plan_without_a_year_is_told_where_to_write_it(folder: Path, tmp_path: Path) -> None:
    for path in (folder / "teams").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    plan = read(tmp_path / "NO.xlsx").plan
    cell = plan.form("plan").cell("plan_year") if plan else None
    assert cell
    type_in(tmp_path / "NO.xlsx", {(cell.sheet, cell.a1): ""})
    ran = run("update", tmp_path, "--reference", folder / "GR.xlsx", "-d", tmp_path / "out", "--lang", "fr")
    assert ran.code == 3 and "ne dit pas son exercice" in ran.err, ran.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["IF.xlsx"]


def test_nothing_done_because_of_a_fault_is_exit_code_4(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "logs"))
    module = importlib.import_module("pacom_xl.cli.commands.correct")
    monkeypatch.setattr(module, "correct", _failing(module.correct, "NO", ValueError("oops")))
    ran = run("correct", folder / "teams" / "NO.xlsx", "-o", tmp_path / "out.xlsx")
    assert ran.code == 4 and "fault.log" in ran.err
    assert not (tmp_path / "out.xlsx").exists()


def test_one_team_that_cannot_be_compared_costs_only_itself(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "logs"))
    module = importlib.import_module("pacom_xl.reporting.diff.diff_model")
    compare = module.compare

    def failing(old: Any, new: Any, *rest: Any) -> Any:
        if new.plan.team == "IF":
            raise ValueError("oops")
        return compare(old, new, *rest)

    monkeypatch.setattr(module, "compare", failing)
    (tmp_path / "new").mkdir()
    for path in (folder / "teams").iterdir():
        (tmp_path / "new" / path.name).write_bytes(path.read_bytes())
    ran = run("diff", folder / "teams", tmp_path / "new", "--lang", "fr")
    assert ran.code == 3 and "IF.xlsx" in ran.err and "défaut interne" in ran.err
    assert "NO" in ran.out
