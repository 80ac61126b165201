"""``merge`` of many workbooks: the whole program against reading the same files, and against a script of one's own.

    python -m benchmarks.merge --count 50

The workbooks all differ (``benchmarks.company``); ``--folder`` keeps them for the next run. Compare ratios within one
run only: machines differ.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.company import AS_OF
from benchmarks.workbooks import parser_of, wall_seconds, workbooks


def read_raw(folder: Path) -> None:
    """Every cell of every sheet, with python-calamine, in one process."""
    from python_calamine import CalamineWorkbook

    for file in sorted(folder.glob("*.xlsx")):
        workbook = CalamineWorkbook.from_path(str(file))
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def merge(folder: Path, out: Path) -> int:
    """The program, start to end, as people call it; kibibytes of its biggest process."""
    words = [sys.executable, "-m", "pacom_xl", "merge", str(folder), "-o", str(out), "--force", "-q"]
    subprocess.run([*words, "--as-of", str(AS_OF)], check=False, capture_output=True)
    if not out.exists():
        raise SystemExit("merge wrote nothing")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def script(folder: Path, out: Path) -> None:
    """With pandas and openpyxl: every sheet of every file, stacked by name, written back with the file's name."""
    import pandas as pd

    stacks: dict[str, list[pd.DataFrame]] = {}
    for file in sorted(folder.glob("*.xlsx")):
        for name, frame in pd.read_excel(file, sheet_name=None, header=None, engine="openpyxl").items():
            sheet = "Fiches" if name.startswith("ACT-") else name
            stacks.setdefault(sheet, []).append(frame.assign(file=file.name))
    with pd.ExcelWriter(out, engine="openpyxl") as writer:
        for name, frames in stacks.items():
            pd.concat(frames).to_excel(writer, sheet_name=name[:31], index=False)


def main() -> None:
    """Make, measure, print; the ratios come last."""
    parser = parser_of(__doc__, count=50, rounds=3)
    parser.add_argument("--script-count", type=int, default=5, help="workbooks for pandas + openpyxl (0: leave it out)")
    options = parser.parse_args()
    with workbooks(options.count, options.folder) as files, tempfile.TemporaryDirectory(prefix="pacom-bench-") as name:
        few, out, folder = Path(name) / "few", Path(name) / "out.xlsx", files[0].parent
        few.mkdir()
        raw, whole, peak = [], [], 0
        for _ in range(options.rounds):
            raw.append(wall_seconds(lambda: read_raw(folder)))
            started = time.perf_counter()
            peak = max(peak, merge(folder, out))
            whole.append(time.perf_counter() - started)
        print(f"{options.count} workbooks: raw reading {median(raw):.2f} s, merge {median(whole):.2f} s")
        print(f"biggest process: {peak / 1024:.0f} MiB")
        theirs = 0.0
        if options.script_count:
            for file in sorted(folder.glob("*.xlsx"))[: options.script_count]:
                (few / file.name).write_bytes(file.read_bytes())
            theirs = wall_seconds(lambda: script(few, Path(name) / "script.xlsx")) / options.script_count
            print(f"pandas + openpyxl: {theirs:.2f} s a workbook ({options.script_count} of them)")
        print(f"merge / raw calamine reading: {median(whole) / median(raw):.2f} (bar 2.5)")
        if theirs:
            print(f"pandas + openpyxl / merge: {theirs * options.count / median(whole):.1f} (bar 15)")


if __name__ == "__main__":
    main()
