"""A reading that no formula of the workbook reaches is read, and told with both values (PAC608)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pacom_xl.model.findings import Finding
from pacom_xl.rules import messages
from tests.support.direct_workbook import DirectWorkbook, restyled
from tests.support.small_workbook import AS_OF, TEMPLATE, read, write_small


@pytest.fixture
def workbook(tmp_path: Path) -> DirectWorkbook:
    write_small(tmp_path / "small.xlsx")
    return DirectWorkbook(tmp_path / "small.xlsx")


def _typed(
    workbook: DirectWorkbook, tmp_path: Path, row: int, day: date, value: float, number: int = 0
) -> list[Finding]:
    """What is told of one more reading of the indicator of row ``number``, typed in ``row``."""
    plan = read(tmp_path / "small.xlsx").plan
    assert plan
    first = plan.table("performance")[number]
    assert first.origin
    columns, tab, style = first.origin.columns, first.origin.sheet, ""
    for key in ("subject", "indicator"):
        workbook.put(tab, row, columns[key], str(first.get(key)))
    style = workbook.cells(tab)[first.origin.row, columns["measured_on"]].style
    workbook.put(tab, row, columns["measured_on"], day)
    workbook.cells(tab)[row, columns["measured_on"]] = restyled(workbook.cells(tab)[row, columns["measured_on"]], style)
    workbook.put(tab, row, columns["value"], value)
    reading = read(workbook.save(tmp_path / "edited.xlsx"))
    assert reading.plan and len(reading.plan.table("performance")) == len(plan.table("performance")) + 1
    return [finding for finding in reading.findings if finding.code == "PAC608"]


def test_a_reading_far_below_is_told_with_both_values(workbook: DirectWorkbook, tmp_path: Path) -> None:
    (found,) = _typed(workbook, tmp_path, 300, AS_OF, 777)
    assert found.cell and found.cell.sheet == "Objectifs"
    text = messages.message(found, "fr", TEMPLATE)
    assert "affiche 24" in text and "777" in text and "F301" in text


def test_a_reading_of_another_day_than_the_latest_changes_nothing(workbook: DirectWorkbook, tmp_path: Path) -> None:
    assert _typed(workbook, tmp_path, 300, date(2026, 1, 2), 777) == []


def test_nothing_is_told_of_a_workbook_as_it_was_written(tmp_path: Path) -> None:
    write_small(tmp_path / "small.xlsx")
    assert not [finding for finding in read(tmp_path / "small.xlsx").findings if finding.code == "PAC608"]


def test_a_rate_is_told_in_percent_and_the_other_cells_are_counted(workbook: DirectWorkbook, tmp_path: Path) -> None:
    plan = read(tmp_path / "small.xlsx").plan
    assert plan
    rates = {row.get("indicator") for row in plan.table("objectives") if row.get("unit") == "percent"}
    number = next(n for n, row in enumerate(plan.table("performance")) if row.get("indicator") in rates)
    (alone,) = _typed(workbook, tmp_path, 300, AS_OF, 0.912, number)
    assert "91,2\u202f%" in messages.message(alone, "fr", TEMPLATE)
    assert "de même" not in messages.message(alone, "fr", TEMPLATE)
    (found,) = _typed_once_more(workbook, tmp_path)
    assert messages.message(found, "fr", TEMPLATE).endswith("\u202f; 1\u00a0autre cellule de même.")
    assert messages.message(found, "en", TEMPLATE).endswith("; 1 other cell likewise.".replace("1 ", "1\u00a0"))


def _typed_once_more(workbook: DirectWorkbook, tmp_path: Path) -> list[Finding]:
    """What is told after a reading of a second indicator, typed below the first one."""
    plan = read(tmp_path / "edited.xlsx").plan
    assert plan
    typed = plan.table("performance")[-1]
    other = next(row for row in plan.table("performance") if row.get("indicator") != typed.get("indicator"))
    assert typed.origin
    columns, tab = typed.origin.columns, typed.origin.sheet
    for key in ("subject", "indicator"):
        workbook.put(tab, 301, columns[key], str(other.get(key)))
    workbook.put(tab, 301, columns["measured_on"], AS_OF)
    cells = workbook.cells(tab)
    cells[301, columns["measured_on"]] = restyled(
        cells[301, columns["measured_on"]], cells[300, columns["measured_on"]].style
    )
    workbook.put(tab, 301, columns["value"], 555)
    return [f for f in read(workbook.save(tmp_path / "twice.xlsx")).findings if f.code == "PAC608"]
