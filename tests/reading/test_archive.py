"""The archive a workbook is: what its directory says is checked against what it holds."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from pacom_xl.cli.samples import samples_folder
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from pacom_xl.xlsx.archive import ARCHIVE_ERRORS, Archive, stored
from pacom_xl.xlsx.package import TRUNCATED

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


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_LZMA])
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


def test_an_archive_of_parts_holds_them() -> None:
    parts = {"a.xml": TEXT, "b/c.xml": b"", "été.xml": bytes(range(256))}
    archive = Archive(stored(parts))
    assert {name: archive.part(name) for name in archive.names} == parts
    with zipfile.ZipFile(io.BytesIO(stored(parts))) as told:
        assert told.testzip() is None


def test_it_works_without_the_faster_library() -> None:
    """Not every machine has a build of it."""
    code = (
        "import sys; sys.modules['isal'] = None\n"
        "from pacom_xl.xlsx import archive\n"
        "from pathlib import Path\n"
        "assert archive.INFLATING.__name__ == 'zlib'\n"
        "print(len(archive.Archive(Path(sys.argv[1]).read_bytes()).part('xl/workbook.xml')))"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(SAMPLE)], check=True, capture_output=True, text=True)
    with zipfile.ZipFile(SAMPLE) as archive:
        assert int(ran.stdout) == archive.getinfo("xl/workbook.xml").file_size
