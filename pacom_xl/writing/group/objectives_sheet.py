"""Each objective of the group, consolidated by its own rule, beside the group's target; its trajectory by region."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from pacom_xl.figures.attainment import attainment, attainment_formula
from pacom_xl.figures.figure_registry import label_of
from pacom_xl.figures.periods import TINY
from pacom_xl.layout.anchors import DECOR, row_id
from pacom_xl.layout.blocks import Tab, TableBlock
from pacom_xl.layout.fixed_places import FIRST_COLUMN
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.overview_texts import FIRST_REGIONS_SHOWN, REGIONS_SHOWN
from pacom_xl.model import palette
from pacom_xl.model.company_facts import GROUP_TEAM, PERCENT_UNITS
from pacom_xl.model.plan import Value, column_letters
from pacom_xl.template.schema import Field
from pacom_xl.writing.column_widths import LINE_HEIGHT, column_widths, lines_of, set_widths
from pacom_xl.writing.group.objective_values import Objectives, TeamTarget, consolidated
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.plain_sheet import open_sheet, write_header
from pacom_xl.writing.title_band import extend_band, quoted
from pacom_xl.writing.workbook_writer import WorkbookWriter

_TEAMS = '({objectives.code[]}=@)*({objectives.team[]}<>"' + GROUP_TEAM + '")'
#: Most regions that have a column each, and its width in characters.
_MOST_REGIONS, _REGION_WIDTH = 15, 11


class GroupObjective(NamedTuple):
    """An objective of the group: its values, and the cells of the sheet that hold them."""

    code: str
    unit: str
    actual: Decimal | None
    target: Decimal | None
    actual_cell: str
    target_cell: str


def group_objectives(tab: Tab, objectives: Objectives) -> dict[str, GroupObjective]:
    """The objectives of the group, with the cells ``write_group_objectives`` writes."""
    block = tab.table("group_objectives")
    found = {}
    for number, (code, targets) in enumerate(objectives.targets.items(), block.first_row):
        line = _Line(targets)

        def cell(key: str, row: int = number) -> str:
            return f"{tab.quoted}!${column_letters(block.columns[key])}${row + 1}"

        target = "group_target" if line.group and line.group.target is not None else "target"
        found[code] = GroupObjective(code, line.head.unit, line.actual, line.aim, cell("actual"), cell(target))
    return found


def write_group_objectives(
    book: WorkbookWriter, tab: Tab, objectives: Objectives, missing: int = 0, regions: Mapping[str, str] | None = None
) -> None:
    """One line per objective code. ``missing``: expected teams whose objectives nobody sent.

    ``regions``: labels of the teams that have a column with their trajectory, by code.
    """
    sheet = open_sheet(book, tab)
    block = tab.table("group_objectives")
    write_header(sheet, block)
    shown = dict(list((regions or {}).items())[:_MOST_REGIONS])
    first = max(block.columns.values()) + 1
    extend_band(sheet, first, first + len(shown) - 1)
    for column, (team, label) in enumerate(shown.items(), first):
        _write_region_head(sheet, block.header_row, column, team, label)
        sheet.worksheet.set_column(column, column, _REGION_WIDTH)
    for number, (code, targets) in enumerate(objectives.targets.items(), block.first_row):
        sheet.write_anchor(number, row_id("group_objectives", number))
        writer = _LineWriter(sheet, block, number, _Line(targets))
        writer.write(code, missing)
        writer.write_regions(first, shown)
    set_widths(sheet.worksheet, sheet.tab)
    set_print(sheet)
    last = block.last_row
    if (count := len(regions or {})) > len(shown):
        last += 2
        _write_cut(sheet, last, len(shown), count)
    sheet.worksheet.print_area(1, 1, last, first + len(shown) - 1)


def _write_cut(sheet: SheetWriter, row: int, shown: int, count: int) -> None:
    """Write the number of regions that have a column, and the sheet that has all of them."""
    regions = sheet.say(REGIONS_SHOWN).format(shown=shown, all=count)
    name = sheet.layout.by_sheet["objectives"].name
    words = sheet.say(FIRST_REGIONS_SHOWN).format(shown=regions, sheet=name)
    sheet.write_anchor(row, DECOR)
    style = sheet.styles.role("plain", text_wrap=False, font_color=palette.AMBER.ink)
    sheet.write_formula(row, FIRST_COLUMN, f"={quoted(words)}", words, style)


def _write_region_head(sheet: SheetWriter, row: int, column: int, team: str, label: str) -> None:
    code = team.replace('"', '""')
    formula = f'IFERROR(INDEX({{teams.lang[]}},MATCH("{code}",{{teams.code[]}},0))&"","{code}")'
    rendered = sheet.formulas.render(formula, Spot(sheet.tab, sheet.tab.table("group_objectives"), row))
    sheet.write_formula(row, column, "=" + rendered, label, sheet.styles.role("computed_header", align="center"))


class _Line:
    """The values of an objective."""

    def __init__(self, targets: list[TeamTarget]) -> None:
        self.group = next((one for one in targets if one.team == GROUP_TEAM), None)
        self.teams = [one for one in targets if one.team != GROUP_TEAM]
        self.head = self.group or targets[0]

    def of(self, number: Callable[[TeamTarget], Decimal | None]) -> Decimal | None:
        """Consolidated value of a number of the teams."""
        return consolidated(self.head.rule, [(number(one), one.weight) for one in self.teams])

    @property
    def target(self) -> Decimal | None:
        """Targets of the teams, consolidated."""
        return self.of(lambda one: one.target)

    @property
    def actual(self) -> Decimal | None:
        """Actual values of the teams, consolidated."""
        return self.of(lambda one: one.actual)

    @property
    def aim(self) -> Decimal | None:
        """The group's target, else that of the teams."""
        return self.group.target if self.group and self.group.target is not None else self.target

    @property
    def baseline(self) -> Decimal | None:
        """The group's starting value, else that of the teams."""
        if self.group and self.group.baseline is not None:
            return self.group.baseline
        return self.of(lambda one: one.baseline)

    @property
    def attainment(self) -> Decimal | None:
        """Share of the target reached."""
        return attainment(self.actual, self.aim, self.baseline, self.head.mode, self.head.direction)

    @property
    def expected(self) -> Decimal | None:
        """Mean of what is expected of the teams."""
        known = [one.expected for one in self.teams if one.expected is not None]
        return sum(known, Decimal(0)) / len(known) if known else None

    def trajectory(self, points: Decimal) -> str:
        """Key of the trajectory, as for the objective of a team."""
        reached, expected = self.attainment, self.expected
        if reached is None or expected is None:
            return "not_measured"
        gap = reached - expected
        if gap > -TINY:
            return "green"
        return "amber" if gap + points > -TINY else "red"


@dataclass(frozen=True)
class _LineWriter:
    """Writes the line of one objective."""

    sheet: SheetWriter
    block: TableBlock
    number: int
    line: _Line

    def write(self, code: str, missing: int) -> None:
        """Write the fixed values, the sums of the teams, and the trajectory."""
        line, sheet = self.line, self.sheet
        head = line.head
        plain: dict[str, Value] = {
            "code": code,
            "label": head.label,
            "aggregation": sheet.book.label("aggregation", head.rule) if head.rule else None,
            "group_target": line.group.target if line.group else None,
            "teams": f"{sum(one.actual is not None for one in line.teams)}/{len(line.teams) + missing}",
        }
        for key, value in plain.items():
            sheet.write(self.number, self.block.columns[key], value, self._style(key, "shown"))
        width = column_widths(sheet.tab)[self.block.columns["label"]]
        sheet.set_row(self.number, LINE_HEIGHT * lines_of(head.label, width) + 1)
        self._formula("target", _formula(head.rule, "target"), line.target)
        self._formula("actual", _formula(head.rule, "actual_used"), line.actual)
        self._write_trajectory()

    def _write_trajectory(self) -> None:
        line, head = self.line, self.line.head
        target, aim = self._cell("target"), self._cell("group_target")
        wanted = f"IF(ISNUMBER({aim}),{aim},{target})" if line.group and line.group.target is not None else target
        reached = attainment_formula(
            self._cell("actual"), wanted, self._baseline(), f'"{head.mode}"', f'"{head.direction}"'
        )
        self._formula("attainment", reached, line.attainment)
        self._formula("expected", _formula("mean", "expected"), line.expected)
        key = line.trajectory(self.sheet.view.setting("kpi_points"))
        gap = f"{self._cell('attainment')}-{self._cell('expected')}"
        keys = (
            f'IF(COUNT({self._cell("attainment")},{self._cell("expected")})<2,"not_measured",'
            f'IF(ROUND({gap},9)>=0,"green",IF(ROUND({gap}+kpi_points,9)>=0,"amber","red")))'
        )
        self._formula("rag", label_of("rag", keys), self.sheet.book.label("rag", key), **_toned(key, "@"))

    def _baseline(self) -> str:
        """Formula: the starting value of the group's row, else that of the teams."""
        if self.line.group and self.line.group.baseline is not None:
            of_group = f'({{objectives.code[]}}=@)*({{objectives.team[]}}="{GROUP_TEAM}")'
            return f"SUMPRODUCT({of_group},{{objectives.baseline[]}})"
        return _formula(self.line.head.rule, "baseline") if self.line.baseline is not None else '""'

    def write_regions(self, first: int, regions: Mapping[str, str]) -> None:
        """The share of the target each region has reached, in the colour of its trajectory."""
        sheet = self.sheet
        for column, team in enumerate(regions, first):
            of_region = [one for one in self.line.teams if one.team == team]
            known = [one.attainment for one in of_region if one.attainment is not None]
            value = sum(known, Decimal(0)) / len(known) if known else "–"
            code = team.replace('"', '""')
            rows = (
                f'({{objectives.code[]}}=@)*({{objectives.team[]}}="{code}")'
                '*({objectives.attainment[]}<>"")*({objectives.attainment[]}<10^15)'
            )
            formula = f'IF(SUMPRODUCT({rows})=0,"–",SUMPRODUCT({rows},{{objectives.attainment[]}})/SUMPRODUCT({rows}))'
            look = _toned(of_region[0].trajectory if of_region else "", sheet.styles.percent)
            style = sheet.styles.role("shown", align="center", **look)
            sheet.write_formula(self.number, column, self._rendered(formula), value, style)

    def _cell(self, key: str) -> str:
        return f"${column_letters(self.block.columns[key])}{self.number + 1}"

    def _formula(self, key: str, formula: str, value: Value, **look: Any) -> None:
        column = self.block.columns[key]
        self.sheet.write_formula(
            self.number, column, self._rendered(formula), value, self._style(key, "computed", **look)
        )

    def _rendered(self, formula: str) -> str:
        text = formula.replace("@", self._cell("code"))
        return "=" + self.sheet.formulas.render(text, Spot(self.sheet.tab, self.block, self.number))

    def _style(self, key: str, role: str, **look: Any) -> Any:
        of = self.block.table.by_key[key]
        return self.sheet.styles.field(of, role, **(_shown_as(self.line.head, of, self.sheet.styles.percent) | look))


def _toned(key: str, number_format: str) -> dict[str, Any]:
    """The look of a trajectory: fill, ink and symbol; ``number_format`` of text (``@``), or of a share."""
    tone = palette.TRAJECTORIES.get(key)
    if tone is None:
        return {"num_format": number_format, "font_color": "muted"}
    last = number_format.rpartition(";")[2].replace(".0", "")
    shape = f'"{tone.symbol} "{last}' if last == "@" else f'"{tone.symbol} "{last};"{tone.symbol} −"{last}'
    return {"num_format": shape, "bg_color": tone.fill, "font_color": tone.ink}


def _shown_as(objective: TeamTarget, of: Field, percent: str) -> dict[str, Any]:
    """The number format of a value: values counted in percent are shown as percentages."""
    is_percent = of.type.base == "number" and objective.unit in PERCENT_UNITS
    return {"num_format": percent} if is_percent else {}


def _formula(rule: str, source: str) -> str:
    # Empty cells and texts are no numbers; ISNUMBER of a range looks at one cell only in some engines.
    numbers = f'({{objectives.{source}[]}}<>"")*({{objectives.{source}[]}}<10^15)'
    count = f"SUMPRODUCT({_TEAMS}*{numbers})"
    total = f"SUMPRODUCT({_TEAMS}*{numbers},{{objectives.{source}[]}})"
    if rule == "sum":
        return f'IF({count}=0,"",{total})'
    if rule == "mean":
        return f'IF({count}=0,"",{total}/{count})'
    if rule == "weighted_mean":
        weights = f"SUMPRODUCT({_TEAMS}*{numbers},{{objectives.weight[]}})"
        weighted = f"SUMPRODUCT({_TEAMS}*{numbers},{{objectives.{source}[]}},{{objectives.weight[]}})"
        return f'IF({weights}=0,"",{weighted}/{weights})'
    return '""'
