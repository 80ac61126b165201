"""Processes that read may die, hang or fail: what they were asked is told so, and the others go on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from pacom_xl.reading.many_files.worker_pool import WorkerDiedError, WorkerPool, WorkerTooSlowError


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(1, 3, os.getpid)
    yield pool
    pool.shutdown(cancel_futures=True)


def test_functions_run_in_another_process(pool: WorkerPool) -> None:
    first, second = (pool.submit(os.getpid).result() for _ in range(2))
    assert first == second != os.getpid()


def test_a_process_that_dies_costs_only_its_call(pool: WorkerPool) -> None:
    before, deadly, after = pool.submit(os.getpid), pool.submit(os._exit, 3), pool.submit(os.getpid)
    assert before.result() != after.result()
    with pytest.raises(WorkerDiedError):
        deadly.result()


def test_a_process_that_hangs_is_ended(pool: WorkerPool) -> None:
    with pytest.raises(WorkerTooSlowError):
        pool.submit(time.sleep, 60).result()
    assert pool.submit(abs, -1).result() == 1


def test_what_a_function_raises_is_raised_and_the_process_goes_on(pool: WorkerPool) -> None:
    before = pool.submit(os.getpid).result()
    with pytest.raises(RuntimeError, match="FileNotFoundError"):
        pool.submit(os.stat, "/nowhere").result()
    assert pool.submit(os.getpid).result() == before


def test_what_a_process_prints_is_no_answer_and_is_not_shown(
    pool: WorkerPool, capfd: pytest.CaptureFixture[str]
) -> None:
    assert pool.submit(print, "noise").result() is None
    pool.submit(os.write, 2, b"noise").result()
    assert capfd.readouterr() == ("", "")


def test_a_process_at_work_ends_with_its_parent() -> None:
    code = (
        "import os, time\n"
        "from pacom_xl.reading.many_files.worker_pool import WorkerPool\n"
        "pool = WorkerPool(1, 100, os.getpid)\n"
        "print(pool.submit(os.getpid).result(), flush=True)\n"
        "pool.submit(time.sleep, 90)\n"
        "time.sleep(0.5)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=False)
    worker = int(ran.stdout)
    for _ in range(100):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the process outlives its parent")
