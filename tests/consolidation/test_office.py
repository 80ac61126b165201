"""The group's workbook in a real office: every formula, calculated again, gives the value it was written with."""

from __future__ import annotations

import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.support.drafts import Draft
from tests.support.office import ironcalc_engine
from tests.support.office.compare import cached_differences, formula_cells
from tests.support.office.suite import convert
from tests.support.opened_workbook import open_tab
from tests.support.sample_company import TEMPLATE, first_actions
from tests.support.workbook_files import merge, write_team


@pytest.mark.parametrize(("lang", "locale"), [("fr", "fr-FR"), pytest.param("en", "en-GB", marks=pytest.mark.long)])
def test_every_formula_of_the_group_workbook(
    whole_teams: dict[str, Path], tmp_path: Path, lang: str, locale: str
) -> None:
    group = tmp_path / "group.xlsx"
    merge(group, *whole_teams.values(), options=("--lang", lang))
    formulas = formula_cells(group)
    of_actions = sum(tab.startswith("ACT-") for tab, _ in formulas)
    # Flat tables hold values; what adds them up, and the sheets of actions, hold formulas.
    assert of_actions > 7_000
    assert len(formulas) - of_actions > 600
    if lang == "fr":
        assert not {"Plan d’actions", "Lignes de budget", "Échéancier de paiement", "Calendrier", "Jalons"} & {
            t
            for t, cell in formulas
            if cell not in ("B3", "C3")  # the band of every sheet: the way back; team, year and date
        }
        assert {
            "Synthèse du groupe",
            "Équipes et axes",
            "Budget du groupe",
            "Trésorerie du groupe",
            "Enveloppe budgétaire",
        } <= {t for t, _ in formulas}
    assert cached_differences(group, convert(group, "xlsx", tmp_path / "again", locale)) == []


@pytest.mark.long
def test_other_engines_compute_every_formula_of_the_group_workbook(teams: dict[str, Path], tmp_path: Path) -> None:
    """IronCalc and Gnumeric look at one cell where a function takes an array it need not take."""
    group, again = tmp_path / "group.xlsx", tmp_path / "gnumeric.xlsx"
    merge(group, *teams.values())
    assert list(ironcalc_engine.differences(group)) == []
    subprocess.run(["ssconvert", "--recalc", group, again], check=True, capture_output=True)
    assert cached_differences(group, again) == []


def test_budget_by_team_axis_and_quarter_adds_up_to_the_totals(teams: dict[str, Path], tmp_path: Path) -> None:
    report = merge(tmp_path / "group.xlsx", *teams.values())
    rows = list(open_tab(tmp_path / "group.xlsx", "Budget du groupe", data_only=True).iter_rows(min_row=7))
    by_team: dict[str, float] = {}
    for row in rows:
        team, allocated = row[1].value, row[9].value
        assert isinstance(team, str) and isinstance(allocated, (int, float))
        by_team[team] = by_team.get(team, 0) + allocated
    assert by_team == {team: amounts["allocated"] for team, amounts in report["totals"]["by_team"].items()}


def _in_alsace(plan: Draft) -> None:
    first_actions(plan)
    next(row for row in plan.table("teams") if row.key == "SE").values["holiday_zone"] = "alsace_moselle"
    for action in plan.table("actions")[:1]:
        action.values |= {"start": date(2026, 3, 2), "due": date(2026, 4, 3)}


@pytest.mark.long
def test_each_team_has_the_holidays_of_its_zone(tmp_path: Path) -> None:
    """Good Friday, then Easter Monday: a due date there moves to Tuesday in Alsace-Moselle, nowhere else."""
    group = tmp_path / "group.xlsx"
    merge(group, *(write_team(tmp_path, team, _in_alsace) for team in ("GR", "SE", "SO")))
    again = convert(group, "xlsx", tmp_path / "again", "fr-FR")
    assert cached_differences(group, again) == []
    rows = list(open_tab(again, "Calendrier", data_only=True).iter_rows(values_only=True))
    labels = [TEMPLATE.by_name[f"calendar.{key}"].label.fr for key in ("code", "due_effective")]
    heads = next(row for row in rows if labels[1] in row)
    code, due = map(heads.index, labels)
    moved = {row[code]: row[due] for row in rows if row[code] in ("ACT-SE-001", "ACT-SO-001")}
    assert moved == {"ACT-SE-001": datetime(2026, 4, 7), "ACT-SO-001": datetime(2026, 4, 3)}
