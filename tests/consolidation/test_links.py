"""Links of the group's workbook lead to the very file, tab and cell a row was read from."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.cell import Cell

from pacom_xl.writing.group import flat_tables
from tests.support.opened_workbook import open_workbook
from tests.support.workbook_files import merge, write_team

#: Everything that would end a path, begin an address or leave quotes, as far as a disk allows it.
NAME = "équipe #1 100% [à « relire »] 'v2' http:& <b>.xlsx"
REGISTER = "Plan d’actions"
TAB = "L'été & l''hiver"


@cache
def _book(file: Path) -> openpyxl.Workbook:
    return open_workbook(file)


def _links(file: Path, sheet: str) -> list[Cell]:
    return [c for row in _book(file)[sheet].iter_rows() for c in row if c.hyperlink]


def _led_to(cell: Cell, group: Path) -> tuple[Path, object]:
    """The file a link leads to, and what stands at its place there."""
    link = cell.hyperlink
    assert link is not None and link.target
    file = Path(os.path.normpath(group.parent / unquote(link.target)))
    if not link.location:
        return file, None
    tab, _, address = link.location.rpartition("!")
    return file, _book(file)[tab[1:-1].replace("''", "'")][address].value


def _renamed_tab(folder: Path) -> Path:
    """The workbook of NO in a folder and under a name of its own, the tab of its first action renamed."""
    file = write_team(folder, "NO")
    book = open_workbook(file)
    book["ACT-NO-001"].title = TAB
    (folder / "envois n°1").mkdir()
    book.save(folder / "envois n°1" / NAME)
    file.unlink()
    return folder / "envois n°1" / NAME


def test_each_action_leads_to_its_cell(whole_teams: dict[str, Path], tmp_path: Path) -> None:
    (out := tmp_path / "groupe").mkdir()
    file = _renamed_tab(tmp_path)
    group = out / "group.xlsx"
    merge(group, file, whole_teams["IF"], whole_teams["GR"])
    links = [c for c in _links(group, REGISTER) if c.hyperlink and c.hyperlink.target]
    codes = [str(_book(group)[REGISTER].cell(c.row, 3).value) for c in links]
    assert len(links) == 13 + 14
    for code, (found, value) in zip(codes, (_led_to(cell, group) for cell in links), strict=True):
        assert (found, value) == (file if "-NO-" in code else whole_teams["IF"], code)
    assert any(TAB in str(cell.value) for cell in links)
    views = [_led_to(cell, group) for cell in _links(group, "ACT-NO-001") if cell.hyperlink and cell.hyperlink.target]
    assert views == [(file, "ACT-NO-001")]
    sources = {_led_to(cell, group)[0] for cell in _links(group, "Sources")}
    assert sources == {file, whole_teams["IF"], whole_teams["GR"]}


def test_through_a_region_the_link_leads_to_the_row_of_the_region(teams: dict[str, Path], tmp_path: Path) -> None:
    region, group = tmp_path / "region.xlsx", tmp_path / "group.xlsx"
    merge(region, teams["NO"], teams["IF"])
    merge(group, region, teams["SE"])
    first = next(c for c in _links(group, REGISTER) if c.hyperlink and c.hyperlink.target)
    assert "NO.xlsx" not in str(first.hyperlink and first.hyperlink.target)
    assert _led_to(first, group)[0] == region
    assert {_led_to(cell, group)[0] for cell in _links(group, "Sources")} == {region, teams["SE"]}


def test_no_link_where_excel_would_drop_them_all(
    whole_teams: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flat_tables, "MOST_LINKS", 2 * 13 - 1)
    merge(tmp_path / "group.xlsx", whole_teams["NO"])
    assert _links(tmp_path / "group.xlsx", REGISTER) == []
