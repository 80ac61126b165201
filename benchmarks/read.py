"""Reading one workbook with records, findings and account, against the raw values of the same file.

    python -m benchmarks.read

The base is python-calamine's ``to_python`` of all sheets. Runs are interleaved; the ratio of the medians comes last.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from pacom_xl.cli.samples import samples_folder
from pacom_xl.template.exchange import load_data_file, plans_from_data
from pacom_xl.template.load import load_template
from pacom_xl.workbook.reader import read_workbook
from pacom_xl.workbook.writer import write_workbook

_RUNS = 15


def main() -> None:
    """Measure and print."""
    template = load_template()
    plans, _ = plans_from_data(load_data_file(samples_folder() / "NO.json"), template, "NO")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "NO.xlsx"
        write_workbook(plans[0], template, path, as_of=date(2026, 6, 15))
        ways: dict[str, Callable[[], object]] = {
            "raw values": lambda: _raw(path),
            "records, findings and account": lambda: read_workbook(path, template),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(_RUNS):
            for name, way in ways.items():
                times[name].append(_timed(way))
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, median in medians.items():
        print(f"{name}: {median * 1000:.1f} ms")
    raw, whole = medians.values()
    print(f"read + extract / raw read: {whole / raw:.2f} (bar 1.5, goal 1.1)")


def _raw(path: Path) -> int:
    workbook = CalamineWorkbook.from_path(str(path))
    return sum(len(workbook.get_sheet_by_name(n).to_python(skip_empty_area=False)) for n in workbook.sheet_names)


def _timed(way: Callable[[], object]) -> float:
    started = time.perf_counter()
    way()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
