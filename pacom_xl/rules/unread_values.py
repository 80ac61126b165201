"""Consequential findings: a finding caused only by a value that could not be read is hidden by the finding about it.

A due date typed « 31/02/2026 » is one mistake (PAC105), not two (PAC203: no due date). A missing sheet is PAC101, not
one unknown reference for every row that refers to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pacom_xl.model.findings import Finding

#: Codes about a value that was present and could not be used.
_UNREAD = ("PAC105", "PAC106", "PAC112", "PAC114", "PAC125")
_NO_SHEET, _NO_FIELD = "PAC101", "PAC102"
#: Codes that add nothing to PAC101 about a missing sheet.
_OF_SHEET = ("PAC102", "PAC209", "PAC704", "PAC713")
#: Rules about the rows of a child table whose findings have no cell, and that table.
_OF_ROWS = {"PAC205": "kpis"}


def knock_on(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings in the same order, with ``hidden_by`` set on those caused by a value that could not be read.

    Findings already hidden are not changed.
    """
    findings = list(findings)
    causes = _Causes(findings)
    for finding in findings:
        by = None if finding.hidden_by else causes.of(finding)
        yield replace(finding, hidden_by=by) if by else finding


class _Causes:
    """Index of the findings about values, fields and sheets that could not be read."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.cells: dict[tuple[object, ...], str] = {}
        self.subjects: dict[tuple[object, ...], str] = {}
        self.sheets: set[tuple[str | None, str]] = set()
        self.fields: set[tuple[str | None, str]] = set()
        for finding in findings:
            self._note(finding)

    def _note(self, finding: Finding) -> None:
        if finding.code in _UNREAD:
            if finding.cell:
                self.cells.setdefault((finding.file, *finding.cell), finding.code)
            table = (finding.field or "").partition(".")[0]
            self.subjects.setdefault((finding.file, finding.subject, table), finding.code)
        elif finding.code == _NO_SHEET:
            self.sheets.add((finding.file, finding.subject))
        elif finding.code == _NO_FIELD and finding.field:
            self.fields.add((finding.file, finding.field))

    def of(self, finding: Finding) -> str | None:
        """Code of the finding that causes ``finding``; ``None`` when there is none."""
        if finding.code in _OF_SHEET and (finding.file, finding.subject) in self.sheets:
            return _NO_SHEET
        if finding.code < "PAC2":
            return None
        if finding.code == "PAC301" and self._all_missing(finding):
            return _NO_SHEET
        if finding.code in _OF_ROWS:
            return self.subjects.get((finding.file, finding.subject, _OF_ROWS[finding.code]))
        if finding.value not in (None, ()) or not finding.field:
            return None
        if finding.cell:
            return self.cells.get((finding.file, *finding.cell))
        return _NO_FIELD if (finding.file, finding.field) in self.fields else None

    def _all_missing(self, finding: Finding) -> bool:
        """Whether every sheet that a reference may refer to is missing."""
        sheets = finding.params.get("sheets") or ()
        return bool(sheets) and all((finding.file, sheet) in self.sheets for sheet in sheets)
