"""Keys of hidden cells are never taken for what people typed: team codes, labels, names."""

from __future__ import annotations

from pathlib import Path

import pytest

from pacom_xl.reading.recognition.vocabulary import vocabulary_of
from tests.support.direct_workbook import DirectWorkbook
from tests.support.small_workbook import TEMPLATE, read, write_small


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "small.xlsx"
    write_small(path)
    return path


@pytest.mark.parametrize("key", ["action_status.draft", "plan.team_code", "swot#3", "cash@opening", "‡teams.code"])
def test_an_internal_key_is_no_team_code(small: Path, tmp_path: Path, key: str) -> None:
    """A damaged file showed « action_status.draft » as the name of its team in mails."""
    workbook = DirectWorkbook(small)
    plan = read(small).plan
    assert plan
    cell = plan.form("plan").cell("team_code")
    assert cell
    workbook.put(cell.sheet, cell.row, cell.column, key)
    reading = read(workbook.save(tmp_path / "damaged.xlsx"))
    assert reading.plan and reading.plan.team == "NO"
    assert {finding.team for finding in reading.findings} == {"NO"}
    assert [f.value for f in reading.findings if f.code == "PAC125"] == [key]


def test_an_internal_key_on_the_hidden_sheet_is_no_team_code_either(small: Path, tmp_path: Path) -> None:
    workbook = DirectWorkbook(small)
    plan = read(small).plan
    assert plan
    cell = plan.form("plan").cell("team_code")
    assert cell
    workbook.clear(cell.sheet, cell.row, cell.column)
    row, _ = next(spot for spot, one in workbook.cells("_pacom").items() if one.content == "meta.team_code")
    workbook.put("_pacom", row, 2, "action_status.draft")
    reading = read(workbook.save(tmp_path / "damaged.xlsx"))
    assert reading.plan and reading.plan.team == "NO", "the document property says it"


def test_an_internal_key_is_no_label_of_a_list(small: Path, tmp_path: Path) -> None:
    """It was read as the label and put into workbooks, pages and mails that are written from it."""
    workbook = DirectWorkbook(small)
    row, column = next(s for s, one in workbook.cells("Listes").items() if one.content == "Planifiée")
    workbook.put("Listes", row, column, "action_status.draft")
    reading = read(workbook.save(tmp_path / "damaged.xlsx"))
    assert reading.plan
    assert all(action.get("status") is not None for action in reading.plan.table("actions"))
    assert "action_status.draft" not in {record.get("fr") for record in reading.plan.table("choices")}


@pytest.mark.parametrize(
    "text",
    ["Lot #3", "swot", "www.exemple.fr", "budget.xlsx", "Salon@Rennes", "A.draft", "plan d’actions", "swot#a", "p.3"],
)
def test_what_people_type_is_no_internal_key(text: str) -> None:
    assert not vocabulary_of(TEMPLATE).is_hidden_key(text)
