"""Rows written as XML are those xlsxwriter would write itself: same values, formulas, results, looks, heights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

import openpyxl
import pytest

from pacom_xl.workbook.sheets import flat_rows
from pacom_xl.workbook.streamed import StreamedSheet
from tests.consolidation.workbooks import merge, write_team
from tests.export.test_export import _hostile


class _PlainCells:
    """What ``Cells`` writes, said instead as a call of xlsxwriter."""

    def __init__(self, column: int, style: Any) -> None:
        self.column, self.style = column, style

    def blank(self, n: int) -> tuple[Any, ...]:
        return ("write_blank", n - 1, self.column, None, self.style)

    def text(self, n: int, index: int) -> tuple[Any, ...]:
        return ("text", n - 1, self.column, index, self.style)

    def number(self, n: int, value: float) -> tuple[Any, ...]:
        return ("write_number", n - 1, self.column, value, self.style)

    def formula(self, n: int, formula: str, value: Any) -> tuple[Any, ...]:
        return ("write_formula", n - 1, self.column, "=" + unescape(formula), self.style, value)


def _plain_row(n: int, cells: Sequence[Any], height: float | None = None) -> tuple[int, list[Any], float | None]:
    return n, list(cells), height


def _write_plainly(sheet: StreamedSheet, first: int, rows: Sequence[Any], last_column: int) -> None:
    texts = {index: text for text, index in sheet.str_table.string_table.items()}
    for n, cells, height in rows:
        for name, row, column, content, *more in cells:
            if name == "text":
                sheet.write_string(row, column, texts[content], *more)
            else:
                getattr(sheet, name)(row, column, content, *more)
        if height:
            sheet.set_row(n - 1, height)


def _everything(file: Path, data_only: bool) -> Iterator[tuple[Any, ...]]:
    for sheet in openpyxl.load_workbook(file, data_only=data_only).worksheets:
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


def test_streamed_rows_are_those_xlsxwriter_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [write_team(tmp_path, "NO", _hostile), write_team(tmp_path, "IF")]
    merge(tmp_path / "streamed.xlsx", *files)
    monkeypatch.setattr(flat_rows, "Cells", _PlainCells)
    monkeypatch.setattr(flat_rows, "row_xml", _plain_row)
    monkeypatch.setattr(StreamedSheet, "stream", _write_plainly)
    merge(tmp_path / "plain.xlsx", *files)
    for data_only in (False, True):
        streamed, plain = (list(_everything(tmp_path / f"{name}.xlsx", data_only)) for name in ("streamed", "plain"))
        assert len(streamed) > 20_000
        assert [pair for pair in zip(streamed, plain, strict=True) if pair[0] != pair[1]] == []
