"""From findings to flags: what is shown at which cell, and the formula that says whether the cell is as it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pacom_xl.consolidation.review import Review
from pacom_xl.correction.sheet_part import serial
from pacom_xl.model import formats
from pacom_xl.model.findings import SEVERITIES, Finding, Severity
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import colon
from pacom_xl.reporting.words.severity_words import SEVERITY_NAMES
from pacom_xl.rules import messages
from pacom_xl.template.schema import Field
from pacom_xl.values.shown_content import shown_content
from pacom_xl.xlsx.workbook import Workbook

#: Longest text a formula compares a cell with: Excel refuses longer ones between quotes.
_LONGEST = 120
#: The beginning of a text that every office spells alike in a formula; letters that are counted in several ways.
_PLAIN = re.compile(rf"[^\x00-\x1f\x7f\ud800-\U0010ffff]{{1,{_LONGEST}}}")
_COUNTED_OTHERWISE = re.compile("[\r\ud800-\udfff\U00010000-\U0010ffff]")
_TO_DO = Text("À faire", "To do")


@dataclass(frozen=True)
class Flag:
    """One finding as the workbook shows it. ``cell``: ``None`` when the finding is about no cell of the workbook."""

    number: int
    severity: Severity
    code: str
    cell: Cell | None
    label: str
    #: What the cell held, as people see it.
    found: str
    message: str
    fix: str
    #: What the cell held, as the file has it; ``""`` for nothing.
    content: Any = ""
    #: Whether a formula of the template computes it: what it shows changes with the day.
    computed: bool = False

    @property
    def name(self) -> str:
        """The defined name that leads to the cell, whatever moves."""
        return f"correction_{self.number:03d}"

    @property
    def is_open(self) -> bool:
        """Whether it counts among what is to be corrected: something is wrong, at a cell."""
        return self.cell is not None and self.severity != "info"

    def note(self, lang: Lang) -> str:
        """The note at the cell: rule, message and what to do."""
        head = f"{SEVERITY_NAMES[self.severity].in_(lang).capitalize()} {self.code}{colon(lang)}{self.message}"
        return f"{head}\n{_TO_DO.in_(lang)}{colon(lang)}{self.fix}" if self.fix else head

    def is_unchanged(self, address: str, *, from_1904: bool) -> str:
        """A formula: whether the cell at ``address`` still holds what was found; always where it is computed."""
        return "TRUE" if self.computed else unchanged(address, self.content, from_1904=from_1904)


def flags_of(review: Review, workbook: Workbook, lang: Lang) -> list[Flag]:
    """The findings that count, in the order of the workbook: tab, row, column, gravity; those of no cell come last."""
    order = {tab.name: n for n, tab in enumerate(workbook.tabs)}
    shown = sorted(review.shown, key=lambda finding: _order(finding, order))
    return [_flag(number, finding, review, workbook, lang) for number, finding in enumerate(shown, 1)]


def _order(finding: Finding, tabs: dict[str, int]) -> tuple[Any, ...]:
    cell, grave = finding.cell, SEVERITIES.index(finding.severity)
    if cell is None or cell.sheet not in tabs:
        return (len(tabs), 0, 0, grave, finding.code, finding.subject, finding.detail or "")
    return (tabs[cell.sheet], cell.row, cell.column, grave, finding.code, finding.subject, finding.detail or "")


def _flag(number: int, finding: Finding, review: Review, workbook: Workbook, lang: Lang) -> Flag:
    field = review.template.by_name.get(finding.field or "")
    tab = workbook.tab(finding.cell.sheet) if finding.cell else None
    cell = finding.cell if tab else None
    content = content_of(workbook, cell) if cell else ""
    return Flag(
        number,
        finding.severity,
        finding.code,
        cell,
        field.label.in_(lang) if field else "",
        _shown(content, lang, field),
        messages.message(finding, lang, review.template),
        messages.fix(finding, lang, review.template),
        content,
        computed=field is not None and field.computed,
    )


def content_of(workbook: Workbook, cell: Cell) -> Any:
    """The content of a cell, or the value of its formula; an error as a text such as ``#REF!``; ``""`` for an empty
    cell.
    """
    tab, place = workbook.tab(cell.sheet), (cell.row, cell.column)
    if tab is None:
        return ""
    if formula := tab.formula(place):
        return formula.error or ("" if formula.value is None else formula.value)
    return tab.errors.get(place) or tab.values.get(cell.row, {}).get(cell.column, "")


def _shown(content: Any, lang: Lang, field: Field | None) -> str:
    if isinstance(content, float) and field and field.type.base in ("money", "percent"):
        number = Decimal(str(content))
        return formats.percent(number, lang) if field.type.base == "percent" else formats.number(number, lang)
    shown = shown_content(content)
    return shown.in_(lang) if isinstance(shown, Text) else str(shown)


def unchanged(address: str, content: Any, *, from_1904: bool = False) -> str:
    """A formula: whether the cell at ``address`` holds ``content``.

    It uses functions every office has, and no number spelt as text, whose meaning depends on the country.
    """
    if isinstance(content, str):
        return _same_text(address, content)
    if isinstance(content, bool):
        return f"IF(ISLOGICAL({address}),{address}={str(content).upper()},ISNUMBER({address}))"
    number = serial(content, from_1904=from_1904)
    return f"IF(ISNUMBER({address}),ABS({address}-{_spelled(number)})<0.000001,FALSE)"


def _spelled(number: float) -> str:
    text = f"{number:.15g}"
    return f"({text})" if number < 0 else text


def _same_text(address: str, text: str) -> str:
    if not text:
        return f"IF(ISERROR({address}),FALSE,LEN({address})=0)"
    if text.startswith("#"):
        return f"IF(ISERROR({address}),TRUE,EXACT({address},{_quoted(text[:_LONGEST])}))"
    start = _PLAIN.match(text)
    begin = start[0] if start else ""
    tests = [f"EXACT(LEFT({address},{len(begin)}),{_quoted(begin)})"] if begin else []
    # Offices count letters beyond the first 65,536 and ends of lines in several ways.
    tests += [] if _COUNTED_OTHERWISE.search(text) else [f"LEN({address})={len(text)}"]
    return f"IF(ISERROR({address}),FALSE,AND({','.join(tests or [f'LEN({address})>0'])}))"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def gravest(flags: Sequence[Flag]) -> Severity:
    """The most serious severity of some flags."""
    return min((flag.severity for flag in flags), key=SEVERITIES.index)
