"""No text of the sample is cut in its cell, as far as the widths of its letters tell."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from pacom_xl.model.text import Lang
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.opened_workbook import open_workbook
from tests.support.text_room import cut_texts

#: Letters of other fonts, screens and zooms are up to that much wider than measured.
_WIDER = 1.1


@pytest.mark.parametrize(("kind", "lang"), [("NO", "fr"), ("blank", "fr"), ("NO", "en")])
def test_no_text_of_a_sheet_is_cut(kind: str, lang: Lang, tmp_path: Path) -> None:
    book = open_workbook(written(kind, lang, MONDAY, tmp_path), data_only=True)
    assert list(cut_texts(book, _WIDER)) == []


def test_a_text_that_does_not_fit_is_found(tmp_path: Path) -> None:
    workbook = xlsxwriter.Workbook(tmp_path / "cut.xlsx")
    sheet, wrapped = workbook.add_worksheet(), workbook.add_format({"text_wrap": True})
    sheet.write_row(0, 0, ["a text that is too long for its column", "beside"])
    sheet.write(1, 0, "a text of several lines in a row of one", wrapped)
    sheet.set_row(1, 15)
    sheet.write(2, 0, "a text that runs over the empty cells beside it")
    sheet.write(3, 0, "short")
    workbook.close()
    cuts = cut_texts(open_workbook(tmp_path / "cut.xlsx"))
    assert [cut.cell for cut in cuts] == ["A1", "A2"]
