"""The check as a workbook: one row a finding, filters on every column, a link to each cell at fault.

Links lead to the checked files by their path from where this workbook is written, so that a folder that holds
both can be moved or sent whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pacom_xl.consolidation.review import Review
from pacom_xl.model.findings import SEVERITIES, Finding, Severity
from pacom_xl.model.formats import day
from pacom_xl.model.text import Lang, Text
from pacom_xl.reporting.check_text import ORIGINS, SEVERITY, not_read
from pacom_xl.reporting.findings_rows import COLUMNS, FindingRows, fit
from pacom_xl.reporting.labels import Names
from pacom_xl.rules import messages
from pacom_xl.writing.cell_xml import Cells
from pacom_xl.writing.streamed_rows import MOST_LINKS, StreamedRows, StreamedWorkbook

_OPTIONS = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True,
}  # fmt: skip
_SHEETS = {
    "findings": Text("Constats", "Findings"),
    "summary": Text("Synthèse", "Summary"),
    "terms": Text("Seuils et fichiers", "Thresholds and files"),
}
_FILLS: dict[Severity, str] = {"error": "#FBE9E7", "warning": "#FFF1DC", "info": "#E6F0FB"}
_INKS: dict[Severity, str] = {"error": "#B3261E", "warning": "#8A4B00", "info": "#1D5FA5"}


def write_findings(review: Review, path: Path, seen_at: Path | None = None) -> None:
    """Write the workbook to ``path``; ``seen_at`` is where people will open it, for its links."""
    book = StreamedWorkbook(_OPTIONS)
    book.workbook.set_properties({"title": _title(review), "created": _moment(review)})
    writer = _Writer(book, review, (seen_at or path).resolve().parent)
    writer.findings()
    writer.summary()
    writer.terms()
    book.save(path)


def _title(review: Review) -> str:
    on = day(review.as_of, review.lang)
    return Text(f"Contrôle du plan d’action au {on}", f"Check of the action plan on {on}").in_(review.lang)


def _moment(review: Review) -> datetime:
    """The reference date as creation date, so that the same check gives the same bytes."""
    return datetime(review.as_of.year, review.as_of.month, review.as_of.day, tzinfo=UTC).replace(tzinfo=None)


class _Writer:
    """Writes the three sheets: findings, counts, thresholds and files."""

    def __init__(self, book: StreamedWorkbook, review: Review, folder: Path) -> None:
        self.book = book
        workbook = book.workbook
        self.review = review
        self.lang: Lang = review.lang
        self.folder = folder
        self.names = Names(review)
        base = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True}
        self.plain = workbook.add_format(base)
        self.muted = workbook.add_format(base | {"font_color": "#595959"})
        self.link = workbook.add_format(base | {"font_color": "#0B5CAD", "underline": 1})
        self.bold = workbook.add_format(base | {"bold": True, "text_wrap": False})
        self.head = workbook.add_format(
            base | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3864", "valign": "vcenter"}
        )
        self.graves = {
            severity: workbook.add_format(base | {"bold": True, "font_color": _INKS[severity], "bg_color": fill})
            for severity, fill in _FILLS.items()
        }

    def findings(self) -> None:
        """Every finding; those that are counted come first."""
        sheet = self._sheet("findings")
        streamed = self.book.rows_of(sheet)
        found = sorted(self.review.findings, key=lambda f: (not f.counts, *self.names.order(f)))
        for column, (_, label, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, label.in_(self.lang), self.head)
        rows = FindingRows(self.review, self.names, self.folder, self._looks(streamed))
        places = enumerate(found, start=1)
        created = [rows.row(sheet, at, finding, links=at <= MOST_LINKS) for at, finding in places]
        streamed.add(1, created, len(COLUMNS) - 1)
        sheet.set_row(0, 22)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, max(len(found), 1), len(COLUMNS) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")

    def _looks(self, streamed: StreamedRows) -> dict[str, list[Cells]]:
        looks = [("plain", self.plain), ("muted", self.muted), ("link", self.link), *self.graves.items()]
        return {name: [Cells(column, streamed.style(look)) for column in range(len(COLUMNS))] for name, look in looks}

    def summary(self) -> None:
        """Number of findings of each severity, by team and by rule."""
        sheet = self._sheet("summary")
        sheet.set_column(0, 0, 48)
        sheet.set_column(1, 4, 12)
        sheet.write_string(0, 0, _title(self.review), self.bold)
        shown = self.review.shown
        teams = {f.team: self.names.team(f.team) or "—" for f in sorted(shown, key=self.names.order)}
        at = self._counts(sheet, 2, Text("Équipe", "Team"), teams, lambda f: f.team)
        rules = {code: f"{code} {messages.title(code, self.lang)}" for code in sorted({f.code for f in shown})}
        self._counts(sheet, at + 1, Text("Règle", "Rule"), rules, lambda f: f.code)

    def _counts(
        self,
        sheet: Any,
        at: int,
        head: Text,
        labels: Mapping[Any, str],
        key_of: Callable[[Finding], Any],
    ) -> int:
        """Write a table of counts from line ``at``. Returns the line after it."""
        counts = Counter((key_of(f), f.severity) for f in self.review.shown)
        heads = [head.in_(self.lang), *(SEVERITY[s].in_(self.lang) for s in SEVERITIES), "Total"]
        for column, text in enumerate(heads):
            sheet.write_string(at, column, text, self.head)
        for key, label in labels.items():
            at += 1
            figures = [counts[key, severity] for severity in SEVERITIES]
            sheet.write_string(at, 0, fit(label), self.plain)
            for column, figure in enumerate([*figures, sum(figures)], start=1):
                sheet.write_number(at, column, figure, self.plain)
        return at + 1

    def terms(self) -> None:
        """The thresholds used with their origin, then the files that could not be read."""
        sheet = self._sheet("terms")
        for column, width in enumerate((44, 16, 30, 24)):
            sheet.set_column(column, column, width)
        heads = (
            Text("Seuil", "Threshold"),
            Text("Valeur", "Value"),
            Text("Fixé par", "Set by"),
            Text("Équipes", "Teams"),
        )
        self._line(sheet, 0, [head.in_(self.lang) for head in heads], self.head)
        at = 0
        for at, threshold in enumerate(self.review.thresholds, start=1):
            origin = ORIGINS[threshold.origin].in_(self.lang)
            label, teams = threshold.field.label.in_(self.lang), ", ".join(threshold.teams)
            self._line(sheet, at, [label, threshold.shown(self.lang), origin, teams], self.plain)
        for line, text in enumerate(_lines(self.review), start=at + 2):
            sheet.write_string(line, 0, fit(text), self.plain)

    def _line(self, sheet: Any, at: int, texts: Sequence[str], style: Any) -> None:
        for column, text in enumerate(texts):
            sheet.write_string(at, column, fit(text), style)

    def _sheet(self, key: str) -> Any:
        sheet = self.book.workbook.add_worksheet(_SHEETS[key].in_(self.lang))
        sheet.hide_gridlines(2)
        return sheet


def _lines(review: Review) -> Iterator[str]:
    return (line for line in not_read(review) if line)
