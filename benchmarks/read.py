"""Reading one workbook with records, findings and account, against the raw values of the same file.

    python -m benchmarks.read

The base is python-calamine's ``to_python`` of all sheets. Runs are interleaved; the ratio of the medians comes last,
in time people wait and in processor time. The account of cells not read is measured by leaving it out.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from unittest.mock import patch

from python_calamine import CalamineWorkbook

from pacom_xl.cli.samples import samples_folder
from pacom_xl.exchange.plan_json import load_data_file, plans_from_data
from pacom_xl.reading import extract, structure_findings
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from pacom_xl.template.schema import Template
from pacom_xl.writing.team_workbook import write_workbook

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
            "the same without the account": lambda: _unaccounted(path, template),
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for _ in range(_RUNS):
            for name, way in ways.items():
                times[name].append(_timed(way))
    waited, worked = ({name: statistics.median(t[n] for t in found) for name, found in times.items()} for n in (0, 1))
    for name in ways:
        print(f"{name}: {waited[name] * 1000:.1f} ms, {worked[name] * 1000:.1f} ms of processor")
    raw, whole, without = worked.values()
    print(f"account: {(whole - without) / whole:.1%} of the reading (bar 10 %)")
    print(f"read + extract / raw read, processor time: {whole / raw:.2f}")
    raw, whole, _ = waited.values()
    print(f"read + extract / raw read: {whole / raw:.2f} (bar 1.5, goal 1.1)")


def _unaccounted(path: Path, template: Template) -> None:
    """Cells nobody reads are neither looked at nor counted."""
    with (
        patch.object(extract._Taker, "_spare", lambda *_: None),
        patch.object(structure_findings, "unexplained", lambda *_: []),
        patch.object(structure_findings, "not_taken", lambda *_: ()),
    ):
        read_workbook(path, template)


def _raw(path: Path) -> int:
    workbook = CalamineWorkbook.from_path(str(path))
    return sum(len(workbook.get_sheet_by_name(n).to_python(skip_empty_area=False)) for n in workbook.sheet_names)


def _timed(way: Callable[[], object]) -> tuple[float, float]:
    """Seconds waited, seconds of processor."""
    started = time.perf_counter(), time.process_time()
    way()
    return time.perf_counter() - started[0], time.process_time() - started[1]


if __name__ == "__main__":
    main()
