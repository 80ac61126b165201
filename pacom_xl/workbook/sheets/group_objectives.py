"""Each objective of the group, consolidated by its own rule, beside the group's target."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pacom_xl.core.plan import Value, column_letters
from pacom_xl.figures.book import Row
from pacom_xl.template.schema import Field
from pacom_xl.workbook.blocks import ANCHORS, Tab, TableBlock
from pacom_xl.workbook.formulas import Spot
from pacom_xl.workbook.marks import row_id
from pacom_xl.workbook.pen import Pen
from pacom_xl.workbook.printing import set_print
from pacom_xl.workbook.sheets.ordinary import (
    LINE_HEIGHT,
    column_widths,
    lines_of,
    open_sheet,
    set_widths,
    write_header,
)
from pacom_xl.workbook.sheets.summary import GROUP
from pacom_xl.workbook.styles import NUMBER_FORMATS

_PERCENT_UNITS = ("percent", "level_percent")
_TEAMS = '({objectives.code[]}=@)*({objectives.team[]}<>"' + GROUP + '")'


def write_group_objectives(pen: Pen, tab: Tab, missing: int = 0) -> None:
    """One line per objective code. ``missing``: expected teams whose objectives nobody sent."""
    sheet = open_sheet(pen, tab)
    block = tab.blocks["group_objectives"]
    assert isinstance(block, TableBlock)
    write_header(pen, sheet, block)
    for number, (code, rows) in enumerate(by_code(pen).items(), block.first_row):
        sheet.write_string(number, ANCHORS, row_id("group_objectives", number), pen.styles.role("anchor"))
        _write_line(pen, sheet, tab, block, number, code, rows, missing)
    set_widths(sheet, tab)
    set_print(pen, sheet, tab)


def by_code(pen: Pen) -> dict[str, list[Row]]:
    """Rows of the objectives by code: the group's and the teams'."""
    found: dict[str, list[Row]] = {}
    for row in pen.book.rows("objectives"):
        found.setdefault(row.text("code"), []).append(row)
    return found


def _write_line(
    pen: Pen, sheet: Any, tab: Tab, block: TableBlock, number: int, code: str, rows: list[Row], missing: int
) -> None:
    group = next((row for row in rows if row["team"] == GROUP), None)
    teams = [row for row in rows if row["team"] != GROUP]
    head = group or rows[0]
    rule = head.text("aggregation")
    fields = block.table.by_key
    plain: dict[str, Value] = {
        "code": code,
        "label": head.text("label"),
        "aggregation": pen.label("aggregation", rule) if rule else None,
        "group_target": group.number("target") if group else None,
        "teams": f"{sum(row.number('actual_used') is not None for row in teams)}/{len(teams) + missing}",
    }
    for key, value in plain.items():
        style = pen.styles.field(fields[key], "shown", **_shown_as(head, fields[key]))
        pen.put(sheet, number, block.columns[key], value, style)
    width = column_widths(tab)[block.columns["label"]]
    sheet.set_row(number, LINE_HEIGHT * lines_of(head.text("label"), width) + 1)
    here = f"${column_letters(block.columns['code'])}{number + 1}"
    for key, source in (("target", "target"), ("actual", "actual_used")):
        formula = pen.formulas.render(_formula(rule, source).replace("@", here), Spot(tab, block, number))
        style = pen.styles.field(fields[key], "computed", **_shown_as(head, fields[key]))
        pen.put_formula(sheet, number, block.columns[key], "=" + formula, consolidated(rule, teams, source), style)


def _shown_as(objective: Row, field: Field) -> dict[str, Any]:
    """A number counted in percent is shown as one: 0.9 alone says nothing of what it is."""
    is_percent = field.type.base == "number" and objective.text("unit") in _PERCENT_UNITS
    return {"num_format": NUMBER_FORMATS["percent"]} if is_percent else {}


def consolidated(rule: str, teams: list[Row], source: str) -> Decimal | None:
    """Sum, weighted or plain mean of what teams say; ``None`` when the rule gives no group value, or nobody has one."""
    known = [(row, number) for row in teams if (number := row.number(source)) is not None]
    if not known or rule in ("not_consolidable", "last", ""):
        return None
    if rule == "sum":
        return sum((number for _, number in known), Decimal(0))
    if rule == "mean":
        return sum((number for _, number in known), Decimal(0)) / len(known)
    weights = sum((row.amount("weight") for row, _ in known), Decimal(0))
    return sum((number * row.amount("weight") for row, number in known), Decimal(0)) / weights if weights else None


def _formula(rule: str, source: str) -> str:
    numbers = f"ISNUMBER({{objectives.{source}[]}})"
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
