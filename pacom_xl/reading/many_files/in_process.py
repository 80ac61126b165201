"""An executor without threads or processes, for systems that have none (a web browser)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pacom_xl.reading.many_files.read_pool import prepare_worker
from pacom_xl.template.schema import Template

_P = ParamSpec("_P")
_T = TypeVar("_T")


class InProcess(Executor):
    """Runs each call at once, in this thread, and returns a future that is done.

    ``starting`` is called with the path of each file before it is read: the caller knows which file is being read
    when the process ends or stops answering.
    """

    def __init__(self, template: Template, starting: Callable[[Path], object]) -> None:
        prepare_worker(template)
        self._starting = starting

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Run ``fn``; a fault is raised when the result is asked for."""
        future: Future[Any] = Future()
        if args and isinstance(args[0], Path):
            self._starting(args[0])
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future
