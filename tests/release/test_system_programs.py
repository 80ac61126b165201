"""System programs of the tests: installed where that is allowed, else each named with its purpose."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from release import system_programs
from release.programs import GOALS, PROGRAMS, Program, programs_for
from release.system_programs import Installer, ensure

ROOT = Path(__file__).parents[2]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[list[str]]]]:
    """A machine without any program of the tests; returns the commands that were run."""

    def started(commands: tuple[str, ...], *, root: bool = False, installs: bool = True) -> list[list[str]]:
        ran: list[list[str]] = []

        def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
            ran.append(command)
            return subprocess.CompletedProcess(command, 0 if "-n" not in command else 1)

        def bare(goal: str) -> Iterator[Program]:
            return (replace(p, present=lambda: installs and len(ran) > 1) for p in programs_for(goal))

        monkeypatch.setattr(system_programs, "programs_for", bare)
        monkeypatch.setattr(shutil, "which", lambda name: name if name in commands else None)
        monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
        monkeypatch.setattr(subprocess, "run", run)
        return ran

    yield started


def test_root_on_debian_installs_everything(machine: Callable[..., list[list[str]]]) -> None:
    ran = machine(("apt-get",), root=True)
    assert ensure("test") == 0
    update, install = ran
    assert update == ["apt-get", "update", "-qq"]
    assert {"libreoffice-calc-nogui", "python3-uno", "chromium", "gnumeric", "poppler-utils", "nodejs"} <= {*install}
    assert "postfix" not in install


def test_homebrew_installs_what_it_has(machine: Callable[..., list[list[str]]]) -> None:
    ran = machine(("brew",))
    ensure("test")
    assert ran[0][:2] == ["brew", "install"] and {"libreoffice", "gnumeric", "poppler"} <= {*ran[0]}


@pytest.mark.parametrize("commands", [("apt-get",), ("apt-get", "sudo"), ()])
def test_without_rights_each_program_is_named_with_its_purpose(
    commands: tuple[str, ...],
    machine: Callable[..., list[list[str]]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ran = machine(commands)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    assert ensure("test") == 1
    assert not any("install" in command for command in ran)
    said = capsys.readouterr().err
    for program in programs_for("test"):
        assert f"  {program.name}: {program.purpose}\n" in said
    assert ("apt-get install" in said) is bool(commands)


def test_what_is_still_missing_after_the_installation_is_named(
    machine: Callable[..., list[list[str]]], capsys: pytest.CaptureFixture[str]
) -> None:
    machine(("apt-get",), root=True, installs=False)
    assert ensure("demo") == 1
    assert "venv of Python" in capsys.readouterr().err


def test_sudo_is_put_before_each_command() -> None:
    update, install = Installer("apt", ("sudo",)).commands(["cron"])
    assert update[0] == install[0] == "sudo"


def test_every_goal_needs_some_programs_and_every_program_has_a_goal() -> None:
    assert all(any(program in programs_for(goal) for program in PROGRAMS) for goal in GOALS)
    assert all(set(program.goals) <= set(GOALS) and program.purpose for program in PROGRAMS)


def test_ci_runs_one_goal_of_the_makefile() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert len([line for line in script if line and not line.startswith("#")]) == 1
    for words, goals in (((), "set-up test test-system"), (("long",), "test-long test-system site")):
        goal = "-".join(("ci", *words))
        assert f"{goal}: {goals}" in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
