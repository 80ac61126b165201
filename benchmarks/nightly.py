"""The night after: 5 % of the workbooks changed, against the first night, and with nothing changed at all.

    python -m benchmarks.nightly --count 50

The whole program each time: reading, rules, history, mails (kept in the outbox), consolidated workbook, page.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from benchmarks.merge import AS_OF, codes, make


def night(config: Path, day: int) -> float:
    """Seconds of one night, ``day`` days after the first; the program must end with mails waiting."""
    as_of = (AS_OF + timedelta(days=day)).isoformat()
    words = [sys.executable, "-m", "pacom_xl", "nightly", "--config", str(config), "-q", "--as-of", as_of]
    started = time.perf_counter()
    ran = subprocess.run(words, check=False, capture_output=True, text=True)
    if ran.returncode not in (0, 3):
        raise SystemExit(ran.stderr)
    return time.perf_counter() - started


def change(folder: Path, count: int) -> None:
    """Other bytes for ``count`` workbooks, the same content: what a save in an office suite does at least."""
    for code in itertools.islice(codes(), count):
        with (folder / f"{code}.xlsx").open("ab") as file:
            file.write(b"\0")


def main() -> None:
    """Make, measure, print; the ratios come last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50, help="workbooks")
    parser.add_argument("--rounds", type=int, default=2)
    asked = parser.parse_args()
    cold, warm, same = [], [], []
    with tempfile.TemporaryDirectory(prefix="pacom-bench-") as name:
        folder = Path(name) / "plans"
        folder.mkdir()
        make(folder, asked.count)
        for number in range(asked.rounds):
            config = Path(name) / f"pacom-{number}.toml"
            config.write_text(f'folders = ["plans"]\nstate = "state-{number}"\npublish = "page"\n', encoding="utf-8")
            cold.append(night(config, 0))
            same.append(night(config, 1))
            change(folder, max(1, asked.count // 20))
            warm.append(night(config, 2))
    print(f"{asked.count} workbooks: first night {median(cold):.2f} s, 5 % changed {median(warm):.2f} s")
    print(f"nothing changed {median(same):.2f} s")
    print(f"5 % changed / first night: {median(warm) / median(cold):.2f} (bar 0.25)")
    print(f"nothing changed / first night: {median(same) / median(cold):.2f} (bar 0.10)")


if __name__ == "__main__":
    main()
