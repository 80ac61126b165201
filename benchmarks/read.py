"""Reading one workbook with records, findings and account, against the raw values of the same file.

    python -m benchmarks.read
    python -m benchmarks.read --folder plans --office    # makes them once; also as LibreOffice saves them

The workbooks all differ (``benchmarks.company``). The base is python-calamine's ``to_python`` of all sheets. Both
ways are measured in turn, each several times; of each workbook the least processor time counts, as the machine may be
busy with other things.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks.company import make_company, team_codes
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from pacom_xl.xlsx.package import open_package

#: Highest ratio wanted of reading to the raw values.
_BAR = 2.2


def main() -> None:
    """Measure and print a line for each kind of file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=6, help="workbooks")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the workbooks are made and stay; those there are taken")
    parser.add_argument("--office", action="store_true", help="also as saved by LibreOffice, .xlsx and .ods")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pacom-bench-") as name:
        made = asked.folder or Path(name)
        made.mkdir(parents=True, exist_ok=True)
        make_company(made, asked.count)
        ours = [made / f"{code}.xlsx" for code in itertools.islice(team_codes(), asked.count)]
        kinds = {"as written here": ours, **(dict(_saved_by_office(ours, Path(name))) if asked.office else {})}
        for kind, files in kinds.items():
            print(f"{kind}: {_measured(files, asked.rounds)}")


def _measured(files: Sequence[Path], rounds: int) -> str:
    """Read + extract and opening alone, as multiples of the raw values."""
    template = load_template()
    ways: dict[str, Callable[[Path], object]] = {
        "raw": _raw,
        "open": open_package,
        "read": lambda path: read_workbook(path, template),
    }
    least: dict[tuple[str, Path], float] = {}
    for _, path, (name, way) in itertools.product(range(rounds), files, ways.items()):
        started = time.process_time()
        way(path)
        spent = time.process_time() - started
        least[name, path] = min(least.get((name, path), spent), spent)
    raw, opened, read = (sum(least[name, path] for path in files) for name in ways)
    return (
        f"read + extract / raw {read / raw:.2f} (bar {_BAR}), of which opening {opened / raw:.2f}; "
        f"raw {raw / len(files) * 1000:.1f} ms a workbook"
    )


def _raw(path: Path) -> int:
    workbook = CalamineWorkbook.from_path(str(path))
    return sum(len(workbook.get_sheet_by_name(n).to_python(skip_empty_area=False)) for n in workbook.sheet_names)


def _saved_by_office(files: Sequence[Path], folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """The same workbooks as LibreOffice saves them; nothing where there is none."""
    program = shutil.which("soffice")
    for suffix in ("xlsx", "ods") if program else ():
        out = folder / suffix
        words = [f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", suffix]
        subprocess.run([str(program), *words, "--outdir", out, *files], check=True, capture_output=True)
        yield f"saved by LibreOffice as .{suffix}", [out / f"{path.stem}.{suffix}" for path in files]


if __name__ == "__main__":
    main()
