"""A value under merged cells is read, and told: nobody sees it (PAC131)."""

from __future__ import annotations

from pathlib import Path

import pytest

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Plan
from pacom_xl.rules.messages import message
from tests.support.direct_workbook import DirectWorkbook
from tests.support.small_workbook import TEMPLATE, facts, read, write_small


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("merged") / "small.xlsx"
    write_small(path)
    return path


def _measured(small: Path) -> tuple[Plan, list[Cell]]:
    plan = read(small).plan
    assert plan
    cells = [cell for row in plan.table("performance") if row.get("measured_on") and (cell := row.cell("measured_on"))]
    return plan, cells


def _merged(small: Path, folder: Path, *areas: str) -> Path:
    """The workbook with merged ranges on « Suivi de performance »."""
    workbook = DirectWorkbook(small)
    part = workbook.part_of[_measured(small)[1][0].sheet]
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in areas).encode()
    end = b"</sheetData>"
    assert workbook.parts[part].count(end) == 1
    workbook.parts[part] = workbook.parts[part].replace(end, end + b"<mergeCells>" + merges + b"</mergeCells>")
    return workbook.save(folder / "merged.xlsx")


def _told(path: Path) -> list[Finding]:
    return [finding for finding in read(path).findings if finding.code == "PAC131"]


def test_a_value_under_merged_cells_is_read_and_told_at_its_cell(small: Path, tmp_path: Path) -> None:
    plan, (first, second, *_) = _measured(small)
    path = _merged(small, tmp_path, f"{first.a1}:{second.a1}")
    changed = read(path).plan
    assert changed
    assert facts(changed) == facts(plan)
    (found,) = _told(path)
    assert found.cell == second
    assert found.field == "performance.measured_on"
    text = message(found, "fr", TEMPLATE)
    assert f"{first.a1}:{second.a1}" in text
    assert f"n’affichent que {first.a1}" in text


def test_a_large_merge_tells_each_value_it_hides(small: Path, tmp_path: Path) -> None:
    _, (first, *hidden) = _measured(small)
    bottom = Cell(first.sheet, first.row + 400, first.column + 2)
    told = {found.cell for found in _told(_merged(small, tmp_path, f"{first.a1}:{bottom.a1}")) if found.cell}
    assert set(hidden) <= told
    assert first not in told


@pytest.mark.parametrize("area", ["A1", "ZZ900:ZZ910", "", "B0:B3", "nonsense"])
def test_merges_that_hide_nothing_are_not_told(area: str, small: Path, tmp_path: Path) -> None:
    assert _told(_merged(small, tmp_path, area)) == []
