"""``merge`` and ``demo``: the consolidated workbook and what is told of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command_line import AS_OF, run


def test_merge_writes_a_workbook_and_tells_the_totals(company: Path, tmp_path: Path) -> None:
    output = tmp_path / "group.xlsx"
    ran = run("merge", company, "-o", output, "--as-of", AS_OF, "--format", "json")
    report = json.loads(ran.out)
    assert ran.code == 0
    assert output.is_file()
    assert report["totals"]["by_team"]["NO"]["spent"] == 26300


def test_merge_tells_who_is_missing(company: Path, tmp_path: Path) -> None:
    ran = run("merge", company, "-o", tmp_path / "g.xlsx", "--as-of", AS_OF, "--expect", "NO,IF,SE")
    assert ran.code == 3
    assert "SE" in ran.out


def test_strict_writes_nothing_when_two_workbooks_compete(company: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    run("export", company / "NO.xlsx", "-o", tmp_path / "NO.json")
    data = (tmp_path / "NO.json").read_text(encoding="utf-8").replace("littoral", "rivage")
    (tmp_path / "NO.json").write_text(data, encoding="utf-8")
    run("new", "-o", other, "--data", tmp_path / "NO.json")
    output = tmp_path / "group.xlsx"
    ran = run("merge", company, other, "-o", output, "--strict", "--as-of", AS_OF)
    assert ran.code == 1
    assert not output.exists()


def test_merging_with_the_result_of_a_merge_counts_nothing_twice(company: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    run("merge", company, "-o", first, "--as-of", AS_OF)
    alone = json.loads(run("merge", company, "-o", second, "--as-of", AS_OF, "--format", "json").out)
    again = run("merge", company, first, "-o", tmp_path / "3.xlsx", "--as-of", AS_OF, "--format", "json")
    assert json.loads(again.out)["totals"] == alone["totals"]


@pytest.mark.long
def test_the_demonstration(tmp_path: Path) -> None:
    ran = run("demo", tmp_path / "demo")
    assert ran.code == 0
    assert "Actions en retard (4)" in ran.out
    assert "477\u202f200\u00a0€" in ran.out
    assert len(list((tmp_path / "demo" / "classeurs").glob("*.xlsx"))) == 5
    mails = {path.stem for path in (tmp_path / "demo" / "courriels").glob("*.eml")}
    assert {"direction", "NO", "IF", "SE", "SO"} < mails
    assert run("demo", tmp_path / "demo").code == 2
