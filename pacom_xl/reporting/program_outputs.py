"""Recognise workbooks written as results by this program: consolidated ones, those of findings and of changes.

Only these may be replaced: workbooks of teams and of the group contain what people typed.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from pacom_xl.layout.defined_names import home_name
from pacom_xl.xlsx.archive import ARCHIVE_ERRORS

#: Beginnings of the titles of workbooks of findings and of changes.
_TITLES = (
    "Contrôle du plan d’action", "Check of the action plan",
    "Changements du plan d’action", "Changes of the action plan",
)  # fmt: skip
#: Part of every page of findings.
_FILTERS = b'<form id="filters" class="filters">'
#: Most bytes of the parts that are examined.
_MOST = 20_000_000


def is_program_output(path: Path) -> bool:
    """Whether ``path`` is a consolidated workbook, or one of findings or changes; never raises."""
    if not path.is_file():
        # A pipe, for instance: opening it would wait for ever.
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            workbook, properties = (_part(archive, name) for name in ("xl/workbook.xml", "docProps/core.xml"))
    except ARCHIVE_ERRORS:
        return False
    return f'"{home_name("sources")}"' in workbook or any(f"<dc:title>{title}" in properties for title in _TITLES)


def is_program_page(path: Path) -> bool:
    """Whether ``path`` is a web page of findings; never raises."""
    try:
        return path.is_file() and _FILTERS in path.read_bytes()[:_MOST]
    except OSError:
        return False


def _part(archive: zipfile.ZipFile, name: str) -> str:
    if name not in archive.namelist():
        return ""
    with archive.open(name) as part:
        return part.read(_MOST).decode("utf-8", "replace")
