"""``pacom-xl --help`` as a whole process, against ``python -c "import click"``."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 15
BAR = 1.6


def seconds(*command: str) -> float:
    """Wall time of one process."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    """Both in turn, medians, then their ratio."""
    ours, base = [], []
    for _ in range(RUNS):
        base.append(seconds(sys.executable, "-c", "import click"))
        ours.append(seconds(sys.executable, "-m", "pacom_xl", "--help"))
    print(f"import click: {statistics.median(base) * 1000:.0f} ms; --help: {statistics.median(ours) * 1000:.0f} ms")
    ratio = statistics.median(a / b for a, b in zip(ours, base, strict=True))
    print(f"--help ÷ import click: {ratio:.2f} (bar ≤ {BAR})")


if __name__ == "__main__":
    main()
