"""An office set to month/day/year exchanges day and month where it can, and leaves other dates as texts (PAC130)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from pacom_xl.model.findings import Finding
from pacom_xl.rules.messages import message
from tests.support.direct_workbook import DirectWorkbook
from tests.support.small_workbook import TEMPLATE, read, write_small

_Typed = Sequence[str | date]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dates") / "small.xlsx"
    write_small(path)
    return path


def _found(small: Path, folder: Path, typed: _Typed) -> list[Finding]:
    """What is found once the dates of « Suivi de performance » are ``typed``, the last one again and again."""
    workbook, plan = DirectWorkbook(small), read(small).plan
    assert plan
    cells = [cell for row in plan.table("performance") if (cell := row.cell("measured_on"))]
    assert len(cells) > len(typed)
    for number, cell in enumerate(cells):
        workbook.put(cell.sheet, cell.row, cell.column, typed[min(number, len(typed) - 1)])
    findings = read(workbook.save(folder / "typed.xlsx")).findings
    return [finding for finding in findings if finding.code == "PAC130"]


def test_true_dates_beside_texts_with_late_days_are_told_to_be_checked(small: Path, tmp_path: Path) -> None:
    (found,) = _found(small, tmp_path, ["15/03/2026", "28-04-2026", date(2026, 10, 2), date(2026, 5, 5)])
    assert found.field == "performance.measured_on"
    assert found.value == date(2026, 10, 2)
    text = message(found, "fr", TEMPLATE).replace("\u00a0", " ").replace("\u202f", " ")
    assert "02/10/2026, ou 10/02/2026 ?" in text
    assert "n’a pas compris « 15/03/2026 »" in text
    assert "À vérifier (1)" in text, "the fifth of May is the same both ways"


@pytest.mark.parametrize(
    "typed",
    [
        ["15/03/2026", date(2026, 2, 28), date(2026, 10, 2)],
        ["15/03/2026", "02/04/2026", date(2026, 10, 2)],
        ["15 mars 2026", date(2026, 10, 2)],
        ["2026-03-15", date(2026, 10, 2)],
        [date(2026, 10, 2), date(2026, 1, 4)],
        ["15/03/2026", date(2026, 5, 5)],
    ],
)  # fmt: skip
def test_other_mixtures_of_dates_are_not(small: Path, tmp_path: Path, typed: _Typed) -> None:
    assert _found(small, tmp_path, typed) == []
