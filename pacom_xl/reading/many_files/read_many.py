"""Read many files, in the order given, with several processes when it pays."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pacom_xl.model.progress import Progress
from pacom_xl.model.text import Text
from pacom_xl.reading.findings.unreadable import case_of_input, found_in_folder, not_recognised, unreadable
from pacom_xl.reading.many_files.discover import Input
from pacom_xl.reading.many_files.read_pool import read_in_pool, read_in_process
from pacom_xl.reading.reading_result import Reading
from pacom_xl.template.schema import Template

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from pacom_xl.reading.many_files.cluster import Cluster

#: Below this number of files, starting processes costs more than it saves.
_WORTH_PROCESSES = 8
_NOT_OURS = Text(
    "ce classeur ne porte aucune des marques de pacom_xl",
    "this workbook carries none of the marks of pacom_xl",
)


def read_all(
    inputs: Sequence[Input],
    template: Template,
    jobs: int | None = None,
    progress: Progress | None = None,
    executor: Executor | Cluster | None = None,
) -> list[Reading]:
    """One reading per input, in the same order. Never raises on what the files hold.

    ``jobs``: number of processes, default as many as cores when there are files enough.
    ``progress`` is called with (files read, files in all).
    ``executor``: runs ``read_pool.read_packed`` in processes that ``read_pool.begin_worker`` made ready; default a
    pool of processes of this machine. Or a ``Cluster``.
    """
    return list(begin_reading(inputs, template, jobs, progress, executor))


def begin_reading(
    inputs: Sequence[Input],
    template: Template,
    jobs: int | None = None,
    progress: Progress | None = None,
    executor: Executor | Cluster | None = None,
) -> Iterator[Reading]:
    """As ``read_all``, but processes start reading before the caller asks for the first reading."""
    present = [entry.path for entry in inputs if entry.problem is None]
    read = _counted(_read_paths(present, template, jobs, executor), len(present), progress)
    return _in_turn(inputs, read)


def _in_turn(inputs: Sequence[Input], read: Iterator[Reading]) -> Iterator[Reading]:
    for entry in inputs:
        yield _named(next(read), entry) if entry.problem is None else _refused(entry)
    # The processes are released when it comes to its end.
    assert next(read, None) is None


def _read_paths(
    paths: Sequence[Path], template: Template, jobs: int | None, executor: Executor | Cluster | None
) -> Iterator[Reading]:
    if executor is not None:
        from pacom_xl.reading.many_files.cluster import Cluster

        if isinstance(executor, Cluster):
            return executor.read(paths, template)
    workers = max(1, min(jobs or os.cpu_count() or 1, len(paths)))
    several = workers > 1 and (jobs is not None or len(paths) >= _WORTH_PROCESSES)
    if executor or several:
        return read_in_pool(paths, template, workers, executor)
    return read_in_process(paths, template)


def _counted(readings: Iterator[Reading], of: int, progress: Progress | None) -> Iterator[Reading]:
    for number, reading in enumerate(readings, 1):
        if progress:
            progress(number, of)
        yield reading


def _named(reading: Reading, entry: Input) -> Reading:
    """Reject a file that the caller named and that is no workbook of pacom_xl; others in folders may be anything."""
    if reading.status != "foreign":
        return reading
    if not entry.named:
        return dataclasses.replace(reading, findings=[*map(found_in_folder, reading.findings)])
    findings = reading.findings or [not_recognised(entry.path)]
    return dataclasses.replace(reading, status="rejected", reason=reading.reason or _NOT_OURS, findings=findings)


def _refused(entry: Input) -> Reading:
    assert entry.problem is not None
    finding = unreadable(entry.path, entry.problem, entry.case or case_of_input(entry.path, entry.problem))
    if entry.named:
        return Reading(entry.path, "rejected", entry.problem, findings=[finding])
    return Reading(entry.path, "foreign", entry.problem, findings=[found_in_folder(finding)])
