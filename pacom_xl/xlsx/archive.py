"""The zip archive a workbook is, in memory: each part inflated once, never beyond the size its directory announces."""

from __future__ import annotations

import importlib
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any


def _inflating() -> Any:
    """A module that inflates as ``zlib`` does: a faster one, where there is a build of it for this machine."""
    try:
        return importlib.import_module("isal.isal_zlib")
    except ImportError:
        return zlib


INFLATING = _inflating()
#: Length of a part's own header before its name, and where it gives the lengths of its name and extra field.
_HEADER, _LENGTHS = 30, struct.Struct("<26xHH")
#: Deflate without a header, as in zip archives.
_RAW = -15

#: What stands of a stored part before it and in the directory, an entry of the directory, and its end.
_STORED, _ENTRY, _DIRECTORY = struct.Struct("<5H3I2H"), struct.Struct("<4sH26s3H2I"), struct.Struct("<4s4H2IH")
#: Version that can do no more than store, flag of names in UTF-8, first day there is, most parts of an archive.
_PLAIN, _UTF8, _DAY, _MOST = 20, 0x800, 33, 65_535

#: What a damaged or hostile archive makes reading raise.
ARCHIVE_ERRORS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, INFLATING.error, struct.error,
    OSError, ValueError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip


class Archive:
    """An open archive. Reading a part raises one of ``ARCHIVE_ERRORS`` when it is not sound."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self.infos = self._zip.infolist()
        self._by_name = {info.filename: info for info in self.infos}
        self.names = frozenset(self._by_name)
        self._parts: dict[str, bytes] = {}

    def part(self, name: str) -> bytes:
        """A part's bytes, empty when there is none."""
        if name not in self._parts:
            info = self._by_name.get(name)
            self._parts[name] = self._inflated(info) if info else b""
        return self._parts[name]

    def _inflated(self, info: zipfile.ZipInfo) -> bytes:
        if info.compress_type != zipfile.ZIP_DEFLATED:
            return self._zip.read(info)
        names, extra = _LENGTHS.unpack_from(self.data, info.header_offset)
        start = info.header_offset + _HEADER + names + extra
        packed = memoryview(self.data)[start : start + info.compress_size]
        part: bytes = INFLATING.decompressobj(_RAW).decompress(packed, info.file_size + 1)
        if len(part) != info.file_size or INFLATING.crc32(part) != info.CRC:
            raise zipfile.BadZipFile(info.filename)
        return part


def stored(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts, not compressed: for a reader that would inflate them again."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for part, data in parts.items():
        name = part.encode()
        told = _STORED.pack(_PLAIN, _UTF8, 0, 0, _DAY, INFLATING.crc32(data), len(data), len(data), len(name), 0)
        directory.append(_ENTRY.pack(b"PK\1\2", _PLAIN, told, 0, 0, 0, 0, at) + name)
        pieces += (b"PK\3\4", told, name, data)
        at += len(told) + len(name) + len(data) + 4
    size, count = sum(map(len, directory)), min(len(directory), _MOST)
    return b"".join((*pieces, *directory, _DIRECTORY.pack(b"PK\5\6", 0, 0, count, count, size, at, 0)))
