"""Plans written as text tables, so that a test shows all its data.

    plan_of('''
    # actions
    code       | status      | start      | due        | progress
    ACT-NO-001 | in_progress | 2026-01-01 | 2026-06-12 | 80 %

    # milestones
    parent     | label | due
    ACT-NO-001 | Devis | 2026-02-01
    ''')

Choices are keys, dates ISO, several values separated by commas; an empty cell is empty. ``parent`` may be
left out when the plan has one action. A column ``team`` makes rows of a consolidated plan. Each value
remembers its cell: the sheet is the table, the header its row 1. Lines may be framed by ``|`` if the header
is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.plan import Origin, Plan, Record, Value
from pacom_xl.template.load import load_template
from pacom_xl.template.schema import Field, Table

TEMPLATE = load_template()
#: Columns that are not fields of the table.
_BESIDE = ("parent", "team", "key")
#: The reference date of most tests: the sample company's.
AS_OF = date(2026, 6, 15)


def plan_of(text: str, team: str = "NO", year: int = 2026) -> Plan:
    """A plan of the standard template, over the calendar year unless the text has a ``plan`` of its own."""
    records = [record for table, lines in _blocks(text) for record in _records(TEMPLATE.tables[table], lines)]
    actions = [record.key for record in records if record.table == "actions"]
    if len(actions) == 1:
        records = [
            replace(r, parent=actions[0]) if TEMPLATE.tables[r.table].parent and r.parent is None else r
            for r in records
        ]
    if not any(record.table == "plan" for record in records):
        records.insert(0, _plan_form(team, year))
    return Plan(team, year, "fr", TEMPLATE.name, TEMPLATE.version, records, file=f"{team}.xlsx")


def view_of(text: str, as_of: date | str = AS_OF, team: str = "NO", **settings: Value) -> PlanView:
    """View of the plan of ``text`` at a date; ``settings`` replace its parameters."""
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    return PlanView(plan_of(text, team), TEMPLATE, day, settings)


def _plan_form(team: str, year: int) -> Record:
    values: dict[str, Value] = {
        "team_code": team,
        "plan_year": year,
        "plan_start": date(year, 1, 1),
        "plan_end": date(year, 12, 31),
        "plan_status": "validated",
        "currency": "EUR",
    }
    return Record("plan", "plan", values)


def _blocks(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    table, lines = "", list[str]()
    for line in [*filter(None, map(str.strip, text.splitlines())), "#"]:
        if not line.startswith("#"):
            lines.append(line)
            continue
        if table:
            yield table, [_cells(row, framed=lines[0].startswith("|")) for row in lines]
        table, lines = line.lstrip("# "), []


def _cells(line: str, framed: bool) -> list[str]:
    if framed:
        line = line.removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in line.split("|")]


def _records(table: Table, lines: list[list[str]]) -> Iterator[Record]:
    header, *rows = lines
    columns = {name: position for position, name in enumerate(header)}
    unknown = set(columns) - set(table.by_key) - set(_BESIDE)
    if unknown:
        raise ValueError(f"{table.key} has no field {', '.join(sorted(unknown))}")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise ValueError(f"{table.key}: {len(row)} cells under {len(header)} headings: {row}")
        yield _record(table, number, dict(zip(header, row, strict=True)), columns)


def _record(table: Table, number: int, cells: dict[str, str], columns: dict[str, int]) -> Record:
    values = {name: parse(table.by_key[name], cell) for name, cell in cells.items() if name in table.by_key}
    if cells.get("team") and "team" not in table.by_key:
        values["team"] = cells["team"]
    key = cells.get("key") if "key" not in table.by_key else None
    code = values.get(table.code) if table.code else None
    named = table.key if table.kind == "form" and not table.code else f"{table.key}#{number}"
    return Record(
        table=table.key,
        key=key or (code if isinstance(code, str) else named),
        values=values,
        parent=cells.get("parent") or None,
        origin=Origin(table.key, number, columns),
    )


def parse(field: Field, cell: str) -> Value:
    """The value of a cell of a text table."""
    if not cell:
        return None
    if field.type.multiple:
        return tuple(part.strip() for part in cell.split(","))
    if field.type.base == "integer":
        return int(cell)
    if field.type.is_number:
        return Decimal(cell.rstrip("% ")) / 100 if cell.endswith("%") else Decimal(cell.replace(" ", ""))
    return date.fromisoformat(cell) if field.type.base == "date" else cell
