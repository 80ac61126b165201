"""Formats and kinds of values that say something else of a number, saved by LibreOffice as .xlsx and .ods alike."""

from __future__ import annotations

from decimal import Decimal

import openpyxl
import pytest

from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules.messages import message
from pacom_xl.xlsx.number_formats import kind_of_code
from tests.support.office.suite import convert
from tests.support.opened_workbook import open_workbook
from tests.support.small_workbook import TEMPLATE, read, write_small

FICHE = "ACT-NO-002"


@pytest.fixture(scope="module", params=["xlsx", pytest.param("ods", marks=pytest.mark.long)])
def reading(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reading:
    folder = tmp_path_factory.mktemp("formats")
    write_small(folder / "base.xlsx")
    plan = read(folder / "base.xlsx").plan
    assert plan
    lines = [r for r in plan.table("budget_lines") if r.parent == FICHE]
    title = plan.table("actions")[0].cell("title")
    assert title
    book = open_workbook(folder / "base.xlsx")

    def cell(number: int, key: str) -> openpyxl.cell.cell.Cell:
        place = lines[number].cell(key)
        assert place
        return book[place.sheet].cell(place.row + 1, place.column + 1)

    cell(0, "planned").number_format = "#,##0.00 [$USD]"
    cell(1, "planned").number_format = "[$£-809]#,##0.00"
    cell(2, "planned").number_format = "#,##0.00 [$€-40C]"
    cell(0, "spent").value = "=TRUE()"
    cell(1, "spent").value = -5
    book[title.sheet].cell(title.row + 1, title.column + 1).value = "Tournée\tdes caves"
    book.save(folder / "edited.xlsx")
    return read(convert(folder / "edited.xlsx", request.param, folder / request.param))


def _cells(reading: Reading, code: str) -> list[str]:
    return sorted(f.field or "" for f in reading.findings if f.code == code)


def test_another_currency_is_told_and_the_euro_is_not(reading: Reading) -> None:
    found = [f for f in reading.findings if f.code == "PAC116"]
    assert sorted(str(f.params["format"].fr) for f in found) == ["GBP", "USD"]
    assert all("format" in message(f, "fr", TEMPLATE) for f in found)


def test_a_boolean_is_no_amount_and_a_negative_one_no_date(reading: Reading) -> None:
    assert reading.plan
    lines = [r for r in reading.plan.table("budget_lines") if r.parent == FICHE]
    assert [line.get("spent") for line in lines[:2]] == [None, Decimal(-5)]
    (refused,) = [f for f in reading.findings if f.code == "PAC105"]
    assert "VRAI" in message(refused, "fr", TEMPLATE)


def test_words_stay_apart_where_a_tab_stands_between_them(reading: Reading) -> None:
    assert reading.plan
    assert str(reading.plan.table("actions")[0].get("title")) == "Tournée des caves"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("#,##0 €", "currency"), ("#,##0 [$€-40C]", "currency"), ("[$EUR] #,##0", "currency"), ('"$"#,##0', "USD"),
        ("[$$-409]#,##0.00", "USD"), ("#,##0.00 [$CHF]", "CHF"), ("[$£-809]#,##0", "GBP"), ("0.0%", "percent"),
        ("[$-40C]d mmmm yyyy", "date"), ("# ##0", None),
    ],
)  # fmt: skip
def test_what_a_format_says(code: str, kind: str | None) -> None:
    assert kind_of_code(code) == kind
