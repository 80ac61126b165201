"""Knock-on errors: what a rule says only because something could not be read is hidden by what says so.

A due date typed « 31/02/2026 » is one mistake (PAC105), not two (PAC203: no due date). A sheet that is gone is
PAC101, not one unknown reference for every row that names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pacom_xl.model.findings import Finding

#: A value that was there and could not be used.
_UNREAD = ("PAC105", "PAC106", "PAC112", "PAC114")
_NO_SHEET, _NO_FIELD = "PAC101", "PAC102"
#: Of a sheet that is gone, these say nothing more.
_OF_SHEET = ("PAC102", "PAC209", "PAC704")
#: Rules that look at rows of a child table and have no cell of their own, and that table.
_OF_ROWS = {"PAC205": "kpis"}


def knock_on(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, in the same order, ``hidden_by`` set on those that follow from a failed reading.

    A finding another rule hides already stays as it is.
    """
    findings = list(findings)
    causes = _Causes(findings)
    for finding in findings:
        by = None if finding.hidden_by else causes.of(finding)
        yield replace(finding, hidden_by=by) if by else finding


class _Causes:
    """What could not be read, by place."""

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
        """The code of what explains a finding, ``None`` when it stands by itself."""
        if finding.code in _OF_SHEET and (finding.file, finding.subject) in self.sheets:
            return _NO_SHEET
        if finding.code < "PAC2":
            return None
        if finding.code == "PAC301" and self._all_gone(finding):
            return _NO_SHEET
        if finding.code in _OF_ROWS:
            return self.subjects.get((finding.file, finding.subject, _OF_ROWS[finding.code]))
        if finding.value not in (None, ()) or not finding.field:
            return None
        if finding.cell:
            return self.cells.get((finding.file, *finding.cell))
        return _NO_FIELD if (finding.file, finding.field) in self.fields else None

    def _all_gone(self, finding: Finding) -> bool:
        """Whether every sheet a reference could lead to is missing."""
        sheets = finding.params.get("sheets") or ()
        return bool(sheets) and all((finding.file, sheet) in self.sheets for sheet in sheets)
