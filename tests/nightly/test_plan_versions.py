"""``diff --since``: the versions of the plans that nights keep."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from pacom_xl.nightly.history.plan_versions import PlanVersions
from pacom_xl.reporting.diff.diff_model import FileState
from tests.support.command_line import run
from tests.support.nightly_company import MONDAY, Company
from tests.support.sample_company import TEMPLATE, sample_plan


def test_since_a_date_compares_with_the_last_night_up_to_it(company: Company) -> None:
    company.night(0)
    company.edit("ACT-NO-002", due=date(2026, 6, 30))
    company.night(1)
    company.edit("ACT-NO-002", due=date(2026, 7, 15))
    words = ("diff", "--config", company.config, "--as-of", "2026-06-17", "--format", "json", "--since")
    for day, before in (
        (MONDAY, "2026-06-12"),
        (MONDAY + timedelta(days=1), "2026-06-30"),
        (date(2027, 1, 1), "2026-06-30"),
    ):
        ran = run(*words, day.isoformat())
        assert ran.code == 0, ran.err
        found = {team["team"]: team for team in json.loads(ran.out)["teams"]}
        assert set(found) == {"GR", "NO", "IF"}
        (change,) = found["NO"]["changes"]
        assert (change["before"], change["after"], change["field"]) == (before, "2026-07-15", "actions.due")
        assert change["old_cell"] == change["new_cell"] is not None
        assert not found["IF"]["changes"] and not found["NO"]["damage"]


def test_a_date_before_the_first_night_is_a_sentence(company: Company) -> None:
    words = ("diff", "--config", company.config, "--since")
    ran = run(*words, "2026-06-15")
    assert (ran.code, "encore conservé aucune version" in ran.err) == (2, True), ran.err
    company.night(0)
    ran = run(*words, "2026-06-14")
    assert (ran.code, "la plus ancienne conservée est du 15/06/2026" in ran.err) == (2, True), ran.err


def test_an_unchanged_workbook_is_stored_once_and_a_person_can_be_forgotten(company: Company) -> None:
    company.night(0)
    company.night(1)
    folder = company.folder / "state" / "versions"
    assert [len(list(team.iterdir())) for team in sorted(folder.iterdir())] == [1, 1, 1]
    assert run("nightly", "forget", "TQU", "--config", company.config).code == 0
    for file in folder.rglob("*.gz"):
        text = gzip.decompress(file.read_bytes()).decode()
        assert '"TQU"' not in text
        assert "Tanguy" not in text or "quéré" not in text.casefold()


def test_a_damaged_version_is_passed_over(tmp_path: Path) -> None:
    versions = PlanVersions(tmp_path)
    state = FileState(sample_plan("NO"))
    versions.store({"a" * 64: state}, MONDAY, TEMPLATE)
    versions.store({"b" * 64: state}, MONDAY + timedelta(days=1), TEMPLATE)
    for file in tmp_path.rglob("2026-06-16*"):
        file.write_bytes(b"damaged")
    (found,) = versions.at(date(2026, 7, 1), TEMPLATE)
    assert found.plan.count("actions") == state.plan.count("actions")


def test_old_versions_are_thinned_to_the_last_of_each_month(tmp_path: Path) -> None:
    versions = PlanVersions(tmp_path)
    state = FileState(sample_plan("NO").with_records([]))
    start = date(2026, 1, 1)
    for number in range(120):
        versions.store({f"{number:064d}"[::-1]: state}, start + timedelta(days=number), TEMPLATE)
    last = start + timedelta(days=119)
    versions.thin(last, 13)
    days = sorted(file.name[:10] for file in tmp_path.rglob("*.gz"))
    assert days[:3] == ["2026-01-31", "2026-02-28", "2026-03-26"]
    assert len(days) == 2 + 36
    versions.thin(last + timedelta(days=5_000), 13)
    assert [file.name[:10] for file in tmp_path.rglob("*.gz")] == [last.isoformat()]


@pytest.mark.parametrize("code", ["../../outside", "", "NO"])
def test_a_team_code_never_leads_out_of_the_folder(tmp_path: Path, code: str) -> None:
    folder = tmp_path / "a" / "versions"
    PlanVersions(folder).store({"a" * 64: FileState(sample_plan("NO").with_head(team=code))}, MONDAY, TEMPLATE)
    assert [path.parent.parent for path in tmp_path.rglob("*.gz")] == [folder]
