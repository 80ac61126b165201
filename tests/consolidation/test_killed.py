"""Killed at any moment, ``merge`` leaves the former output or the new one, whole; disks and folders that refuse."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.outputs import written
from pacom_xl.storage.atomic_files import temporary_prefix
from tests.support.command_line import AS_OF, run

Teams = dict[str, Path]


def _command(teams: Teams, output: Path) -> list[str]:
    files = [str(teams[team]) for team in ("NO", "IF")]
    return [sys.executable, "-m", "pacom_xl", "merge", *files, "-o", str(output), "--force", "-q", "--as-of", AS_OF]


def _killed_and_started_again(teams: Teams, folder: Path, times: int) -> None:
    output = folder / "group.xlsx"
    started = time.monotonic()
    subprocess.run(_command(teams, output), check=True, capture_output=True)
    lasts, whole = time.monotonic() - started, output.read_bytes()
    chance = random.Random(20260615)
    for _ in range(times):
        process = subprocess.Popen(_command(teams, output), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.05, lasts * 1.05))
        process.kill()
        process.wait()
        assert output.read_bytes() == whole
        assert zipfile.ZipFile(output).testzip() is None
    assert subprocess.run(_command(teams, output), check=False, capture_output=True).returncode == 0
    assert output.read_bytes() == whole
    assert [path.name for path in folder.iterdir()] == ["group.xlsx"]


def test_killed_five_times(teams: Teams, tmp_path: Path) -> None:
    _killed_and_started_again(teams, tmp_path, 5)


@pytest.mark.long
def test_killed_fifty_times(teams: Teams, tmp_path: Path) -> None:
    _killed_and_started_again(teams, tmp_path, 50)


def test_the_leftover_of_a_running_process_is_left_alone(tmp_path: Path) -> None:
    output = tmp_path / "group.xlsx"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        running = tmp_path / temporary_prefix(output).replace(str(os.getpid()), str(other.pid))
        running.touch()
        with written(output) as out:
            out.write_bytes(b"whole")
        assert running.exists()
        other.kill()
    with written(output, force=True) as out:
        out.write_bytes(b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["group.xlsx"]


def test_a_folder_that_is_not_there(teams: Teams, tmp_path: Path) -> None:
    ran = run("merge", teams["NO"], "-o", tmp_path / "absent" / "group.xlsx", "--as-of", AS_OF)
    assert ran.code == 2
    assert f"le dossier {tmp_path / 'absent'} n’existe pas" in ran.err


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    output = tmp_path / "group.xlsx"

    def write() -> None:
        with written(output) as out:
            out.write_bytes(b"half")
            raise OSError(28, "No space left on device")

    with pytest.raises(RefusedError, match=r"disque plein|No space left"):
        write()
    assert list(tmp_path.iterdir()) == []
