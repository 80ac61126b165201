"""``new`` for one filled workbook ÷ stock xlsxwriter, in memory, writing the same cells. The ratio is printed last.

    python benchmarks/new.py [RUNS]

Ours: a plan in memory to a finished file (figures, layout, formulas, styles, writing). Theirs: the calls our writer
makes on its worksheets, replayed on plain ``xlsxwriter.Workbook(in_memory)``. Runs are interleaved, medians of
processor time are printed.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from pacom_xl.exchange.plan_json import load_data_file, plans_from_data
from pacom_xl.model.plan import Plan
from pacom_xl.template.load import load_template
from pacom_xl.template.schema import Template
from pacom_xl.writing import team_workbook
from pacom_xl.writing.blank_plan import blank_plan

_SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "valmorane" / "IF.json"
_AS_OF = date(2026, 6, 15)
#: Calls that put something in a cell or give it its look; the rest (print set-up, controls) is ours alone.
_REPLAYED = ("write_string", "write_number", "write_blank", "write_datetime", "write_formula", "write_url",
             "write_rich_string", "merge_range", "set_row", "set_column")  # fmt: skip
_Call = tuple[str, str, tuple[Any, ...], dict[str, Any]]


def recorded(write: Callable[[], None]) -> list[_Call]:
    """What the writer asks of its worksheets, outermost calls only."""
    calls: list[_Call] = []
    depth = [0]

    plain = {name: getattr(Worksheet, name) for name in _REPLAYED}

    def recording(name: str) -> Callable[..., Any]:
        def call(self: Any, *args: Any, **options: Any) -> Any:
            if not depth[0]:
                calls.append((self.get_name(), name, args, options))
            depth[0] += 1
            try:
                return plain[name](self, *args, **options)
            finally:
                depth[0] -= 1

        return call

    for name in _REPLAYED:
        setattr(Worksheet, name, recording(name))
    try:
        write()
    finally:
        for name, method in plain.items():
            setattr(Worksheet, name, method)
    return calls


def replay(calls: list[_Call], out: Path) -> None:
    """The same cells, formats included, by stock xlsxwriter."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(out), options)
    sheets: dict[str, Any] = {}
    formats: dict[int, Any] = {}

    def own(value: Any) -> Any:
        if not isinstance(value, xlsxwriter.format.Format):
            # A plain text: what spares ours a search is ours alone.
            return str(value) if isinstance(value, str) else value
        if id(value) not in formats:
            copy = book.add_format()
            indices = {key: getattr(copy, key) for key in ("xf_format_indices", "dxf_format_indices")}
            copy.__dict__.update({**value.__dict__, **indices, "xf_index": None, "dxf_index": None})
            formats[id(value)] = copy
        return formats[id(value)]

    for tab, name, args, more in calls:
        if tab not in sheets:
            sheets[tab] = book.add_worksheet(tab)
        getattr(sheets[tab], name)(*map(own, args), **{key: own(value) for key, value in more.items()})
    book.close()


def seconds(work: Callable[[], None]) -> float:
    """Processor time of one run: the machine may be busy with other things."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _write(plan: Plan, template: Template, out: Path) -> None:
    team_workbook.write_workbook(plan, template, out, as_of=_AS_OF, frozen=True, workbook_id="benchmark")


def main(runs: int) -> None:
    """Sizes and times of the blank and of the filled workbook, then the ratio."""
    template = load_template()
    filled = plans_from_data(load_data_file(_SAMPLE), template, _SAMPLE.name)[0][0]
    blank = blank_plan(template, team="NO", year=2026)
    with tempfile.TemporaryDirectory() as folder:
        out, other = Path(folder) / "ours.xlsx", Path(folder) / "theirs.xlsx"
        _write(blank, template, out)
        print(f"blank, 10 actions: {out.stat().st_size / 1024:.0f} KiB")
        calls = recorded(lambda: _write(filled, template, out))
        print(f"filled, 14 actions: {out.stat().st_size / 1024:.0f} KiB, {len(calls)} calls")
        pairs = [
            (seconds(lambda: _write(filled, template, out)), seconds(lambda: replay(calls, other))) for _ in range(runs)
        ]
        again = [seconds(lambda: _write(blank, template, out)) for _ in range(3)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"blank: {statistics.median(again):.3f} s   filled: {ours:.3f} s")
    print(f"stock xlsxwriter, the cells of the filled one: {theirs:.3f} s")
    print(f"new / stock xlsxwriter: {ours / theirs:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
