"""The calendar opens on its Gantt: what people need beside the weeks, the other columns folded."""

from __future__ import annotations

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pacom_xl.layout.fixed_places import WEEKS
from pacom_xl.template.load import load_template
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.opened_workbook import open_workbook

CALENDAR = load_template().tables["calendar"]


@pytest.fixture(scope="module")
def calendar(tmp_path_factory: pytest.TempPathFactory) -> Worksheet:
    return open_workbook(written("NO", "fr", MONDAY, tmp_path_factory.mktemp("calendar")))["Calendrier"]


def _widths(sheet: Worksheet) -> dict[int, float]:
    """Width in characters of the columns people see."""
    return {
        column: d.width for d in sheet.column_dimensions.values() if not d.hidden for column in range(d.min, d.max + 1)
    }


def test_five_columns_and_the_weeks_are_on_one_screen(calendar: Worksheet) -> None:
    header = next(c.row for c in calendar["B"] if c.value == CALENDAR.by_key["code"].label.fr)
    widths = _widths(calendar)
    shown = [calendar.cell(header, column).value for column in sorted(widths)]
    labels = [CALENDAR.by_key[key].label.fr for key in ("code", "title", "owner", "due", "flag")]
    assert shown[:5] == labels and len(shown) == 5 + WEEKS


def test_the_other_columns_are_folded_in_an_outline(calendar: Worksheet) -> None:
    folded = [d for d in calendar.column_dimensions.values() if d.outlineLevel == 1]
    assert folded and all(d.hidden for d in folded)


def test_codes_lead_to_the_sheets_of_actions(calendar: Worksheet) -> None:
    links = [c.value for c in calendar["B"] if isinstance(c.value, str) and c.value.startswith("=IF('Plan d’actions'")]
    assert len(links) == 36 and all("HYPERLINK" in link for link in links)


def test_the_situation_at_risk_stands_before_on_time() -> None:
    keys = [choice.key for choice in load_template().choices["situation"]]
    assert keys.index("at_risk") < keys.index("on_time")


def test_owners_are_named(calendar: Worksheet) -> None:
    formulas = [c.value for c in calendar["D"] if isinstance(c.value, str) and c.value.startswith("=")]
    assert formulas and all("'Équipe'!" in formula for formula in formulas)
