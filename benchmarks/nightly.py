"""The nights after the first one, against it: 5 % of the workbooks changed, nothing changed, the same day again.

    python -m benchmarks.nightly --count 50
    python -m benchmarks.nightly --count 200 --folder plans    # makes them once, and takes those that are there

The whole program each time: reading, rules, history, mails (kept in the outbox), workbooks, page. A night is dated the
day after the one before, so that days late change as they do. The workbooks all differ; one that changes has one more
action, other amounts and other progress (``benchmarks.company``).
"""

from __future__ import annotations

import itertools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.company import AS_OF, team_codes, write_team
from benchmarks.workbooks import parser_of, workbooks

#: One workbook in so many changes.
_ONE_IN = 20
#: Modules are compiled once, as where the program is installed.
_ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


class Spent(NamedTuple):
    """Seconds of one night: waited, and of all its processes together."""

    waited: float
    worked: float


def night(config: Path, day: int) -> Spent:
    """One night, ``day`` days after the first; the program must end with mails waiting."""
    as_of = (AS_OF + timedelta(days=day)).isoformat()
    words = [sys.executable, "-m", "pacom_xl", "nightly", "--config", str(config), "-q", "--as-of", as_of]
    started, before = time.perf_counter(), _worked()
    ran = subprocess.run(words, check=False, capture_output=True, text=True, env=_ENVIRONMENT)
    if ran.returncode not in (0, 3):
        raise SystemExit(ran.stderr)
    return Spent(time.perf_counter() - started, _worked() - before)


def _worked() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def copied(source: Path, folder: Path, count: int) -> None:
    """Copies of the first ``count`` workbooks, in place of changed ones."""
    for code in itertools.islice(team_codes(), count):
        shutil.copyfile(source / f"{code}.xlsx", folder / f"{code}.xlsx")


def rounds(source: Path, count: int, times: int) -> dict[str, list[Spent]]:
    """Four nights ``times`` times, each time from a new state."""
    nights: dict[str, list[Spent]] = {"first": [], "again": [], "same": [], "changed": []}
    for _ in range(times):
        with tempfile.TemporaryDirectory(prefix="pacom-bench-") as name:
            folder = Path(name) / "plans"
            folder.mkdir()
            copied(source, folder, count)
            config = Path(name) / "pacom.toml"
            config.write_text('folders = ["plans"]\nstate = "state"\npublish = "page"\n', encoding="utf-8")
            nights["first"].append(night(config, 0))
            nights["again"].append(night(config, 0))
            nights["same"].append(night(config, 1))
            for code in itertools.islice(team_codes(), 0, count, _ONE_IN):
                write_team(folder, code, edition=1)
            nights["changed"].append(night(config, 2))
    return nights


def _ratio(of: Sequence[Spent], first: Sequence[Spent]) -> str:
    """Of time waited, then of processor time: the median of the rounds."""
    waited, worked = (
        median(entry[n] / base[n] for entry, base in zip(of, first, strict=True)) for n in range(len(Spent._fields))
    )
    return f"{waited:.2f} (processor time {worked:.2f})"


def main() -> None:
    """Make, measure, print; the ratios come last."""
    options = parser_of(__doc__, count=50, rounds=2).parse_args()
    with workbooks(options.count, options.folder) as files:
        nights = rounds(files[0].parent, options.count, options.rounds)
    first = nights["first"]
    for label, of in nights.items():
        waited, worked = (median(entry[n] for entry in of) for n in range(len(Spent._fields)))
        print(f"{options.count} workbooks, {label}: {waited:.2f} s, processor time {worked:.2f} s")
    print(f"same day again / first night: {_ratio(nights['again'], first)}")
    print(f"5 % changed / first night: {_ratio(nights['changed'], first)} (bar 0.25)")
    print(f"nothing changed / first night: {_ratio(nights['same'], first)} (bar 0.10)")


if __name__ == "__main__":
    main()
