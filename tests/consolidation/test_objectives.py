"""The group's objectives: numbers say what they are."""

from __future__ import annotations

from pathlib import Path

from pacom_xl.model.palette import in_language, percent_format
from tests.support.opened_workbook import open_tab
from tests.support.workbook_files import merge


def test_a_rate_is_shown_as_a_percentage_and_a_count_is_not(teams: dict[str, Path], tmp_path: Path) -> None:
    group = tmp_path / "group.xlsx"
    merge(group, *teams.values())
    sheet = open_tab(group, "Objectifs du groupe")
    header = next(row for row in sheet.iter_rows() if "Code" in [cell.value for cell in row])
    code, target = (next(c.column for c in header if str(c.value).startswith(t)) for t in ("Code", "Cible du groupe"))
    formats = {
        row[code - 1].value: {cell.number_format for cell in row[target - 1 : target + 2]}
        for row in sheet.iter_rows(min_row=header[0].row + 1)
    }
    assert formats["OBJ-03"] == {in_language(percent_format("fr"), "fr")}
    assert not any("%" in shown for shown in formats["OBJ-01"])
