"""Patterns of the template are checked where codes are typed, as the rules check them afterwards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlsxwriter

from pacom_xl.template.load import load_template
from pacom_xl.writing.pattern_check import pattern_formula
from tests.support.office.suite import convert
from tests.support.opened_workbook import open_tab, open_workbook
from tests.support.small_workbook import write_small

_TEXTS = (
    "ACT-NO-001", "ACT-NORD-999", "ACT-N-001", "ACT-NORDE-001", "act-NO-001", "ACT-no-001", "ACT-NO-0001", "ACT-NO-01",
    "ACT-NO-1E2", "ACT-NO--12", "ACT_NO_001", "ACT-N1-001", "AX1", "AX12", "ax1", "AXE", "NO", "No", "NORD", "NORDE",
    "N", "TQU", "TQÉ", "OBJ-01", "OBJ-1", "OBJ-1 ", " OBJ-1", "OBJ-+1", "AB1234", "ABC123", "A-1234",
)  # fmt: skip
_PATTERNS = (
    r"^ACT-[A-Z]{2,4}-\d{3}$", r"^AX\d$", r"^[A-Z]{2,4}$", r"^[A-Z]{3}$", r"^OBJ-\d{2}$", r"^[A-Z]{2}\d{4}$",
)  # fmt: skip


@pytest.mark.long
def test_a_formula_holds_for_the_texts_that_match(tmp_path: Path) -> None:
    path = tmp_path / "texts.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet()
    for row, text in enumerate(_TEXTS):
        sheet.write_string(row, 0, text)
        for column, pattern in enumerate(_PATTERNS, 1):
            sheet.write_formula(row, column, f"=IFERROR({pattern_formula(pattern, f'A{row + 1}')},FALSE)", None, "?")
    workbook.close()
    computed = open_workbook(convert(path, "xlsx", tmp_path / "again"), data_only=True).active
    for row, text in enumerate(_TEXTS, 1):
        for column, pattern in enumerate(_PATTERNS, 2):
            assert computed.cell(row, column).value is bool(re.fullmatch(pattern, text)), (text, pattern)


@pytest.mark.parametrize("pattern", [r"^V\d+(\.\d+)?$", r"^[A-Z]{1,2}\d{1,2}$", r"^\w+$", "AX"])
def test_other_patterns_have_no_formula(pattern: str) -> None:
    assert pattern_formula(pattern, "A1") is None


def test_every_code_of_the_template_is_checked_where_it_is_typed() -> None:
    codes = [t.by_key[t.code] for t in load_template().tables.values() if t.code and t.by_key[t.code].pattern]
    assert len(codes) > 10
    for field in codes:
        assert pattern_formula(field.pattern or "", "B123", "COUNTIF($B$12:$B$123,B123)<2"), field.name


def test_a_code_of_another_form_is_refused_with_an_example(tmp_path: Path) -> None:
    path = tmp_path / "small.xlsx"
    write_small(path)
    sheet = open_tab(path, "Objectifs")
    code = next(v for v in sheet.data_validations.dataValidation if v.promptTitle == "Code")
    assert code.type == "custom" and (code.errorStyle or "stop") == "stop"
    assert "COUNTIF(" in code.formula1 and "EXACT(LEFT(" in code.formula1
    words = "Forme : OBJ-, 2 chiffres, ex. OBJ-01. Chaque valeur n’est que sur une ligne."
    assert code.error.replace("\u00a0", " ") == words
