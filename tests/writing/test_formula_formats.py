"""No formula has the number format General: LibreOffice may crash when it sets another while it saves the workbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.command_line import run
from tests.support.small_workbook import write_small
from tests.support.workbook_files import merge, parts

_CELL = re.compile(rb'<c r="([A-Z]+\d+)"(?: s="(\d+)")?[^>]*><f')
_FORMATS = re.compile(rb"<cellXfs.*?</cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb'<xf numFmtId="(\d+)"')


def _formulas(path: Path) -> tuple[int, list[str]]:
    """Number of the formulas of a workbook, and the parts and addresses of those under General."""
    content = parts(path)
    found = _FORMATS.search(content["xl/styles.xml"])
    assert found
    general = {number for number, code in enumerate(_FORMAT.findall(found[0])) if code == b"0"}
    cells = [(name, *cell) for name, part in content.items() if "/worksheets/" in name for cell in _CELL.findall(part)]
    return len(cells), [f"{name} {address.decode()}" for name, address, style in cells if int(style or 0) in general]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_formula_of_a_blank_workbook_is_under_general(lang: str, tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    assert run("new", "--team", "NO", "--lang", lang, "-o", path).code == 0
    count, general = _formulas(path)
    assert count > 1000
    assert not general


def test_no_formula_of_filled_and_consolidated_workbooks_is_under_general(tmp_path: Path) -> None:
    team, group = tmp_path / "team.xlsx", tmp_path / "group.xlsx"
    write_small(team)
    merge(group, team)
    for path in (team, group):
        count, general = _formulas(path)
        assert count > 1000
        assert not general
