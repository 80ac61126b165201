"""Files that harm, or that are not what their name says, made from a sound workbook."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

Change = Callable[[bytes], bytes]
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def rewritten(source: Path, target: Path, changes: Mapping[str, Change]) -> Path:
    """A copy of a workbook with some parts changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, changes[name](data) if name in changes else data)
    return target


def sheet_of(source: Path, tab: str) -> str:
    """The part of a tab."""
    with zipfile.ZipFile(source) as archive:
        names = re.findall(r'<sheet name="([^"]+)"', archive.read("xl/workbook.xml").decode())
    return f"xl/worksheets/sheet{names.index(tab) + 1}.xml"


def in_sheet_data(rows: bytes) -> Change:
    """Rows added at the end of a sheet."""
    return lambda data: data.replace(b"</sheetData>", rows + b"</sheetData>")


def stray_cell(source: Path, target: Path, tab: str) -> Path:
    """A word in the very last cell a sheet can have."""
    row = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>loin</t></is></c></row>'
    return rewritten(source, target, {sheet_of(source, tab): in_sheet_data(row)})


def phantom_rows(source: Path, target: Path, tab: str) -> Path:
    """A million formatted rows without a value."""
    rows = b"".join(
        b'<row r="%d" s="1" customFormat="1"><c r="B%d" s="1"/></row>' % (n, n) for n in range(2000, 1_002_000)
    )
    return rewritten(source, target, {sheet_of(source, tab): in_sheet_data(rows)})


def dense(source: Path, target: Path, tab: str, rows: int) -> Path:
    """Numbers in fifty columns of many rows."""
    cells = b"".join(b"<c><v>1</v></c>" for _ in range(50))
    made = b"".join(b'<row r="%d">%s</row>' % (n, cells) for n in range(2000, 2000 + rows))
    return rewritten(source, target, {sheet_of(source, tab): in_sheet_data(made)})


def bomb(source: Path, target: Path, tab: str) -> Path:
    """A part of 400 megabytes, small when packed."""
    part = sheet_of(source, tab)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        with new.open(part, "w", force_zip64=True) as out:
            for _ in range(400):
                out.write(b" " * 1_000_000)
    return target


def lying(source: Path, target: Path, tab: str) -> Path:
    """A directory that tells a part is tiny."""
    data = bytearray(rewritten(source, target, {}).read_bytes())
    part = sheet_of(source, tab).encode()
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo(part.decode()).file_size
    at = data.rfind(part)
    assert struct.unpack_from("<L", data, at - 46 + 24)[0] == size
    struct.pack_into("<L", data, at - 46 + 24, 100)
    target.write_bytes(bytes(data))
    return target


def entities(source: Path, target: Path, tab: str) -> Path:
    """Entities that would grow to gigabytes."""
    dtd = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return rewritten(source, target, {sheet_of(source, tab): lambda data: data.replace(b"?>", b"?>" + dtd, 1)})


def twice(source: Path, target: Path) -> Path:
    """The same part two times."""
    rewritten(source, target, {})
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    return target


def cut(source: Path, target: Path) -> Path:
    """Half of a file."""
    data = source.read_bytes()
    target.write_bytes(data[: len(data) // 2])
    return target


def late_doctype(source: Path, target: Path, tab: str) -> Path:
    """A DOCTYPE after thousands of bytes."""
    dtd = b"<!--" + b" " * 10_000 + b"--><!DOCTYPE x>"
    return rewritten(source, target, {sheet_of(source, tab): lambda data: data.replace(b"?>", b"?>" + dtd, 1)})


def many_lists(source: Path, target: Path, tab: str) -> Path:
    """A million cells with a drop-down list each."""
    ranges = b" ".join(b"B%d" % n for n in range(1, 1_000_001))
    lists = b'<dataValidations><dataValidation type="list" sqref="' + ranges + b'"/></dataValidations>'

    def change(data: bytes) -> bytes:
        return re.sub(rb"<dataValidations.*?</dataValidations>", lists, data, flags=re.S)

    return rewritten(source, target, {sheet_of(source, tab): change})


def many_tabs(source: Path, target: Path) -> Path:
    """Twenty thousand tabs of one part."""
    tabs = b"".join(b'<sheet name="T%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(1000, 21_000))
    return rewritten(source, target, {"xl/workbook.xml": lambda data: data.replace(b"</sheets>", tabs + b"</sheets>")})


def long_number(source: Path, target: Path, tab: str) -> Path:
    """A row whose number has thousands of digits."""
    row = b'<row r="1"><c r="A' + b"9" * 5000 + b'"><v>1</v></c></row>'
    return rewritten(source, target, {sheet_of(source, tab): in_sheet_data(row)})


def many_open_cells(source: Path, target: Path, tab: str) -> Path:
    """A million cells that never end."""
    return rewritten(source, target, {sheet_of(source, tab): in_sheet_data(b'<c r="A1" ' * 1_000_000)})


def packed_otherwise(source: Path, target: Path) -> Path:
    """Parts packed as no office packs them."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_BZIP2) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return target
