"""A cluster of two machines with networks and folders of their own: the outputs are those of one."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import AS_OF
from tests.support.two_machines import Machine, cluster, idle, two_machines
from tests.support.workbook_files import write_team

pytestmark = pytest.mark.long
#: Copies of each workbook: several batches for each worker, seconds of work.
_COPIES = 5
_CHECK = ("check", "--as-of", AS_OF, "--lang", "en")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder both machines see, with many workbooks."""
    folder = tmp_path / "shared"
    folder.mkdir()
    for team in ("IF", "NO", "SE", "SO"):
        file = write_team(folder, team)
        for copy in range(_COPIES):
            (folder / f"{team} n° {copy}.xlsx").write_bytes(file.read_bytes())
    return folder


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    """Two machines with a cable."""
    with two_machines(tmp_path) as both:
        yield both


def _begin_check(machine: Machine, folder: Path, address: str) -> subprocess.Popen[bytes]:
    """A check with the cluster that has begun to read."""
    program = (sys.executable, "-m", "pacom_xl", *_CHECK, folder, "-o", "many.json", "--scheduler", address)
    begun = machine.begin(*program)
    time.sleep(5)
    assert begun.poll() is None
    return begun


def _alone(machine: Machine, folder: Path) -> bytes:
    machine.run(*_CHECK, folder, "-o", "alone.json", "--jobs", "1")
    return (machine.private / "alone.json").read_bytes()


def test_outputs_are_those_of_one_machine(machines: tuple[Machine, Machine], shared: Path) -> None:
    first, second = machines
    with cluster(machines) as address:
        words = (shared, "--as-of", AS_OF, "--action-sheets", "never")
        many = first.run("merge", *words, "-o", "many.xlsx", "--scheduler", address)
        alone = first.run("merge", *words, "-o", "alone.xlsx", "--jobs", "1")
        assert (many.returncode, many.stdout) == (alone.returncode, alone.stdout)
        assert many.stderr.replace("many.", "alone.") == alone.stderr
        assert (first.private / "many.xlsx").read_bytes() == (first.private / "alone.xlsx").read_bytes()
        for number, team in enumerate(("NO", "SE")):
            write_team(second.private, team).rename(second.private / f"{number}.xlsx")
        # The worker that is left sees none of them.
        second.running[-1].kill()
        lone = second.run(*_CHECK, ".", "-o", "lone.json", "--scheduler", address)
        assert "2 files read here: the workers of the cluster do not see these files" in lone.stderr.replace(
            "\xa0", " "
        )


def test_a_machine_that_ends_loses_nothing(machines: tuple[Machine, Machine], shared: Path) -> None:
    first, second = machines
    expected = _alone(first, shared)
    with cluster(machines) as address:
        check = _begin_check(first, shared, address)
        second.running[-1].kill()
        assert check.wait(300) in (0, 1)
        assert (first.private / "many.json").read_bytes() == expected


@pytest.mark.parametrize("here", [0, 1])
def test_a_cable_that_is_pulled_loses_nothing(machines: tuple[Machine, Machine], shared: Path, here: int) -> None:
    """From a worker, or from the machine of the command: that one reads the rest by itself."""
    expected = _alone(machines[here], shared)
    with cluster(machines) as address:
        check = _begin_check(machines[here], shared, address)
        machines[1].cut()
        assert check.wait(300) in (0, 1)
        assert (machines[here].private / "many.json").read_bytes() == expected


def test_workers_rest_when_the_command_is_killed(machines: tuple[Machine, Machine], shared: Path) -> None:
    first, second = machines
    with cluster(machines) as address:
        check = _begin_check(first, shared, address)
        check.kill()
        check.wait()
        assert idle(first)
        assert idle(second)
        again = first.run(*_CHECK, shared, "-o", "again.json", "--scheduler", address)
        assert again.returncode in (0, 1)
