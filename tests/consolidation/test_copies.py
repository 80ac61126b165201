"""Two action sheets with one code (PAC117): both go through consolidations, with their rows and the group's edits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.layout.anchors import column_key
from tests.support.command_line import run
from tests.support.opened_workbook import open_workbook
from tests.support.workbook_files import PLAIN, merge, write_team

CODE = "ACT-NO-002"
COPY = f"{CODE} (2)"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of NO after somebody duplicated the tab of an action and went on in the copy."""
    file = write_team(tmp_path_factory.mktemp("copies"), "NO")
    book = open_workbook(file)
    copy = book.copy_worksheet(book[CODE])
    copy.title = COPY
    for row in copy.iter_rows():
        for cell in row:
            if cell.value == "Tournée de prospection des brasseries du littoral atlantique":
                cell.value = "La copie"
    book.save(file)
    return file


def exported(file: Path, out: Path) -> list[dict[str, Any]]:
    run("export", file, "-o", out, "--force")
    return [r for plan in json.loads(out.read_text(encoding="utf-8"))["plans"] for r in plan["records"]]


def rows(records: list[dict[str, Any]]) -> list[tuple[str, str, str | None, str]]:
    """Every row of both actions."""
    found = [r for r in records if (r["parent"] or r["key"]).startswith(CODE) and r["table"] != "means"]
    return sorted(
        (r["table"], r["key"] if r["table"] == "actions" else "", r["parent"], str(r["values"])) for r in found
    )


def test_both_actions_keep_their_rows_through_two_merges(team: Path, tmp_path: Path) -> None:
    own = rows(exported(team, tmp_path / "own.json"))
    assert {row[2] for row in own if row[0] == "budget_lines"} == {CODE, COPY}
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    merge(first, team, options=PLAIN)
    merge(second, first, options=PLAIN)
    assert rows(exported(first, tmp_path / "first.json")) == own
    assert rows(exported(second, tmp_path / "second.json")) == own


@pytest.mark.parametrize("key", [CODE, COPY])
def test_what_the_group_edits_in_either_action_is_used(team: Path, tmp_path: Path, key: str) -> None:
    base = tmp_path / "base.xlsx"
    merge(base, team, options=PLAIN)
    assert merge(tmp_path / "same.xlsx", team, options=("--base", str(base), *PLAIN))["changes"] == []
    book = open_workbook(base)
    sheet = book["Plan d’actions"]
    heads = {column_key(str(c.value)): c.column for row in sheet.iter_rows(max_row=8) for c in row if c.column > 1}
    row = next(c.row for c in sheet["A"] if c.value == key)
    sheet.cell(row, heads["actions.allocated"]).value = 4321
    book.save(base)
    out = tmp_path / "again.xlsx"
    report = merge(out, team, options=("--base", str(base), *PLAIN))
    assert [(c["key"], c["field"], c["by"], c["used"]) for c in report["changes"]] == [
        (key, "allocated", "group", 4321)
    ]
    amounts = {r["key"]: r["values"]["allocated"] for r in exported(out, tmp_path / "out.json")
               if r["table"] == "actions" and r["key"].startswith(CODE)}  # fmt: skip
    assert amounts[key] == 4321 and len(set(amounts.values())) == 2
