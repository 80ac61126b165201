"""Processes that read end with the command that started them, however it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import AS_OF
from tests.support.small_workbook import write_small

#: Seconds until the processes that read are there, and until they are gone.
_STARTED, _GONE = 30, 5
#: Words of each command that reads many files, before the paths.
_COMMANDS = {
    "check": ("check", "--jobs", "2", "--as-of", AS_OF),
    "merge": ("merge", "-o", "group.xlsx", "--jobs", "2", "--as-of", AS_OF),
    "export": ("export", "-o", "plans.json", "--jobs", "2"),
    "nightly": ("nightly", "--config", "pacom.toml", "--as-of", AS_OF),
}


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the same workbook under nine names: enough for several processes."""
    folder = tmp_path_factory.mktemp("plans")
    for number in range(9):
        write_small(folder / f"{number}.xlsx")
    return folder


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="child processes are listed in /proc")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("name", _COMMANDS)
def test_processes_that_read_end_with_the_command(
    name: str, ending: signal.Signals, plans: Path, tmp_path: Path
) -> None:
    (tmp_path / "pacom.toml").write_text(f'folders = ["{plans.as_posix()}"]\nstate = "state"\n', encoding="utf-8")
    words = [*_COMMANDS[name], *([] if name == "nightly" else [str(plans)])]
    command = [sys.executable, "-m", "pacom_xl", *words]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        children = _wait_for_children(program)
        program.send_signal(ending)
        program.wait()
    assert _outlive(children) == []


def _wait_for_children(program: subprocess.Popen[bytes]) -> list[int]:
    """The processes of the program that read, once both are at work."""
    limit = time.monotonic() + _STARTED
    while time.monotonic() < limit and program.poll() is None:
        if len(found := list(_children(program.pid))) >= 2:
            return found
        time.sleep(0.02)
    pytest.fail(f"no processes were started (exit code {program.returncode})")


def _children(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            yield from map(int, task.read_text(encoding="ascii").split())
        except FileNotFoundError:
            continue


def _outlive(processes: list[int]) -> list[int]:
    """Those that are still there after some seconds."""
    limit = time.monotonic() + _GONE
    while time.monotonic() < limit and any(map(_runs, processes)):
        time.sleep(0.02)
    return [process for process in processes if _runs(process)]


def _runs(process: int) -> bool:
    """Whether a process is there and has not ended: one that nobody waited for is listed as ``Z``."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
