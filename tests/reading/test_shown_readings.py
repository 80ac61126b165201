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


def _typed(workbook: DirectWorkbook, tmp_path: Path, row: int, day: date, value: float) -> list[Finding]:
    """What is told of one more reading of the first row's indicator, typed in ``row``."""
    plan = read(tmp_path / "small.xlsx").plan
    assert plan
    first = plan.table("performance")[0]
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
