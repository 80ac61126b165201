"""Parts of a workbook put together of pieces that were compressed one by one, some of them another day.

A piece ends on a whole byte and looks back at nothing before it, so that any may follow any other.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable
from typing import NamedTuple

#: A higher level takes twice as long for a file a tenth smaller.
_LEVEL = 2
_RAW = -zlib.MAX_WBITS
#: The last block, an empty one.
_END = b"\3\0"
_ZEROS = bytes(1 << 20)
#: Beyond this size a part must be announced as one.
_LARGEST = 2_000_000_000


class Deflated(NamedTuple):
    """A piece."""

    data: bytes
    #: Size and checksum of what it says.
    size: int
    crc: int


def deflated(data: bytes) -> Deflated:
    """What says ``data``."""
    maker = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
    return Deflated(maker.compress(data) + maker.flush(zlib.Z_SYNC_FLUSH), len(data), zlib.crc32(data))


def inflated(piece: Deflated) -> bytes:
    """What a piece says. Raises ``zlib.error``."""
    return zlib.decompressobj(_RAW).decompress(piece.data)


def put(package: zipfile.ZipFile, name: str, pieces: Iterable[Deflated], at_most: int) -> None:
    """Write the part ``name`` of a package, made of pieces that say ``at_most`` so many bytes.

    ``zipfile`` takes no data that is compressed already: it is shown the part as if it had written it.
    """
    # By its name, the part gets the date of 1980 every time.
    part = zipfile.ZipInfo(name)
    part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    part.CRC = part.file_size = part.compress_size = 0
    file, announced = package.fp, at_most > _LARGEST
    assert file is not None
    part.header_offset = file.tell()
    file.write(part.FileHeader(announced))
    for piece in pieces:
        file.write(piece.data)
        part.file_size += piece.size
        part.compress_size += len(piece.data)
        part.CRC = _joined(part.CRC, piece)
    file.write(_END)
    part.compress_size += len(_END)
    end = file.tell()
    file.seek(part.header_offset)
    file.write(part.FileHeader(announced))
    file.seek(end)
    package.start_dir = end
    package.filelist.append(part)
    package.NameToInfo[name] = part


def _joined(crc: int, piece: Deflated) -> int:
    """The checksum of what has ``crc`` with a piece after it: checksums of as many zeros tell what it becomes."""
    return piece.crc ^ _through_zeros(crc, piece.size) ^ _through_zeros(0, piece.size)


def _through_zeros(crc: int, size: int) -> int:
    while size > len(_ZEROS):
        crc, size = zlib.crc32(_ZEROS, crc), size - len(_ZEROS)
    return zlib.crc32(memoryview(_ZEROS)[:size], crc)
