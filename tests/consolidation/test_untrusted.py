"""Text from teams is never a formula nor a link in the group's workbook, and comes back the same."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from pacom_xl.reading.workbook_reader import read_workbook
from tests.support.drafts import Draft
from tests.support.sample_company import TEMPLATE
from tests.support.workbook_files import merge, write_team

HOSTILE = (
    '=HYPERLINK("http://x.example","clic")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-2+3",
    "http://x.example/a",
    "=1+1",
    "<b>&amp;]]>",
    "<r>gras & cie</r>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_a_text(teams: dict[str, Path], tmp_path: Path, text: str) -> None:
    def change(plan: Draft) -> None:
        for table, field in (
            ("actions", "title"),
            ("objectives", "label"),
            ("swot", "statement"),
            ("team", "full_name"),
        ):
            plan.table(table)[0].values[field] = text

    file = write_team(tmp_path, "NO", change)
    group = tmp_path / "group.xlsx"
    merge(group, file, teams["IF"])
    book = openpyxl.load_workbook(group)
    found = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert {cell.parent.title for cell in found} >= {"Plan d’actions", "Objectifs", "SWOT", "Équipe"}
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in found)
    with zipfile.ZipFile(group) as archive:
        links = [n for n in archive.namelist() if n.endswith(".rels") and b"x.example" in archive.read(n)]
        formulas = re.findall(rb"<f>(.*?)</f>", b"".join(archive.read(n) for n in archive.namelist() if "sheets/" in n))
    assert links == []
    assert not any(b"x.example" in formula or b"cmd|" in formula for formula in formulas)
    back = next(plan for plan in read_workbook(group, TEMPLATE).plans if plan.team == "NO")
    own = read_workbook(file, TEMPLATE).plans[0]
    assert back.table("actions")[0].get("title") == own.table("actions")[0].get("title")
    assert str(own.table("actions")[0].get("title")).strip() == text.strip()
