"""Limits of reading a consolidated workbook that this program wrote: they grow with its size.

The limits of other files are those of a team's workbook many times over; a consolidated workbook of some hundred teams
passes them. It is recognised by its defined names before it is read. Its parts still must have the sizes the directory
announces, and it is read in a process of its own.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

from pacom_xl.layout.defined_names import home_name
from pacom_xl.storage.file_places import place_of
from pacom_xl.xlsx.archive import ARCHIVE_ERRORS
from pacom_xl.xlsx.limits import Limits

_WORKBOOK = "xl/workbook.xml"
#: Bytes unpacked from which a consolidated workbook may pass the limits of other files: cells and time as well.
LARGE = 60_000_000
#: Most bytes of the part that is examined.
_MOST = 20_000_000
#: Fewest bytes of a filled cell in the part of a sheet.
_CELL = 8
#: Bytes read in a second of processor time, and bytes of memory for one unpacked: generous, as it is one of
#: this program's own results.
_A_SECOND, _MEMORY = 1_000_000, 20


@dataclass(frozen=True, slots=True)
class GroupSize:
    """Bytes of a consolidated workbook: the file, its largest part unpacked, all parts unpacked."""

    file: int
    part: int
    total: int

    @property
    def seconds(self) -> int:
        """Seconds of processor time that reading it may take."""
        return self.total // _A_SECOND

    @property
    def memory(self) -> int:
        """Bytes of memory that reading it may take."""
        return self.total * _MEMORY

    def limits(self, least: Limits) -> Limits:
        """Limits under which it can be read, none below ``least``."""
        return replace(
            least,
            file=max(least.file, self.file),
            part=max(least.part, self.part),
            total=max(least.total, self.total),
            cells=max(least.cells, self.total // _CELL),
            elements=max(least.elements, self.total // _CELL),
            seconds=max(least.seconds, self.seconds),
        )


def group_size(path: Path, smallest: int) -> GroupSize | None:
    """The size of a consolidated workbook of at least ``smallest`` bytes unpacked; ``None`` for any other file."""
    path = place_of(path)
    try:
        if not path.is_file() or path.stat().st_size * 1000 < smallest:
            return None
        with zipfile.ZipFile(path) as archive:
            sizes = [info.file_size for info in archive.infolist()]
            if sum(sizes) < smallest or not _is_ours(archive):
                return None
        return GroupSize(path.stat().st_size, max(sizes), sum(sizes))
    except ARCHIVE_ERRORS:
        return None


def _is_ours(archive: zipfile.ZipFile) -> bool:
    if _WORKBOOK not in archive.namelist():
        return False
    with archive.open(_WORKBOOK) as part:
        return f'"{home_name("sources")}"'.encode() in part.read(_MOST)
