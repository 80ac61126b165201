"""Rows written as XML are those xlsxwriter would write itself: same values, formulas, results, looks, heights."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from openpyxl.utils import range_boundaries
from xlsxwriter.utility import xl_cell_to_rowcol

from pacom_xl.cli.group_output import write_group_workbook
from pacom_xl.consolidation.review import review
from pacom_xl.writing.cell_xml import STYLE
from pacom_xl.writing.sheet_writer import SheetWriter, write_text
from pacom_xl.writing.streamed_rows import StreamedRows
from tests.support.hostile_texts import plant_separators
from tests.support.opened_workbook import open_workbook
from tests.support.sample_company import AS_OF, TEAMS, TEMPLATE, reading
from tests.support.workbook_files import merge, write_team


def _write_plainly(self: StreamedRows, _first: int, rows: Sequence[str], _last_column: int) -> None:
    """The same rows, each cell written by a call of xlsxwriter."""
    sheet, looks = self._sheet, list(self._formats)
    for xml in rows:
        row = fromstring(xml.replace(STYLE, ""))
        number = int(row.attrib["r"]) - 1
        for cell in row:
            _, column = xl_cell_to_rowcol(cell.attrib["r"])
            look = looks[int(cell.attrib["s"])]
            value, formula, kind = cell.findtext("v"), cell.findtext("f"), cell.get("t")
            text = cell.findtext("is/t")
            if formula is not None:
                result = (value or "") if kind == "str" or not value else float(value)
                sheet.write_formula(number, column, f"={formula}", look, result)
            elif text is not None:
                write_text(sheet, number, column, _unescaped(text), look)
            elif value is None:
                sheet.write_blank(number, column, None, look)
            else:
                sheet.write_number(number, column, float(value), look)
        if "ht" in row.attrib:
            sheet.set_row(number, float(row.attrib["ht"]))


def _unescaped(text: str) -> str:
    """Excel's ``_x000D_`` is the character of that number."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), text)


def _no_link(*_cell_and_target: Any) -> None:
    """A link of xlsxwriter comes with a text, which would take the place of the one just written."""


def _everything(file: Path, data_only: bool) -> Iterator[tuple[Any, ...]]:
    for sheet in open_workbook(file, data_only=data_only).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                look = (
                    cell.number_format,
                    cell.fill.fgColor.rgb,
                    cell.font.b,
                    cell.quotePrefix,
                    cell.alignment.wrap_text,
                )
                yield sheet.title, cell.coordinate, cell.data_type, cell.value, look
        for number, size in sheet.row_dimensions.items():
            yield sheet.title, number, size.height


@pytest.mark.long
def test_streamed_rows_are_those_xlsxwriter_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [write_team(tmp_path, "NO", plant_separators), write_team(tmp_path, "IF")]
    merge(tmp_path / "streamed.xlsx", *files)
    monkeypatch.setattr(StreamedRows, "add", _write_plainly)
    monkeypatch.setattr(SheetWriter, "link", _no_link)
    merge(tmp_path / "plain.xlsx", *files)
    for data_only in (False, True):
        streamed, plain = (list(_everything(tmp_path / f"{name}.xlsx", data_only)) for name in ("streamed", "plain"))
        assert len(streamed) > 20_000
        assert [pair for pair in zip(streamed, plain, strict=True) if pair[0] != pair[1]] == []


def test_every_sheet_is_printed_to_its_last_row(tmp_path: Path) -> None:
    files = [write_team(tmp_path, team) for team in TEAMS]
    merge(tmp_path / "group.xlsx", *files, options=("--action-sheets", "never"))
    book = open_workbook(tmp_path / "group.xlsx")
    printed = {sheet.title: sheet for sheet in book if sheet.print_area}
    assert {"Plan d’actions", "Lignes de budget", "Contrôles", "Conflits", "Calendrier"} <= set(printed)
    for sheet in printed.values():
        assert range_boundaries(sheet.print_area.split("!")[-1])[3] >= sheet.max_row, sheet.title


def test_a_sheet_the_template_leaves_out_is_there_when_a_team_has_rows_of_it(tmp_path: Path) -> None:
    """Nothing a team said is lost with it."""
    shorter = replace(TEMPLATE, left_out=frozenset({"team", "reviews", "market_study"}))
    found = review([reading(team) for team in TEAMS], shorter, AS_OF)
    write_group_workbook(found, tmp_path / "group.xlsx", False)
    names = open_workbook(tmp_path / "group.xlsx").sheetnames
    assert {"Équipe", "Revues & ajustements"} <= set(names)
