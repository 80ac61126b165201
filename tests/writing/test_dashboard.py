"""The dashboard: verdicts first, names instead of codes, only what there is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.model.plan import Plan
from pacom_xl.template.load import load_template
from pacom_xl.writing.blank_plan import blank_plan
from tests.support.opened_workbook import open_tab
from tests.support.sample_company import sample_plan
from tests.support.written_once import write_once

TEMPLATE = load_template()
AS_OF = date(2026, 6, 15)


def _sheet(plan: Plan, folder: Path) -> Any:
    path = folder / "team.xlsx"
    write_once(plan, path, as_of=AS_OF, frozen=True, workbook_id="id")
    return open_tab(path, "Tableau de bord", data_only=True)


def _values(sheet: Any) -> list[Any]:
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return _sheet(sample_plan("NO"), tmp_path_factory.mktemp("full"))


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Any:
    plan = blank_plan(TEMPLATE, team="NO", label="Nord-Ouest", year=2026, actions=2)
    return _sheet(plan, tmp_path_factory.mktemp("blank"))


def _below(sheet: Any, name: str) -> list[Any]:
    """What stands below the name of a tile."""
    cell = next(c for row in sheet.iter_rows() for c in row if str(c.value).endswith(name))
    return [sheet.cell(cell.row + down, cell.column).value for down in (1, 2)]


def test_the_title_says_team_year_and_date(full: Any) -> None:
    texts = _values(full)
    assert "Nord-Ouest · PAC 2026" in texts
    assert "Tableau de bord · au 15/06/2026 · montants HT" in texts


def test_tiles_give_verdicts(full: Any) -> None:
    assert _below(full, "▲ En retard") == [1, "jusqu’à 3 jours"]
    assert _below(full, "▲ Objectifs hors trajectoire") == ["1 sur 7", "2 à surveiller"]
    assert _below(full, "▲ Dépassements") == [2, 4700]
    assert _below(full, "● Terminées à temps")[0] == "2 sur 3"
    share, forecast = _below(full, "✔ Atterrissage / enveloppe")
    assert share == pytest.approx(0.9606, abs=0.0001) and forecast == "100\u202f380\xa0€ pour 104\u202f500\xa0€"


def test_only_situations_there_are_are_named(full: Any, blank: Any) -> None:
    line = next(str(v) for v in _values(full) if "actions\u00a0:" in str(v))
    assert "▲ en retard 1" in line and "annulée" not in line and " 0" not in line
    assert "aucune action commencée" in _values(blank)


def test_charts_name_axes_and_months(full: Any) -> None:
    labels = {str(v) for v in _values(full)}
    axes = {row.text("label") for row in sample_plan("NO").table("axes")}
    assert axes <= labels
    assert not labels & {"AX1", "OBJ-01"}


def test_a_blank_workbook_says_that_there_is_nothing(blank: Any) -> None:
    texts = _values(blank)
    for words in ("Aucune action en retard", "Aucun objectif", "non planifiée", "aucune enveloppe"):
        assert words in texts
    assert sum(str(text).startswith("Rien à montrer") for text in texts) == 2


def test_codes_of_actions_are_links(tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    write_once(sample_plan("NO"), path, as_of=AS_OF, frozen=True, workbook_id="id")
    sheet = open_tab(path, "Tableau de bord")
    shown = open_tab(path, "Tableau de bord", data_only=True)
    codes = [c.coordinate for row in shown.iter_rows() for c in row if str(c.value).startswith("ACT-NO-")]
    assert codes
    assert all('"fiche_"&' in str(sheet[cell].value) for cell in codes)
