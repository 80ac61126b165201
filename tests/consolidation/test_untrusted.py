"""Text from teams is never a formula nor a link in the group's workbook, and comes back the same."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from pacom_xl.reading.workbook_reader import read_workbook
from tests.support.drafts import Draft
from tests.support.opened_workbook import open_workbook
from tests.support.sample_company import TEMPLATE
from tests.support.workbook_files import PLAIN, merge, write_team

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


PLACES = {
    "Plan d’actions": ("actions", "title"),
    "Objectifs": ("objectives", "label"),
    "SWOT": ("swot", "statement"),
    "Équipe": ("team", "full_name"),
}


def _hostile(plan: Draft) -> None:
    """Row after row holds the next text, in each of the tables."""
    for table, field in PLACES.values():
        for record, text in zip(plan.table(table), HOSTILE, strict=False):
            record.values[field] = text


def test_hostile_texts_stay_texts(teams: dict[str, Path], tmp_path: Path) -> None:
    file = write_team(tmp_path, "NO", _hostile)
    group = tmp_path / "group.xlsx"
    merge(group, file, teams["IF"])
    book = open_workbook(group)
    found = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value in HOSTILE]
    shown = {(cell.parent.title, cell.value) for cell in found}
    rows = {table: len(read_workbook(file, TEMPLATE).plans[0].table(table)) for table, _ in PLACES.values()}
    assert rows["actions"] >= len(HOSTILE)
    assert shown >= {(sheet, text) for sheet, (table, _) in PLACES.items() for text in HOSTILE[: rows[table]]}
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in found)
    with zipfile.ZipFile(group) as archive:
        links = [n for n in archive.namelist() if n.endswith(".rels") and b"x.example" in archive.read(n)]
        formulas = re.findall(rb"<f>(.*?)</f>", b"".join(archive.read(n) for n in archive.namelist() if "sheets/" in n))
    assert links == []
    assert not any(b"x.example" in formula or b"cmd|" in formula for formula in formulas)


def test_hostile_texts_come_back_the_same(teams: dict[str, Path], tmp_path: Path) -> None:
    file = write_team(tmp_path, "NO", _hostile)
    group = tmp_path / "group.xlsx"
    merge(group, file, teams["IF"], options=PLAIN)
    back = next(plan for plan in read_workbook(group, TEMPLATE).plans if plan.team == "NO")
    own = read_workbook(file, TEMPLATE).plans[0]
    titles = [action.get("title") for action in back.table("actions")]
    assert titles == [action.get("title") for action in own.table("actions")]
    assert [str(title).strip() for title in titles[: len(HOSTILE)]] == [text.strip() for text in HOSTILE]
