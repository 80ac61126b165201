"""An OpenDocument file with one row of cells."""

from __future__ import annotations

import io
import zipfile

from pacom_xl.xlsx.archive import Archive
from pacom_xl.xlsx.cells import Tab
from pacom_xl.xlsx.limits import Budget
from pacom_xl.xlsx.ods_workbook import read_ods


def tab_of(content: str, row: str = "", styles: str = "") -> Tab:
    """The tab of a file with one row. ``row``: attributes of that row."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    more = 'xmlns:draw="urn:d" xmlns:fo="urn:f" '
    more += 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    table = f'<table:table table:name="T"><table:table-row {row}>{content}</table:table-row></table:table>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", f"<a {spaces} {more}>{styles}{table}</a>")
    (tab,) = read_ods(Archive(out.getvalue()), Budget()).tabs
    return tab
