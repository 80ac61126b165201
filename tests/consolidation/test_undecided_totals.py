"""A value in conflict is empty: the total says so, and both totals it may become can be seen."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import AS_OF, run
from tests.support.drafts import Draft
from tests.support.opened_workbook import open_tab, open_workbook
from tests.support.workbook_files import PLAIN, merge, write_team

_TEAM, _GROUP = 41_000, 52_000


def _typed_by_team(plan: Draft) -> None:
    plan.table("budget_lines")[0].values["committed"] = Decimal(_TEAM)


def _typed_by_group(base: Path) -> None:
    """The group types another amount on the same line of the consolidated workbook."""
    book = open_workbook(base)
    sheet = book["Lignes de budget"]
    heads = next(row for row in sheet.iter_rows() if any(c.value == "Engagé HT" for c in row))
    column = next(c.column for c in heads if c.value == "Engagé HT")
    sheet.cell(heads[0].row + 1, column).value = _GROUP
    book.save(base)


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path, str]:
    folder = tmp_path_factory.mktemp("undecided")
    base, out = folder / "base.xlsx", folder / "group.xlsx"
    merge(base, write_team(folder, "NO"), options=PLAIN)
    _typed_by_group(base)
    file = write_team(folder, "NO", _typed_by_team)
    report = merge(out, file, options=("--base", str(base), *PLAIN))
    text = run("merge", file, "-o", folder / "again.xlsx", "--base", base, "--as-of", AS_OF, *PLAIN).out
    return report, out, text


def test_the_report_has_both_totals(merged: tuple[dict[str, Any], Path, str]) -> None:
    report = merged[0]
    assert [c["field"] for c in report["conflicts"]] == ["committed"]
    undecided, counted = report["undecided"], report["totals"]["committed"]
    assert undecided["values"] == 1
    assert undecided["first"]["committed"] == counted + _TEAM
    assert undecided["second"]["committed"] == counted + _GROUP
    assert undecided["first"]["by_team"]["NO"]["committed"] == counted + _TEAM


def test_the_summary_marks_its_total_and_shows_both(merged: tuple[dict[str, Any], Path, str]) -> None:
    report, out, _ = merged
    rows = [list(row) for row in open_tab(out, "Équipes et axes", data_only=True).iter_rows(values_only=True)]
    column = next(row.index("Engagé") for row in rows if "Engagé" in row)
    total = next(n for n, row in enumerate(rows) if str(row[1]).startswith("Total"))
    assert rows[total][1] == "Total (1\u00a0valeur en conflit comptée vide)"
    counted = report["totals"]["committed"]
    assert [rows[total + n][column] for n in range(3)] == [counted, counted + _TEAM, counted + _GROUP]


def test_the_screen_shows_both(merged: tuple[dict[str, Any], Path, str]) -> None:
    text = merged[2]
    assert "Total avec les valeurs des équipes" in text and "Total avec les autres valeurs" in text


def test_nothing_of_it_where_all_is_decided(tmp_path: Path) -> None:
    report = merge(tmp_path / "group.xlsx", write_team(tmp_path, "NO"), options=PLAIN)
    assert report["undecided"] is None
