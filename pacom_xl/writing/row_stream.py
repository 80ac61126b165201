"""Rows written as the XML of their sheet, into the workbook xlsxwriter makes.

xlsxwriter keeps an object per cell and looks at each three times; in a consolidated workbook that costs twice the
reading of all the others. A sheet here takes whole rows already written, and lets xlsxwriter do everything else: it
leaves a mark where they belong, and they are put in when the file is packed. Meanwhile they wait on the disk, already
compressed. Their texts stand in their cells rather than in the table all sheets share, as xlsxwriter itself does where
memory counts.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from pacom_xl.model.plan import column_letters
from pacom_xl.model.text import cell_text
from pacom_xl.storage.spill_buffer import Scratch
from pacom_xl.writing.deflated import Deflated, deflated, inflated, put
from pacom_xl.writing.worksheet import QuickSheet

#: What XML cannot hold.
NOT_IN_XML = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
#: Stands for rows that wait; no text can hold it, where ``<`` is escaped.
_MARK = re.compile(rb'<rows piece="(\d+)"/>')
#: Bytes that wait in memory.
_IN_MEMORY = 8 << 20
#: Characters of rows that are compressed together, and bytes of those that stay a piece when they were one before:
#: fewer take longer and more room.
_WORTH_A_PIECE, _WORTH_KEEPING = 1 << 16, 1 << 13
_SHEETS = "xl/worksheets/"
#: Excel drops all the links of a sheet that has more.
MOST_LINKS = 65_530


class Spool:
    """Pieces of sheets that wait, many of them on the disk."""

    def __init__(self) -> None:
        self._scratch = Scratch(_IN_MEMORY)
        #: Where each begins and ends, then its size and checksum.
        self._pieces: list[tuple[int, int, int, int]] = []

    def add(self, piece: Deflated) -> int:
        """The number of the piece."""
        self._pieces.append((*self._scratch.add(piece.data), piece.size, piece.crc))
        return len(self._pieces) - 1

    def piece(self, number: int) -> Deflated:
        """A piece by its number."""
        start, end, size, crc = self._pieces[number]
        return Deflated(self._scratch.read(start, end), size, crc)

    def size(self, number: int) -> int:
        """Bytes of a piece once it is inflated."""
        return self._pieces[number][2]

    def close(self) -> None:
        """Let go of the disk."""
        self._scratch.close()


class Link(NamedTuple):
    """Where a cell leads: a place or a name, in this workbook or in another ``file`` (the way to it, escaped)."""

    location: str
    file: str | None = None


class StreamedSheet(QuickSheet):
    """A worksheet some of whose rows are given as XML."""

    dim_rowmin: int | None
    dim_rowmax: int | None

    def __init__(self) -> None:
        super().__init__()
        #: Pieces: their first row, how many they have, their number.
        self._streams: list[tuple[int, int, int]] = []
        #: Rows that are no piece yet: from which one on, how many, and where they go.
        self._rows: list[str] = []
        self._first = self._count = self._length = 0
        self._spool: Spool | None = None
        self._links: list[tuple[str, Link]] = []

    def link(self, row: int, column: int, link: Link) -> None:
        """A link on a cell written otherwise; those to one file share what leads to it."""
        self._links.append((f"{column_letters(column)}{row + 1}", link))

    def stream(self, spool: Spool, first: int, rows: Sequence[str], last_column: int) -> None:
        """Rows from row ``first`` on, where nothing else is written."""
        if rows:
            self._add(spool, first, len(rows), rows)
            self._reach(first, len(rows), last_column)

    def stream_piece(self, spool: Spool, first: int, count: int, piece: Deflated, last_column: int) -> None:
        """As ``stream``: ``count`` rows that were made before."""
        if piece.size < _WORTH_KEEPING:
            self._add(spool, first, count, [inflated(piece).decode()])
        else:
            self._end_piece()
            self._streams.append((first, count, spool.add(piece)))
        self._reach(first, count, last_column)

    def _add(self, spool: Spool, first: int, count: int, rows: Sequence[str]) -> None:
        if self._first + self._count != first:
            self._end_piece()
        if not self._rows:
            self._spool, self._first, self._count, self._length = spool, first, 0, 0
        self._rows += rows
        self._count += count
        self._length += sum(map(len, rows))
        if self._length >= _WORTH_A_PIECE:
            self._end_piece()

    def _end_piece(self) -> None:
        if self._rows and self._spool:
            self._streams.append((self._first, self._count, self._spool.add(as_piece(self._rows))))
            self._rows = []

    def _reach(self, first: int, count: int, last_column: int) -> None:
        self._check_dimensions(first, 0)
        self._check_dimensions(first + count - 1, last_column)

    def _write_rows(self) -> None:
        self._end_piece()
        top, bottom = self.dim_rowmin, self.dim_rowmax
        for first, count, piece in sorted(self._streams):
            if self.dim_rowmin is not None and self.dim_rowmin < first:
                self.dim_rowmax = first - 1
                super()._write_rows()
            self.fh.write(f'<rows piece="{piece}"/>')
            self.dim_rowmin = first + count
        self.dim_rowmax = bottom
        super()._write_rows()
        self.dim_rowmin = top

    def _write_hyperlinks(self) -> None:
        if not self._links:
            super()._write_hyperlinks()
            return
        files: dict[str, int] = {}
        self._xml_start_tag("hyperlinks")
        for row, columns in sorted(self.hyperlinks.items()):
            for column, url in sorted(columns.items()):
                self._write_hyperlink_internal(row, column, url)
        for cell, link in self._links:
            attributes = [("ref", cell)]
            if link.file is not None:
                if link.file not in files:
                    self.rel_count += 1
                    files[link.file] = self.rel_count
                    self.external_hyper_links.append(["/hyperlink", link.file, "External"])
                attributes.append(("r:id", f"rId{files[link.file]}"))
            if link.location:
                attributes.append(("location", link.location))
            self._xml_empty_tag("hyperlink", attributes)
        self._xml_end_tag("hyperlinks")


def as_piece(rows: Iterable[str]) -> Deflated:
    """Rows as a piece of their sheet."""
    return deflated("".join(rows).encode("utf-8"))


def pack(made: BytesIO, spool: Spool, out: Path) -> None:
    """Write the workbook xlsxwriter ``made`` to ``out``, with the rows that waited in their places. Ends ``spool``."""
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w") as packed:
        for name in source.namelist():
            data = source.read(name)
            marks = list(_MARK.finditer(data)) if name.startswith(_SHEETS) else []
            size = len(data) + sum(spool.size(int(mark[1])) for mark in marks)
            put(packed, name, _pieces(data, marks, spool), size)
    spool.close()


def _pieces(data: bytes, marks: Iterable[re.Match[bytes]], spool: Spool) -> Iterator[Deflated]:
    """A part in pieces, those that waited among them."""
    place = 0
    for mark in marks:
        if mark.start() > place:
            yield deflated(data[place : mark.start()])
        yield spool.piece(int(mark[1]))
        place = mark.end()
    yield deflated(data[place:])


#: Stand for a formula (escaped) in a cell and for the number of its row; no text can hold them.
FORMULA, ROW = "\0", "\1"


class Cells:
    """The cells of one column, as XML: what comes before the number of the row, and what follows it."""

    __slots__ = ("_style", "blank", "column", "start")

    def __init__(self, column: int, style: Any) -> None:
        self.column = column
        #: Before the number people read.
        self.start = f'<c r="{column_letters(column)}'
        self._style = f'" s="{style._get_xf_index()}"'
        #: After it: nothing but its look.
        self.blank = f"{self._style}/>"

    def text(self, text: str) -> str:
        """A text, in its cell: never a formula, whatever it begins with."""
        space = ' xml:space="preserve"' if text != text.strip() else ""
        content = cell_text(text)
        if "_x" in content or not content.isprintable():
            content = QuickSheet._escape_control_characters(content)
        content = escape(content)
        return f'{self._style} t="inlineStr"><is><t{space}>{content}</t></is></c>'

    def number(self, value: float) -> str:
        """A number, as xlsxwriter writes it."""
        return f"{self._style}><v>{value:.16G}</v></c>"

    def result(self, value: Any) -> str:
        """A formula, to be put in the place of ``FORMULA``, that has this value today."""
        if isinstance(value, str):
            kind = ' t="str"' if value else ""
            value = escape(value.translate(NOT_IN_XML)) if value else ""
            return f"{self._style}{kind}><f>{FORMULA}</f><v>{value}</v></c>"
        return f"{self._style}><f>{FORMULA}</f><v>{value}</v></c>"

    def anywhere(self, cell: str) -> str:
        """A cell with its column, on any row (``ROW``)."""
        return f"{self.start}{ROW}{cell}"

    @property
    def look(self) -> str:
        """Its column and style, as they stand in its cells."""
        return f"{self.start}{self._style}"


def row_xml(n: str, cells: str, height: float | None = None) -> str:
    """A row of cells; ``height`` in points, ``None`` for the usual one, rounded to pixels as xlsxwriter does."""
    tall = f' ht="{int(height * 4 / 3) * 0.75:g}" customHeight="1"' if height else ""
    return f'<row r="{n}"{tall}>{cells}</row>'
