"""Plans written out for other programs: CSV, SQLite, Parquet, and deadlines as a calendar."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pacom_xl.consolidation.tidy import Kind, Tidy, tidy
from pacom_xl.core.plan import Plan, Record, Value
from pacom_xl.core.text import Lang
from pacom_xl.template.schema import Template

#: A text that begins so would be a formula in a spreadsheet: it gets an apostrophe, as one that begins with one does.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")
_SQL: dict[Kind, str] = {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "TEXT"}
#: Octets of a line of a calendar, its end aside.
_LINE = 75


def write_csv(plans: Sequence[Plan], template: Template, folder: Path, lang: Lang) -> None:
    """One file per table, as Excel of that language opens it: UTF-8 with BOM; in French ``;`` and decimal commas."""
    for table in tidy(plans, template):
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, delimiter=";" if lang == "fr" else ",")
            writer.writerow(table.columns)
            writer.writerows([_csv_cell(value, lang) for value in row] for row in table.rows)


def _csv_cell(value: Value, lang: Lang) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.replace(".", ",") if lang == "fr" else text
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA_STARTS) else text


def write_sqlite(plans: Sequence[Plan], template: Template, file: Path) -> None:
    """One table per table, dates as ISO text, amounts as REAL."""
    database = sqlite3.connect(file)
    try:
        with database:
            for table in tidy(plans, template):
                _fill(database, table)
    finally:
        database.close()


def _fill(database: sqlite3.Connection, table: Tidy) -> None:
    columns = ", ".join(f'"{name}" {_SQL[kind]}' for name, kind in table.columns.items())
    database.execute(f'CREATE TABLE "{table.name}" ({columns})')
    marks = ", ".join("?" * len(table.columns))
    rows = ([_sql_value(value) for value in row] for row in table.rows)
    database.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)


def _sql_value(value: Value) -> Any:
    return float(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value


def write_parquet(plans: Sequence[Plan], template: Template, folder: Path) -> None:
    """One file per table in ``folder``. Raises ``ImportError`` without pyarrow."""
    from pacom_xl.consolidation.frames import frames

    for name, frame in frames(plans, template).items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)


# -- deadlines as a calendar -------------------------------------------------------------------------------------


def write_ics(plans: Sequence[Plan], file: Path, made_on: date) -> None:
    """A day-long event per due date of an action that is neither closed nor a draft, and of its milestones not done."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//pacom_xl//FR", "CALSCALE:GREGORIAN"]
    for plan in plans:
        for action in plan.table("actions"):
            if action.get("status") in ("planned", "in_progress", "on_hold"):
                lines += _events(plan, action, made_on)
    lines.append("END:VCALENDAR")
    file.write_bytes("".join(f"{_folded(line)}\r\n" for line in lines).encode("utf-8"))


def _events(plan: Plan, action: Record, made_on: date) -> Iterator[str]:
    title = f"{action.key} · {action.get('title') or ''}"
    yield from _event(f"{action.key}@{plan.team}", action.get("due"), title, action, made_on)
    for milestone in plan.table("milestones"):
        if milestone.parent == action.key and milestone.get("done_on") is None:
            uid = f"{action.key}-{milestone.key}@{plan.team}".replace(" ", "")
            yield from _event(uid, milestone.get("due"), f"{title} · {milestone.get('label') or ''}", action, made_on)


def _event(uid: str, due: Value, title: str, action: Record, made_on: date) -> Iterator[str]:
    if isinstance(due, date):
        yield "BEGIN:VEVENT"
        yield f"UID:{_escaped(uid)}"
        yield f"DTSTAMP:{made_on:%Y%m%d}T000000Z"
        yield f"DTSTART;VALUE=DATE:{due:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}"
        yield f"SUMMARY:{_escaped(title)}"
        yield f"DESCRIPTION:{_escaped(str(action.get('owner') or ''))}"
        yield "END:VEVENT"


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """Cut into lines of at most 75 octets, between characters."""
    parts, room = [""], _LINE
    for character in line:
        size = len(character.encode("utf-8"))
        if size > room:
            parts.append("")
            room = _LINE - 1
        parts[-1] += character
        room -= size
    return "\r\n ".join(parts)
