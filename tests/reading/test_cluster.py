"""Reading on other machines: every file has one reading, whatever becomes of the workers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.model.text import Text
from pacom_xl.reading.many_files import cluster
from pacom_xl.reading.many_files.cluster import Cluster
from pacom_xl.reading.many_files.discover import Input, expand
from pacom_xl.reading.many_files.read_many import read_all
from pacom_xl.reading.reading_result import Reading
from tests.support.sample_company import TEMPLATE
from tests.support.workbook_files import write_team

TEAMS = ("IF", "NO", "SE")
#: What a call to a worker gives: from the number of the call, its function and its argument.
Answering = Callable[[int, Callable[[Any], Any], Any], Any]


class Machines(Executor):
    """Stands in for the workers of a scheduler: what each call gives is up to the test."""

    def __init__(self, answering: Answering) -> None:
        self.answering, self.calls = answering, 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run at once; a call that gives no answer never ends."""
        future: Future[Any] = Future()
        self.calls += 1
        try:
            answer = self.answering(self.calls, fn, *args)
        except Exception as error:
            future.set_exception(error)
        else:
            if answer is not NotImplemented:
                future.set_result(answer)
        return future


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the workbooks of three teams."""
    folder = tmp_path_factory.mktemp("plans")
    for team in TEAMS:
        write_team(folder, team)
    return folder


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """One file a batch, and little patience."""
    monkeypatch.setattr(cluster, "_BATCH_FILES", 1)
    monkeypatch.setattr(cluster, "_LOOK", 0.01)
    monkeypatch.setattr(cluster, "_WITHOUT_WORKERS", 0.02)


def _read(
    inputs: list[Input], answering: Answering, workers: Callable[[], int] = lambda: 2
) -> tuple[list[Reading], list[str], Machines]:
    said: list[Text] = []
    machines = Machines(answering)
    found = read_all(inputs, TEMPLATE, executor=Cluster(machines, workers, said.append))
    return found, [text.en for text in said], machines


def _same(found: list[Reading], alone: list[Reading]) -> bool:
    return [(r.path, r.status, r.findings, r.plans) for r in found] == [
        (r.path, r.status, r.findings, r.plans) for r in alone
    ]


def test_readings_are_those_of_one_machine(plans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(plans.parent)
    inputs = expand([plans.name])
    found, said, machines = _read(inputs, lambda number, fn, batch: fn(batch))
    assert machines.calls == len(TEAMS)
    assert said == []
    assert _same(found, read_all(inputs, TEMPLATE, jobs=1))


def test_what_the_workers_do_not_read_is_read_here_and_said(plans: Path, tmp_path: Path) -> None:
    """A worker that ends, one of another program, one that does not see the files, a lost file."""
    gone = tmp_path / "SO.xlsx"
    inputs = [*expand([plans]), Input(gone, named=True)]

    def answering(number: int, fn: Callable[[Any], Any], batch: Any) -> Any:
        if number == 1:
            raise RuntimeError("KilledWorker")
        if number == 2:
            return fn(batch._replace(program="another"))
        return fn(batch) if number == 4 else [None]

    found, said, _ = _read(inputs, answering)
    assert _same(found, read_all(inputs, TEMPLATE, jobs=1))
    assert found[-1].status == "rejected"
    assert len(said) == 3
    assert all(line.startswith("1\u00a0file read here: ") for line in said)
    assert "ended" in said[0]
    assert "another version" in said[1]
    assert "do not see" in said[2]


def test_another_file_at_the_same_path_is_not_taken(plans: Path, tmp_path: Path) -> None:
    """A worker has a folder of its own there, with other versions of the workbooks."""
    inputs = expand([plans])
    write_team(tmp_path, "SO")

    def answering(number: int, fn: Callable[[Any], Any], batch: Any) -> Any:
        path = Path(batch.paths[0])
        if path.name != "NO.xlsx":
            return fn(batch)
        here = path.read_bytes()
        path.write_bytes((tmp_path / "SO.xlsx").read_bytes())
        answer = fn(batch)
        path.write_bytes(here)
        return answer

    found, said, _ = _read(inputs, answering)
    assert _same(found, read_all(inputs, TEMPLATE, jobs=1))
    (line,) = said
    assert line.startswith("1\u00a0file read here: a worker of the cluster found another file at the same path")


def test_a_cluster_that_is_gone_leaves_all_files_to_this_machine(plans: Path) -> None:
    inputs = expand([plans])
    found, said, machines = _read(inputs, lambda *_: NotImplemented, workers=lambda: 0)
    assert _same(found, read_all(inputs, TEMPLATE, jobs=1))
    assert machines.calls <= len(TEAMS)
    (line,) = said
    assert line == "3\u00a0files read here: the cluster does not answer any more."
