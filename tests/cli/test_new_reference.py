"""``new --reference``: a team's blank workbook begins with what the group has decided."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from pacom_xl.model.plan import Plan
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from tests.support.command_line import AS_OF, run

GROUP_TABLES = (
    "strategy", "strategic_goals", "segmentation", "axes", "means", "arguments", "legal", "market_study", "support",
    "targets", "team", "teams", "choices", "natures", "holidays", "sales_periods", "parameters",
)  # fmt: skip


@pytest.fixture(scope="module")
def consolidated(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The group's workbook as ``merge`` writes it."""
    path = tmp_path_factory.mktemp("merged") / "groupe.xlsx"
    assert run("merge", company, "-o", path, "--as-of", AS_OF).code == 0
    return path


def _plan(path: Path) -> Plan:
    plan = read_workbook(path, load_template("standard")).plan
    assert plan
    return plan


def _values(plan: Plan, table: str) -> list[dict[str, Any]]:
    return [{k: v for k, v in r.values.items() if v is not None} for r in plan.table(table)]


@pytest.mark.parametrize("which", ["team", "consolidated"])
def test_the_sections_of_the_group_are_filled_in(company: Path, consolidated: Path, tmp_path: Path, which: str) -> None:
    reference = company / "GR.xlsx" if which == "team" else consolidated
    out = tmp_path / "NO.xlsx"
    ran = run("new", "-o", out, "--team", "NO", "--year", "2026", "--actions", "2", "--reference", reference)
    assert ran.code == 0
    assert "plan GR 2026" in ran.err
    plan, group = _plan(out), _plan(company / "GR.xlsx")
    for table in GROUP_TABLES:
        assert _values(plan, table) == _values(group, table), table
    assert plan.team == "NO"
    assert "ACT-NO-002" in CalamineWorkbook.from_path(str(out)).sheet_names


def test_objectives_keep_only_the_part_of_the_group(company: Path, tmp_path: Path) -> None:
    out = tmp_path / "NO.xlsx"
    run("new", "-o", out, "--team", "NO", "--year", "2026", "--reference", company / "GR.xlsx")
    ours, theirs = (_plan(path).table("objectives") for path in (out, company / "GR.xlsx"))
    assert [r.key for r in ours] == [r.key for r in theirs]
    assert [r.get("label") for r in ours] == [r.get("label") for r in theirs]
    assert {r.get(key) for r in ours for key in ("target", "actual", "owner")} == {None}


def test_the_identity_is_the_teams_own(company: Path, tmp_path: Path) -> None:
    out = tmp_path / "NO.xlsx"
    run("new", "-o", out, "--team", "NO", "--year", "2026", "--reference", company / "GR.xlsx")
    identity = _plan(out).form("plan")
    assert identity.get("company") == "Cafés Valmorane SAS"
    assert identity.get("sponsor") == "HCA"
    assert identity.get("manager") == "GLF"
    assert identity.get("plan_status") == "draft"
    axes = [r.get("key") for r in _plan(out).table("envelope") if r.get("dimension") == "axis"]
    assert axes == ["AX1", "AX2", "AX3", "AX4", "AX5", "AX6"]


def test_another_year_has_its_own_dates(company: Path, tmp_path: Path) -> None:
    out = tmp_path / "NO.xlsx"
    run("new", "-o", out, "--team", "NO", "--year", "2027", "--reference", company / "GR.xlsx")
    plan = _plan(out)
    assert str(plan.form("plan").get("plan_start")) == "2027-01-01"
    assert {str(r.get("date"))[:4] for r in plan.table("holidays")} == {"2027", "2028"}


def test_every_team_of_a_list_begins_with_the_group(company: Path, tmp_path: Path) -> None:
    teams = tmp_path / "teams.csv"
    teams.write_text(
        "code;label;manager;email\nNO;Nord-Ouest;Gaël Le Floc'h;gael.lefloch@valmorane.example\n"
        "ZZ;Zone;Zoé Zola;z@z.fr\n",
        encoding="utf-8",
    )
    ran = run(
        "new", "--teams", teams, "-d", tmp_path / "out", "--year", "2026", "--actions", "1",
        "--reference", company / "GR.xlsx",
    )  # fmt: skip
    assert ran.code == 0
    north, zone = (_plan(tmp_path / "out" / f"PAC_2026_{code}.xlsx") for code in ("NO", "ZZ"))
    assert _values(north, "axes") == _values(zone, "axes")
    emails = [r.get("email") for r in north.table("team")]
    assert emails.count("gael.lefloch@valmorane.example") == 1
    assert zone.form("plan").get("manager") in {r.key for r in zone.table("team") if r.get("email") == "z@z.fr"}
    assert "ZZ" in {r.key for r in zone.table("teams")}


def test_the_blank_of_a_reference_agrees_with_it(company: Path, tmp_path: Path) -> None:
    out = tmp_path / "NO.xlsx"
    run("new", "-o", out, "--team", "NO", "--year", "2026", "--reference", company / "GR.xlsx")
    ran = run("check", out, "--reference", company / "GR.xlsx", "--as-of", AS_OF, "--format", "json")
    assert "PAC704" not in {finding["code"] for finding in json.loads(ran.out)["findings"]}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--reference", "none.xlsx"], "none.xlsx"),
        (["--reference", "x.xlsx", "--data", "d.json"], "--reference ne va pas avec --data"),
    ],
)
def test_wrong_references_are_told(tmp_path: Path, words: list[str], told: str) -> None:
    ran = run("new", "-o", tmp_path / "x.xlsx", "--team", "NO", *words)
    assert ran.code == 2
    assert told in ran.err
    assert not (tmp_path / "x.xlsx").exists()
