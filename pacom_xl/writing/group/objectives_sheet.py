"""Each objective of the group, consolidated by its own rule, beside the group's target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from pacom_xl.figures.group.totals import GROUP
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.anchors import row_id
from pacom_xl.layout.blocks import ANCHORS, Tab, TableBlock
from pacom_xl.layout.formulas import Spot
from pacom_xl.model.plan import Value, column_letters
from pacom_xl.template.schema import Field
from pacom_xl.writing.column_widths import LINE_HEIGHT, column_widths, lines_of, set_widths
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.plain_sheet import open_sheet, write_header
from pacom_xl.writing.workbook_writer import WorkbookWriter

_PERCENT_UNITS = ("percent", "level_percent")
_TEAMS = '({objectives.code[]}=@)*({objectives.team[]}<>"' + GROUP + '")'


class TeamTarget(NamedTuple):
    """What one team says of an objective."""

    team: str
    label: str
    rule: str
    unit: str
    target: Decimal | None
    actual: Decimal | None
    weight: Decimal


@dataclass
class Objectives:
    """What all teams say of the objectives, by code."""

    targets: dict[str, list[TeamTarget]] = field(default_factory=dict)

    def add(self, part: PlanView) -> None:
        """What the teams of a part say."""
        for row in part.rows("objectives"):
            one = TeamTarget(
                row.text("team"),
                row.text("label"),
                row.text("aggregation"),
                row.text("unit"),
                row.number("target"),
                row.number("actual_used"),
                row.amount("weight"),
            )
            self.targets.setdefault(row.text("code"), []).append(one)


def write_group_objectives(book: WorkbookWriter, tab: Tab, objectives: Objectives, missing: int = 0) -> None:
    """One line per objective code. ``missing``: expected teams whose objectives nobody sent."""
    sheet = open_sheet(book, tab)
    block = tab.table("group_objectives")
    write_header(sheet, block)
    for number, (code, targets) in enumerate(objectives.targets.items(), block.first_row):
        sheet.worksheet.write_string(number, ANCHORS, row_id("group_objectives", number), book.styles.role("anchor"))
        _write_line(sheet, block, number, code, targets, missing)
    set_widths(sheet.worksheet, sheet.tab)
    set_print(sheet)


def _write_line(
    sheet: SheetWriter, block: TableBlock, number: int, code: str, targets: list[TeamTarget], missing: int
) -> None:
    group = next((one for one in targets if one.team == GROUP), None)
    teams = [one for one in targets if one.team != GROUP]
    head = group or targets[0]
    fields = block.table.by_key
    plain: dict[str, Value] = {
        "code": code,
        "label": head.label,
        "aggregation": sheet.book.label("aggregation", head.rule) if head.rule else None,
        "group_target": group.target if group else None,
        "teams": f"{sum(one.actual is not None for one in teams)}/{len(teams) + missing}",
    }
    for key, value in plain.items():
        style = sheet.styles.field(fields[key], "shown", **_shown_as(head, fields[key], sheet.styles.percent))
        sheet.write(number, block.columns[key], value, style)
    width = column_widths(sheet.tab)[block.columns["label"]]
    sheet.set_row(number, LINE_HEIGHT * lines_of(head.label, width) + 1)
    here = f"${column_letters(block.columns['code'])}{number + 1}"
    values = {"target": [(one.target, one.weight) for one in teams], "actual": [(o.actual, o.weight) for o in teams]}
    for key, source in (("target", "target"), ("actual", "actual_used")):
        formula = sheet.formulas.render(_formula(head.rule, source).replace("@", here), Spot(sheet.tab, block, number))
        style = sheet.styles.field(fields[key], "computed", **_shown_as(head, fields[key], sheet.styles.percent))
        value = consolidated(head.rule, values[key])
        sheet.write_formula(number, block.columns[key], "=" + formula, value, style)


def _shown_as(objective: TeamTarget, of: Field, percent: str) -> dict[str, Any]:
    """A number counted in percent is shown as one: 0.9 alone says nothing of what it is."""
    is_percent = of.type.base == "number" and objective.unit in _PERCENT_UNITS
    return {"num_format": percent} if is_percent else {}


def consolidated(rule: str, values: Iterable[tuple[Decimal | None, Decimal]]) -> Decimal | None:
    """Sum, weighted or plain mean of the numbers teams say, each with its weight; ``None`` when the rule gives no
    group value, or nobody has one.
    """
    known = [(number, weight) for number, weight in values if number is not None]
    if not known or rule in ("not_consolidable", "last", ""):
        return None
    if rule == "sum":
        return sum((number for number, _ in known), Decimal(0))
    if rule == "mean":
        return sum((number for number, _ in known), Decimal(0)) / len(known)
    weights = sum((weight for _, weight in known), Decimal(0))
    return sum((number * weight for number, weight in known), Decimal(0)) / weights if weights else None


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
