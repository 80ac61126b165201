"""``merge --split-by parent``: a workbook per parent region; together they are the whole group again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.split_by_parent import parents_of
from pacom_xl.consolidation.review import Review
from pacom_xl.model.plan import Plan, Record
from pacom_xl.reading.workbook_reader import read_workbook
from tests.support.command_line import AS_OF, Ran, run
from tests.support.drafts import Draft
from tests.support.sample_company import TEMPLATE
from tests.support.workbook_files import PLAIN, contents, write_team

TEAMS = ("GR", "NO", "SE")
LIST = "code;libellé;région mère\nNO;Nord-Ouest;Ouest & îles\nSE;Sud-Est;Est\n"


def _few_actions(plan: Draft) -> None:
    for action in plan.table("actions")[2:]:
        plan.remove(action)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The group's workbook and two teams, and a list of teams with their parent regions."""
    folder = tmp_path_factory.mktemp("split")
    (folder / "plans").mkdir()
    for team in TEAMS:
        write_team(folder / "plans", team, _few_actions)
    (folder / "teams.csv").write_text(LIST, encoding="utf-8")
    return folder


def _merge(output: Path, *words: str | Path) -> Ran:
    return run("merge", *words, "-o", output, "--as-of", AS_OF, *PLAIN)


@pytest.fixture(scope="module")
def parts(folder: Path) -> list[Path]:
    """The workbooks of the parent regions."""
    options = ("--split-by", "parent", "--teams", folder / "teams.csv", "--format", "json")
    ran = _merge(folder / "group.xlsx", folder / "plans", *options)
    assert ran.code == 0, ran.err
    report: dict[str, Any] = json.loads(ran.out)
    assert report["output"] is None
    assert [Path(file).name for file in report["files"]] == ["group-Ouest_îles.xlsx", "group-Est.xlsx"]
    assert set(report["totals"]["by_team"]) == {"NO", "SE"}
    return sorted(folder.glob("group-*.xlsx"))


def _teams(path: Path) -> list[str | None]:
    return [plan.team for plan in read_workbook(path, TEMPLATE).plans]


def test_each_region_has_its_teams_and_the_group(parts: list[Path]) -> None:
    found = {path.name: _teams(path) for path in parts}
    assert found == {"group-Est.xlsx": ["GR", "SE"], "group-Ouest_îles.xlsx": ["GR", "NO"]}


def test_the_parts_merged_again_are_the_whole(folder: Path, parts: list[Path], tmp_path: Path) -> None:
    assert _merge(tmp_path / "again.xlsx", *parts).code == 0
    assert _merge(tmp_path / "whole.xlsx", folder / "plans").code == 0
    again, whole = (
        {plan.team: contents(plan) for plan in read_workbook(tmp_path / name, TEMPLATE).plans}
        for name in ("again.xlsx", "whole.xlsx")
    )
    assert again == whole


@pytest.mark.long
def test_a_consolidated_workbook_is_split(folder: Path, tmp_path: Path) -> None:
    """Plans of a consolidated workbook go each to its region."""
    whole = tmp_path / "whole.xlsx"
    assert _merge(whole, folder / "plans").code == 0
    options = ("--split-by", "parent", "--teams", folder / "teams.csv")
    assert _merge(tmp_path / "g.xlsx", whole, *options).code == 0
    assert [_teams(path) for path in sorted(tmp_path.glob("g-*.xlsx"))] == [["GR", "SE"], ["GR", "NO"]]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("code;libellé;parent\nNO;Nord-Ouest;Ouest\nIF;Île-de-France;\n", "région mère inconnue pour IF, SE"),
        ("code;libellé\nNO;Nord-Ouest\n", "région mère inconnue pour IF, NO, SE"),
        ("code;libellé;parent\nNO;N;a/b\nIF;I;a?b\nSE;S;c\n", "le même nom de fichier"),
    ],
)
def test_a_team_without_a_region_and_regions_of_one_file_are_told(tmp_path: Path, listed: str, expected: str) -> None:
    (tmp_path / "teams.csv").write_text(listed, encoding="utf-8")
    with pytest.raises(RefusedError, match=expected):
        parents_of(_found("NO", "IF", "SE"), tmp_path / "teams.csv", print)


def test_a_region_that_is_not_known_writes_nothing(folder: Path, tmp_path: Path) -> None:
    ran = _merge(tmp_path / "g.xlsx", folder / "plans" / "NO.xlsx", "--split-by", "parent")
    assert (ran.code, list(tmp_path.iterdir())) == (2, [])
    assert "région mère inconnue pour NO" in ran.err


@pytest.mark.long
def test_an_existing_part_is_not_replaced_without_force(folder: Path, parts: list[Path]) -> None:
    before = parts[1].read_bytes()
    ran = _merge(folder / "group.xlsx", folder / "plans", "--split-by", "parent", "--teams", folder / "teams.csv")
    assert (ran.code, parts[1].read_bytes()) == (2, before)


def test_the_list_of_teams_of_a_company_template_may_name_the_parents() -> None:
    rows = [Record("teams", code, {"code": code, "parent": name}) for code, name in (("NO", "Ouest"), ("SE", "Est"))]
    assert parents_of(_found("NO", "SE", rows=rows), None, print) == {"Ouest": ["NO"], "Est": ["SE"]}


def _found(*teams: str, rows: Sequence[Record] = ()) -> Review:
    """What is asked of a review."""
    plans = [Plan(team, 2026, "fr", "standard", "1", rows) for team in teams]
    return cast(Review, SimpleNamespace(portfolio=SimpleNamespace(plans=plans, all_plans=plans)))
