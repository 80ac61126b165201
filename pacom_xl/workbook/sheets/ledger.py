"""Sources, conflicts and checks of a consolidated workbook: where figures come from, what disagrees, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from pacom_xl.core.ledger import Change, Conflict, Difference, Source
from pacom_xl.core.plan import Cell, Value
from pacom_xl.template.writing import write_value
from pacom_xl.workbook.layout import ANCHORS, Tab, TableBlock
from pacom_xl.workbook.marks import row_id
from pacom_xl.workbook.pen import Pen
from pacom_xl.workbook.printing import set_print
from pacom_xl.workbook.sheets.ordinary import LINE_HEIGHT, column_widths, lines_of, open_sheet, set_widths, write_header


@dataclass(frozen=True)
class Check:
    """One finding as people read it: texts are rendered before they come here."""

    rule: str
    severity: str
    location: str
    message: str
    fix: str
    team: str | None = None


def write_sources(pen: Pen, tab: Tab, sources: Sequence[Source]) -> None:
    """One line per input file."""
    _write_lines(pen, tab, "sources", ({
        "path": s.leaf or s.path,
        "team": s.team,
        "year": s.year,
        "status": s.status,
        "reason": pen.say(s.reason) if s.reason else None,
        "plan_version": s.plan_version,
        "saved_on": s.saved_on,
        "saved_by": s.saved_by,
        "cells_read": s.cells_read,
        "cells_ignored": s.cells_ignored,
        "cells_refused": s.cells_refused,
        "workbook_id": s.workbook_id,
        "sha256": s.sha256,
        "via": s.path if s.leaf else None,
        "via_marks": " ".join(s.via),
    } for s in sources))  # fmt: skip


def write_changes(pen: Pen, tab: Tab, changes: Sequence[Change]) -> None:
    """One line per value that is no longer that of the previous consolidation."""
    _write_lines(pen, tab, "changes", ({
        **_named(pen, change.table, change.key, change.field),
        "by": change.by,
        "team": change.team,
        "before": shown(change.before),
        "after": shown(change.after),
        "chosen": shown(change.used),
        "place": _place(change.file, change.cell),
    } for change in changes))  # fmt: skip


def write_conflicts(pen: Pen, tab: Tab, conflicts: Sequence[Conflict]) -> None:
    """One line per competing value."""
    lines: list[dict[str, Value]] = []
    for conflict in conflicts:
        for value in conflict.values:
            lines.append(
                {
                    **_named(pen, conflict.table, conflict.key, conflict.field),
                    "team": value.team,
                    "value": shown(value.value),
                    "place": _place(value.file, value.cell),
                    "chosen": shown(conflict.chosen),
                    "policy": conflict.policy,
                }
            )
    _write_lines(pen, tab, "conflicts", lines)


def write_differences(pen: Pen, tab: Tab, found: Sequence[Difference]) -> None:
    """One line per value a team has of its own where a common row stands for several; read back, seldom looked at."""
    tables = pen.book.template.tables
    sheet = open_sheet(pen, tab)
    block = tab.blocks["differences"]
    assert isinstance(block, TableBlock)
    write_header(pen, sheet, block)
    plain = pen.styles.role("plain")
    for number, difference in enumerate(found, block.first_row):
        field = tables[difference.table].by_key.get(difference.field)
        value = write_value(field, difference.value, pen.lang, pen.labels) if field else difference.value
        place = f"{difference.cell.sheet}!{difference.cell.a1}" if difference.cell else None
        line = (
            difference.team, difference.table, difference.key, difference.change, difference.field, value,
            PurePath(difference.file).name if difference.file else None, place,
        )  # fmt: skip
        for column, content in zip(block.columns.values(), line, strict=True):
            pen.put(sheet, number, column, content, plain)
    set_widths(sheet, tab)
    sheet.hide()


def write_checks(pen: Pen, tab: Tab, checks: Sequence[Check]) -> None:
    """One line per finding, errors first."""
    _write_lines(pen, tab, "controls", ({
        "rule": check.rule,
        "severity": check.severity,
        "location": " · ".join(filter(None, (check.team, check.location))),
        "message": check.message,
        "fix": check.fix,
    } for check in checks))  # fmt: skip


def _write_lines(pen: Pen, tab: Tab, key: str, lines: Iterable[dict[str, Value]]) -> None:
    sheet = open_sheet(pen, tab)
    block = tab.blocks[key]
    assert isinstance(block, TableBlock)
    write_header(pen, sheet, block)
    for number, line in enumerate(lines, block.first_row):
        sheet.write_string(number, ANCHORS, row_id(key, number - block.first_row + 1), pen.styles.role("anchor"))
        _write_line(pen, sheet, tab, block, number, line)
    for name, column in block.columns.items():
        if block.table.by_key[name].hidden:
            sheet.set_column(column, column, 10, None, {"hidden": True})
    set_widths(sheet, tab)
    set_print(pen, sheet, tab)


def _write_line(pen: Pen, sheet: Any, tab: Tab, block: TableBlock, number: int, line: dict[str, Value]) -> None:
    lines, widths = 1, column_widths(tab)
    for name, column in block.columns.items():
        field = block.table.by_key[name]
        value = line.get(name)
        if (
            field.type.base == "enum"
            and isinstance(value, str)
            and value in pen.labels.get(field.type.choices or "", {})
        ):
            value = pen.label(field.type.choices or "", value)
        pen.put(sheet, number, column, value, pen.styles.field(field, "shown"))
        if isinstance(value, str) and column in widths:
            lines = max(lines, lines_of(value, widths[column]))
    if lines > 1:
        sheet.set_row(number, LINE_HEIGHT * min(lines, 10) + 1)


def _named(pen: Pen, table: str, key: str, field: str) -> dict[str, Value]:
    """Table, code and field as people know them."""
    of = pen.book.template.tables.get(table)
    known = of.by_key.get(field) if of else None
    return {
        "subject": f"{pen.say(of.label) if of else table} · {key}",
        "field": pen.say(known.label) if known else field,
    }


def _place(file: str | None, cell: Cell | None) -> str:
    return " · ".join(filter(None, (PurePath(file).name if file else "", f"{cell.sheet}!{cell.a1}" if cell else "")))


def shown(value: Value) -> str:
    """Any value as a plain text."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
