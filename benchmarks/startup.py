"""``pacom-xl --help`` and ``check`` of one workbook as whole processes, against ``python -c "import click"``.

Processor time, user and system. Python must be able to keep compiled modules (no ``PYTHONDONTWRITEBYTECODE``), or
each process compiles the program.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 15
BARS = {"--help": 1.6, "check": 8.0}


def seconds(*command: str) -> float:
    """Processor time of one process."""
    before = os.times()
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    """All in turn, then the medians of their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "NO.xlsx"
        program = ("-m", "pacom_xl")
        seconds(*program, "new", "-o", str(plan), "--team", "NO", "--year", "2026")
        calls = {"--help": (*program, "--help"), "check": (*program, "check", str(plan), "--fail-on", "never")}
        ratios: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(RUNS):
            base = seconds("-c", "import click")
            for name, call in calls.items():
                ratios[name].append(seconds(*call) / base)
    for name, found in ratios.items():
        print(f"{name} ÷ import click: {statistics.median(found):.2f} (bar ≤ {BARS[name]})")


if __name__ == "__main__":
    main()
