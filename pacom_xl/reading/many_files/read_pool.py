"""Reading one file so that it can harm nothing but itself: limits of time and memory, in processes that may die.

A small file is read in this process: the sizes its directory announces are checked, never exceeded, and the parser
counts cells and time, so that the work is bounded. Starting a process costs about as much as reading five workbooks.
"""

from __future__ import annotations

import os
import zipfile
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.findings.unreadable import case_of_input
from pacom_xl.reading.group.group_limits import LARGE, GroupSize, group_size
from pacom_xl.reading.many_files.plan_store import PlanStore
from pacom_xl.reading.many_files.reading_codec import Packed, pack
from pacom_xl.reading.reading_result import Reading
from pacom_xl.storage.file_places import at_hand, placed, url_of
from pacom_xl.storage.remote_files import RemoteFileError
from pacom_xl.storage.remote_reasons import TOO_SLOW
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.archive import ARCHIVE_ERRORS
from pacom_xl.xlsx.limits import Limits, too_long

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from pacom_xl.reading.many_files.worker_pool import WorkerPool

#: Up to this inflated size, in bytes, a file is read in this process. The parser needs at most some forty bytes for
#: one (nested elements): half of the memory one file may take. A plan of 60 actions inflates to 10 million.
_SMALL = 12_000_000
_MEGABYTE = 1_000_000
#: Files sent ahead of the one that is waited for, for each process.
_AHEAD = 4
#: Wall-clock limit: seconds per second of processor time, and seconds on top. The process stops itself before.
_BUSY, _GRACE = 2, 2
#: Seconds on top for a file at an address: until its server is given up.
_FETCHING = 150


@dataclass(frozen=True, slots=True)
class Allowance:
    """Limits of reading one file: megabytes of memory beyond those the process has, seconds of processor time.

    ``PACOM_MAX_MEMORY`` and ``PACOM_MAX_SECONDS`` of the environment set them.
    """

    memory: int = 1000
    seconds: int = 10

    @classmethod
    def of_environment(cls) -> Allowance:
        """The allowance of this run; a value that is not a number leaves the default."""
        memory = os.environ.get("PACOM_MAX_MEMORY", "")
        default = {"memory": int(memory)} if memory.isdecimal() and int(memory) else {}
        return cls(**default, seconds=Limits.of_environment().seconds)

    def for_group(self, size: GroupSize) -> Allowance:
        """The allowance of a consolidated workbook of this size, no smaller than this one."""
        return Allowance(max(self.memory, size.memory // _MEGABYTE), max(self.seconds, size.seconds))


def read_in_process(paths: Sequence[Path], template: Template, folder: Path | None = None) -> Iterator[Reading]:
    """Read files one after the other in this process; large files in a process of their own when one can be started.

    ``folder``: where relative paths begin, default the working directory.
    """
    pool: WorkerPool | None = None
    try:
        for path in paths:
            with _at_hand(path, folder) as place:
                if isinstance(place, Reading):
                    yield place
                elif is_small(place):
                    with placed(path, place):
                        reading = read_guarded(path, template)
                    yield reading
                elif size := group_size(place, LARGE):
                    yield _read_group(path, place, template, size)
                else:
                    pool = pool or worker_pool(1, template)
                    yield PlanStore().put(_result(pool.submit(read_packed, path, place), path, template))
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)


def _read_group(path: Path, place: Path, template: Template, size: GroupSize) -> Reading:
    """A large consolidated workbook, in a process whose limits grow with its size. It comes a few plans at a time."""
    pool, store = worker_pool(1, template, Allowance.of_environment().for_group(size)), PlanStore()
    try:
        reading = store.put(_result(pool.submit(read_packed, path, place, in_pieces=True), path, template))
        while reading.status in ("read", "partial"):
            piece = store.put(_result(pool.submit(next_piece), path, template))
            if piece.status == "rejected":
                return piece
            if not piece.plans:
                break
            reading.plans += piece.plans
        store.fill_no_more()
        return reading
    finally:
        pool.shutdown(cancel_futures=True)


def read_in_pool(
    paths: Sequence[Path], template: Template, workers: int, executor: Executor | None = None
) -> Iterator[Reading]:
    """Read files in the order given, with several processes started at once; a file that ends one costs only itself."""
    started = None if executor else worker_pool(workers, template, more=_FETCHING if any(map(url_of, paths)) else 0)
    pool = executor or started
    assert pool is not None
    queue = deque((path, pool.submit(read_packed, path)) for path in paths[: _AHEAD * workers])
    return _in_order(queue, paths[_AHEAD * workers :], pool, started, template)


def _in_order(
    queue: deque[tuple[Path, Future[Packed]]],
    remaining: Sequence[Path],
    pool: Executor,
    started: WorkerPool | None,
    template: Template,
) -> Iterator[Reading]:
    store = PlanStore()
    waiting = iter(remaining)
    try:
        while queue:
            path, future = queue.popleft()
            packed = _result(future, path, template)
            queue.extend((path, pool.submit(read_packed, path)) for path in islice(waiting, 1))
            yield store.put(packed)
        store.fill_no_more()
    finally:
        if started:
            started.shutdown(cancel_futures=True)


def worker_pool(workers: int, template: Template, allowance: Allowance | None = None, more: int = 0) -> WorkerPool:
    """Processes that can ``read_packed``, each with limits: those of ``allowance``, else of the environment; a file may
    take ``more`` seconds.
    """
    from pacom_xl.reading.many_files.worker_pool import WorkerPool

    allowance = allowance or Allowance.of_environment()
    return WorkerPool(workers, allowance.seconds * _BUSY + _GRACE + more, begin_worker, (template, allowance))


def is_small(path: Path) -> bool:
    """Whether the sizes a file's directory announces are small; one that lies is refused when it is unpacked."""
    try:
        if not path.is_file():  # a pipe has no end
            return True
        with zipfile.ZipFile(path) as archive:
            return sum(info.file_size for info in archive.infolist()) <= _SMALL
    except ARCHIVE_ERRORS:
        return True  # no archive: refused by its first bytes


def _result(future: Future[Packed], path: Path, template: Template) -> Packed:
    """The packed reading, or why there is none."""
    from pacom_xl.reading.many_files.worker_pool import CannotStartError, WorkerDiedError, WorkerTooSlowError
    from pacom_xl.reading.workbook_facts import rejected

    allowance = Allowance.of_environment()
    try:
        return future.result()
    except WorkerTooSlowError:
        if url_of(path):
            return pack(rejected(path, TOO_SLOW, case=case_of_input(path, TOO_SLOW)))
        reason, case = too_long(allowance.seconds), "too_big"
    except WorkerDiedError:
        reason, case = _too_much(allowance), "too_big"
    except CannotStartError:
        return pack(read_guarded(path, template))
    except Exception as error:
        reason, case = _fault(str(error)), "fault"
    return pack(rejected(path, reason, case=case))


@contextmanager
def _at_hand(path: Path, folder: Path | None = None) -> Iterator[Path | Reading]:
    """Local path of the bytes of a file, or the rejection of an address that cannot be read."""
    from pacom_xl.reading.workbook_facts import rejected

    with ExitStack() as copies:
        try:
            found: Path | Reading = copies.enter_context(at_hand(path, folder))
        except RemoteFileError as error:
            found = rejected(path, error.reason, case=case_of_input(path, error.reason))
        yield found


def read_guarded(path: Path, template: Template) -> Reading:
    """Read a file in this process. A fault of the program becomes the reason why this file is not read."""
    from pacom_xl.reading.workbook_facts import rejected
    from pacom_xl.reading.workbook_reader import read_workbook

    try:
        return read_workbook(path, template)
    except MemoryError:
        return rejected(path, _too_much(Allowance.of_environment()), case="too_big")
    except Exception as error:
        return rejected(path, _fault(f"{type(error).__name__}: {error}"), case="fault")


# -- inside a process --------------------------------------------------------------------------------------------

_template: Template | None = None
#: Digests of the parts this process has handed over, not too many: they need not travel again.
_REMEMBERED = 2000
_handed: set[bytes] = set()
#: Path and plans of the file that is handed over in pieces, and plans of a piece.
_remaining: tuple[Path, Iterator[Plan]] | None = None
_PIECE = 20


def begin_worker(template: Template, allowance: Allowance) -> None:
    """Make this process ready to read with ``template``, within the memory it has and that of the allowance."""
    prepare_worker(template)
    _limit_memory(allowance)


def prepare_worker(template: Template) -> None:
    """Prepare this process for reading with ``template``, within the memory limit of its program."""
    global _template
    _template = template
    # What this process handed over before went to another store.
    _handed.clear()


def read_packed(path: Path, place: Path | None = None, *, in_pieces: bool = False) -> Packed:
    """The reading of a file, packed; in a process that ``begin_worker`` made ready. ``place``: where its bytes lie.

    ``in_pieces``: its plans are those of ``next_piece``.
    """
    global _remaining
    assert _template is not None
    with _at_hand(path) if place is None else nullcontext(place) as found:
        if isinstance(found, Reading):
            return pack(found)
        with placed(path, found):
            reading = read_guarded(path, _template)
    if in_pieces:
        _remaining = path, iter(reading.plans)
        reading = replace(reading, plans=[])
    return _without_parts_sent(pack(reading))


def next_piece() -> Packed:
    """The next plans of the file that ``read_packed`` read ``in_pieces``; none after the last."""
    assert _remaining is not None
    some = list(islice(_remaining[1], _PIECE))
    return _without_parts_sent(pack(Reading(_remaining[0], "read", plans=some)))


def _without_parts_sent(packed: Packed) -> Packed:
    """Without the parts that went before: files are taken in the order they were sent, so those arrive first."""
    parts = {digest: part for digest, part in packed.parts.items() if digest not in _handed}
    if len(_handed) > _REMEMBERED:
        # Some will travel again, which does no harm.
        _handed.clear()
    _handed.update(parts)
    return replace(packed, parts=parts)


def _limit_memory(allowance: Allowance) -> None:
    """Limit the address space to what the process has and the allowance, on systems that support it."""
    try:
        import resource

        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + allowance.memory * _MEGABYTE,) * 2)
    except (ImportError, OSError, ValueError):
        return


# -- reasons -----------------------------------------------------------------------------------------------------


def _too_much(allowance: Allowance) -> Text:
    return sentence(
        "lecture interrompue : plus de {memory} Mo de mémoire demandés (limite PACOM_MAX_MEMORY)",
        "reading stopped: more than {memory} MB of memory asked for (limit PACOM_MAX_MEMORY)",
        memory=allowance.memory,
    )


def _fault(what: str) -> Text:
    return Text(
        f"erreur interne de pacom_xl en lisant ce fichier, à signaler ({what})",
        f"internal fault of pacom_xl while reading this file, please report it ({what})",
    )
