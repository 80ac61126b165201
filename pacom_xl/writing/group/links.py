"""Links of a consolidated workbook: to the cell each row was read from, and between the register and its sheets.

The program makes them, whatever teams wrote: of a file's or a tab's name nothing can become more than a name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.blocks import Layout
from pacom_xl.layout.defined_names import FICHE
from pacom_xl.model.plan import column_letters
from pacom_xl.writing.group.provenance import first_place

#: What would end a path or begin something else than one; other characters stand as they are, as Excel writes them.
_SPECIAL = re.compile(r"""[\x00-\x20"#%:*<>?\[\\\]^`{|}\x7f\ud800-\udfff]""")
#: By column: where the cell of the row of this rank leads, as xlsxwriter spells it.
Links = Mapping[str, Callable[[int, Row], str | None]]
NO_LINKS: Links = {}
#: The look of a cell that leads somewhere.
LINKED: Mapping[str, Any] = {"font_color": "accent", "underline": 1}


def way_to(file: str | Path, folder: Path) -> str | None:
    """The relative path from ``folder`` to a file, as links spell it; ``None`` when there is none, or no such file."""
    try:
        way = os.path.relpath(file, folder) if Path(file).is_file() else None
    except (OSError, ValueError):
        return None
    return spelled(way) if way else None


def spelled(way: str) -> str:
    """A path as links spell it: slashes, special characters percent-encoded."""
    return _SPECIAL.sub(_escaped, way.replace(os.sep, "/"))


def _escaped(found: re.Match[str]) -> str:
    """A character percent-encoded, by the bytes it has in file names."""
    return "".join(f"%{byte:02X}" for byte in os.fsencode(found[0]))


def register_links(layout: Layout, ways: Mapping[str, str]) -> Links:
    """Links of the register: from a code to the sheet of the action, from a source cell to that cell of its file."""
    links: dict[str, Callable[[int, Row], str | None]] = {}
    if layout.fiches:
        links["code"] = lambda rank, _: f"internal:{FICHE}{rank + 1}"
    if ways:
        links["source_cell"] = lambda _, row: origin_link(row, ways)
    return links


def origin_link(row: Row, ways: Mapping[str, str]) -> str | None:
    """The link to the first cell of a row in the file it was read from; ``ways``: paths of the files, by team."""
    way, origin = ways.get(row.text("team")), row.record.origin
    if way is None or origin is None:
        return None
    place = first_place(origin)
    return file_link(way, place_in(origin.sheet, f"{column_letters(place[1])}{place[0] + 1}"))


def place_in(sheet: str, cell: str) -> str:
    """A cell of a sheet, as links name it."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


def file_link(way: str, place: str = "") -> str:
    """A link to a place in a file; ``way`` as ``way_to`` spells it, or an address."""
    start = "" if way.startswith("file:") else "external:"
    return f"{start}{way}#{place}" if place else f"{start}{way}"
