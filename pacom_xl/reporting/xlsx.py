"""The check as a workbook: one row a finding, filters on every column, a link to each cell at fault.

Links lead to the checked files by their path from where this workbook is written, so that a folder that holds
both can be moved or sent whole.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from pacom_xl.consolidation.review import Review
from pacom_xl.core.findings import SEVERITIES, Finding, Severity
from pacom_xl.core.formats import day
from pacom_xl.core.text import STEERING, Lang, Text, path_text
from pacom_xl.reporting.lookup import Names
from pacom_xl.reporting.text import ORIGINS, SEVERITY, not_read
from pacom_xl.rules import messages

#: Heading and width of each column of findings, in characters.
_COLUMNS: tuple[tuple[str, Text, int], ...] = (
    ("severity", Text("Gravité", "Severity"), 10),
    ("team", Text("Équipe", "Team"), 22),
    ("subject", Text("Objet", "About"), 16),
    ("title", Text("Intitulé", "Title"), 38),
    ("owner", Text("Responsable", "Owner"), 20),
    ("code", Text("Règle", "Rule"), 9),
    ("rule", Text("Intitulé de la règle", "Rule title"), 28),
    ("message", Text("Constat", "Finding"), 62),
    ("fix", Text("À faire", "To do"), 48),
    ("cell", Text("Cellule", "Cell"), 24),
    ("file", Text("Fichier", "File"), 24),
    ("counts", Text("Compté", "Counted"), 22),
)
_SHEETS = {
    "findings": Text("Constats", "Findings"),
    "summary": Text("Synthèse", "Summary"),
    "terms": Text("Seuils et fichiers", "Thresholds and files"),
}
_FILLS: dict[Severity, str] = {"error": "#FBE9E7", "warning": "#FFF1DC", "info": "#E6F0FB"}
_INKS: dict[Severity, str] = {"error": "#B3261E", "warning": "#8A4B00", "info": "#1D5FA5"}
#: Excel keeps this many characters of a cell and of a link, and this many links of a sheet.
_CELL, _LINK, _LINKS = 32_767, 2_079, 65_530
#: Height of a line of text, in points.
_LINE = 13.5
#: Most lines a row shows.
_TALLEST = 30
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_findings(review: Review, path: Path, seen_at: Path | None = None) -> None:
    """Write the workbook to ``path``; ``seen_at`` is where people will open it, for its links."""
    from xlsxwriter import Workbook

    options = {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True,
    }  # fmt: skip
    made = BytesIO()
    with Workbook(made, options) as book:
        book.set_properties({"title": _title(review), "created": _moment(review)})
        writer = _Writer(book, review, (seen_at or path).resolve().parent)
        writer.findings()
        writer.summary()
        writer.terms()
    path.write_bytes(made.getvalue())


def _title(review: Review) -> str:
    on = day(review.as_of, review.lang)
    return Text(f"Contrôle du plan d’action au {on}", f"Check of the action plan on {on}").in_(review.lang)


def _moment(review: Review) -> datetime:
    """The run's date, so that the same check gives the same file."""
    return datetime(review.as_of.year, review.as_of.month, review.as_of.day, tzinfo=UTC).replace(tzinfo=None)


def cell_link(file: str, sheet: str, cell: str, folder: Path) -> str | None:
    """A link from a workbook in ``folder`` to a cell of another; ``None`` when Excel could not hold it."""
    relative = _relative(Path(file).absolute(), folder)
    quoted = sheet.replace("'", "''")
    link = f"external:{relative}#'{quoted}'!{cell}"
    return link if len(link) <= _LINK and relative and "#" not in relative else None


@lru_cache(maxsize=4)
def _relative(file: Path, folder: Path) -> str:
    """The way from a folder to a file, as text; ``""`` when there is none. Findings of one file follow each other."""
    place = file.resolve()
    try:
        way = path_text(os.path.relpath(place, folder))
        # What stands before a colon would be taken for the scheme of an address.
        return "" if ":" in way or STEERING.search(way) else way
    except ValueError:
        # Another drive: only the whole path leads there.
        return path_text(str(place))


class _Writer:
    """The three sheets of the findings workbook."""

    def __init__(self, book: Any, review: Review, folder: Path) -> None:
        self.book = book
        self.review = review
        self.lang: Lang = review.lang
        self.folder = folder
        self.names = Names(review)
        self.links = 0
        base = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True}
        self.plain = book.add_format(base)
        self.muted = book.add_format(base | {"font_color": "#595959"})
        self.link = book.add_format(base | {"font_color": "#0B5CAD", "underline": 1})
        self.bold = book.add_format(base | {"bold": True, "text_wrap": False})
        self.head = book.add_format(
            base | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3864", "valign": "vcenter"}
        )
        self.graves = {
            severity: book.add_format(base | {"bold": True, "font_color": _INKS[severity], "bg_color": fill})
            for severity, fill in _FILLS.items()
        }

    def findings(self) -> None:
        """Every finding, those that count first."""
        sheet = self._sheet("findings")
        rows = sorted(self.review.findings, key=lambda f: (not f.counts, *self.names.order(f)))
        for column, (_, label, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, label.in_(self.lang), self.head)
        for at, finding in enumerate(rows, start=1):
            self._row(sheet, at, finding)
        sheet.set_row(0, 22)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, max(len(rows), 1), len(_COLUMNS) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")

    def _row(self, sheet: Any, at: int, finding: Finding) -> None:
        values = _values(finding, self.review, self.names)
        sheet.set_row(at, _height(values))
        for column, (key, _, _) in enumerate(_COLUMNS):
            style = self.graves[finding.severity] if key == "severity" else self.plain
            if key == "cell" and finding.cell and finding.file:
                self._cell(sheet, at, column, finding, values[key])
            else:
                sheet.write_string(at, column, _fit(values[key]), style if finding.counts else self.muted)

    def _cell(self, sheet: Any, at: int, column: int, finding: Finding, shown: str) -> None:
        link = self._link(finding)
        if link and self.links < _LINKS:
            self.links += 1
            sheet.write_url(at, column, link, self.link, _fit(shown))
        else:
            sheet.write_string(at, column, _fit(shown), self.plain)

    def _link(self, finding: Finding) -> str | None:
        if not finding.cell or not finding.file:
            return None
        return cell_link(finding.file, finding.cell.sheet, finding.cell.a1, self.folder)

    def summary(self) -> None:
        """How many of each gravity, by team and by rule."""
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
        """A table of counts from line ``at``; the line after it."""
        counts = Counter((key_of(f), f.severity) for f in self.review.shown)
        heads = [head.in_(self.lang), *(SEVERITY[s].in_(self.lang) for s in SEVERITIES), "Total"]
        for column, text in enumerate(heads):
            sheet.write_string(at, column, text, self.head)
        for key, label in labels.items():
            at += 1
            figures = [counts[key, severity] for severity in SEVERITIES]
            sheet.write_string(at, 0, _fit(label), self.plain)
            for column, figure in enumerate([*figures, sum(figures)], start=1):
                sheet.write_number(at, column, figure, self.plain)
        return at + 1

    def terms(self) -> None:
        """The thresholds used and who set each, then the files that could not be read."""
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
            sheet.write_string(line, 0, _fit(text), self.plain)

    def _line(self, sheet: Any, at: int, texts: Sequence[str], style: Any) -> None:
        for column, text in enumerate(texts):
            sheet.write_string(at, column, _fit(text), style)

    def _sheet(self, key: str) -> Any:
        from pacom_xl.workbook.quick import QuickSheet

        sheet = self.book.add_worksheet(_SHEETS[key].in_(self.lang), worksheet_class=QuickSheet)
        sheet.hide_gridlines(2)
        return sheet


def _lines(review: Review) -> Iterator[str]:
    return (line for line in not_read(review) if line)


def _values(finding: Finding, review: Review, names: Names) -> dict[str, str]:
    lang = review.lang
    owner = names.owner(finding)
    return {
        "severity": SEVERITY[finding.severity].in_(lang),
        "team": names.team(finding.team),
        "subject": finding.subject,
        "title": names.title(finding),
        "owner": owner.name if owner else "",
        "code": finding.code,
        "rule": messages.title(finding.code, lang),
        "message": messages.message(finding, lang, review.template),
        "fix": messages.fix(finding, lang, review.template),
        "cell": f"{finding.cell.sheet}!{finding.cell.a1}" if finding.cell else "",
        "file": path_text(Path(finding.file).name) if finding.file else "",
        "counts": _counted(finding, lang),
    }


def _height(values: Mapping[str, str]) -> float:
    """Height of a row in points: offices that open the file do not all fit wrapped text by themselves."""
    lines = (-(-len(values[key]) // (width - 2)) for key, _, width in _COLUMNS)
    return _LINE * min(_TALLEST, max(lines))


def _counted(finding: Finding, lang: Lang) -> str:
    if finding.hidden_by:
        return Text(f"non, dit par {finding.hidden_by}", f"no, told by {finding.hidden_by}").in_(lang)
    if finding.waived_by:
        return Text(f"non, dérogation de {finding.waived_by}", f"no, waived by {finding.waived_by}").in_(lang)
    return Text("oui", "yes").in_(lang)


def _fit(text: str) -> str:
    """What a cell can hold."""
    clean = _CONTROLS.sub("\ufffd", text)
    return clean if len(clean) <= _CELL else clean[: _CELL - 1] + "…"
