"""Peak memory of ``merge`` and of two nights, for many workbooks and for a tenth of them.

    python -m benchmarks.memory --count 1000 --folder somewhere

The figure is the highest sum, over the run, of the proportional set sizes of the program and its child processes: a
page that two processes share is counted once. The workbooks all differ; making a thousand takes half an hour, so
``--folder`` keeps them for the next run. Linux only (``/proc/PID/smaps_rollup``).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from benchmarks.company import AS_OF
from benchmarks.workbooks import parser_of, workbooks

#: Seconds between two samples.
_PAUSE = 0.05


def merge(folder: Path, room: Path) -> list[str]:
    """Arguments of a merge."""
    return ["merge", str(folder), "-o", str(room / "out.xlsx"), "--force", "-q", "--as-of", str(AS_OF)]


def night(config: Path, day: int) -> list[str]:
    """Arguments of a night, ``day`` days after the first."""
    return ["nightly", "--config", str(config), "-q", "--as-of", str(AS_OF + timedelta(days=day))]


def peak(words: list[str]) -> int:
    """Highest memory of the program and its child processes together, in kibibytes."""
    highest = 0
    with subprocess.Popen([sys.executable, "-m", "pacom_xl", *words], stdout=subprocess.DEVNULL) as program:
        while program.poll() is None:
            highest = max(highest, sum(map(_proportional_size, family(program.pid))))
            time.sleep(_PAUSE)
    if program.returncode not in (0, 3):
        raise SystemExit(f"{words[0]} failed")
    return highest


def family(process: int) -> Iterator[int]:
    """A process and all its descendants."""
    yield process
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from family(int(child))


def _proportional_size(process: int) -> int:
    """Kibibytes; 0 for a process that has just ended."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 0


def main() -> None:
    """Make, measure, print; the ratio comes last."""
    options = parser_of(__doc__, count=200).parse_args()
    if not Path("/proc/self/smaps_rollup").exists():
        print("no /proc/PID/smaps_rollup on this system: nothing measured")
        return
    with workbooks(options.count, options.folder) as written, tempfile.TemporaryDirectory() as name:
        files = sorted(written, reverse=True)
        found = [peaks(files[:count], Path(name) / str(count)) for count in (options.count // 10, options.count)]
        for label, few, many in zip(_LABELS, *found, strict=True):
            print(f"{label}: {few / 1024:.0f} MiB, {many / 1024:.0f} MiB, ratio {many / few:.2f}")


#: The first has a bar: 1.5.
_LABELS = ("merge", "first night", "next night")


def peaks(files: Sequence[Path], room: Path) -> list[int]:
    """Kibibytes of a merge and of two nights over ``files``, in a folder of their own."""
    plans = room / "plans"
    plans.mkdir(parents=True)
    for file in files:
        (plans / file.name).symlink_to(file.resolve())
    config = room / "pacom.toml"
    config.write_text('folders = ["plans"]\nstate = "state"\n', encoding="utf-8")
    return [peak(merge(plans, room)), peak(night(config, 0)), peak(night(config, 1))]


if __name__ == "__main__":
    main()
