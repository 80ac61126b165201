"""The zip archive of a workbook: each part is unpacked once, never beyond the size its directory announces."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from pacom_xl.model.text import Text
from pacom_xl.xlsx.limits import TOO_BIG, DocumentError, Limits

#: What reading a damaged or hostile archive raises.
ARCHIVE_ERRORS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
#: Ways of packing that offices use; those of others unpack without end.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 1

PROTECTED = Text(
    "protégé par un mot de passe ou une étiquette de confidentialité",
    "protected by a password or a sensitivity label",
)
DUPLICATES = Text("archive dont une partie figure deux fois", "an archive with the same part twice")
METHOD = Text("archive compressée autrement que par un tableur", "an archive packed otherwise than by a spreadsheet")


class Archive:
    """An open archive. Opening or reading one that is not sound raises one of ``ARCHIVE_ERRORS``.

    Names of parts are compared as Open Packaging Conventions say: without regard to case, with any slash.
    """

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._infos = [info for info in self._zip.infolist() if not info.is_dir()]
        self._by_key = {_key(info.filename): info for info in self._infos}

    @property
    def names(self) -> list[str]:
        """Names of the parts, with forward slashes."""
        return [info.filename.replace("\\", "/") for info in self._infos]

    def __contains__(self, name: str) -> bool:
        """Whether there is a part of that name."""
        return _key(name) in self._by_key

    @property
    def size(self) -> int:
        """Bytes of all parts once unpacked, as the directory announces them."""
        return sum(info.file_size for info in self._infos)

    def part(self, name: str) -> bytes:
        """A part's bytes, empty when there is none; its size and checksum are those of the directory."""
        info = self._by_key.get(_key(name))
        if info is None:
            return b""
        with self._zip.open(info) as part:
            data = part.read(info.file_size + 1)
        if len(data) != info.file_size:
            raise zipfile.BadZipFile(info.filename)
        return data

    def check(self, limits: Limits) -> None:
        """Raise ``DocumentError`` for what the directory says is refused: encryption, sizes, twins, ways of packing."""
        if any(info.flag_bits & _ENCRYPTED for info in self._infos):
            raise DocumentError(PROTECTED)
        if max((info.file_size for info in self._infos), default=0) > limits.part or self.size > limits.total:
            raise DocumentError(TOO_BIG)
        if len(self._by_key) < len(self._infos):
            raise DocumentError(DUPLICATES)
        if any(info.compress_type not in _METHODS for info in self._infos):
            raise DocumentError(METHOD)


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
