"""Units that the systems they are made for accept."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as Xml
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.support.command_line import run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "Équipe 100 % à l’Ouest"
    folder.mkdir()
    file = folder / "pacom.toml"
    file.write_text('folders = ["plans"]\nhour = "05:45"\ntime_zone = "Europe/Paris"\n', encoding="utf-8")
    return file


def _written(config: Path, kind: str) -> dict[str, Path]:
    out = config.parent.parent / "units"
    ran = run("nightly", "schedule", "--config", config, f"--{kind}", "-d", out)
    assert ran.code == 0, ran.err
    return {path.name: path for path in out.iterdir()}


def test_systemd_accepts_the_units(config: Path) -> None:
    files = _written(config, "systemd")
    assert set(files) == {"pacom-nightly.service", "pacom-nightly.timer"}
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, files.values())], capture_output=True, text=True
    )
    told = [line for line in checked.stderr.splitlines() if "pacom-nightly" in line]
    assert (checked.returncode, told) == (0, [])
    assert "OnCalendar=*-*-* 05:45:00 Europe/Paris" in files["pacom-nightly.timer"].read_text(encoding="utf-8")
    when = subprocess.run(
        ["systemd-analyze", "calendar", "*-*-* 05:45:00 Europe/Paris"], capture_output=True, text=True
    )
    assert when.returncode == 0


@pytest.mark.long
def test_cron_accepts_the_crontab(config: Path) -> None:
    file = _written(config, "cron")["pacom-nightly.cron"]
    checked = subprocess.run(["crontab", "-n", str(file)], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def _hour_by_hour(config: Path, first: datetime, folder: Path) -> list[tuple[datetime, list[str]]]:
    """When the line runs the program within a day of the machine's clock, in UTC, and with which words."""
    lines = _written(config, "cron")["pacom-nightly.cron"].read_text(encoding="utf-8").splitlines()
    (line,) = (line for line in lines if not line.startswith("#"))
    minute, star, *stars, command = line.split(" ", 5)
    assert [star, *stars] == ["*"] * 4
    # What cron makes of the line, and a shell where the program only shows its words.
    shell = command.replace("\\%", "%").replace("&& cd", "&& { cd").replace("' && ", "' && printf '%s\\n' ") + "; }"
    ran = []
    for hour in range(24):
        moment = first + timedelta(hours=hour, minutes=int(minute))
        date = f'#!/bin/sh\nexec /bin/date -d @{int(moment.timestamp())} "$@"\n'
        (folder / "date").write_text(date, encoding="ascii")
        (folder / "date").chmod(0o755)
        path = {"PATH": f"{folder}:/usr/bin:/bin", "TZ": "UTC"}
        shown = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, env=path)
        assert shown.stderr == ""
        if shown.stdout:
            ran.append((moment, shown.stdout.splitlines()))
    return ran


@pytest.mark.parametrize(("day", "hour"), [("2026-06-15", 3), ("2026-01-15", 4)])
def test_the_crontab_line_runs_once_a_day_at_the_hour_of_the_zone(
    config: Path, tmp_path: Path, day: str, hour: int
) -> None:
    """On a server in UTC, summer and winter; the shell sees the folder and the configuration as they are."""
    first = datetime.fromisoformat(f"{day}T00:00:00+00:00")
    ((moment, words),) = _hour_by_hour(config, first, tmp_path)
    assert moment == first + timedelta(hours=hour, minutes=45)
    assert words[-4:] == ["nightly", "--config", str(config.resolve()), "--quiet"]


@pytest.mark.parametrize("again", [False, True])
def test_installing_the_crontab_keeps_every_other_job(config: Path, tmp_path: Path, again: bool) -> None:
    """The command of the block itself, with a crontab that is a file."""
    table = tmp_path / "table"
    table.write_text("0 1 * * * backup\n", encoding="utf-8")
    # As the real one, it replaces the table once it has read all of its input.
    script = f'#!/bin/sh\n[ "$1" = -l ] && exec cat "{table}"\nx=$(cat)\nprintf "%s\\n" "$x" > "{table}"\n'
    (tmp_path / "crontab").write_text(script, encoding="utf-8")
    (tmp_path / "crontab").chmod(0o755)
    block = _written(config, "cron")["pacom-nightly.cron"]
    command = next(line[1:] for line in block.read_text(encoding="utf-8").splitlines() if "crontab -l" in line)
    for _ in range(1 + again):
        path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
        subprocess.run(["sh", "-c", command], cwd=block.parent, env=path, check=True)
    assert table.read_text(encoding="utf-8") == "0 1 * * * backup\n" + block.read_text(encoding="utf-8")


def test_windows_can_parse_the_task(config: Path) -> None:
    file = _written(config, "windows")["pacom-nightly.xml"]
    assert file.read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff")
    task = Xml.parse(file).getroot()
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    arguments = task.findtext(f".//{space}Arguments") or ""
    assert f'"{config.resolve()}"' in arguments
    assert (task.findtext(f".//{space}StartBoundary") or "").endswith("T05:45:00")


def test_one_kind_has_to_be_chosen(config: Path) -> None:
    assert run("nightly", "schedule", "--config", config).code == 2
