"""Reading workbooks that all differ: this program and other libraries, as multiples of raw python-calamine.

    python -m benchmarks.peers --count 4

Processor time, the least of some rounds in turn, so that other work on the machine counts little. The table is
printed in Markdown, with versions and date. ``datamaps`` reads every cell into its own records, by openpyxl with all
formats; it knows neither tables nor checks, and takes some seconds a workbook. Libraries that are not installed are
left out and named.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.workbooks import least_seconds, parser_of, workbooks
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template

_Way = Callable[[Path], object]


def _calamine(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(str(path))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _fastexcel(path: Path) -> None:
    from fastexcel import read_excel

    reader = read_excel(str(path))
    for name in reader.sheet_names:
        reader.load_sheet(name, header_row=None, dtypes="string").to_arrow()


def _pandas(path: Path) -> None:
    import pandas as pd

    pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")


def _openpyxl(path: Path) -> None:
    import openpyxl

    for sheet in openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass


def _datamaps(path: Path) -> None:
    from engine.utils.extraction import template_reader

    # It announces every file on standard error.
    logging.disable(logging.INFO)
    template_reader(path)


#: Name in the table, distribution whose version is shown, and how it reads a workbook.
_WAYS: Mapping[str, tuple[str, _Way]] = {
    "python-calamine, raw values": ("python-calamine", _calamine),
    "fastexcel, raw values as text": ("fastexcel", _fastexcel),
    "openpyxl loop, read only": ("openpyxl", _openpyxl),
    "pandas + openpyxl, all sheets": ("pandas", _pandas),
    "datamaps, every cell of a workbook": ("datamaps", _datamaps),
}


def main() -> None:
    """Measure and print the table."""
    options = parser_of(__doc__, count=4, rounds=2).parse_args()
    with workbooks(options.count, options.folder) as files:
        print("\n".join(_table(files, options.rounds)))


def _table(files: list[Path], rounds: int) -> Iterator[str]:
    template = load_template()
    ours = {"pacom_xl, plans, findings and account of every cell": ("pacom_xl", lambda p: read_workbook(p, template))}
    ways: dict[str, tuple[str, _Way]] = {**_WAYS, **ours}
    seconds = {label: found for label, (_, way) in ways.items() if (found := _seconds(files, rounds, way)) is not None}
    base = next(iter(seconds.values()))
    yield f"{date.today()}, {len(files)} workbooks, processor time, least of {rounds} rounds"
    yield "| reading | version | s a workbook | ÷ raw calamine |"
    yield "|---|---|---|---|"
    for label, (library, _) in ways.items():
        spent = seconds.get(label)
        known = "not installed" if spent is None else version(library)
        figures = "– | –" if spent is None else f"{spent / len(files):.3f} | {spent / base:.1f}"
        yield f"| {label} | {known} | {figures} |"


def _seconds(files: list[Path], rounds: int, way: _Way) -> float | None:
    """Processor time of all files, the least of each; ``None`` when the library is not installed."""
    with suppress(ImportError, PackageNotFoundError):
        return least_seconds(files, rounds, {"way": way})["way"]
    return None


if __name__ == "__main__":
    main()
