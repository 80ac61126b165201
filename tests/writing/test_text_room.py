"""No text of the sample is cut in its cell, as far as the widths of its letters tell."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from pacom_xl.model.text import Lang
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.text_room import cut_texts

#: Sheets that are not measured yet: forms of action sheets, the dashboard, titles of the calendar.
_OTHERS = ("ACT-", "Tableau de bord", "Dashboard", "Calendrier", "Calendar")


@pytest.mark.parametrize(("kind", "lang"), [("NO", "fr"), ("blank", "fr")])
def test_no_text_of_a_sheet_is_cut(kind: str, lang: Lang, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(kind, lang, MONDAY, tmp_path), data_only=True)
    assert [cut for cut in cut_texts(book) if not cut.sheet.startswith(_OTHERS)] == []


def test_a_text_that_does_not_fit_is_found(tmp_path: Path) -> None:
    workbook = xlsxwriter.Workbook(tmp_path / "cut.xlsx")
    sheet, wrapped = workbook.add_worksheet(), workbook.add_format({"text_wrap": True})
    sheet.write_row(0, 0, ["a text that is too long for its column", "beside"])
    sheet.write(1, 0, "a text of several lines in a row of one", wrapped)
    sheet.set_row(1, 15)
    sheet.write(2, 0, "a text that runs over the empty cells beside it")
    sheet.write(3, 0, "short")
    workbook.close()
    cuts = cut_texts(openpyxl.load_workbook(tmp_path / "cut.xlsx"))
    assert [cut.cell for cut in cuts] == ["A1", "A2"]
