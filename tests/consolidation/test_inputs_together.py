"""What the command makes of workbooks that do not go together: ids, set-aside workbooks, bases of another year."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pacom_xl.cli.samples import samples_folder
from pacom_xl.reading.workbook_reader import read_workbook
from tests.support.command_line import run
from tests.support.drafts import Draft
from tests.support.sample_company import AS_OF, TEMPLATE
from tests.support.workbook_files import PLAIN, merge, write_team

Teams = dict[str, Path]


def test_every_team_of_a_data_file_has_its_own_workbook_id(tmp_path: Path) -> None:
    samples = [json.loads((samples_folder() / f"{team}.json").read_text(encoding="utf-8")) for team in ("NO", "SO")]
    data = tmp_path / "both.json"
    plans = [plan for sample in samples for plan in sample["plans"]]
    data.write_text(json.dumps({"schema": "pacom-plan/1", "plans": plans}), encoding="utf-8")
    ids = []
    for team in ("NO", "SO"):
        out = tmp_path / f"{team}.xlsx"
        assert run("new", "-o", out, "--data", data, "--team", team).code == 0
        ids.append(read_workbook(out, TEMPLATE).workbook_id)
    assert len(set(ids)) == 2 and all(ids)


def test_a_team_that_only_a_set_aside_workbook_has_ends_with_3(teams: Teams, tmp_path: Path) -> None:
    half = tmp_path / "half.xlsx"
    merge(half, teams["NO"], teams["SO"], options=PLAIN)
    ran = run("merge", half, teams["NO"], "-o", tmp_path / "group.xlsx", "--as-of", str(AS_OF), *PLAIN)
    assert ran.code == 3
    assert "Équipes non comptées\u00a0: SO" in ran.out


@pytest.mark.parametrize(
    ("field", "value", "word"), [("plan_year", 2025, "2025"), ("company", "Brûlerie du Port", "Brûlerie du Port")]
)
def test_a_base_of_another_year_or_company_is_refused(
    teams: Teams, tmp_path: Path, field: str, value: str | int, word: str
) -> None:
    def change(plan: Draft) -> None:
        plan.form("plan").values[field] = value
        plan.year = value if isinstance(value, int) else plan.year

    base, out = tmp_path / "base.xlsx", tmp_path / "group.xlsx"
    merge(base, write_team(tmp_path, "NO", change), options=PLAIN)
    ran = run("merge", teams["NO"], "-o", out, "--base", base, "--as-of", str(AS_OF))
    assert (ran.code, out.exists()) == (2, False)
    assert word in ran.err and "base.xlsx" in ran.err
