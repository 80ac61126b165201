"""The band at the top of every sheet: its title, the way back to the first sheet, the team, the year and the date."""

from __future__ import annotations

from datetime import date

from xlsxwriter.image import Image

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.defined_names import home_name
from pacom_xl.layout.fixed_places import FIRST_COLUMN, PURPOSE_ROW, TITLE_ROW
from pacom_xl.layout.sheet_texts import BACK_TO_CONTENTS, BACK_TO_OVERVIEW, PLAN_AT
from pacom_xl.model import formats
from pacom_xl.model.palette import WHITE
from pacom_xl.model.text import Lang
from pacom_xl.writing.sheet_writer import SheetWriter

#: Heights of the two rows, in points.
TITLE_HEIGHT, TEXT_HEIGHT = 30, 20
#: First sheets, of a team's workbook and of the group's, and the link that leads back.
_BACK = (("guide", BACK_TO_CONTENTS), ("overview", BACK_TO_OVERVIEW))
_MONTHS = ",".join(f'"{formats.short_day(date(2026, month, 1), "en")[2:]}"' for month in range(1, 13))
#: Formulas: the date in the order of each language, whatever the language of the office.
DATE_TEXT: dict[Lang, str] = {
    "fr": 'RIGHT("0"&DAY(DateRef),2)&"/"&RIGHT("0"&MONTH(DateRef),2)&"/"&YEAR(DateRef)',
    "en": f'DAY(DateRef)&" "&CHOOSE(MONTH(DateRef),{_MONTHS})&" "&YEAR(DateRef)',
}
#: Formulas: name of the team, of the company when the team has no name.
TEAM_TEXT = 'IF(team_label="",company&"",team_label)'


def write_band(sheet: SheetWriter, last_column: int) -> None:
    """The two rows of the band, from the first column to ``last_column``."""
    styles, purpose = sheet.styles, sheet.say(sheet.tab.sheet.purpose)
    extend_band(sheet, FIRST_COLUMN, last_column)
    sheet.set_row(TITLE_ROW, TITLE_HEIGHT)
    sheet.set_row(PURPOSE_ROW, TEXT_HEIGHT)
    sheet.write(TITLE_ROW, FIRST_COLUMN, sheet.say(sheet.tab.sheet.label), styles.role("band_title", indent=1))
    write_back_link(sheet)
    after = f" — {purpose}" if purpose else ""
    value = plan_text(sheet.view, sheet.book.lang) + after
    formula = f"={plan_formula(sheet.book.lang)}" + (f"&{quoted(after)}" if after else "")
    sheet.write_formula(PURPOSE_ROW, FIRST_COLUMN + 1, formula, value, styles.role("band_text"))


def extend_band(sheet: SheetWriter, first: int, last: int) -> None:
    """The band over the columns from ``first`` to ``last``, without text."""
    for column in range(first, last + 1):
        sheet.worksheet.write_blank(TITLE_ROW, column, None, sheet.styles.role("band_title"))
        sheet.worksheet.write_blank(PURPOSE_ROW, column, None, sheet.styles.role("band_text"))


def write_back_link(
    sheet: SheetWriter, row: int = PURPOSE_ROW, column: int = FIRST_COLUMN, indent: int = 1, *, in_cell: bool = True
) -> None:
    """The link to the first sheet; ``in_cell``: it shrinks to its cell, else it runs over."""
    found = next(((key, text) for key, text in _BACK if key in sheet.layout.by_sheet), None)
    if found is None:
        return
    first, words = found
    # A formula: offices show other links in a colour of their own, which the band hides.
    look = {"underline": 1, "indent": indent, "align": "left", "shrink": in_cell}
    text, style = sheet.say(words), sheet.styles.role("band_text", **look)
    sheet.write_formula(row, column, f'=HYPERLINK("#{home_name(first)}",{quoted(text)})', text, style)


def put_logo(sheet: SheetWriter, columns: range, room: tuple[int, int], *, on_band: bool = True) -> None:
    """The company's logo, as large as ``room`` (width and height in pixels) lets it be; ``on_band``: on white cells."""
    if not sheet.view.template.logo:
        return
    for row in (TITLE_ROW, PURPOSE_ROW) if on_band else ():
        for column in columns:
            sheet.worksheet.write_blank(row, column, None, sheet.styles.role("plain", bg_color=WHITE))
    image = Image(sheet.view.template.logo)
    scale = min(1.0, room[0] / image.width, room[1] / image.height)
    options = {
        "object_position": 3, "description": sheet.view.form("plan").text("company") or "logo",
        "x_scale": scale, "y_scale": scale, "x_offset": 4, "y_offset": 8,
    }  # fmt: skip
    sheet.worksheet.insert_image(TITLE_ROW, columns[0], sheet.view.template.logo, options)


def plan_text(view: PlanView, lang: Lang) -> str:
    """« Nord-Ouest · PAC 2026 · au 15/06/2026 »."""
    at = formats.day(view.as_of, lang)
    return f"{team_name(view)} · PAC {year_of(view)} · {PLAN_AT.in_(lang)} {at}"


def year_of(view: PlanView) -> str:
    """The year of the plan, as a formula shows it."""
    return str(view.form("plan")["plan_year"] or "")


def plan_formula(lang: Lang) -> str:
    """The formula of the same text, without ``=``."""
    return f'{TEAM_TEXT}&" · PAC "&plan_year&" · {PLAN_AT.in_(lang)} "&{DATE_TEXT[lang]}'


def team_name(view: PlanView) -> str:
    """Name of the team, of the company when the team has no name."""
    plan = view.form("plan")
    return str(plan["team_label"] or "") or plan.text("company")


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'
