"""The objectives on the dashboard: what is reached, what is expected to date, the verdict in words and in colour."""

from __future__ import annotations

from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.blocks import Tab, TableBlock
from pacom_xl.layout.fixed_places import BOARD
from pacom_xl.layout.sheet_texts import NO_OBJECTIVE, OBJECTIVES_TRAJECTORY, VERDICTS
from pacom_xl.model import palette
from pacom_xl.model.palette import TRAJECTORIES
from pacom_xl.model.plan import Value, column_letters
from pacom_xl.writing.group.overview.canvas import Canvas

#: Columns of the grid of each field.
_FIELDS = (("label", 12), ("attainment", 3), ("expected", 3), ("rag", 5))
_ALIGN = {"label": "left", "attainment": "right", "expected": "right", "rag": "left"}


def write_objectives(canvas: Canvas, row: int) -> int:
    """A line an objective; the row after."""
    tab = canvas.sheet.layout.tab_of("objectives")
    block = tab.blocks["objectives"] if tab else None
    canvas.heading(row, 0, sum(width for _, width in _FIELDS), OBJECTIVES_TRAJECTORY)
    if tab is None or not isinstance(block, TableBlock):
        return row + 1
    fields = block.table.by_key
    canvas.heads(row + 1, 0, [(fields[key].label, width, _ALIGN[key]) for key, width in _FIELDS])
    rows = canvas.view.rows("objectives")
    shown = min(block.size, max(len(rows), BOARD.least_objectives))
    for offset in range(shown):
        _write_line(canvas, tab, block, offset, row + 2 + offset, rows[offset] if offset < len(rows) else None)
    _colour(canvas, tab, block, row + 2, shown)
    return row + 2 + shown


def _write_line(canvas: Canvas, tab: Tab, block: TableBlock, offset: int, row: int, objective: Row | None) -> None:
    at = 0
    for key, width in _FIELDS:
        field = block.table.by_key[key]
        cell, code, rag = (_cell(tab, block, name, offset) for name in (key, "code", "rag_key"))
        none = canvas.literal(NO_OBJECTIVE) if key == "label" and not offset else '""'
        value: Value = canvas.book.say(NO_OBJECTIVE) if key == "label" and not offset else None
        text = cell
        if objective is not None:
            value = objective.figure(field.name) if field.computed else objective.record.get(key)
        if key == "rag":
            words = {name: _verdict(canvas, name) for name in VERDICTS}
            tests = "".join(f'IF({rag}="{name}",{canvas.literal(wording)},' for name, wording in words.items())
            text = f'{tests}""' + ")" * len(words)
            value = words.get(str(objective["rag_key"])) if objective is not None else None
        look = {"indent": 1, "align": _ALIGN[key], "shrink": key == "label"}
        if field.type.base == "percent":
            look["num_format"] = palette.percent_format(canvas.lang, 0)
        formula = f'IFERROR(IF({code}="",{none},IF({cell}="","",{text})),"")'
        canvas.formula(row, at, width, formula, value, canvas.look(**look))
        at += width


def _verdict(canvas: Canvas, key: str) -> str:
    """The verdict with its symbol."""
    wording = canvas.book.say(VERDICTS[key])
    return f"{TRAJECTORIES[key].symbol} {wording}" if key in TRAJECTORIES else wording


def _cell(tab: Tab, block: TableBlock, key: str, offset: int) -> str:
    return f"{tab.quoted}!${column_letters(block.columns[key])}${block.first_row + offset + 1}"


def _colour(canvas: Canvas, tab: Tab, block: TableBlock, row: int, count: int) -> None:
    """The verdict in colour, and a line below each objective there is."""
    sheet, workbook = canvas.sheet, canvas.book.workbook
    last, verdict = sum(width for _, width in _FIELDS), sum(width for _, width in _FIELDS[:-1])
    key = f"{tab.quoted}!${column_letters(block.columns['rag_key'])}{block.first_row + 1}"
    for name, tone in TRAJECTORIES.items():
        look = workbook.add_format({"font_color": tone.ink, "bg_color": tone.fill})
        area = (row, canvas.column(verdict), row + count - 1, canvas.column(last - 1))
        sheet.format_where(area, f'={key}="{name}"', look)
    code = f"{tab.quoted}!${column_letters(block.columns['code'])}{block.first_row + 1}"
    line = workbook.add_format({"bottom": 1, "bottom_color": palette.LINE})
    area = (row, canvas.column(0), row + count - 1, canvas.column(last - 1))
    sheet.format_where(area, f'={code}<>""', line)
