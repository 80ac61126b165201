"""Limits of the template are checks of the spreadsheet: refused where the rule is an error, asked where it warns."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.opened_workbook import open_tab
from tests.support.small_workbook import write_small


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The validations of the small workbook's action sheet, by the title of their message."""
    path = tmp_path_factory.mktemp("limits") / "small.xlsx"
    write_small(path)
    sheet = open_tab(path, "ACT-NO-002")
    return {v.promptTitle: v for v in sheet.data_validations.dataValidation}


def test_numbers_beyond_their_limits_are_refused(checks: dict[str, Any]) -> None:
    rate = checks["Avancement"]
    assert (rate.type, rate.errorStyle or "stop", rate.formula1, rate.formula2) == ("decimal", "stop", "0", "1")
    assert "de 0\u202f% à 100\u202f%" in rate.error
    amount = checks["Prévu HT"]
    assert (amount.type, amount.operator, amount.formula1) == ("decimal", "greaterThanOrEqual", "0")


def test_texts_of_another_length_are_asked_about(checks: dict[str, Any]) -> None:
    title = checks["Intitulé"]
    assert (title.type, title.errorStyle, title.formula1, title.formula2) == ("textLength", "warning", "5", "120")


def test_values_that_stand_once_are_checked_in_their_column(checks: dict[str, Any]) -> None:
    indicator = checks["Indicateur"]
    assert indicator.type == "custom" and indicator.formula1.startswith("COUNTIF(")


def test_cells_with_several_values_have_a_list_that_blocks_nothing_and_a_help(checks: dict[str, Any]) -> None:
    channels = checks["Canaux utilisés"]
    assert (channels.type, channels.errorStyle) == ("list", "information")
    assert "séparées par" in channels.prompt and "Ex." in channels.prompt
