"""The visual system of workbooks, pages and mails: sizes, colours with their symbols, number formats of cells.

Colours are ``#RRGGBB``. Colour is never the only sign: each status has a symbol, each kind of cell a mark that is
not a colour (``CELL_MARKS``). ``tests/model/test_palette.py`` asserts the contrast ratios (WCAG 2).
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from pacom_xl.model.text import NARROW_NBSP, NBSP, Lang

# -- sizes -------------------------------------------------------------------------------------------------------

FONT = "Calibri"
#: Font sizes in points: title of a sheet and value of a tile, heading, text, caption.
TITLE_SIZE, HEADING_SIZE, TEXT_SIZE, SMALL_SIZE = 18, 12, 11, 9
#: Width of the empty column at the left of every sheet, in characters.
MARGIN_WIDTH = 2.0
#: Height of a row of one line, in points.
ROW_HEIGHT = 15.0

# -- colours -----------------------------------------------------------------------------------------------------

#: Names are those of a template's ``[colours]``; a company template may change each of them.
COLOURS = {
    "title": "#1F3864",
    "accent": "#2E75B6",
    "band": "#DCE6F1",
    "input": "#F8DF9A",
    "required": "#ED9770",
    "computed": "#FFFFFF",
    "group": "#A6CAEC",
    "border": "#BFBFBF",
    "muted": "#595959",
    "good": "#2E7D32",
    "warning": "#B25F00",
    "bad": "#B3261E",
}
#: Background of a tile; line between rows of a list; grid lines of a chart.
TILE, LINE, GRID = "#F3F6FB", "#D9E0EA", "#E3E3E3"
WHITE, INK = "#FFFFFF", "#1B2330"
#: Text on a band of colour ``title``, and the softer text beside it.
ON_TITLE, SOFT_ON_TITLE = "#FFFFFF", "#D0DCF0"

#: Kinds of cells people must tell apart: any two fills have a contrast of 1.3 at least, and so has the page with
#: each of those that are not computed.
CELL_FILLS = ("input", "computed", "group", "required")
#: Properties of a cell format that distinguish a kind of cell without its colour.
CELL_MARKS: dict[str, dict[str, object]] = {
    "input": {"border": 1, "border_color": "border"},
    "computed": {"bottom": 1, "bottom_color": "border"},
    "group": {"left": 5, "left_color": "accent"},
    "required": {"border": 3, "border_color": "#8A2F00"},
}


class Tone(NamedTuple):
    """The look of a verdict."""

    #: Stands beside the words, for people who do not tell the colours apart.
    symbol: str
    #: Text on white and on ``fill``: contrast of 4.5 at least.
    ink: str
    #: Background of a cell or a pill.
    fill: str
    #: Bars, edges and columns of charts on white: contrast of 3 at least.
    solid: str


RED = Tone("▲", "#9C1C14", "#F8D7D5", "#B3261E")
AMBER = Tone("●", "#7A4A00", "#FFEFD2", "#C77700")
GREEN = Tone("✔", "#1E6B2B", "#DDF0DF", "#2E7D32")
GREY = Tone("○", "#4A5568", "#E8ECF2", "#6B7688")

Status = Literal["done", "on_time", "at_risk", "late", "suspended", "to_come"]
#: The status of an action, from the one that needs attention first.
STATUSES: dict[Status, Tone] = {
    "late": RED,
    "at_risk": AMBER,
    "on_time": GREEN._replace(symbol="►"),
    "suspended": GREY._replace(symbol="‖"),
    "to_come": Tone("○", "#1D4F8A", "#E1EDF9", "#2E75B6"),
    "done": Tone("✔", "#4A5568", "#E8ECF2", "#7C8798"),
}
#: Status by situation (list ``situation`` of the template).
STATUS_OF_SITUATION: dict[str, Status] = {
    "late": "late", "invalid_dates": "late", "duplicate_code": "late", "fiche_missing": "late",
    "at_risk": "at_risk", "due_today": "at_risk", "due_soon": "at_risk", "to_close": "at_risk",
    "no_due_date": "at_risk", "on_time": "on_time", "done": "done", "done_late": "done",
    "on_hold": "suspended", "cancelled": "suspended", "transferred": "suspended", "draft": "to_come",
}  # fmt: skip
#: Trajectory of an objective (list ``rag`` of the template).
TRAJECTORIES: dict[str, Tone] = {"green": GREEN, "amber": AMBER, "red": RED}
#: Severity of a finding.
SEVERITIES: dict[str, Tone] = {
    "error": RED,
    "warning": AMBER,
    "info": Tone("i", "#1D5FA5", "#E1EDF9", "#2E75B6"),
}

# -- number formats of cells -------------------------------------------------------------------------------------

#: Language tag of a format, so that names of months follow the language of the workbook, not that of the office.
_LOCALES: dict[Lang, str] = {"fr": "[$-40C]", "en": "[$-809]"}
#: Sections of a format; texts in it that are shown as they are; digits with a separator; what stands before a section.
_SECTIONS = re.compile(r'(?:^|(?<=;))(?:"[^"]*"|[^";])*')
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DIGIT = re.compile("[#0]")
_SEPARATED = re.compile(r"[#0][,.]+[#0]")
_CONDITIONS = re.compile(r"(?:\[[^\]]*\])+")
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}


def money_format(lang: Lang, currency: str = "EUR", *, cents: bool = False) -> str:
    """« 16 000 € » or “€16,000”; ``cents`` for amounts somebody typed with cents."""
    digits = "#,##0.00" if cents else "#,##0"
    symbol = _SYMBOLS.get(currency, currency).replace('"', "")
    if lang == "fr":
        return f'{digits}"{NBSP}{symbol}"'
    return f'"{symbol}{NBSP if symbol == currency else ""}"{digits}'


def percent_format(lang: Lang, digits: int = 1) -> str:
    """« 66,7 % » with a narrow no-break space, or “66.7%”; 0 and 1 are shown without decimals: « 100 % »."""
    unit = f'"{NARROW_NBSP}"%' if lang == "fr" else "%"
    decimals = f".{'0' * digits}" if digits else ""
    return f"[=0]0{unit};[=1]0{unit};0{decimals}{unit}" if digits else f"0{unit}"


def in_language(code: str, lang: Lang) -> str:
    """A number format whose separators of thousands and decimals are those of ``lang``, whatever the office's.

    LibreOffice follows the language tag; Excel, which has no such thing for numbers, follows its own settings. The tag
    stands first in each section, after its condition and colour: anywhere else LibreOffice shows it as a text.
    """
    sections = _SECTIONS.findall(code)
    if "[$-" in code or not any(_SEPARATED.search(_LITERALS.sub("", section)) for section in sections):
        return code
    return ";".join(_tagged(section, _LOCALES[lang]) for section in sections)


def _tagged(section: str, tag: str) -> str:
    """A section with its tag; as it is when it shows no number. All have one: LibreOffice looks at the first."""
    if not _DIGIT.search(_LITERALS.sub("", section)):
        return section
    start = _CONDITIONS.match(section)
    at = start.end() if start else 0
    return f"{section[:at]}{tag}{section[at:]}"


def date_format(lang: Lang) -> str:
    """« 15/06/2026 » or “15 Jun 2026”."""
    return "dd/mm/yyyy" if lang == "fr" else f"{_LOCALES[lang]}d mmm yyyy"


def month_format(lang: Lang) -> str:
    """« juin 2026 » or “Jun 2026”, whatever the language of the office."""
    return f"{_LOCALES[lang]}mmm yyyy"


def short_month_format(lang: Lang) -> str:
    """« juin » or “Jun”, whatever the language of the office."""
    return f"{_LOCALES[lang]}mmm"
