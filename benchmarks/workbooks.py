"""Arguments, workbooks and clock that the benchmarks of reading and merging share."""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.company import make_company, team_codes


def parser_of(doc: str | None, *, count: int, rounds: int | None = None) -> argparse.ArgumentParser:
    """A parser with ``--count`` and ``--folder``, and with ``--rounds`` where there is a default for it."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--count", type=int, default=count, help="workbooks")
    parser.add_argument("--folder", type=Path, help="where workbooks are written and kept; existing ones are used")
    if rounds is not None:
        parser.add_argument("--rounds", type=int, default=rounds)
    return parser


@contextmanager
def workbooks(count: int, folder: Path | None) -> Iterator[list[Path]]:
    """Workbooks of ``count`` teams that all differ, in ``folder`` or in a temporary one."""
    with tempfile.TemporaryDirectory(prefix="pacom-bench-") as name:
        place = folder or Path(name)
        place.mkdir(parents=True, exist_ok=True)
        make_company(place, count)
        yield [place / f"{code}.xlsx" for code in itertools.islice(team_codes(), count)]


def least_seconds(files: Sequence[Path], rounds: int, ways: Mapping[str, Callable[[Path], object]]) -> dict[str, float]:
    """Processor time of each way over all files: of each file the least of some rounds, ways in turn."""
    least: dict[tuple[str, Path], float] = {}
    for _, path, (name, way) in itertools.product(range(rounds), files, ways.items()):
        started = time.process_time()
        way(path)
        spent = time.process_time() - started
        least[name, path] = min(least.get((name, path), spent), spent)
    return {name: sum(least[name, path] for path in files) for name in ways}


def wall_seconds(work: Callable[[], object]) -> float:
    """Seconds that pass during one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
