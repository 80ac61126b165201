"""The check as a workbook: counts by team and rule, then one row a finding, with filters and a link to its cell.

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
from pacom_xl.model import palette
from pacom_xl.model.findings import SEVERITIES, Finding
from pacom_xl.model.formats import day
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.reporting.check_text import ORIGINS, not_read
from pacom_xl.reporting.findings_rows import COLUMNS, PRINTED, FindingRows, fit
from pacom_xl.reporting.words.labels import Names, company_of
from pacom_xl.reporting.words.severity_words import SEVERITY_TASKS
from pacom_xl.rules import messages
from pacom_xl.writing.cell_xml import Cells
from pacom_xl.writing.streamed_rows import MOST_LINKS, StreamedRows, StreamedWorkbook

_OPTIONS = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True,
}  # fmt: skip
_SHEETS = {
    "summary": Text("Synthèse", "Summary"),
    "findings": Text("Constats", "Findings"),
    "terms": Text("Seuils et fichiers", "Thresholds and files"),
}
_COUNT = Text("Total", "Total")
_BY_TEAM, _BY_RULE = Text("Par équipe", "By team"), Text("Par règle", "By rule")
_LEGEND = sentence(
    "À corriger : fausse les chiffres ou bloque une action. À regarder : à vérifier avant la prochaine revue. "
    "À savoir : pour information.",
    "To correct: makes figures wrong or blocks an action. To review: to be looked at before the next review. "
    "To know: for information.",
)


def write_findings(review: Review, path: Path, seen_at: Path | None = None) -> None:
    """Write the workbook to ``path``; ``seen_at`` is where people will open it, for its links."""
    book = StreamedWorkbook(_OPTIONS)
    book.workbook.set_properties({"title": _title(review), "created": _moment(review)})
    writer = _Writer(book, review, (seen_at or path).resolve().parent)
    writer.summary()
    writer.findings()
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
        base = {
            "font_name": palette.FONT, "font_size": 10, "valign": "top", "text_wrap": True, "bottom": 1,
            "bottom_color": palette.LINE,
        }  # fmt: skip
        self.plain = workbook.add_format(base)
        self.muted = workbook.add_format(base | {"font_color": "#595959"})
        self.link = workbook.add_format(base | {"font_color": "#0B5CAD", "underline": 1})
        bare = {"font_name": palette.FONT, "font_color": palette.COLOURS["title"]}
        self.title = workbook.add_format(bare | {"bold": True, "font_size": palette.TITLE_SIZE})
        self.heading = workbook.add_format(bare | {"bold": True, "font_size": palette.HEADING_SIZE})
        self.note = workbook.add_format({"font_name": palette.FONT, "font_size": 10, "font_color": "#595959"})
        head = {"bold": True, "font_color": palette.ON_TITLE, "bg_color": palette.COLOURS["title"], "valign": "vcenter"}
        self.head = workbook.add_format(base | head)
        self.number_head = workbook.add_format(base | head | {"align": "right"})
        self.number = workbook.add_format(base | {"align": "right", "num_format": "0;-0;–"})
        self.total = workbook.add_format(base | {"align": "right", "bold": True, "bg_color": palette.COLOURS["band"]})
        self.total_label = workbook.add_format(base | {"bold": True, "bg_color": palette.COLOURS["band"]})
        self.graves = {
            severity: workbook.add_format(base | {"bold": True, "font_color": tone.ink, "bg_color": tone.fill})
            for severity, tone in palette.SEVERITIES.items()
        }

    def findings(self) -> None:
        """Every finding: those that are counted come first, then by severity, team and subject."""
        sheet = self._sheet("findings")
        streamed = self.book.rows_of(sheet)
        found = sorted(self.review.findings, key=self._order)
        for column, (_, label, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, label.in_(self.lang), self.head)
        rows = FindingRows(self.review, self.names, self.folder, self._cell_styles(streamed))
        places = enumerate(found, start=1)
        created = [rows.row(sheet, at, finding, links=at <= MOST_LINKS) for at, finding in places]
        streamed.add(1, created, len(COLUMNS) - 1)
        sheet.set_row(0, 22)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(found), 1), len(COLUMNS) - 1)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, max(len(found), 1), PRINTED - 1)
        sheet.set_landscape()
        self._set_page(sheet)

    def _order(self, finding: Finding) -> tuple[object, ...]:
        return (not finding.counts, SEVERITIES.index(finding.severity), *self.names.order(finding))

    def _set_page(self, sheet: Any) -> None:
        """One A4 page across, title and date above, sheet and page below."""
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.set_header(f"&L&B{self._heading().replace('&', '&&')[:200]}")
        sheet.set_footer("&L&A&R&P / &N")

    def _heading(self) -> str:
        """« Cafés Valmorane 2026 · Contrôle du plan d’action au 15/06/2026 »."""
        company = company_of(self.review)
        return f"{company} · {_title(self.review)}" if company else _title(self.review)

    def _cell_styles(self, streamed: StreamedRows) -> dict[str, list[Cells]]:
        looks = [("plain", self.plain), ("muted", self.muted), ("link", self.link), *self.graves.items()]
        return {name: [Cells(column, streamed.style(look)) for column in range(len(COLUMNS))] for name, look in looks}

    def summary(self) -> None:
        """Number of findings of each severity, by team and by rule."""
        sheet = self._sheet("summary")
        sheet.set_column(0, 0, 60)
        sheet.set_column(1, 4, 13)
        sheet.write_string(0, 0, self._heading(), self.title)
        sheet.set_row(0, 28)
        sheet.write_string(1, 0, _LEGEND.in_(self.lang), self.note)
        shown = self.review.shown
        teams = {f.team: self.names.team(f.team) or "—" for f in sorted(shown, key=self.names.order)}
        at = self._counts(sheet, 3, _BY_TEAM, Text("Équipe", "Team"), teams, lambda f: f.team)
        rules = {code: f"{code} {messages.title(code, self.lang)}" for code in self._rules()}
        self._counts(sheet, at + 1, _BY_RULE, Text("Règle", "Rule"), rules, lambda f: f.code)
        self._set_page(sheet)
        sheet.activate()

    def _rules(self) -> list[str]:
        """Codes of the rules with findings, the most serious and most frequent first."""
        counts = Counter(f.code for f in self.review.shown)
        worst = {f.code: SEVERITIES.index(f.severity) for f in sorted(self.review.shown, key=_severity, reverse=True)}
        return sorted(counts, key=lambda code: (worst[code], -counts[code], code))

    def _counts(
        self,
        sheet: Any,
        at: int,
        title: Text,
        head: Text,
        labels: Mapping[Any, str],
        key_of: Callable[[Finding], Any],
    ) -> int:
        """Write a table of counts and its total from line ``at``. Returns the line after it."""
        sheet.write_string(at, 0, title.in_(self.lang), self.heading)
        at += 1
        counts = Counter((key_of(f), f.severity) for f in self.review.shown)
        heads = [head.in_(self.lang), *(_capital(SEVERITY_TASKS[s].in_(self.lang)) for s in SEVERITIES)]
        for column, text in enumerate([*heads, _COUNT.in_(self.lang)]):
            sheet.write_string(at, column, text, self.number_head if column else self.head)
        for key, label in labels.items():
            at += 1
            figures = [counts[key, severity] for severity in SEVERITIES]
            sheet.write_string(at, 0, fit(label), self.plain)
            for column, figure in enumerate([*figures, sum(figures)], start=1):
                sheet.write_number(at, column, figure, self.number)
        at += 1
        totals = Counter(f.severity for f in self.review.shown)
        sheet.write_string(at, 0, _COUNT.in_(self.lang), self.total_label)
        for column, figure in enumerate([*(totals[s] for s in SEVERITIES), totals.total()], start=1):
            sheet.write_number(at, column, figure, self.total)
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


def _severity(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lines(review: Review) -> Iterator[str]:
    return (line for line in not_read(review) if line)
