"""Edit a workbook in a real LibreOffice. Run by the system's Python, which has the UNO bridge.

``uno_edit.py SOFFICE PROFILE SOURCE TARGET EDITS``: EDITS is a JSON file holding a list of edits in order:
``["set", tab, address, value]`` (text, number, or ``{"date": "2026-06-19"}``), ``["type", tab, address, text]`` (what
one types, understood as the office does), ``["follow", tab, address, file]`` (the formula of a link: the address of the
cell it selects goes into the file), ``["insert_rows", tab, row, count]``,
``["rename", tab, new]``, ``["duplicate", tab, new]``, ``["delete", tab]``, ``["sort", tab, area, column of the area]``
(its first row stays), ``["copy_row", tab, row]`` (the whole row to the next one). TARGET's extension says the
format (xlsx, ods).
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.table import TableSortField

_FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}
_EPOCH = date(1899, 12, 30)
_PATIENCE = 60


def main(soffice, profile, source, target, edits):
    """Open, edit, save, close."""
    pipe = f"pacom{os.getpid()}"
    office = subprocess.Popen(
        [
            soffice,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--norestore",
            "--nologo",
            f"--accept=pipe,name={pipe};urp;",
        ],
        start_new_session=True,
    )
    try:
        desktop = _connect(pipe)
        url = uno.systemPathToFileUrl(source)
        document = desktop.loadComponentFromURL(url, "_blank", 0, (_property("Hidden", True),))
        for edit in json.loads(Path(edits).read_text(encoding="utf-8")):
            _EDITS[edit[0]](document, *edit[1:])
        kind = _property("FilterName", _FILTERS[target.rpartition(".")[2]])
        document.storeToURL(uno.systemPathToFileUrl(target), (kind,))
        with contextlib.suppress(Exception):  # the bridge closes under the call
            document.close(True)
            desktop.terminate()
    finally:
        time.sleep(0.5)
        with contextlib.suppress(ProcessLookupError):  # the program starts others: all of them end
            os.killpg(office.pid, signal.SIGKILL)
        office.wait()


def _connect(pipe):
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(_PATIENCE * 5):
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        except NoConnectException:
            time.sleep(0.2)
    raise SystemExit("LibreOffice did not answer")


def _property(name, value):
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def _set(document, tab, address, value):
    cell = document.Sheets.getByName(tab).getCellRangeByName(address)
    if isinstance(value, str):
        cell.String = value
    elif isinstance(value, dict):
        cell.Value = (date.fromisoformat(value["date"]) - _EPOCH).days
    else:
        cell.Value = value


def _type(document, tab, address, text):
    document.Sheets.getByName(tab).getCellRangeByName(address).FormulaLocal = text


def _follow(document, tab, address, answer):
    """The office of Debian 12 ends when it opens a link without a screen: the place its target names is looked up."""
    sheet = document.Sheets.getByName(tab)
    link = sheet.getCellRangeByName(address)
    target = _first_argument(link.Formula.partition("HYPERLINK(")[2])
    scratch = sheet.getCellByPosition(200, link.CellAddress.Row)
    scratch.Formula = "=" + target
    mark = scratch.String.removeprefix("#")
    scratch.Formula = ""
    names = document.NamedRanges
    named = names.hasByName(mark) and names.getByName(mark).ReferredCells
    place = named or sheet.getCellRangeByName(mark.replace("!", "."))
    Path(answer).write_text(place.AbsoluteName, encoding="utf-8")


def _first_argument(arguments):
    """The text of a formula up to the first separator that is in no brackets and no quotes."""
    depth, quoted = 0, False
    for at, sign in enumerate(arguments):
        quoted ^= sign == '"'
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == ";" and not quoted and depth == 0:
            return arguments[:at]
    return arguments


def _insert_rows(document, tab, row, count):
    document.Sheets.getByName(tab).Rows.insertByIndex(row - 1, count)


def _rename(document, tab, new):
    document.Sheets.getByName(tab).Name = new


def _duplicate(document, tab, new):
    document.Sheets.copyByName(tab, new, document.Sheets.Count)


def _delete(document, tab):
    document.Sheets.removeByName(tab)


def _sort(document, tab, area, field):
    """The rows below the first of an area, by one of its columns, as the arrow of a filter does."""
    key = TableSortField()
    key.Field, key.IsAscending = field, True
    keys = uno.Any("[]com.sun.star.table.TableSortField", (key,))
    cells = document.Sheets.getByName(tab).getCellRangeByName(area)
    cells.sort((_property("SortFields", keys), _property("ContainsHeader", True)))


def _copy_row(document, tab, row):
    sheet = document.Sheets.getByName(tab)
    source = sheet.Rows.getByIndex(row - 1).RangeAddress
    sheet.copyRange(sheet.getCellByPosition(0, row).CellAddress, source)


_EDITS = {
    "sort": _sort,
    "copy_row": _copy_row,
    "set": _set,
    "type": _type,
    "follow": _follow,
    "insert_rows": _insert_rows,
    "rename": _rename,
    "duplicate": _duplicate,
    "delete": _delete,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
