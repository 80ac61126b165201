"""An executor that runs functions in separate processes, which may die or stop answering without harm to the others.

Each process is a new interpreter that talks through its standard input and output. So it imports nothing of the
program that asks (as ``multiprocessing`` does), copies no open file or database (as a fork does), works the same on
every system, and ends with its parent, whatever ends that.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")

#: What a new interpreter runs: the module path of its parent, then the loop of a worker.
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from pacom_xl.reading.many_files.worker_process import main; main()"
)
#: Seconds a new interpreter may take until it is ready.
_START_SECONDS = 60


class WorkerDiedError(Exception):
    """The process ended before it answered."""


class WorkerTooSlowError(Exception):
    """The process did not answer in time and was ended."""


class CannotStartError(Exception):
    """No process can be started here."""


class WorkerPool(Executor):
    """An executor of ``workers`` processes; each call may take ``seconds``, the ``initializer`` runs first in each.

    A call raises ``WorkerDiedError``, ``WorkerTooSlowError`` or ``CannotStartError``, or what its function raises.
    """

    def __init__(
        self, workers: int, seconds: float, initializer: Callable[..., object], initargs: tuple[Any, ...] = ()
    ) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="pacom_xl-worker")
        self._seconds, self._initial = seconds, (initializer, initargs)
        self._of_thread = threading.local()
        self._processes: list[_Process] = []

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Run a function of a module in one of the processes."""
        return self._threads.submit(self._call, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; with ``cancel_futures`` also those at work."""
        if cancel_futures:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._end_processes()
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        self._end_processes()

    def _end_processes(self) -> None:
        for process in self._processes:
            process.end()

    def _call(self, fn: Callable[..., _T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> _T:
        process: _Process | None = getattr(self._of_thread, "process", None)
        if process is None or process.has_ended:
            process = self._of_thread.process = self._started()
        result: _T = process.call((fn, args, kwargs), self._seconds)
        return result

    def _started(self) -> _Process:
        process = _Process()
        self._processes.append(process)
        initializer, initargs = self._initial
        process.call((initializer, initargs, {}), _START_SECONDS)
        return process


class _Process:
    """One interpreter, with one call at a time."""

    def __init__(self) -> None:
        try:
            self._popen = subprocess.Popen(
                [sys.executable, "-c", _BOOT, json.dumps(sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # What a library says when it fails is not for users: the file is reported with its reason.
                stderr=subprocess.DEVNULL,
            )
        except (OSError, ValueError, NotImplementedError) as error:
            raise CannotStartError(str(error)) from error
        self._timed_out = threading.Event()

    @property
    def has_ended(self) -> bool:
        return self._popen.poll() is not None

    def call(self, job: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]], seconds: float) -> Any:
        """Send a job and wait for its result."""
        timer = threading.Timer(seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            is_result, value = self._exchange(pickle.dumps(job, pickle.HIGHEST_PROTOCOL))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as error:
            self.end()
            raise WorkerTooSlowError if self._timed_out.is_set() else WorkerDiedError from error
        finally:
            timer.cancel()
        if not is_result:
            raise value
        return value

    def _exchange(self, job: bytes) -> tuple[bool, Any]:
        stdin, stdout = self._popen.stdin, self._popen.stdout
        assert stdin is not None and stdout is not None
        stdin.write(job)
        stdin.flush()
        answer: tuple[bool, Any] = pickle.load(stdout)
        return answer

    def _give_up(self) -> None:
        self._timed_out.set()
        self._popen.kill()

    def end(self) -> None:
        """End the interpreter, at work or not."""
        self._popen.kill()
        self._popen.wait()
        for stream in (self._popen.stdin, self._popen.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue
