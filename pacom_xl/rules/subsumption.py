"""Subsumption: findings made redundant by another finding get its code in ``hidden_by``, and are not counted.

A finding is redundant when a table says so (``hidden``), or when its only cause is a value that could not be read
(``knock_on``): a due date typed « 31/02/2026 » is one mistake (PAC105), not two (PAC203: no due date), and a missing
sheet is PAC101, not one unknown reference for every row that refers to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from pacom_xl.model.findings import Finding

Condition = Callable[[Finding, Finding], bool]


def _always(_hider: Finding, _hidden: Finding) -> bool:
    return True


def _same_due(hider: Finding, milestone: Finding) -> bool:
    return bool(milestone.params.get("due") == hider.params.get("due"))


def _is_consumer_call(_hider: Finding, check: Finding) -> bool:
    return check.detail == "phone_b2c"


def _same_detail(hider: Finding, hidden: Finding) -> bool:
    return hider.detail == hidden.detail


def _same_field(hider: Finding, hidden: Finding) -> bool:
    """Both are about one cell, or the hider lists the field."""
    listed = hider.params.get("fields") or ()
    return hidden.field in listed or (hider.cell is not None and hider.cell == hidden.cell)


def _in_same_fill(fill: Finding, refused: Finding) -> bool:
    """Whether a value stands in the columns that were filled down over the frames of its table."""
    cell, (first, last) = refused.cell, fill.params.get("rows") or (0, 0)
    same_tab = cell is not None and fill.cell is not None and cell.sheet == fill.cell.sheet
    return same_tab and cell is not None and first <= cell.row < last and cell.column in fill.params.get("columns", ())


def _latest_unusable(hider: Finding, measure: Finding) -> bool:
    """Whether the readings that differ are the latest of the indicator that is said not to be measured."""
    same = str(hider.params.get("indicator")).lower() == str(measure.params.get("indicator")).lower()
    day, last = hider.params.get("day"), measure.params.get("last")
    return same and isinstance(day, date) and isinstance(last, date) and day > last


_LATE = tuple(f"PAC40{n}" for n in range(1, 10))
_BUDGET = ("PAC501", "PAC502", "PAC503", "PAC504")
#: Hiding code, codes it hides for the same subject, condition. Highest priority first.
_HIDES: tuple[tuple[str, tuple[str, ...], Condition], ...] = (
    ("PAC117", ("PAC104",), _always),
    ("PAC127", ("PAC105", "PAC106", "PAC113", "PAC114", "PAC122", "PAC123"), _in_same_fill),
    ("PAC121", ("PAC105", "PAC106", "PAC114"), _same_field),
    ("PAC104", ("PAC122",), _same_field),
    ("PAC204", ("PAC122",), _same_field),
    ("PAC512", ("PAC122",), _same_field),
    ("PAC307", ("PAC308", *_LATE), _always),
    ("PAC203", _LATE, _always),
    ("PAC505", _BUDGET, _always),
    ("PAC501", ("PAC503", "PAC504"), _always),
    ("PAC502", ("PAC503", "PAC504"), _always),
    ("PAC401", ("PAC402", "PAC403", "PAC404", "PAC601"), _always),
    ("PAC401", ("PAC405",), _same_due),
    ("PAC607", ("PAC603",), _latest_unusable),
    ("PAC802", ("PAC805",), _is_consumer_call),
    ("PAC801", ("PAC805",), _same_detail),
)
_HIDERS: dict[str, list[tuple[str, Condition]]] = {}
for _code, _codes, _condition in _HIDES:
    for _other in _codes:
        _HIDERS.setdefault(_other, []).append((_code, _condition))


def hiders_of(code: str) -> set[str]:
    """Codes of the rules that may hide findings of ``code``."""
    return {hider for hider, _ in _HIDERS.get(code, ())}


def hidden(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings in the same order, with ``hidden_by`` set to the rule of highest priority that hides them."""
    findings = list(findings)
    hiders = {code for code, _, _ in _HIDES}
    present: dict[tuple[str, str | None, str], list[Finding]] = {}
    for finding in findings:
        if finding.code in hiders:
            present.setdefault((finding.code, finding.team, finding.subject), []).append(finding)
    for finding in findings:
        by = _hider(finding, present)
        yield replace(finding, hidden_by=by) if by else finding


def _hider(finding: Finding, present: dict[tuple[str, str | None, str], list[Finding]]) -> str | None:
    for code, condition in _HIDERS.get(finding.code, ()):
        candidates = present.get((code, finding.team, finding.subject), ())
        if any(condition(candidate, finding) for candidate in candidates):
            return code
    return None


# -- findings caused by a value that could not be read ------------------------------------------------------------

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
