"""Workbooks saved again by programs that are neither Excel nor LibreOffice: nothing lost, or told with its cell."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import pytest

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan
from pacom_xl.reading.reading_result import Reading
from tests.rewriting.programs import rewritten
from tests.support.small_workbook import TEMPLATE, facts, read, write_small


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound workbook."""
    path = tmp_path_factory.mktemp("rewriting") / "NO.xlsx"
    write_small(path)
    return path


#: Name of the copy, programs in turn, codes told: SheetJS keeps no drop-down list, and ExcelJS strikes through every
#: text whose style says that it is not struck (``<strike val="0"/>``), as Gnumeric writes it.
FAITHFUL: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "gnumeric.xlsx": (("gnumeric",), set()),
    "gnumeric.ods": (("gnumeric",), set()),
    "exceljs.xlsx": (("exceljs",), set()),
    "sheetjs.xlsx": (("sheetjs-formats",), {"PAC111"}),
    "both.xlsx": (("gnumeric", "exceljs"), {"PAC132"}),
    "all.ods": (("exceljs", "gnumeric", "sheetjs-formats", "gnumeric"), {"PAC111"}),
}


@pytest.mark.parametrize("name", FAITHFUL)
def test_every_value_is_read_back(sound: Path, tmp_path: Path, name: str) -> None:
    programs, told = FAITHFUL[name]
    reading = _through(programs, sound, tmp_path / name)
    assert facts(_plan(reading)) == facts(_plan(read(sound)))
    assert {f.code for f in reading.findings} == told
    assert reading.account.ignored == reading.account.refused == 0


@pytest.mark.parametrize("name", ["sheetjs.xlsx", "sheetjs.ods"])
def test_a_date_that_lost_its_format_is_told_with_its_cell_and_all_else_is_read(
    sound: Path, tmp_path: Path, name: str
) -> None:
    before, reading = _plan(read(sound)), _through(("sheetjs",), sound, tmp_path / name)
    told = {_place(f) for f in reading.findings if f.code == "PAC105"}
    assert told == _dates(before)
    assert _without_dates(_plan(reading)) == _without_dates(before)
    assert {f.code for f in reading.findings} <= {"PAC105", "PAC111"}


def test_the_lists_a_program_dropped_are_told_by_sheet(sound: Path, tmp_path: Path) -> None:
    reading = _through(("sheetjs-formats",), sound, tmp_path / "x.xlsx")
    told = [f.subject for f in reading.findings if f.code == "PAC111"]
    assert {"plan", "swot", "objectives"} <= set(told)


def test_dates_counted_from_1904_are_the_same_days(sound: Path, tmp_path: Path) -> None:
    path = rewritten("exceljs-1904", sound, tmp_path / "mac.xlsx")
    with zipfile.ZipFile(path) as archive:
        assert b'date1904="1"' in archive.read("xl/workbook.xml")
    reading = read(path)
    assert facts(_plan(reading)) == facts(_plan(read(sound)))
    assert reading.findings == []


def test_a_row_a_library_put_on_top_is_told(sound: Path, tmp_path: Path) -> None:
    reading = _through(("exceljs-rows",), sound, tmp_path / "x.xlsx")
    assert facts(_plan(reading)) == facts(_plan(read(sound)))
    assert ("PAC109", "swot") in {(f.code, f.subject) for f in reading.findings}


def _through(programs: tuple[str, ...], source: Path, target: Path) -> Reading:
    """What is read of ``source`` after every program has saved it; the last one as ``target``."""
    for number, program in enumerate(programs[:-1]):
        source = rewritten(program, source, target.with_name(f"{number}.xlsx"))
    return read(rewritten(programs[-1], source, target))


def _plan(reading: Reading) -> Plan:
    assert reading.plan, reading.reason
    return reading.plan


def _place(finding: Finding) -> tuple[str, str]:
    assert finding.cell
    return finding.cell.sheet, finding.cell.a1


def _is_date(table: str, key: str) -> bool:
    found = TEMPLATE.tables[table].by_key.get(key)
    return found is not None and found.type.base in ("date", "month")


def _dates(plan: Plan) -> set[tuple[str, str]]:
    """Every cell a date was read from."""
    cells = (r.cell(k) for r in plan.records for k, v in r.values.items() if v is not None and _is_date(r.table, k))
    return {(cell.sheet, cell.a1) for cell in cells if cell}


def _without_dates(plan: Plan) -> Counter[tuple[str, str, tuple[tuple[str, object], ...]]]:
    return Counter(
        (table, parent, tuple((k, v) for k, v in values if not _is_date(table, k)))
        for table, parent, values in facts(plan).elements()
    )
