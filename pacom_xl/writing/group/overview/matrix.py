"""Objectives × regions: the share of the target reached, with the colour and symbol of its trajectory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pacom_xl.figures.group.overview_facts import Objective, OverviewFacts
from pacom_xl.figures.periods import ZERO
from pacom_xl.layout import overview_texts as texts
from pacom_xl.model import palette
from pacom_xl.model.company_facts import GROUP_TEAM, PERCENT_UNITS
from pacom_xl.model.text import NARROW_NBSP, NBSP
from pacom_xl.writing.group.objectives_sheet import GroupObjective
from pacom_xl.writing.group.overview.canvas import ROW, Canvas
from pacom_xl.writing.group.overview.regions import FEW_REGIONS, MOST_SHOWN, Region, Regions

#: Most objectives shown.
MOST_OBJECTIVES = 10
#: Columns of the grid: name of an objective, the group's actual and target.
NAME, GROUP = 9, 5
#: Letters of a heading that fit a column of the grid.
_LETTERS = 5


@dataclass(frozen=True)
class Matrix:
    """Columns of the matrix, and of one region."""

    width: int
    region: int
    group: int


def matrix_of(regions: Regions) -> Matrix:
    """As wide as the regions need, 26 columns at least."""
    count = max(1, len(regions.shown))
    region = 3 if count <= 5 else 2
    group = GROUP if count <= FEW_REGIONS else GROUP - 1
    return Matrix(max(26, NAME + group + region * count), region, group)


def shown_objectives(facts: OverviewFacts) -> list[Objective]:
    """All, or those off track in most regions, in their order."""
    every = list(facts.objectives.values())
    if len(every) <= MOST_OBJECTIVES:
        return every
    reds = {
        one.code: sum(key == "red" for (code, _), key in facts.trajectory.items() if code == one.code) for one in every
    }
    worst = sorted(every, key=lambda one: -reds[one.code])[:MOST_OBJECTIVES]
    return [one for one in every if one in worst]


def write_matrix(
    canvas: Canvas,
    row: int,
    matrix: Matrix,
    regions: Regions,
    facts: OverviewFacts,
    groups: dict[str, GroupObjective],
    rows: int,
) -> None:
    """Heading, one line per objective, the objectives off track of each region, what was expected.

    ``rows``: lines there are for objectives.
    """
    canvas.heading(row, 0, matrix.width, texts.OFF_TRACK_TITLE, "group_objectives")
    name = matrix.width - matrix.group - matrix.region * len(regions.shown)
    _write_heads(canvas, row + 1, name, matrix, regions)
    shown = shown_objectives(facts)
    if not shown:
        canvas.text(row + 2, 0, matrix.width, texts.NO_OBJECTIVE, canvas.look(font_color="muted", italic=True))
        return
    for number, objective in enumerate(shown, row + 2):
        _write_name(canvas, number, name, objective)
        for at, region in _places(name, matrix, regions):
            _write_region(canvas, number, at, matrix.region, objective, region, regions, facts)
        _write_group(canvas, number, matrix.width - matrix.group, matrix.group, groups.get(objective.code))
    last = row + 2 + len(shown)
    _write_counts(canvas, last, name, matrix, regions, facts)
    if words := _cut_words(canvas, regions, facts):
        last += 1
        look = canvas.look(font_size=9, font_color=palette.AMBER.ink, align="left", indent=1)
        canvas.formula(last, 0, matrix.width, canvas.literal(words), words, look)
    if last + 1 <= row + 2 + rows:
        _write_expected(canvas, last + 1, matrix.width, facts)


def _cut_words(canvas: Canvas, regions: Regions, facts: OverviewFacts) -> str:
    """The number of objectives and regions shown, and the sheet with all of them; empty when all are shown."""
    shown = [
        canvas.book.say(text).format(shown=most, all=count)
        for text, most, count in (
            (texts.OBJECTIVES_SHOWN, MOST_OBJECTIVES, len(facts.objectives)),
            (texts.REGIONS_SHOWN, MOST_SHOWN, len(regions.all)),
        )
        if count > most
    ]
    sheet = canvas.sheet_name("objectives")
    return canvas.book.say(texts.WORST_SHOWN).format(shown=", ".join(shown), sheet=sheet) if shown else ""


def _places(name: int, matrix: Matrix, regions: Regions) -> list[tuple[int, Region]]:
    return [(name + matrix.region * rank, region) for rank, region in enumerate(regions.shown)]


def _write_heads(canvas: Canvas, row: int, name: int, matrix: Matrix, regions: Regions) -> None:
    canvas.heads(row, 0, ((texts.OBJECTIVE, name, "left"),))
    look = canvas.look(bold=True, font_size=9, font_color="title", bg_color="band", align="center", text_wrap=True)
    lines = 1
    for at, region in _places(name, matrix, regions):
        fits, needed = _fits(region.label, matrix.region * _LETTERS)
        lines = max(lines, needed if fits else 1)
        cell, shown = (regions.label_cell(region), region.label) if fits else (regions.code_cell(region), region.code)
        canvas.formula(row, at, matrix.region, cell, shown, look)
    canvas.heads(row, matrix.width - matrix.group, ((texts.GROUP_VALUE, matrix.group, "right"),))
    canvas.height(row, 27 if lines > 1 else ROW)


def _fits(label: str, room: int) -> tuple[bool, int]:
    """Whether a label fits two lines of ``room`` letters, broken between words; the lines it needs."""
    words = label.replace("-", "- ").split()
    if len(label) <= room:
        return True, 1
    firsts = [len(" ".join(words[:count])) for count in range(1, len(words))]
    return any(first <= room and len(label) - first <= room for first in firsts), 2


def _write_name(canvas: Canvas, row: int, width: int, objective: Objective) -> None:
    code = canvas.literal(objective.code)
    found = f"INDEX({{objectives.{objective.named_by}[]}},MATCH({code},{{objectives.code[]}},0))"
    shown = objective.name or objective.code
    formula = f'{found}&""' if objective.name else code
    canvas.formula(row, 0, width, formula, shown, canvas.line(align="left", indent=1, shrink=True))
    canvas.height(row, ROW)


def _write_region(
    canvas: Canvas,
    row: int,
    at: int,
    width: int,
    objective: Objective,
    region: Region,
    regions: Regions,
    facts: OverviewFacts,
) -> None:
    """The mean of what the region's rows of the objective have reached: there is one, unless a code stands twice."""
    values, key = facts.attained.get((objective.code, region.code), []), (objective.code, region.code)
    tone = palette.TRAJECTORIES.get(facts.trajectory.get(key, ""))
    look: dict[str, Any] = {"align": "center", "num_format": canvas.percent(tone)}
    if tone:
        look |= {"bg_color": tone.fill, "font_color": tone.ink, "bold": tone is palette.RED}
        look |= {"left": 5, "right": 5, "left_color": palette.WHITE, "right_color": palette.WHITE}
    else:
        look |= {"font_color": "muted"}
    of_region = (
        f"({{objectives.code[]}}={canvas.literal(objective.code)})*({{objectives.team[]}}={regions.code_cell(region)})"
    )
    known = f'{of_region}*({{objectives.attainment[]}}<>"")*({{objectives.attainment[]}}<10^15)'
    count = f"SUMPRODUCT({known})"
    formula = f'IF({count}=0,"–",SUMPRODUCT({known},{{objectives.attainment[]}})/{count})'
    value = sum(values, Decimal(0)) / len(values) if values else "–"
    canvas.formula(row, at, width, formula, value, canvas.line(**look))


def _write_group(canvas: Canvas, row: int, at: int, width: int, group: GroupObjective | None) -> None:
    """Write the group's measured value and its target."""
    if group is None or group.actual is None:
        words = canvas.literal(texts.NOT_CONSOLIDATED)
        look = canvas.line(align="right", font_color="muted")
        canvas.formula(row, at, width, words, canvas.book.say(texts.NOT_CONSOLIDATED), look)
        return
    shape, before = unit_format(canvas, group)
    left = canvas.line(align="right", indent=0, num_format=shape)
    after = {"num_format": f'"/{NBSP}"{shape}', "font_color": "muted"} if before else {}
    right = canvas.line(align="left", **after)
    canvas.formula(row, at, 2, f'IF(ISNUMBER({group.actual_cell}),{group.actual_cell},"")', group.actual, left)
    target = group.target if group.target is not None else ""
    canvas.formula(row, at + 2, width - 2, f'IF(ISNUMBER({group.target_cell}),{group.target_cell},"")', target, right)


def unit_format(canvas: Canvas, group: GroupObjective) -> tuple[str, bool]:
    """Number format of values of an objective, by its unit and size."""
    unit, largest = group.unit, max(abs(group.actual or ZERO), abs(group.target or ZERO))
    if unit in PERCENT_UNITS:
        return (f'0.0"{NARROW_NBSP}"%' if canvas.lang == "fr" else "0.0%"), True
    if unit == "currency" and largest >= 1_000_000:
        symbol = canvas.money.replace("#,##0", "").strip('"').strip(NBSP)
        return (f'0.0,,"{NBSP}M{symbol}"' if canvas.lang == "fr" else f'"{symbol}"0.0,,"M"'), True
    if unit == "currency":
        return canvas.money, True
    whole = all(value is None or value == value.to_integral_value() for value in (group.actual, group.target))
    return ("#,##0" if whole else "#,##0.0"), True


def _write_counts(canvas: Canvas, row: int, name: int, matrix: Matrix, regions: Regions, facts: OverviewFacts) -> None:
    """Objectives off track of each region, all its objectives counted."""
    bold = {"bold": True, "bg_color": "band", "font_color": "title"}
    canvas.text(row, 0, name, texts.OFF_TRACK_COUNT, canvas.line(align="left", indent=1, **bold))
    look = canvas.line(align="center", num_format="0", **bold)
    for at, region in _places(name, matrix, regions):
        code = regions.code_cell(region)
        formula = f'SUMPRODUCT(({{objectives.team[]}}={code})*({{objectives.rag_key[]}}="red"))'
        canvas.formula(row, at, matrix.region, formula, facts.off_track[region.code], look)
    total = sum(facts.off_track[region.code] for region in regions.all)
    every = 'SUMPRODUCT(({objectives.rag_key[]}="red")*({objectives.team[]}<>"' + GROUP_TEAM + '"))'
    canvas.formula(
        row, matrix.width - matrix.group, matrix.group, every, total, canvas.line(align="right", num_format="0", **bold)
    )
    canvas.height(row, ROW)


def _write_expected(canvas: Canvas, row: int, width: int, facts: OverviewFacts) -> None:
    """Write the value expected at the dates of the measures, on average over the regions."""
    of_region = (
        '({objectives.team[]}<>"' + GROUP_TEAM + '")*({objectives.expected[]}<>"")*({objectives.expected[]}<10^15)'
    )
    formula = (
        f'IF(SUMPRODUCT({of_region})=0,"",SUMPRODUCT({of_region},{{objectives.expected[]}})/SUMPRODUCT({of_region}))'
    )
    expected = facts.expected
    mean = sum(expected, Decimal(0)) / len(expected) if expected else ""
    words = canvas.book.say(texts.EXPECTED).replace('"', "")
    shape = f'"{words}"{canvas.percent().partition(";")[0]}'
    look = canvas.look(font_size=9, font_color="muted", num_format=shape, align="left", indent=1)
    canvas.formula(row, 0, width, formula, mean, look)
    canvas.height(row, ROW)


def lines(objectives: Sequence[Objective], *, is_cut: bool) -> int:
    """Lines the matrix needs below its headings: objectives, counts, what was expected, what is not shown."""
    return len(objectives) + 2 + is_cut
