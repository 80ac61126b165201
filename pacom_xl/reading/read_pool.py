"""Reading that a file cannot harm: limits of memory and time, and processes that may die without the others.

A file of ordinary size is read where we stand: its sizes were checked in its directory, its far cells were taken out.
A heavy one is read in a process of its own. In a pool, every process has limits; when one dies the files it held are
read again, each alone, so that only the guilty one is lost.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import zipfile
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from pacom_xl.model.text import NBSP, Text
from pacom_xl.reading.plan_store import Shelf
from pacom_xl.reading.reading_codec import Packed, pack
from pacom_xl.reading.reading_result import Reading
from pacom_xl.template.schema import Template

#: From this inflated size on, in bytes, a file is read in a process of its own.
_HEAVY = 40_000_000
_MEGABYTE = 1_000_000
#: Most files a process of a pool takes at once, and how many times as many it is given ahead.
_CHUNK = 16
_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Allowance:
    """What reading one file may take: megabytes beyond what the process has, seconds.

    ``PACOM_MAX_MEMORY`` and ``PACOM_MAX_SECONDS`` of the environment set them.
    """

    memory: int = 1000
    seconds: int = 60

    @classmethod
    def of_environment(cls) -> Allowance:
        """The allowance of this run; what is no number is left at its default."""
        told = {key: os.environ.get(f"PACOM_MAX_{key.upper()}", "") for key in ("memory", "seconds")}
        return cls(**{key: int(text) for key, text in told.items() if text.isdigit() and int(text)})


def read_here(paths: Sequence[Path], template: Template) -> Iterator[Reading]:
    """One after the other; heavy files in a process of their own."""
    allowance = Allowance.of_environment()
    for path in paths:
        yield read_alone(path, template, allowance) if _is_heavy(path) else _read(path, template)


def read_in_pool(paths: Sequence[Path], template: Template, workers: int) -> Iterator[Reading]:
    """In the order given, by several processes, which begin at once; survives the death of any of them."""
    allowance = Allowance.of_environment()
    return _in_order(paths, _pooled(paths, template, workers, allowance), template, workers, allowance)


def _in_order(
    paths: Sequence[Path], begun: Iterator[Packed], template: Template, workers: int, allowance: Allowance
) -> Iterator[Reading]:
    shelf = Shelf()
    left = list(paths)
    while left:
        done = 0
        for packed in begun:
            done += 1
            yield shelf.put(packed)
        left = left[done:]
        size = _chunk(len(left) + done, workers)
        suspects, left = left[:size], left[size:]
        for path in suspects:
            yield read_alone(path, template, allowance)
        begun = _pooled(left, template, workers, allowance)
    shelf.fill_no_more()


def _pooled(paths: Sequence[Path], template: Template, workers: int, allowance: Allowance) -> Iterator[Packed]:
    """Readings up to the first chunk that was lost with its process; the pool is at work when this returns."""
    if not paths:
        return iter(())
    size = _chunk(len(paths), workers)
    chunks = [paths[n : n + size] for n in range(0, len(paths), size)]
    pool = ProcessPoolExecutor(workers, initializer=_start, initargs=(template, allowance))
    under_way = deque(pool.submit(_read_chunk, chunk) for chunk in chunks[: _AHEAD * workers])
    return _results(pool, under_way, chunks[_AHEAD * workers :])


def _results(
    pool: ProcessPoolExecutor, under_way: deque[Future[list[Packed]]], chunks: Sequence[Sequence[Path]]
) -> Iterator[Packed]:
    """Those of the chunks under way, then of the others, each given to the pool as another is done."""
    with pool:
        for chunk in [*chunks, *([None] * len(under_way))]:
            try:
                yield from under_way.popleft().result()
                if chunk is not None:
                    under_way.append(pool.submit(_read_chunk, chunk))
            except BrokenProcessPool:
                return


def _chunk(count: int, workers: int) -> int:
    return max(1, min(_CHUNK, count // (workers * 4)))


# -- inside a process --------------------------------------------------------------------------------------------

_job: tuple[Template, Allowance] | None = None
#: Marks of the parts this process has handed over, not too many: they need not travel again.
_REMEMBERED = 2000
_handed: set[bytes] = set()


def _start(template: Template, allowance: Allowance) -> None:
    global _job
    _job = (template, allowance)
    _limit_memory(allowance)


def _read_chunk(paths: Sequence[Path]) -> list[Packed]:
    assert _job is not None
    template, allowance = _job
    return [_news(pack(_timed(path, template, allowance))) for path in paths]


def _news(packed: Packed) -> Packed:
    """Without the parts that went before: chunks are taken in the order they were given, so those arrive first."""
    parts = {mark: part for mark, part in packed.parts.items() if mark not in _handed}
    if len(_handed) > _REMEMBERED:
        # Some will travel again, which does no harm.
        _handed.clear()
    _handed.update(parts)
    return replace(packed, parts=parts)


def _timed(path: Path, template: Template, allowance: Allowance) -> Reading:
    """The process dies when time is out: a library that does not return cannot be told to."""
    alarm = getattr(signal, "setitimer", None)
    if alarm:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        alarm(signal.ITIMER_REAL, allowance.seconds)
    try:
        return _read(path, template)
    finally:
        if alarm:
            alarm(signal.ITIMER_REAL, 0)


def _read(path: Path, template: Template) -> Reading:
    from pacom_xl.reading.workbook_reader import read_workbook, rejected

    try:
        return read_workbook(path, template)
    except MemoryError:
        return rejected(path, _too_much(Allowance.of_environment()))
    except Exception as error:  # our own fault: told, and the other files are read
        return rejected(path, _fault(f"{type(error).__name__}: {error}"))


def _limit_memory(allowance: Allowance) -> None:
    """Address space: what the process has, and the allowance. Where the system knows no such limit, none."""
    try:
        import resource

        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + allowance.memory * _MEGABYTE,) * 2)
    except (ImportError, OSError, ValueError):
        return


# -- alone -------------------------------------------------------------------------------------------------------


def read_alone(path: Path, template: Template, allowance: Allowance | None = None) -> Reading:
    """In a process of its own, which may die."""
    from pacom_xl.reading.workbook_reader import rejected

    allowance = allowance or Allowance.of_environment()
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=_answer, args=(there, path, template, allowance), daemon=True)
    child.start()
    there.close()
    reason = _too_long(allowance)
    try:
        if here.poll(allowance.seconds):
            found = here.recv()
            assert isinstance(found, Reading)
            return found
    except EOFError:
        reason = _too_much(allowance)
    finally:
        child.kill()
        child.join()
        here.close()
    return rejected(path, reason)


def _answer(there: Connection, path: Path, template: Template, allowance: Allowance) -> None:
    _limit_memory(allowance)
    with contextlib.suppress(BrokenPipeError):
        there.send(_read(path, template))


def _is_heavy(path: Path) -> bool:
    """By the sizes its directory tells: one that lies is refused when it is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(info.file_size for info in archive.infolist()) > _HEAVY
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False


# -- reasons -----------------------------------------------------------------------------------------------------


def _too_long(allowance: Allowance) -> Text:
    return Text(
        f"lecture interrompue après {allowance.seconds}{NBSP}s (limite PACOM_MAX_SECONDS)",
        f"reading stopped after {allowance.seconds} s (limit PACOM_MAX_SECONDS)",
    )


def _too_much(allowance: Allowance) -> Text:
    return Text(
        f"lecture interrompue{NBSP}: plus de {allowance.memory}{NBSP}Mo de mémoire demandés (limite PACOM_MAX_MEMORY)",
        f"reading stopped: more than {allowance.memory} MB of memory asked for (limit PACOM_MAX_MEMORY)",
    )


def _fault(what: str) -> Text:
    return Text(
        f"erreur interne de pacom_xl en lisant ce fichier, à signaler ({what})",
        f"internal fault of pacom_xl while reading this file, please report it ({what})",
    )
