"""Lists as text tables: one line a row, cells between ``|``; numbers, dates and booleans are typed cells.

A leading ``'`` keeps a text as it is; ``=`` begins a formula (without a stored value unless LibreOffice calculates it).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from pacom_xl.model.plan import Plan, Record
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from tests.support.command_line import Ran, run

AS_OF = "2026-03-02"


def rows_of(text: str) -> list[list[Any]]:
    """The cells of a text table; a line with nothing but blanks is an empty row."""
    lines = text.strip("\n").splitlines()
    return [[_cell(part.strip()) for part in line.split("|")] if line.strip() else [] for line in lines]


def _cell(text: str) -> Any:
    if text.startswith("'"):
        return text[1:]
    if text in ("VRAI", "FAUX"):
        return text == "VRAI"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    try:
        return datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        return text.replace("\\n", "\n") or None


def xlsx(
    path: Path, sheets: Mapping[str, str], merged: Sequence[tuple[str, str]] = (), hidden: Sequence[str] = ()
) -> Path:
    """A workbook of text tables; ``merged``: sheet and area."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, text in sheets.items():
        sheet = workbook.create_sheet(name)
        for number, row in enumerate(rows_of(text), 1):
            for column, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(number, column, value)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    for name, area in merged:
        workbook[name].merge_cells(area)
    workbook.save(path)
    return path


@dataclass(frozen=True)
class Result:
    """An adopted list: the report, and the workbook read back."""

    ran: Ran
    report: dict[str, Any]
    plan: Plan
    findings: list[str]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The values of a table that are not empty."""
        return [_filled(record) for record in self.plan.table(table)]

    @property
    def actions(self) -> list[dict[str, Any]]:
        """The values of the actions."""
        return self.rows("actions")

    def use_of(self, cell: str, sheet: str | None = None) -> set[str]:
        """What became of a cell."""
        return {c["use"] for c in self.report["cells"] if c["cell"] == cell and sheet in (None, c["sheet"])}

    def left(self) -> dict[str, str]:
        """Texts on « À replacer » by address; the sheet is told where there are several."""
        return {c["cell"]: c["text"] for c in self.report["cells"] if c["use"] == "to_place"}

    def why(self, cell: str) -> list[str]:
        """The reasons of the fixes of a cell."""
        return [fix["why"] for fix in self.report["fixes"] if fix["cell"] == cell]


def _filled(record: Record) -> dict[str, Any]:
    return {key: value for key, value in record.values.items() if value is not None}


def adopted(path: Path, *words: str | Path, team: str = "NO") -> Result:
    """Adopt a list in French and read the workbook back."""
    out = path.with_name(f"{path.stem}-adopted.xlsx")
    options = ["--team", team] if team else []
    before = path.read_bytes()
    ran = run(
        "adopt", path, "-o", out, "--format", "json", "--force", "--as-of", AS_OF, "--lang", "fr", *options, *words
    )
    assert ran.code == 0, ran.err
    assert path.read_bytes() == before
    reading = read_workbook(out, load_template("standard"))
    assert reading.status == "read"
    assert reading.plan
    return Result(ran, json.loads(ran.out), reading.plan, [finding.code for finding in reading.findings])
