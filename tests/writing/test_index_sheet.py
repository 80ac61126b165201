"""The list of actions: what each action serves and who is accountable, by name."""

from __future__ import annotations

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.opened_workbook import open_tab
from tests.support.small_workbook import write_small

_HEADINGS = 6


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Worksheet:
    path = tmp_path_factory.mktemp("index") / "small.xlsx"
    write_small(path)
    return open_tab(path, "Plan d’actions", data_only=True)


def _row(index: Worksheet, number: int) -> dict[str, object]:
    return {str(head.value): cell.value for head, cell in zip(index[_HEADINGS], index[number], strict=True)}


def test_axis_objective_and_owner_are_named_beside_their_codes(index: Worksheet) -> None:
    shown = _row(index, _HEADINGS + 1)
    assert shown["Axe"] == "AX1 – Conquête CHR (cafés, hôtels, restaurants)"
    assert str(shown["Objectif principal"]).startswith("OBJ-01 – Signer 260 ")
    assert shown["Responsable"] == "TQU – Thomas Quéméner"


def test_rows_are_as_high_as_the_names_need(index: Worksheet) -> None:
    heights = [index.row_dimensions[number].height for number in range(_HEADINGS + 1, _HEADINGS + 4)]
    assert all(height >= 45 for height in heights)


def test_an_action_without_names_shows_none(index: Worksheet) -> None:
    blank = _row(index, _HEADINGS + 4)
    assert str(blank["Code action"]).startswith("ACT-NO-")
    assert not any(blank[key] for key in ("Axe", "Objectif principal", "Responsable"))


def test_the_list_is_printed_legibly(index: Worksheet) -> None:
    assert index.page_setup.scale >= 60
