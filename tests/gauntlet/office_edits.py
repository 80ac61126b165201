# mypy: ignore-errors
"""Many edits by one real LibreOffice. Run by the system's Python, which has the UNO bridge.

``office_edits.py SOFFICE PROFILE SOURCE FOLDER EDITS``: EDITS is a JSON file, a list of ``[file name, steps]``; each is
done on a fresh copy of SOURCE and saved as that file of FOLDER. A step is ``[verb, tab, …]``, see ``VERBS``. Cells and
ranges are zero-based numbers: ``row, column`` and ``first row, first column, last row, last column``.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.awt.FontStrikeout import SINGLE as STRUCK
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.sheet.ValidationType import ANY
from com.sun.star.table import CellRangeAddress, TableSortField

FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}
#: Seconds the office may take to start on a busy machine.
PATIENCE = 240


#: Outlines have at most this many levels.
_DEEPEST_OUTLINE = 7


def main(soffice, profile, source, folder, edits):
    pipe = f"pacomg{os.getpid()}"
    office = subprocess.Popen(
        [soffice, f"-env:UserInstallation={profile}", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"]
    )
    try:
        desktop = connect(pipe)
        for name, steps in json.loads(Path(edits).read_text(encoding="utf-8")):
            document = desktop.loadComponentFromURL(
                uno.systemPathToFileUrl(source), "_blank", 0, (option("Hidden", True),)
            )
            for verb, *words in steps:
                VERBS[verb](document, *words)
            kind = option("FilterName", FILTERS[name.rpartition(".")[2]])
            document.storeToURL(uno.systemPathToFileUrl(str(Path(folder) / name)), (kind,))
            document.close(True)
        with contextlib.suppress(Exception):
            desktop.terminate()
    finally:
        time.sleep(0.3)
        office.kill()
        office.wait()


def connect(pipe):
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(PATIENCE * 5):
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        except NoConnectException:
            time.sleep(0.2)
    raise SystemExit("LibreOffice did not answer")


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def tab(document, name):
    return document.Sheets.getByName(name)


def index(document, name):
    return list(document.Sheets.ElementNames).index(name)


def area(document, name, r1, c1, r2, c2):
    made = CellRangeAddress()
    made.Sheet, made.StartRow, made.StartColumn, made.EndRow, made.EndColumn = index(document, name), r1, c1, r2, c2
    return made


def cell(document, name, row, column):
    return tab(document, name).getCellByPosition(column, row)


def cells(document, name, r1, c1, r2, c2):
    return tab(document, name).getCellRangeByPosition(c1, r1, c2, r2)


def put(document, name, row, column, value):
    target = cell(document, name, row, column)
    if isinstance(value, str) and value.startswith("="):
        target.Formula = value
    elif isinstance(value, str):
        target.String = value
    else:
        target.Value = value


def clear(document, name, r1, c1, r2, c2):
    cells(document, name, r1, c1, r2, c2).clearContents(1 | 2 | 4 | 16)


def move(document, name, r1, c1, r2, c2, row, column):
    sheet = tab(document, name)
    sheet.moveRange(cell(document, name, row, column).CellAddress, area(document, name, r1, c1, r2, c2))


def move_to_tab(document, name, r1, c1, r2, c2, other, row, column):
    """Cut cells and paste them in another tab."""
    target = cell(document, other, row, column).CellAddress
    tab(document, name).moveRange(target, area(document, name, r1, c1, r2, c2))


def insert_cells(document, name, r1, c1, r2, c2, way):
    """Insert cells and shift what is there ``DOWN`` or ``RIGHT``."""
    mode = uno.Enum("com.sun.star.sheet.CellInsertMode", way)
    tab(document, name).insertCells(area(document, name, r1, c1, r2, c2), mode)


def delete_cells(document, name, r1, c1, r2, c2, way):
    """Delete cells and shift what is behind them ``UP`` or ``LEFT``."""
    mode = uno.Enum("com.sun.star.sheet.CellDeleteMode", way)
    tab(document, name).removeRange(area(document, name, r1, c1, r2, c2), mode)


def values_only(document, name, r1, c1, r2, c2):
    """Copy cells and paste their values at the same place: formulas become what they show."""
    found = cells(document, name, r1, c1, r2, c2)
    found.setDataArray(found.getDataArray())


def copy(document, name, r1, c1, r2, c2, row, column):
    sheet = tab(document, name)
    sheet.copyRange(cell(document, name, row, column).CellAddress, area(document, name, r1, c1, r2, c2))


def move_column(document, name, source, target):
    """Cut a column and insert it before another, as people do."""
    sheet = tab(document, name)
    sheet.Columns.insertByIndex(target, 1)
    source += source >= target
    move(document, name, 0, source, 400, source, 0, target)
    sheet.Columns.removeByIndex(source, 1)


def move_row(document, name, source, target):
    sheet = tab(document, name)
    sheet.Rows.insertByIndex(target, 1)
    source += source >= target
    move(document, name, source, 0, source, 60, target, 0)
    sheet.Rows.removeByIndex(source, 1)


def sort(document, name, r1, c1, r2, c2, column, ascending):
    key = TableSortField()
    key.Field, key.IsAscending = column - c1, ascending
    cells(document, name, r1, c1, r2, c2).sort(
        (option("SortFields", uno.Any("[]com.sun.star.table.TableSortField", (key,))), option("ContainsHeader", False))
    )


def note(document, name, row, column, text):
    tab(document, name).Annotations.insertNew(cell(document, name, row, column).CellAddress, text)


def no_list(document, name, r1, c1, r2, c2):
    target = cells(document, name, r1, c1, r2, c2)
    validation = target.Validation
    validation.Type = ANY
    target.Validation = validation


def set_format(document, name, row, column, code):
    locale = uno.createUnoStruct("com.sun.star.lang.Locale")
    formats = document.NumberFormats
    key = formats.queryKey(code, locale, False)
    cell(document, name, row, column).NumberFormat = key if key >= 0 else formats.addNew(code, locale)


def no_names(document):
    for name in document.NamedRanges.ElementNames:
        document.NamedRanges.removeByName(name)


def no_properties(document):
    kept = document.DocumentProperties.UserDefinedProperties
    for found in kept.PropertySetInfo.Properties:
        kept.removeProperty(found.Name)


def no_anchors(document):
    """Every hidden column and row of every sheet emptied, as a copy of what is seen would be, its outlines open."""
    for name in document.Sheets.ElementNames:
        sheet = tab(document, name)
        sheet.showLevel(_DEEPEST_OUTLINE, uno.Enum("com.sun.star.table.TableOrientation", "ROWS"))
        cells(document, name, 0, 0, 600, 0).clearContents(1 | 2 | 4)
        for row in range(140):
            if not sheet.Rows.getByIndex(row).IsVisible:
                cells(document, name, row, 0, row, 120).clearContents(1 | 2 | 4)


def autofilter(document, name, r1, c1, r2, c2, column, value):
    target = cells(document, name, r1, c1, r2, c2)
    descriptor = target.createFilterDescriptor(True)
    rule = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
    rule.Field, rule.StringValue, rule.IsNumeric = column - c1, value, False
    rule.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
    descriptor.FilterFields, descriptor.ContainsHeader = (rule,), True
    target.filter(descriptor)


def strike_part(document, name, row, column, letters):
    """Strike the first letters of a text through."""
    cursor = cell(document, name, row, column).createTextCursor()
    cursor.gotoStart(False)
    cursor.goRight(letters, True)
    cursor.CharStrikeout = STRUCK


VERBS = {
    "put": put,
    "clear": clear,
    "move": move,
    "copy": copy,
    "move_to_tab": move_to_tab,
    "insert_cells": insert_cells,
    "delete_cells": delete_cells,
    "values_only": values_only,
    "move_column": move_column,
    "move_row": move_row,
    "insert_rows": lambda d, t, at, n: tab(d, t).Rows.insertByIndex(at, n),
    "delete_rows": lambda d, t, at, n: tab(d, t).Rows.removeByIndex(at, n),
    "insert_columns": lambda d, t, at, n: tab(d, t).Columns.insertByIndex(at, n),
    "delete_columns": lambda d, t, at, n: tab(d, t).Columns.removeByIndex(at, n),
    "hide_column": lambda d, t, at: setattr(tab(d, t).Columns.getByIndex(at), "IsVisible", False),
    "hide_row": lambda d, t, at: setattr(tab(d, t).Rows.getByIndex(at), "IsVisible", False),
    "show_columns": lambda d, t: setattr(tab(d, t).Columns, "IsVisible", True),
    "rename": lambda d, t, new: setattr(tab(d, t), "Name", new),
    "duplicate": lambda d, t, new, at: d.Sheets.copyByName(t, new, at),
    "move_tab": lambda d, t, at: d.Sheets.moveByName(t, at),
    "add_tab": lambda d, t, at: d.Sheets.insertNewByName(t, at),
    "hide_tab": lambda d, t: setattr(tab(d, t), "IsVisible", False),
    "delete_tab": lambda d, t: d.Sheets.removeByName(t),
    "merge": lambda d, t, *r: cells(d, t, *r).merge(True),
    "unmerge": lambda d, t, *r: cells(d, t, *r).merge(False),
    "sort": sort,
    "filter": autofilter,
    "strike": lambda d, t, *r: setattr(cells(d, t, *r), "CharStrikeout", STRUCK),
    "strike_part": strike_part,
    "note": note,
    "no_list": no_list,
    "format": set_format,
    "no_names": no_names,
    "no_properties": no_properties,
    "no_anchors": no_anchors,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
