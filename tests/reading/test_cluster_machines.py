"""A cluster of two processes of this machine: the outputs are those of one process, also when a worker is killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from pacom_xl.reading.many_files import cluster
from tests.support.command_line import AS_OF, run
from tests.support.workbook_files import write_team

pytestmark = pytest.mark.long
TEAMS = ("IF", "NO", "SE", "SO")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[LocalCluster]:
    """Two workers of one thread each."""
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as machines:
        yield machines


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four workbooks, and one that is damaged."""
    folder = tmp_path_factory.mktemp("plans")
    for team in TEAMS:
        write_team(folder, team)
    (folder / "ZZ.xlsx").write_bytes((folder / "NO.xlsx").read_bytes()[:5000])
    return folder


def test_outputs_are_those_of_one_machine(scheduler: LocalCluster, plans: Path, tmp_path: Path) -> None:
    address = scheduler.scheduler_address
    for command, name in (("check", "check.json"), ("export", "plans.json"), ("merge", "group.xlsx")):
        options = () if command == "export" else ("--as-of", AS_OF)
        alone, many = tmp_path / f"alone-{name}", tmp_path / f"many-{name}"
        first = run(command, plans, "-o", alone, "--jobs", "1", *options)
        second = run(command, plans, "-o", many, "--scheduler", address, *options)
        assert second.code == first.code
        assert second.err.replace("many-", "alone-") == first.err
        assert many.read_bytes() == alone.read_bytes()


def test_a_killed_worker_loses_nothing(
    scheduler: LocalCluster, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_BATCH_FILES", 1)
    with Client(scheduler.scheduler_address) as client:
        victim = next(iter(client.run(os.getpid).values()))

    def kill() -> None:
        time.sleep(0.5)
        os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    many, alone = tmp_path / "many.json", tmp_path / "alone.json"
    second = run("check", plans, "-o", many, "--as-of", AS_OF, "--scheduler", scheduler.scheduler_address)
    killer.join()
    first = run("check", plans, "-o", alone, "--as-of", AS_OF, "--jobs", "1")
    assert (second.code, many.read_bytes()) == (first.code, alone.read_bytes())


def test_a_lost_file_is_reported_as_on_one_machine(scheduler: LocalCluster, plans: Path, tmp_path: Path) -> None:
    many, alone = tmp_path / "many.json", tmp_path / "alone.json"
    words = ("check", plans / "NO.xlsx", tmp_path / "SO.xlsx", "--as-of", AS_OF)
    second = run(*words, "-o", many, "--scheduler", scheduler.scheduler_address)
    first = run(*words, "-o", alone, "--jobs", "1")
    assert (second.code, second.err.replace("many.", "alone.")) == (first.code, first.err)
    assert many.exists() == alone.exists()
    assert not many.exists() or many.read_bytes() == alone.read_bytes()


def test_workers_of_another_program_read_nothing(
    scheduler: LocalCluster, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "program_digest", lambda: "another")
    many, alone = tmp_path / "many.json", tmp_path / "alone.json"
    words = ("check", plans, "--as-of", AS_OF, "--lang", "en")
    second = run(*words, "-o", many, "--scheduler", scheduler.scheduler_address)
    first = run(*words, "-o", alone, "--jobs", "1")
    assert (second.code, many.read_bytes()) == (first.code, alone.read_bytes())
    assert f"{len(TEAMS) + 1}\u00a0files read here: a worker of the cluster has another version" in second.err
