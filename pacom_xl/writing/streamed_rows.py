"""Long tables written as XML into the workbook xlsxwriter makes, through public interfaces only.

xlsxwriter takes 5.1 µs of processor time a cell (5.3 with ``constant_memory``), rows written here 0.9 µs; the tables
of a consolidated workbook of 60 teams have 664,000 cells.

Rows given to ``StreamedRows`` wait on the disk as XML. On each sheet xlsxwriter writes, in their place, a row with
one empty cell per format; when the workbook is finished, that row says which number each format got, and the waiting
rows replace it. Texts stand in their cells rather than in the table of shared strings.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pacom_xl.model.plan import column_letters
from pacom_xl.storage.spill_buffer import SpillBuffer
from pacom_xl.writing.cell_xml import STYLE

#: Bytes of waiting rows held in memory, and characters of rows that are compressed together.
_IN_MEMORY, _PIECE = 8 << 20, 1 << 16
#: Level of compression of waiting rows, and of the finished workbook: a higher one takes twice as long for a file a
#: tenth smaller.
_LEVEL_WAITING, _LEVEL = 1, 2
_SEPARATOR = STYLE.encode()
#: Characters of rows from which a part may have 2 GiB. Smaller parts are written without ZIP64, which Python before
#: 3.11.4 writes with a version that is too low: strict readers refuse such files.
_ZIP64_FROM = 1 << 28
#: The format of a cell, as xlsxwriter writes it.
_FORMAT = re.compile(rb'<c r="([A-Z]+\d+)"(?: s="(\d+)")?')
_RELATIONS = "xl/worksheets/_rels/"
#: Excel drops all links of a sheet that has more.
MOST_LINKS = 65_530
#: Characters of the way to a file, and of a place in it.
_LONGEST_LINK = 2_079


class Spool:
    """Pieces of sheets that wait, compressed, many of them on the disk."""

    def __init__(self) -> None:
        self._buffer = SpillBuffer(_IN_MEMORY)
        self._places: list[tuple[int, int]] = []

    def add(self, rows: Sequence[str]) -> int:
        """Keep some rows; the number of the piece."""
        data = zlib.compress("".join(rows).encode("utf-8"), _LEVEL_WAITING)
        self._places.append(self._buffer.add(data))
        return len(self._places) - 1

    def piece(self, number: int) -> bytes:
        """The rows of a piece."""
        return zlib.decompress(self._buffer.read(*self._places[number]))

    def close(self) -> None:
        """Free the disk."""
        self._buffer.close()


@dataclass
class _Run:
    """Rows that follow one another: the first, how many, the rightmost column, and their pieces."""

    first: int
    count: int
    last_column: int
    pieces: list[int] = field(default_factory=list)


class StreamedRows:
    """The rows of one worksheet that are given as XML."""

    def __init__(self, sheet: Worksheet, spool: Spool) -> None:
        self._sheet = sheet
        self._spool = spool
        self._formats: dict[Format, int] = {}
        self._runs: list[_Run] = []
        self._waiting: list[str] = []
        self._length = 0
        #: Characters of all rows.
        self.characters = 0

    def style(self, cell_format: Format) -> int:
        """The number of a format among those of this sheet, for ``Cells``."""
        return self._formats.setdefault(cell_format, len(self._formats))

    def add(self, first: int, rows: Sequence[str], last_column: int) -> None:
        """Rows from row ``first`` on, where nothing else is written; ``last_column`` is their rightmost one."""
        if not rows:
            return
        run = self._runs[-1] if self._runs else None
        if run is None or run.first + run.count != first:
            self._end_piece()
            run = _Run(first, 0, last_column)
            self._runs.append(run)
        run.count += len(rows)
        run.last_column = max(run.last_column, last_column)
        self._waiting += rows
        self._length += sum(map(len, rows))
        if self._length >= _PIECE:
            self._end_piece()

    def _end_piece(self) -> None:
        if self._waiting:
            self._runs[-1].pieces.append(self._spool.add(self._waiting))
            self.characters += self._length
            self._waiting, self._length = [], 0

    def finish(self) -> None:
        """Write the cells that hold the place of the rows, before xlsxwriter closes the workbook."""
        self._end_piece()
        for place, cell_format in self._shown():
            self._sheet.write_blank(*place, None, cell_format)
        anywhere = next(iter(self._formats), None)
        written = {place for place, _ in self._shown()}
        for run in self._runs:
            for corner in {(run.first, 0), (run.first + run.count - 1, run.last_column)} - written:
                self._sheet.write_blank(*corner, None, anywhere)

    def _shown(self) -> list[tuple[tuple[int, int], Format]]:
        """For each format, the place of one cell that shows it, side by side among the cells of the longest run."""
        if not self._runs:
            return []
        run = max(self._runs, key=lambda run: run.count)
        width = max(run.last_column + 1, -(-len(self._formats) // run.count))
        places = ((run.first + number // width, number % width) for number in range(len(self._formats)))
        return list(zip(places, self._formats, strict=True))

    def placed(self, data: bytes) -> Iterator[bytes]:
        """The part of the worksheet xlsxwriter wrote, with the rows that waited in their places."""
        runs = sorted(self._runs, key=lambda run: run.first)
        spans, place = [], 0
        for run in runs:
            start = data.index(_row_start(run.first), place)
            place = data.index(b"</row>", data.index(_row_start(run.first + run.count - 1), start)) + len(b"</row>")
            spans.append((start, place))
        numbers = _numbers(b"".join(data[start:end] for start, end in spans), self._shown())
        place = 0
        for run, (start, end) in zip(runs, spans, strict=True):
            yield data[place:start]
            for piece in run.pieces:
                yield _with_styles(self._spool.piece(piece), numbers)
            place = end
        yield data[place:]


def _row_start(row: int) -> bytes:
    return b'<row r="%d"' % (row + 1)


def _numbers(rows: bytes, shown: Sequence[tuple[tuple[int, int], Format]]) -> dict[bytes, bytes]:
    """By number of ``StreamedRows.style``: the number xlsxwriter gave the format."""
    styles = {match[1]: match[2] or b"0" for match in _FORMAT.finditer(rows)}
    places = (f"{column_letters(column)}{row + 1}".encode() for (row, column), _ in shown)
    return {b"%d" % number: styles[place] for number, place in enumerate(places)}


def _with_styles(rows: bytes, numbers: Mapping[bytes, bytes]) -> bytes:
    parts = rows.split(_SEPARATOR)
    parts[1::2] = map(numbers.__getitem__, parts[1::2])
    return b"".join(parts)


class StreamedWorkbook:
    """A workbook of xlsxwriter (``workbook``), some rows of which are given as XML."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        """``options`` are xlsxwriter's."""
        self._file = BytesIO()
        self.workbook: xlsxwriter.Workbook = xlsxwriter.Workbook(self._file, dict(options))
        self._spool = Spool()
        self._rows: dict[Worksheet, StreamedRows] = {}

    def rows_of(self, sheet: Worksheet) -> StreamedRows:
        """The rows of a worksheet that are given as XML."""
        if sheet not in self._rows:
            self._rows[sheet] = StreamedRows(sheet, self._spool)
        return self._rows[sheet]

    def save(self, out: Path) -> None:
        """Write the workbook to ``out``; nothing may be written to it afterwards."""
        for rows in self._rows.values():
            rows.finish()
        self.workbook.close()
        sheets = enumerate(self.workbook.worksheets(), 1)
        parts = {f"xl/worksheets/sheet{n}.xml": self._rows[sheet] for n, sheet in sheets if sheet in self._rows}
        with (
            zipfile.ZipFile(self._file) as source,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package,
        ):
            for name in source.namelist():
                # By its name alone, a part gets the same date each time: equal contents make equal files.
                is_large = name in parts and parts[name].characters >= _ZIP64_FROM
                with package.open(name, "w", force_zip64=is_large) as part:
                    for data in _contents(name, source.read(name), parts.get(name)):
                        part.write(data)
        self._spool.close()


def _contents(name: str, data: bytes, rows: StreamedRows | None) -> Iterator[bytes]:
    if rows:
        yield from rows.placed(data)
    elif name.startswith(_RELATIONS):
        # xlsxwriter spells the way to a file with backslashes; the slash is what every office reads.
        yield data.replace(b"\\", b"/")
    else:
        yield data


def write_link(sheet: Worksheet, row: int, column: int, link: str) -> None:
    """A link on a cell whose text and look are written otherwise; none where Excel could not hold it.

    ``link``: ``internal:…`` or ``external:…``, as xlsxwriter spells them.
    """
    if all(len(part) <= _LONGEST_LINK for part in link.split("#", 1)):
        sheet.write_url(row, column, link, None, "")
