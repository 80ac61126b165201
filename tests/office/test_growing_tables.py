"""Rows people add to the tables of an action sheet, in a real LibreOffice: totals, lists and the reader take them in.

Three ways: typed right below the last row, on a row inserted there, on a row inserted above the next title. The totals
are compared with those Python computes from what the reader took.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.blocks import Tab, TableBlock
from pacom_xl.layout.workbook_layout import lay_out
from pacom_xl.model.plan import column_letters
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from pacom_xl.writing.sheet_writer import cached
from tests.support.office.compare import same
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.office.suite import edited
from tests.support.opened_workbook import open_workbook

_TEMPLATE = load_template()
#: What is typed in a new row of each table, by field.
_TYPED: dict[str, dict[str, Any]] = {
    "milestones": {"number": 91, "label": "Jalon ajouté", "due": date(2026, 5, 4)},
    "budget_lines": {
        "number": 91, "label": "Ligne ajoutée", "nature": "natures", "vat_rate": 0.2, "planned": 1000,
        "committed": 1400, "spent": 100,
    },
    "schedule": {"line": 91, "month": date(2026, 9, 1), "amount": 600},
    "kpis": {
        "label": "Indicateur ajouté", "unit": "unit", "mode": "measure_mode", "direction": "direction",
        "baseline": 0, "target": 10, "actual": 4, "measured_on": date(2026, 6, 1),
    },
    "risks": {"label": "Risque ajouté", "probability": 2, "impact": 3},
    "legal_checks": {"point": "legal_point", "status": "legal_status", "evidence": "Preuve ajoutée"},
    "journal": {"date": date(2026, 6, 2), "author": "XYZ", "text": "Note ajoutée"},
    "reschedules": {"date": date(2026, 6, 3), "from": date(2026, 6, 30), "to": date(2026, 9, 30), "reason": "Ajout"},
}  # fmt: skip
_BELOW, _INSERTED, _AT_TITLE, _ABOVE = "ACT-NO-001", "ACT-NO-002", "ACT-NO-003", "ACT-NO-005"
_ROWS_ABOVE = ("milestones", "budget_lines", "schedule")


class Grown(NamedTuple):
    """A workbook with a row added to every table of some action sheets."""

    layout: dict[str, Tab]
    values: Any
    controls: Any
    book: PlanView


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    folder = tmp_path_factory.mktemp("grown")
    source = written("NO", "fr", MONDAY, folder)
    plan = read_workbook(source, _TEMPLATE).plan
    assert plan
    tabs = {tab.name: tab for tab in lay_out(PlanView(plan, _TEMPLATE, MONDAY), "fr").fiches}
    edits = [edit for name in (_BELOW, _INSERTED, _AT_TITLE, _ABOVE) for edit in _edits(tabs[name])]
    target, again = edited(source, edits, folder)
    after = read_workbook(target, _TEMPLATE).plan
    assert after
    values = open_workbook(again, data_only=True)
    return Grown(tabs, values, open_workbook(target), PlanView(after, _TEMPLATE, MONDAY))


def _edits(tab: Tab) -> Iterator[list[Any]]:
    """From the last table to the first, so that rows stand where the layout has them."""
    for block in reversed(list(tab.blocks.values())):
        if not isinstance(block, TableBlock):
            continue
        row = {_BELOW: block.last_row + 1, _INSERTED: block.last_row + 1, _AT_TITLE: block.last_row + 2}.get(tab.name)
        if row is None:
            if block.table.key not in _ROWS_ABOVE:
                continue
            row = block.first_row
        if tab.name != _BELOW:
            yield ["insert_rows", tab.name, row + 1, 1]
        for key, value in _TYPED[block.table.key].items():
            yield ["type", tab.name, f"{column_letters(block.columns[key])}{row + 1}", _as_typed(value)]


def _as_typed(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    choices = _TEMPLATE.choices.get(value) if isinstance(value, str) else None
    return choices[0].label.fr if choices else str(value).replace(".", ",")


@pytest.mark.parametrize("table", _TYPED)
@pytest.mark.parametrize("action", [_BELOW, _INSERTED, _AT_TITLE])
def test_a_row_added_to_a_table_is_read(action: str, table: str, grown: Grown) -> None:
    added = grown.book.children(action, table)[-1].record
    for key, value in _TYPED[table].items():
        assert _plain(added.values[key]) == _as_read(value), key


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _as_read(value: Any) -> Any:
    choices = _TEMPLATE.choices.get(value) if isinstance(value, str) else None
    if value == date(2026, 9, 1):
        return "2026-09"
    return choices[0].key if choices else value


@pytest.mark.parametrize("action", [_BELOW, _INSERTED, _AT_TITLE, _ABOVE])
def test_every_total_takes_an_added_row_in(action: str, grown: Grown) -> None:
    tab, row = grown.layout[action], grown.book.find("actions", action)
    assert row
    sheet = grown.values[action]
    for key, (number, column) in tab.hidden.items():
        name, _, part = key.partition("@")
        if name:
            ours = row.part(f"actions.{name}", part) if part else row[name]
            assert same(cached(ours), sheet.cell(number + 1, column + 1).value), key
    added = [r for r in grown.book.children(action, "schedule") if r.number("line") == 91]
    assert len(added) == 1 and row.part("actions.cash_out", "2026-09")


@pytest.mark.parametrize("action", [_BELOW, _INSERTED, _AT_TITLE, _ABOVE])
def test_the_calendar_takes_an_added_row_in(action: str, grown: Grown) -> None:
    row = grown.book.find("actions", action)
    assert row
    cells = next([c.value for c in line] for line in grown.values["Calendrier"].iter_rows() if line[1].value == action)
    for key in ("variance", "kpi_attainment", "flag_key", "at_risk_key"):
        column = _calendar(grown).columns[key]
        assert same(cached(row[key]), cells[column]), key
    header = grown.values["Calendrier"][_calendar(grown).header_row + 1]
    week = next(n for n, c in enumerate(header) if c.value == datetime(2026, 5, 4))
    assert cells[week] == "◆"


def _calendar(grown: Grown) -> TableBlock:
    block = lay_out(grown.book, "fr").by_sheet["calendar"].blocks["calendar"]
    assert isinstance(block, TableBlock)
    return block


def test_an_inserted_row_has_the_lists_of_its_table(grown: Grown) -> None:
    for action in (_INSERTED, _AT_TITLE):
        sheet = grown.controls[action]
        number = next(c.row for c in sheet["B"] if c.value == 91 and sheet.cell(c.row, 6).value == 0.2)
        lists = [v for v in sheet.data_validations.dataValidation if v.type == "list" and f"E{number}" in v.sqref]
        assert [v.formula1 for v in lists] == ["natures_labels"]


@pytest.mark.long
def test_a_row_too_many_is_said(tmp_path: Path) -> None:
    """Totals have room for some more rows; beyond, the counter of the sheet says that something is wrong."""
    source = written("NO", "fr", MONDAY, tmp_path)
    plan = read_workbook(source, _TEMPLATE).plan
    assert plan
    fits, beyond = lay_out(PlanView(plan, _TEMPLATE, MONDAY), "fr").fiches[:2]
    edits = [["insert_rows", tab.name, _row_of(tab) + 1, _room(tab) + more] for more, tab in enumerate((fits, beyond))]
    values = open_workbook(edited(source, edits, tmp_path)[1], data_only=True)
    for wrong, tab in enumerate((fits, beyond)):
        sheet = values[tab.name]
        counter = next(c for row in sheet.iter_rows() for c in row if c.value == "Contrôle →")
        assert sheet.cell(counter.row, counter.column + 3).value == wrong


def _row_of(tab: Tab) -> int:
    """The row below the payment schedule."""
    block = tab.blocks["schedule"]
    assert isinstance(block, TableBlock)
    return block.closing_row


def _room(tab: Tab) -> int:
    """Rows its totals take in beside those there are."""
    block = tab.blocks["schedule"]
    assert isinstance(block, TableBlock)
    return tab.carried["schedule"].size - block.size - 1
