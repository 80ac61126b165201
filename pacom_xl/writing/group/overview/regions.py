"""The regions of the first sheet: those that sent a workbook, those that did not, and which are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pacom_xl.figures.group.overview_facts import OverviewFacts
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.layout import overview_texts as texts
from pacom_xl.model import palette
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.text import Text
from pacom_xl.writing.group.overview.canvas import Canvas, HiddenColumn
from pacom_xl.writing.group.team_figures import TeamFigures

#: Most regions shown side by side, and most of them on the usual grid: more need a wider one.
MOST_SHOWN, FEW_REGIONS = 12, 8
#: Row of the first region among the hidden cells.
FIRST_ROW = 4
#: Letters of a label shown where there is little room.
_LONGEST = 18


@dataclass(frozen=True)
class Region:
    """A team of the company."""

    code: str
    label: str
    #: Column of the list of teams that holds the label; empty when none does.
    labelled_by: str
    sent: bool

    @property
    def short(self) -> str:
        """The label when it is short, else the code."""
        return self.label if len(self.label) <= _LONGEST else self.code


@dataclass
class Regions:
    """All regions, in the order of the list of teams."""

    canvas: Canvas
    all: list[Region] = field(default_factory=list)
    shown: list[Region] = field(default_factory=list)

    @property
    def codes(self) -> str:
        """Address of the codes of all regions."""
        return self.canvas.aside(HiddenColumn.TEAM, FIRST_ROW, max(1, len(self.all))).address

    @property
    def shorts(self) -> str:
        """Address of their short labels."""
        return self.canvas.aside(HiddenColumn.SHORT, FIRST_ROW, max(1, len(self.all))).address

    def label_cell(self, region: Region) -> str:
        """Address of the label of a region."""
        return self.canvas.hidden_cell(HiddenColumn.LABEL, FIRST_ROW + self.all.index(region))

    def code_cell(self, region: Region) -> str:
        """Address of the code of a region."""
        return self.canvas.hidden_cell(HiddenColumn.TEAM, FIRST_ROW + self.all.index(region))

    def short_of(self, team: str) -> str:
        """Short label of a region."""
        return next((region.short for region in self.all if region.code == team), team)

    def named(self, team: str) -> str:
        """Formula: short label of the region whose code another formula gives."""
        return f"IFERROR(INDEX({self.shorts},MATCH({team},{self.codes},0)),{team})"


def regions_of(canvas: Canvas, facts: OverviewFacts, figures: TeamFigures, missing: Sequence[str]) -> Regions:
    """The regions, their codes and labels written in hidden cells."""
    listed = _listed(canvas.view)
    regions = Regions(canvas)
    for code in region_codes(canvas.view, figures, missing):
        row = listed.get(code)
        column = next((name for name in (canvas.lang, "fr") if row and row.text(name)), "")
        label = row.text(column) if row and column else code
        regions.all.append(Region(code, label, column, code in figures.present))
    regions.shown = _shown(regions.all, facts)
    for number, region in enumerate(regions.all, FIRST_ROW):
        canvas.set_hidden(number, HiddenColumn.TEAM, canvas.literal(region.code), region.code)
        canvas.set_hidden(number, HiddenColumn.LABEL, _label(canvas, region, number), region.label)
        label, code = (canvas.hidden_cell(column, number) for column in (HiddenColumn.LABEL, HiddenColumn.TEAM))
        canvas.set_hidden(number, HiddenColumn.SHORT, f"IF(LEN({label})<={_LONGEST},{label},{code})", region.short)
    return regions


def region_codes(view: PlanView, figures: TeamFigures, missing: Sequence[str]) -> list[str]:
    """Codes of the regions, in the order of the list of teams; those it does not list come last."""
    listed = _listed(view)
    wanted = [code for code in listed if code in figures.present or code in missing]
    return list(dict.fromkeys([*wanted, *missing, *sorted(figures.present - {GROUP_TEAM, ""} - set(listed))]))


def _listed(view: PlanView) -> dict[str, Row]:
    """Rows of the list of teams, by code."""
    return {row.text("code"): row for row in view.rows("teams") if row.text("code") not in ("", GROUP_TEAM)}


def _label(canvas: Canvas, region: Region, row: int) -> str:
    code = canvas.hidden_cell(HiddenColumn.TEAM, row)
    if not region.labelled_by:
        return code
    column = "{teams.lang[]}" if region.labelled_by == canvas.lang else f"{{teams.{region.labelled_by}[]}}"
    return f"IFERROR(INDEX({column},MATCH({code},{{teams.code[]}},0)),{code})"


def _shown(regions: Sequence[Region], facts: OverviewFacts) -> list[Region]:
    """All, or those with most objectives off track, in the order given."""
    if len(regions) <= MOST_SHOWN:
        return list(regions)
    worst = sorted(regions, key=lambda region: -facts.off_track[region.code])[:MOST_SHOWN]
    return [region for region in regions if region in worst]


def write_title(canvas: Canvas, row: int, regions: Regions, facts: OverviewFacts) -> None:
    """Company, year and title; date, who has not sent, number of actions."""
    plan = canvas.view.form("plan")
    company, year = plan.text("company"), plan["plan_year"]
    title, summary = canvas.book.say(texts.PLAN), canvas.book.say(texts.GROUP_SUMMARY)
    formula = f"company&{canvas.literal(texts.PLAN)}&plan_year&{canvas.literal(texts.GROUP_SUMMARY)}"
    look = canvas.look(bold=True, font_size=palette.TITLE_SIZE, font_color="title")
    canvas.formula(row, 0, canvas.columns - 7, formula, f"{company}{title}{year or ''}{summary}", look)
    canvas.height(row, 27)
    dated = canvas.look(font_color="muted", align="left", num_format=canvas.book.say(texts.AS_OF_FORMAT))
    canvas.formula(row + 1, 0, 9, "DateRef", canvas.view.as_of, dated)
    formula, value, tone = _sent(canvas, regions)
    canvas.formula(row + 1, 9, canvas.columns - 18, formula, value, canvas.look(bold=True, font_color=tone.ink))
    shown = canvas.book.say(texts.ACTIONS_AND_TAX)
    counted = f'SUMPRODUCT(({{actions.code[]}}<>"")*1)&{canvas.literal(texts.ACTIONS_AND_TAX)}'
    right = canvas.look(font_color="muted", align="right")
    canvas.formula(row + 1, canvas.columns - 9, 9, counted, f"{facts.actions}{shown}", right)
    canvas.height(row + 1, 17)


def _sent(canvas: Canvas, regions: Regions) -> tuple[str, str, palette.Tone]:
    """The regions that have not sent their workbook, as a formula and its value."""
    missing = [region for region in regions.all if not region.sent]
    if not missing:
        text = texts.ONE_SENT if len(regions.all) == 1 else texts.ALL_SENT
        shown = f"{palette.GREEN.symbol} " + _filled(canvas, text, len(regions.all), 0)
        return canvas.literal(shown), shown, palette.GREEN
    text = texts.ONE_MISSING if len(missing) == 1 else texts.SOME_MISSING
    shown = f"{palette.RED.symbol} " + _filled(canvas, text, len(regions.all), len(missing))
    names = '&", "&'.join(regions.label_cell(region) for region in missing)
    return f"{canvas.literal(shown)}&{names}", shown + ", ".join(region.label for region in missing), palette.RED


def _filled(canvas: Canvas, text: Text, count: int, missing: int) -> str:
    return canvas.book.say(text).replace("{n}", str(count)).replace("{missing}", str(missing))
