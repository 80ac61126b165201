"""The archive a workbook is: what its directory says is checked against what it holds."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from pacom_xl.cli.samples import samples_folder
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from pacom_xl.xlsx.archive import ARCHIVE_ERRORS, DUPLICATES, METHOD, Archive
from pacom_xl.xlsx.limits import DocumentError, Limits
from pacom_xl.xlsx.xml_parser import TRUNCATED

SAMPLE = samples_folder() / "PAC_2026_NO.xlsx"
TEXT = b"<worksheet>" + b"text " * 400 + b"</worksheet>"


def packed(*, size: int | None = None, crc: int | None = None, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of one part; its directory tells another size or checksum when asked to."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.xml", TEXT)
    data = bytearray(out.getvalue())
    directory = data.index(b"PK\x01\x02")
    if size is not None:
        struct.pack_into("<I", data, directory + 24, size)
    if crc is not None:
        struct.pack_into("<I", data, directory + 16, crc)
    return bytes(data)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_part_is_what_was_packed(method: int) -> None:
    archive = Archive(packed(method=method))
    assert archive.part("a.xml") == TEXT
    assert archive.part("b.xml") == b""


@pytest.mark.parametrize("told", [10, len(TEXT) - 1, len(TEXT) + 1, 10_000_000])
def test_a_directory_that_lies_on_a_size_is_not_believed(told: int) -> None:
    with pytest.raises(ARCHIVE_ERRORS):
        Archive(packed(size=told)).part("a.xml")


def test_a_part_with_another_checksum_is_not_sound() -> None:
    with pytest.raises(ARCHIVE_ERRORS):
        Archive(packed(crc=zlib.crc32(TEXT) ^ 1)).part("a.xml")


def test_a_single_flipped_byte_of_a_workbook_is_told(tmp_path: Path) -> None:
    """A figure that still parses must not be taken for what was typed."""
    with zipfile.ZipFile(SAMPLE) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = next(n for n in parts if n.startswith("xl/worksheets/sheet"))
    data = bytearray(stored(parts))
    at = data.index(b"<v>", data.index(name.encode())) + 3
    data[at] ^= 1
    path = tmp_path / "flipped.xlsx"
    path.write_bytes(data)
    reading = read_workbook(path, load_template())
    assert (reading.status, reading.reason) == ("rejected", TRUNCATED)


def stored(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts, not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_no_office_uses_are_refused(method: int) -> None:
    """They unpack without end, whatever size the directory announces."""
    with pytest.raises(DocumentError) as refused:
        Archive(packed(method=method)).check(Limits())
    assert refused.value.reason == METHOD


def test_names_of_parts_are_compared_without_regard_to_case_and_slashes() -> None:
    archive = Archive(stored({"xl\\Worksheets\\Sheet1.XML": TEXT, "[content_types].xml": b"x"}))
    assert archive.part("xl/worksheets/sheet1.xml") == TEXT
    assert archive.part("/[Content_Types].xml") == b"x"


def test_parts_whose_names_differ_by_their_case_are_twins() -> None:
    with pytest.raises(DocumentError) as refused:
        Archive(stored({"xl/workbook.xml": b"", "XL/Workbook.xml": b""})).check(Limits())
    assert refused.value.reason == DUPLICATES
