"""Memory of ``merge``: the peaks of all its processes together, of many workbooks against a tenth of them.

    python -m benchmarks.memory --count 1000 --folder somewhere

Making a thousand workbooks takes minutes: ``--folder`` keeps them for the next time. Linux only, where the system
tells the peak of every process.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from benchmarks.merge import AS_OF, make

#: Seconds between two looks; a process that lives for less is none of a merge.
_PAUSE = 0.05


def peak(folder: Path, out: Path) -> int:
    """Kibibytes: the sum of the peaks of the program and of its processes."""
    words = [sys.executable, "-m", "pacom_xl", "merge", str(folder), "-o", str(out), "--force", "-q"]
    peaks: dict[int, int] = {}
    with subprocess.Popen([*words, "--as-of", str(AS_OF)], stdout=subprocess.DEVNULL) as program:
        while program.poll() is None:
            for process in family(program.pid):
                with suppress(OSError, StopIteration):
                    peaks[process] = _high_water(process)
            time.sleep(_PAUSE)
    if not out.exists():
        raise SystemExit("merge wrote nothing")
    return sum(peaks.values())


def family(process: int) -> Iterator[int]:
    """A process and all that come from it."""
    yield process
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from family(int(child))


def _high_water(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def main() -> None:
    """Make, measure, print; the ratio comes last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="workbooks; the other merge has a tenth")
    parser.add_argument("--folder", type=Path, help="where the workbooks are kept")
    asked = parser.parse_args()
    if not Path("/proc/self/status").exists():
        print("no /proc here: nothing measured")
        return
    with tempfile.TemporaryDirectory(prefix="pacom-bench-") as name:
        kept = asked.folder or Path(name) / "all"
        kept.mkdir(parents=True, exist_ok=True)
        make(kept, asked.count)
        files = sorted(kept.glob("*.xlsx"), reverse=True)
        found = {}
        for count in (asked.count // 10, asked.count):
            folder = Path(name) / str(count)
            folder.mkdir()
            for file in files[:count]:
                (folder / file.name).symlink_to(file.resolve())
            found[count] = peak(folder, Path(name) / "out.xlsx")
            print(f"{count} workbooks: {found[count] / 1024:.0f} MiB, all processes together")
        few, many = found.values()
        print(f"peak memory of {asked.count} / of {asked.count // 10}: {many / few:.2f} (bar 1.5)")


if __name__ == "__main__":
    main()
