"""Totals by axis, quarter, nature and team of the group's workbook agree with the whole, whatever teams leave empty."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pacom_xl.cli.group_output import write_group_workbook
from pacom_xl.consolidation.review import Review, review
from pacom_xl.figures.group.totals import group_totals
from pacom_xl.model.audit import Amounts
from tests.support.drafts import Draft
from tests.support.office.compare import cached_differences
from tests.support.office.suite import convert
from tests.support.opened_workbook import open_workbook
from tests.support.sample_company import AS_OF, TEMPLATE, reading

_AMOUNTS = {"Alloué": "allocated", "Engagé": "committed", "Réalisé": "spent", "Atterrissage": "forecast"}


def _loosened(pick: Random) -> Any:
    """Leaves out, at random, what totals are split by."""

    def change(plan: Draft) -> None:
        for action in plan.table("actions"):
            action.values["axis"] = pick.choice((action.get("axis"), None, "AX9"))
            action.values["status"] = pick.choice(("draft", "planned", "in_progress", "done", "cancelled"))
        for line in plan.table("budget_lines"):
            line.values["nature"] = pick.choice((line.get("nature"), None))
            line.values["committed"] = Decimal(pick.randrange(0, 10**6)) / 100
        for instalment in plan.table("schedule"):
            instalment.values["month"] = pick.choice((instalment.get("month"), None, "2031-01"))

    return change


def _company(seed: int) -> Review:
    pick = Random(seed)
    return review([reading("GR"), *(reading(team, change=_loosened(pick)) for team in ("NO", "IF"))], TEMPLATE, AS_OF)


def _table(book: openpyxl.Workbook, sheet: str, heading: str) -> list[dict[str, Any]]:
    """The rows below the first row that holds ``heading``, by heading, down to the first empty row."""
    rows = [list(row) for row in book[sheet].iter_rows(min_col=2, values_only=True)]
    start = next(n for n, row in enumerate(rows) if heading in row)
    heads = rows[start]
    found = []
    for row in rows[start + 1 :]:
        if all(value is None for value in row):
            break
        found.append(dict(zip(heads, row, strict=True)))
    return found


def _by_team(rows: list[dict[str, Any]], *columns: str) -> dict[str, float]:
    sums: Counter[str] = Counter()
    for row in rows:
        sums[str(row["Équipe"])] += sum(row[column] or 0 for column in columns)
    return {team: round(value, 2) for team, value in sums.items() if round(value, 2)}


def _expected(amounts: dict[str, Amounts], name: str) -> dict[str, float]:
    found = {team: round(float(getattr(of, name)), 2) for team, of in amounts.items()}
    return {team: value for team, value in found.items() if value}


@settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(seed=st.integers(0, 10**6))
def test_every_table_of_the_group_adds_up_to_the_whole(tmp_path_factory: Any, seed: int) -> None:
    found, file = _company(seed), tmp_path_factory.mktemp("group") / "group.xlsx"
    write_group_workbook(found, file, False, action_sheets=False)
    totals = found.portfolio.totals(AS_OF)
    book = open_workbook(file, data_only=True)
    quarters, teams = _table(book, "Budget du groupe", "Hors trimestres"), _table(book, "Équipes et axes", "À clôturer")
    for column, name in _AMOUNTS.items():
        expected = _expected(dict(totals.by_team), name)
        assert _by_team(quarters, column) == expected
        assert _by_team([row for row in teams if row["Nom"]], column) == expected
        assert round(teams[-1][column], 2) == round(float(getattr(totals, name)), 2)
    axes = _table(book, "Équipes et axes", "Axe")
    assert round(axes[-1]["Total"], 2) == round(float(totals.allocated), 2)
    assert "Sans axe" in {row["Libellé"] for row in axes}
    instalments = _table(book, "Échéancier de paiement", "Compté")
    assert _by_team(quarters, "T1", "T2", "T3", "T4", "Hors trimestres") == _by_team(instalments, "Compté")


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_amounts_by_nature_and_by_axis_are_those_of_the_team(seed: int) -> None:
    for view in _company(seed).portfolio.group(AS_OF).views:
        sums = group_totals(view).sums
        for name in ("committed", "spent", "forecast"):
            by = {
                kind: sum((v for key, v in sums.items() if key[0] == name and key[2] == kind), Decimal(0))
                for kind in ("total", "axis", "nature")
            }
            assert by["total"] == by["axis"] == by["nature"]


def test_an_office_adds_up_actions_without_axis(tmp_path: Path) -> None:
    file = tmp_path / "group.xlsx"
    write_group_workbook(_company(3), file, False, action_sheets=False)
    assert cached_differences(file, convert(file, "xlsx", tmp_path / "again")) == []


def test_what_a_draft_has_ordered_counts_on_the_screen_and_in_the_summary(tmp_path: Path) -> None:
    def draft(plan: Draft) -> None:
        plan.table("actions")[0].values["status"] = "draft"
        line = next(line for line in plan.table("budget_lines") if line.parent == plan.table("actions")[0].key)
        line.values["committed"] = Decimal(123_456)

    found = review([reading("NO", change=draft)], TEMPLATE, AS_OF)
    write_group_workbook(found, tmp_path / "group.xlsx", False, action_sheets=False)
    (row, _total) = _table(open_workbook(tmp_path / "group.xlsx", data_only=True), "Équipes et axes", "À clôturer")
    totals = found.portfolio.totals(AS_OF)
    assert row["Engagé"] == totals.committed >= 123_456
    assert row["Alloué"] == totals.allocated
