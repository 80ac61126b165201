"""Every concept of a sales action plan leads to a working part of the workbook, and the page that says so is true."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.rules.all_rules import RULES
from pacom_xl.template.load import load_template
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.opened_workbook import open_workbook

_DOCS = Path(__file__).resolve().parents[2] / "docs"
_SCRIPT: dict[str, Any] = runpy.run_path(str(_DOCS / "concepts.py"))
_CONCEPTS = _SCRIPT["concepts"]()


def test_there_is_one_line_per_concept_of_the_article() -> None:
    assert len(_CONCEPTS) == 45


def test_the_page_is_what_the_templates_say() -> None:
    assert (_DOCS / "concepts.md").read_text(encoding="utf-8") == _SCRIPT["page"]()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Every text a filled workbook shows, by tab."""
    book = open_workbook(written("NO", "fr", MONDAY, tmp_path_factory.mktemp("concepts")), data_only=True)
    return {
        sheet.title: {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
        for sheet in book.worksheets
    }


@pytest.mark.parametrize("concept", _CONCEPTS, ids=lambda concept: concept[0])
def test_its_cells_are_in_the_workbook(concept: tuple[str, list[str], list[str]], shown: dict[str, set[str]]) -> None:
    _, names, rules = concept
    template = load_template()
    assert set(rules) <= set(RULES)
    for name in names:
        field = template.by_name[name]
        sheet = template.sheet_of(field.table)
        tab = "ACT-NO-001" if sheet.key == "actions" else sheet.label.fr
        drawn = field.type.base in ("matrix", "chart", "table")
        assert (
            drawn
            or field.table in ("cash", "dashboard")
            or any(text.rstrip(" *°") == field.label.fr for text in shown[tab])
        ), f"{name} is not shown on {tab}"
