"""Reading one workbook with records, findings and account, against the raw values of the same file.

    python -m benchmarks.read
    python -m benchmarks.read --folder plans --office    # makes them once; also as LibreOffice saves them

The workbooks all differ (``benchmarks.company``). The base is python-calamine's ``to_python`` of all sheets. Both
ways are measured in turn, each several times; of each workbook the least processor time counts, as the machine may be
busy with other things.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks.workbooks import least_seconds, parser_of, workbooks
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from pacom_xl.xlsx.package import open_package

#: Highest ratio wanted of reading to the raw values.
_BAR = 2.2


def main() -> None:
    """Measure and print a line for each kind of file."""
    parser = parser_of(__doc__, count=6, rounds=5)
    parser.add_argument("--office", action="store_true", help="also as saved by LibreOffice, .xlsx and .ods")
    options = parser.parse_args()
    with workbooks(options.count, options.folder) as written, tempfile.TemporaryDirectory() as folder:
        saved = dict(_saved_by_office(written, Path(folder))) if options.office else {}
        for kind, files in {"as written here": written, **saved}.items():
            print(f"{kind}: {_measured(files, options.rounds)}")


def _measured(files: Sequence[Path], rounds: int) -> str:
    """Read + extract and opening alone, as multiples of the raw values."""
    template = load_template()
    ways: dict[str, Callable[[Path], object]] = {
        "raw": _raw,
        "open": open_package,
        "read": lambda path: read_workbook(path, template),
    }
    raw, opened, read = least_seconds(files, rounds, ways).values()
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
