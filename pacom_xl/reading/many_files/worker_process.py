"""The loop of a process of ``worker_pool``: takes jobs from its standard input, answers on its standard output."""

from __future__ import annotations

import gc
import os
import pickle
import queue
import signal
import sys
import threading
from typing import IO, Any

_Job = tuple[Any, tuple[Any, ...], dict[str, Any]]


def main() -> None:
    """Answer jobs until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever prints must not get between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
    threading.Thread(target=_run_jobs, args=(sys.stdin.buffer, jobs), daemon=True).start()
    # One collection after each job, of what the job left, instead of hundreds in it.
    gc.disable()
    while True:
        function, args, kwargs = jobs.get()
        answers.write(_answer(function, args, kwargs))
        answers.flush()
        gc.collect()
        gc.freeze()


def _run_jobs(source: IO[bytes], jobs: queue.SimpleQueue[_Job]) -> None:
    """Execute jobs as they arrive. The input ends with the parent process; then this process ends at once."""
    try:
        while True:
            jobs.put(pickle.load(source))
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(0)


def _answer(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    try:
        return pickle.dumps((True, function(*args, **kwargs)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # raised again where the result is asked for
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
