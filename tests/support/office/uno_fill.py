"""Fill a blank workbook as a new user would: go where its first sheet leads, type what the labels there ask for.

``uno_fill.py SOFFICE PROFILE SOURCE TARGET ANSWERS``: run by the system's Python, which has the UNO bridge. ANSWERS is
a JSON file: what the person knows, by the title of a sheet: a list of forms (label to value) and rows (heading to
value). Only what people see is used: labels, headings, links. The steps taken are written beside TARGET (``.json``).
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import uno_edit

_SIGNS = (" *", " °")
_FIRST_SHEET = 0
#: Most rows and columns of a sheet that are looked at.
_ROWS, _COLUMNS = 140, 40
_MOST_STEPS = 25


def main(soffice, profile, source, target, answers):
    """Open the workbook, follow its first sheet to the end, save."""
    known, taken = json.loads(Path(answers).read_text(encoding="utf-8")), []
    edits = Path(tempfile.mkdtemp()) / "edits.json"
    edits.write_text(json.dumps([["fill"]]), encoding="utf-8")
    uno_edit._EDITS["fill"] = lambda document: _fill(document, known, taken)
    uno_edit.main(soffice, profile, source, target, str(edits))
    Path(f"{target}.json").write_text(json.dumps(taken, ensure_ascii=False), encoding="utf-8")


def _fill(document, known, taken):
    """Follow the next step of the first sheet until it names none, or one nothing is known for."""
    for _ in range(_MOST_STEPS):
        first = document.Sheets.getByIndex(_FIRST_SHEET)
        step = _next_step(first)
        if step is None:
            return
        link, words = step
        sheet = _followed(document, first, link)
        taken.append([words, sheet.Name])
        title = "Fiche" if sheet.Name.startswith("ACT-") else sheet.Name
        if not known.get(title):
            return
        for part in known.pop(title):
            _write(sheet, part)


def _next_step(sheet):
    """The address and the words of the link that says what comes next; ``None`` when there is none."""
    for row in range(6):
        for column in range(_COLUMNS):
            cell = sheet.getCellByPosition(column, row)
            if cell.Formula.startswith("=HYPERLINK") and cell.String.startswith("prochaine étape"):
                return cell.AbsoluteName.rpartition(".")[2].replace("$", ""), cell.String
    return None


def _followed(document, sheet, link):
    """The sheet of the cell a link leads to: its target is the name of that cell."""
    formula = sheet.getCellRangeByName(link).Formula.removeprefix("=HYPERLINK(")
    scratch = sheet.getCellByPosition(200, 0)
    scratch.Formula = f"={uno_edit._first_argument(formula)}"
    name = scratch.String.removeprefix("#")
    scratch.Formula = ""
    return document.NamedRanges.getByName(name).ReferredCells.Spreadsheet


def _write(sheet, part):
    """A row of a table when its headings stand in one row, else the fields of a form."""
    heads = _heads(sheet, list(part))
    if heads is None:
        for label, text in part.items():
            cell = _beside(sheet, label)
            _type(cell, text)
        return
    row, columns = heads
    key = next(iter(part))
    number = _row_of(sheet, row, columns, part[key])
    for heading, text in part.items():
        cell = sheet.getCellByPosition(columns[heading], number)
        if heading != key or not cell.String:
            _type(cell, text)


def _type(cell, text):
    cell.FormulaLocal = text


def _bare(text):
    for sign in _SIGNS:
        text = text.removesuffix(sign)
    return text


def _shown(sheet):
    """The values of the cells of a sheet, row by row."""
    return sheet.getCellRangeByPosition(0, 0, _COLUMNS - 1, _ROWS - 1).getDataArray()


def _heads(sheet, headings):
    """The row in which all headings stand, and the column of each; ``None`` when there is no such row."""
    for row, cells in enumerate(_shown(sheet)):
        texts = {_bare(str(cells[column])): column for column in range(_COLUMNS - 1, 0, -1)}
        if len(headings) > 1 and all(heading in texts for heading in headings):
            return row, {heading: texts[heading] for heading in headings}
    return None


def _row_of(sheet, head, columns, first):
    """The row that begins with ``first``, else the first visible one below the headings that is empty."""
    for row, cells in enumerate(_shown(sheet)):
        texts = [str(cells[column]) for column in columns.values()]
        if row <= head:
            continue
        if texts[0] == first or (sheet.Rows.getByIndex(row).IsVisible and not any(texts)):
            return row
    raise SystemExit(f"no row below {list(columns)} on {sheet.Name}")


def _beside(sheet, label):
    """The cell right of a label."""
    for row, cells in enumerate(_shown(sheet)):
        for column in range(1, _COLUMNS):
            if _bare(str(cells[column])) == label:
                area = sheet.createCursorByRange(sheet.getCellByPosition(column, row))
                area.collapseToMergedArea()
                return sheet.getCellByPosition(area.RangeAddress.EndColumn + 1, row)
    raise SystemExit(f"no label {label} on {sheet.Name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
