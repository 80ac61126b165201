"""A workbook whose envelope shows less than its action sheets hold is told, with both amounts (PAC516)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.blocks import TableBlock
from pacom_xl.layout.workbook_layout import lay_out
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import column_letters
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.rules import messages
from pacom_xl.template.load import load_template
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.office.suite import saved

_TEMPLATE = load_template()
_ACTION = "ACT-NO-002"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written("NO", "fr", MONDAY, tmp_path_factory.mktemp("source"))


def _lines(source: Path, count: int) -> Iterator[list[Any]]:
    """Budget lines of 100 committed, inserted above the last row of an action sheet."""
    plan = read_workbook(source, _TEMPLATE).plan
    assert plan
    tab = next(tab for tab in lay_out(PlanView(plan, _TEMPLATE, MONDAY), "fr").fiches if tab.name == _ACTION)
    block = tab.blocks["budget_lines"]
    assert isinstance(block, TableBlock)
    yield ["insert_rows", tab.name, block.last_row + 1, count]
    for number in range(count):
        for key, value in (("number", 100 + number), ("label", f"Ligne {number}"), ("committed", 100)):
            row = block.last_row + 1 + number
            yield ["type", tab.name, f"{column_letters(block.columns[key])}{row}", value]


def _instalments(source: Path, count: int) -> Iterator[list[Any]]:
    """Instalments of 100 in July, inserted above the last row of the payment schedule."""
    plan = read_workbook(source, _TEMPLATE).plan
    assert plan
    tab = next(tab for tab in lay_out(PlanView(plan, _TEMPLATE, MONDAY), "fr").fiches if tab.name == _ACTION)
    block = tab.blocks["schedule"]
    assert isinstance(block, TableBlock)
    yield ["insert_rows", tab.name, block.last_row + 1, count]
    july = (date(MONDAY.year, 7, 1) - date(1899, 12, 30)).days
    for number in range(count):
        row = block.last_row + 1 + number
        for key, value in (("line", 1), ("month", july), ("amount", 100)):
            yield ["type", tab.name, f"{column_letters(block.columns[key])}{row}", value]


def test_a_month_of_cash_that_shows_less_than_the_plan_is_told(source: Path, tmp_path: Path) -> None:
    target = saved(source, list(_instalments(source, 40)), tmp_path)
    found = {finding.field: finding for finding in _found(target)}
    month = found["cash_months.cash_out_plan"]
    assert month.cell and month.cell.sheet == "Prévision de trésorerie"
    assert month.params["amount"] > month.params["shown"]
    assert f"07/{MONDAY.year}" in messages.message(month, "fr", _TEMPLATE)
    assert "cash_months.cash_out_plan" not in {f.field for f in _found(source)}


def _found(target: Path) -> list[Finding]:
    return [finding for finding in read_workbook(target, _TEMPLATE).findings if finding.code == "PAC516"]


def test_more_lines_than_the_sheet_adds_up_are_told_with_both_amounts(source: Path, tmp_path: Path) -> None:
    target = saved(source, list(_lines(source, 40)), tmp_path)
    (found,) = _found(target)
    plan = read_workbook(target, _TEMPLATE).plan
    assert plan
    held = sum((line.amount("committed") for line in plan.table("budget_lines")), Decimal(0))
    assert found.field == "envelope.committed" and found.params["amount"] == held > found.params["shown"]
    assert found.cell and found.cell.sheet == "Enveloppe budgétaire"
    text = messages.message(found, "fr", _TEMPLATE)
    assert "Engagé" in text and "affiche" in text


@pytest.mark.long
def test_lines_the_sheet_has_room_for_are_not(source: Path, tmp_path: Path) -> None:
    target = saved(source, list(_lines(source, 3)), tmp_path)
    assert _found(target) == []


def test_nothing_is_told_of_a_workbook_as_it_was_written(source: Path) -> None:
    assert _found(source) == []
