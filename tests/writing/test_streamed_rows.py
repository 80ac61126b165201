"""The package of a workbook with streamed rows, as strict readers of archives see it."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from pacom_xl.writing.cell_xml import STYLE
from pacom_xl.writing.streamed_rows import StreamedWorkbook

_LOCAL_HEADER = "<4s2B4HL2L2H"


def test_parts_are_written_without_zip64_as_every_version_of_python_writes_them(tmp_path: Path) -> None:
    """Python before 3.11.4 declares a version for ZIP64 that is too low, and strict readers refuse the file."""
    path = tmp_path / "small.xlsx"
    book = StreamedWorkbook({"in_memory": True})
    rows = book.rows_of(book.workbook.add_worksheet())
    style = rows.style(book.workbook.add_format())
    rows.add(1, [f'<row r="2"><c r="A2" s="{STYLE}{style}{STYLE}"><v>1</v></c></row>'], 0)
    book.save(path)
    data = path.read_bytes()
    with zipfile.ZipFile(path) as package:
        assert b"<v>1</v>" in package.read("xl/worksheets/sheet1.xml")
        headers = {
            info.filename: struct.unpack_from(_LOCAL_HEADER, data, info.header_offset) for info in package.infolist()
        }
    needed, extra = 1, 11
    assert {(header[needed], header[extra]) for header in headers.values()} == {(20, 0)}
