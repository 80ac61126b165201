"""The group's workbook in a real office: every formula, calculated again, gives the value it was written with."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.consolidation.workbooks import merge
from tests.office.compare import cached_differences, formula_cells
from tests.office.suite import convert


@pytest.mark.parametrize(("lang", "locale"), [("fr", "fr-FR"), ("en", "en-GB")])
def test_every_formula_of_the_group_workbook(teams: dict[str, Path], tmp_path: Path, lang: str, locale: str) -> None:
    group = tmp_path / "group.xlsx"
    merge(group, *teams.values(), options=("--lang", lang))
    assert len(formula_cells(group)) > 6000
    assert cached_differences(group, convert(group, "xlsx", tmp_path / "again", locale)) == []


def test_budget_by_team_axis_and_quarter_adds_up_to_the_totals(teams: dict[str, Path], tmp_path: Path) -> None:
    report = merge(tmp_path / "group.xlsx", *teams.values())
    rows = list(
        openpyxl.load_workbook(tmp_path / "group.xlsx", data_only=True)["Budget du groupe"].iter_rows(min_row=7)
    )
    by_team: dict[str, float] = {}
    for row in rows:
        team, allocated = row[1].value, row[8].value
        assert isinstance(team, str) and isinstance(allocated, (int, float))
        by_team[team] = by_team.get(team, 0) + allocated
    assert by_team == {team: amounts["allocated"] for team, amounts in report["totals"]["by_team"].items()}
