"""Workbooks nobody has filled in yet go through every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import AS_OF, run


@pytest.mark.parametrize("team", ["NO", "NA", "ON"])
def test_blank_workbooks_are_checked_merged_and_exported(tmp_path: Path, team: str) -> None:
    book, group, data = tmp_path / "pac.xlsx", tmp_path / "groupe.xlsx", tmp_path / "plan.json"
    assert run("new", "-o", book, "--team", team, "--year", "2026").code == 0
    assert run("check", book, "--as-of", AS_OF).code == 0
    assert run("merge", book, "-o", group, "--as-of", AS_OF).code == 0
    assert run("export", book, "-o", data).code == 0
    assert f'"team": "{team}"' in data.read_text(encoding="utf-8")
