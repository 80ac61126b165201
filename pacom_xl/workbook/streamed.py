"""Rows written as the XML of their sheet, into the workbook xlsxwriter makes.

xlsxwriter keeps an object per cell and looks at each three times; in a consolidated workbook that costs twice the
reading of all the others. A sheet here takes whole rows already written, and lets xlsxwriter do everything else: it
leaves a mark where they belong, and they are put in when the file is packed. Meanwhile they wait on the disk. Their
texts stand in their cells rather than in the table all sheets share, as xlsxwriter itself does where memory counts.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from pacom_xl.core.plan import column_letters
from pacom_xl.core.scratch import Scratch
from pacom_xl.workbook.quick import QuickSheet

#: Excel's limit on a text, which xlsxwriter keeps to.
_LONGEST = 32_767
#: What XML cannot hold.
NOT_IN_XML = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
#: Stands for rows that wait; no text can hold it, where ``<`` is escaped.
_MARK = re.compile(rb"<rows at=\"(\d+)\" to=\"(\d+)\"/>")
#: Of compression: a higher level takes twice as long for a file a tenth smaller.
_LEVEL = 2
_BLOCK = 1 << 20
#: Bytes of rows that wait in memory.
_IN_MEMORY = 8 << 20
_SHEETS = "xl/worksheets/"
#: Excel drops all the links of a sheet that has more.
MOST_LINKS = 65_530
#: Beyond this size a part must be announced as one.
_LARGEST = 2_000_000_000


class Spool:
    """Rows that wait, many of them on the disk."""

    def __init__(self) -> None:
        self._scratch = Scratch(_IN_MEMORY)

    def add(self, rows: Iterable[str]) -> tuple[int, int]:
        """Where the rows begin and end."""
        return self._scratch.add("".join(rows).encode("utf-8"))

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """What is between two places, in blocks."""
        for place in range(start, end, _BLOCK):
            yield self._scratch.read(place, min(place + _BLOCK, end))

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
        self._streams: list[tuple[int, int, int, int]] = []
        self._links: list[tuple[str, Link]] = []

    def link(self, row: int, column: int, link: Link) -> None:
        """A link on a cell written otherwise; those to one file share what leads to it."""
        self._links.append((f"{column_letters(column)}{row + 1}", link))

    def stream(self, spool: Spool, first: int, rows: Sequence[str], last_column: int) -> None:
        """Rows from row ``first`` on, where nothing else is written."""
        if rows:
            self._streams.append((first, len(rows), *spool.add(rows)))
            self._check_dimensions(first, 0)
            self._check_dimensions(first + len(rows) - 1, last_column)

    def _write_rows(self) -> None:
        top, bottom = self.dim_rowmin, self.dim_rowmax
        for first, count, start, end in sorted(self._streams):
            self.dim_rowmax = first - 1
            super()._write_rows()
            self.fh.write(f'<rows at="{start}" to="{end}"/>')
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


def pack(made: BytesIO, spool: Spool, out: Path) -> None:
    """Write the workbook xlsxwriter ``made`` to ``out``, with the rows that waited in their places. Ends ``spool``."""
    deflated = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", deflated, compresslevel=_LEVEL) as packed:
        for name in source.namelist():
            data = source.read(name)
            marks = list(_MARK.finditer(data)) if name.startswith(_SHEETS) else []
            size = len(data) + sum(int(mark[2]) - int(mark[1]) for mark in marks)
            # By its name, the part gets the date of 1980 every time.
            with packed.open(name, "w", force_zip64=size > _LARGEST) as file:
                place = 0
                for mark in marks:
                    file.write(data[place : mark.start()])
                    file.writelines(spool.read(int(mark[1]), int(mark[2])))
                    place = mark.end()
                file.write(data[place:])
    spool.close()


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
        content = text[:_LONGEST]
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
